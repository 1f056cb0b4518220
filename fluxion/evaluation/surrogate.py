"""A surrogate behind the common door; it answers only for what it was trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from fluxion.assets import asset_root
from fluxion.design import DesignProblem
from fluxion.errors import SurrogateError
from fluxion.evaluation.base import AbstractEvaluator, Outcome
from fluxion.evaluation.result import OK
from fluxion.surrogate import Surrogate
from fluxion.surrogate.balance import balance_residual
from fluxion.surrogate.chunks import check_count
from fluxion.typing import Designs
from fluxion.weather import Weather


@dataclass(frozen=True)
class SurrogateEvaluator(AbstractEvaluator):
    """Predicts every design; scores are computed exactly from the predictions.

    Attributes:
        problem: the problem with its settings.
        weather: the climate.
        surrogate: the trained model.
        threads: threads that share the rows of large populations.

    Raises:
        InputError: an impossible number of threads.
        SurrogateError: the model was trained on another problem, space, weather or building, or does not predict
            what the problem needs; the message says what to do.
    """

    problem: DesignProblem
    weather: Weather
    surrogate: Surrogate
    threads: int = 1
    fidelity: ClassVar[str] = "surrogate"

    def __post_init__(self) -> None:
        check_count(self.threads)
        complaint = _mismatch(self.problem, self.weather, self.surrogate)
        if complaint:
            raise SurrogateError(f"{self.surrogate.source} {complaint}. {_remedy(self.problem, self.weather)}")

    def reported(self) -> tuple[str, ...]:
        """Outputs of the problem that the surrogate predicts."""
        return tuple(name for name in self.problem.outputs if name in self.surrogate.card.targets)

    def half_widths(self) -> Mapping[str, float]:
        """Half widths of the intervals of scores; none with other prices than those they were calibrated with."""
        card = self.surrogate.card
        if any(card.settings.get(name) != value for name, value in self.problem.settings.items()):
            return {}
        return {score.name: score.half_width for score in card.scores}

    def compute(self, X: Designs) -> Outcome:
        """Predict (k, d) valid designs."""
        prediction = self.surrogate.predict(X, self.threads)
        return Outcome(
            outputs=prediction.mean,
            residual=balance_residual(prediction.mean, self.surrogate.card.balance, len(X)),
            status=np.full(len(X), OK, dtype=object),
            engine=self.surrogate.card.engine,
            lower=prediction.lower,
            upper=prediction.upper,
        )


def shipped_model(problem: DesignProblem, weather: Weather) -> Path | None:
    """File of the surrogate that ships for `problem` in `weather`, None if there is none."""
    path = asset_root() / "surrogates" / f"{problem.name}-{weather.name}.onnx"
    return path if path.is_file() else None


def load_surrogate(problem: DesignProblem, weather: Weather, path: str | Path | None = None) -> Surrogate:
    """The surrogate in the file `path`, by default the one that ships for `problem` in `weather`.

    Raises:
        InputError: there is no file `path`.
        SurrogateError: none ships, or the file cannot be used; the message names the remedy.
    """
    place = Path(path) if path is not None else shipped_model(problem, weather)
    if place is None:
        raise SurrogateError(
            f"no surrogate ships for the problem '{problem.name}' in the weather '{weather.name}'. "
            f"{_remedy(problem, weather)}"
        )
    return Surrogate.load(place)


def _mismatch(problem: DesignProblem, weather: Weather, surrogate: Surrogate) -> str:
    """What keeps the surrogate from answering, empty if nothing does."""
    card = surrogate.card
    if card.problem != problem.name:
        return f"was trained on the problem '{card.problem}', not on '{problem.name}'"
    if card.space_fingerprint != problem.space.fingerprint():
        return (
            f"was trained on other variables or bounds of '{problem.name}' (design space "
            f"{card.space_fingerprint}, now {problem.space.fingerprint()})"
        )
    if card.weather_fingerprint != weather.fingerprint():
        return f"was trained on the weather '{card.weather}', not on '{weather.name}' ({weather.fingerprint()})"
    for parameter in problem.parameters:
        value = problem.settings[parameter.name]
        if parameter.simulated and card.settings.get(parameter.name) != value:
            return f"was trained with {parameter.name}={card.settings.get(parameter.name)}, not with {value}"
    if problem.properties is not None and card.properties:
        known = problem.properties(problem.settings)
        for choice, options in known.items():
            for option, numbers in options.items():
                learned = card.properties.get(choice, {}).get(option)
                if learned != tuple(numbers):
                    return f"learned {choice}={option} with the properties {learned}, now they are {tuple(numbers)}"
    missing = [name for name in problem.predicted if name not in card.targets]
    if missing:
        return f"does not predict {', '.join(missing)}, which the problem '{problem.name}' needs"
    return ""


def _remedy(problem: DesignProblem, weather: Weather) -> str:
    return (
        f"Train one with 'fluxion train --problem {problem.name} --weather {weather.name} ...' and name it with "
        "--surrogate, or use physics."
    )
