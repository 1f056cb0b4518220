"""A surrogate behind the common door; it answers only for what it was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from fluxion.assets import asset_root
from fluxion.design import DesignProblem
from fluxion.errors import SurrogateError
from fluxion.evaluation.base import AbstractEvaluator, Outcome
from fluxion.evaluation.propagation import score_half_widths
from fluxion.evaluation.result import OK
from fluxion.surrogate import Surrogate
from fluxion.surrogate.balance import balance_residual
from fluxion.surrogate.chunks import check_count
from fluxion.surrogate.providers import CPU
from fluxion.typing import Column, Designs
from fluxion.weather import Weather

# Designs that say how wide an interval of a score is on average.
_TYPICAL_DESIGNS = 256
# The interval of an own column is never narrower than this share of its mean over the bounds.
_LEAST_SHARE = 0.05


@dataclass(frozen=True)
class SurrogateEvaluator(AbstractEvaluator):
    """Predicts every design; scores are computed exactly from the predictions.

    Attributes:
        problem: the problem with its settings.
        weather: the climate.
        surrogate: the trained model.
        threads: threads that share the rows of large populations.
        local: intervals of scores follow the design; otherwise they are as wide for every design, which costs less.
        marks: designs unlike those that were learned are marked, which costs a third of a prediction.

    Raises:
        InputError: an impossible number of threads.
        SurrogateError: the model was trained on another problem, space, weather or building, or does not predict
            what the problem needs; the message says what to do.
    """

    problem: DesignProblem
    weather: Weather
    surrogate: Surrogate
    threads: int = 1
    local: bool = False
    marks: bool = True
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
        """Half widths of the intervals of scores.

        Those of the card, but none with other prices than those they were calibrated with; of own columns, which no
        card knows, the mean of what propagation gives over the bounds.
        """
        return {**self._carded, **self.own_half_widths}

    @cached_property
    def _carded(self) -> Mapping[str, float]:
        card = self.surrogate.card
        if any(card.settings.get(name) != value for name, value in self.problem.settings.items()):
            return {}
        return {score.name: score.half_width for score in card.scores}

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_] | None:
        """(k,) which designs are far from the training designs; None if the card does not say, or nobody asks."""
        domain = self.surrogate.card.domain if self.marks else None
        return None if domain is None else domain.outside(self.surrogate.card.space, X)

    def by_design(self) -> "SurrogateEvaluator":
        """This surrogate with intervals of scores that follow the design."""
        return replace(self, local=True)

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """Half widths of the intervals of the scores of (k, d) designs.

        Those of the card, or, with `local`, what the half widths of the outputs make of a score
        (`score_half_widths`), scaled so that on average over the bounds they are as wide as the card says. With
        prices that the card does not know they stay unscaled, and so do own columns: what propagation gives them held
        89 to 97 % of the true values of seven unlike expressions in three climates.
        """
        if not self.local:
            return self.half_widths()
        here = score_half_widths(self.problem, X, outcome.outputs, outcome.half_width)
        inexact = [score.name for score in self.surrogate.card.scores if score.name in here]
        scaled = {name: self.score_scales.get(name, 1.0) * here[name] for name in inexact}
        # A column that steps or bends can be flat where it is predicted and not where the truth is.
        own = {name: np.maximum(here[name], _LEAST_SHARE * mean) for name, mean in self.own_half_widths.items()}
        return {**scaled, **own}

    @cached_property
    def score_scales(self) -> Mapping[str, float]:
        """Half widths of scores in the card over the mean of what propagation gives them; none for other prices."""
        constant = self._carded
        if not constant:
            return {}
        typical = self._typical
        return {name: half / float(typical[name].mean()) for name, half in constant.items() if typical[name].any()}

    @cached_property
    def own_half_widths(self) -> Mapping[str, float]:
        """Mean half widths of the own columns that depend on predictions, over designs where they are finite."""
        found = {}
        for own in self.problem.derived:
            widths = self._typical[own.name]
            if widths.any():
                finite = widths[np.isfinite(widths)]
                found[own.name] = float(finite.mean()) if len(finite) else 0.0
        return found

    @cached_property
    def _typical(self) -> Mapping[str, Column]:
        X = self.problem.space.sample(_TYPICAL_DESIGNS, 0, "sobol")
        outcome = self.compute(X)
        return score_half_widths(self.problem, X, outcome.outputs, outcome.half_width)

    def plain(self, X: Designs) -> Mapping[str, Column]:
        """Output -> (k,) predictions of (k, d) valid designs, without intervals."""
        return self.surrogate.means(X, self.threads)

    def compute(self, X: Designs) -> Outcome:
        """Predict (k, d) valid designs."""
        prediction = self.surrogate.predict(X, self.threads)
        return Outcome(
            outputs=prediction.mean,
            residual=balance_residual(prediction.mean, self.surrogate.card.balance, len(X)),
            status=np.full(len(X), OK, dtype=object),
            engine=self.surrogate.card.imitates,
            lower=prediction.lower,
            upper=prediction.upper,
            half_width=prediction.half_width,
        )


def shipped_model(problem: DesignProblem, weather: Weather) -> Path | None:
    """File of the surrogate that ships for `problem` in `weather`, None if there is none."""
    path = asset_root() / "surrogates" / f"{problem.name}-{weather.name}.onnx"
    return path if path.is_file() else None


def load_surrogate(
    problem: DesignProblem, weather: Weather, path: str | Path | None = None, providers: Sequence[str] = CPU
) -> Surrogate:
    """The surrogate in the file `path`, by default the one that ships for `problem` in `weather`.

    Raises:
        InputError: there is no file `path`, or an unknown provider.
        MissingDependencyError: the installed ONNX Runtime lacks one of the `providers`, see `Surrogate.load`.
        SurrogateError: none ships, or the file cannot be used; the message names the remedy.
    """
    place = Path(path) if path is not None else shipped_model(problem, weather)
    if place is None:
        raise SurrogateError(
            f"no surrogate ships for the problem '{problem.name}' in the weather '{weather.name}'. "
            f"{_remedy(problem, weather)}"
        )
    return Surrogate.load(place, providers)


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
        # Of two climates with one name, both are told apart.
        own = f" ({card.weather_fingerprint})" if card.weather == weather.name else ""
        return f"was trained on the weather '{card.weather}'{own}, not on '{weather.name}' ({weather.fingerprint()})"
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
    missing = [name for name in problem.scored if name not in card.targets]
    if missing:
        return f"does not predict {', '.join(missing)}, which the problem '{problem.name}' needs"
    return ""


def _remedy(problem: DesignProblem, weather: Weather) -> str:
    return (
        f"Train one with 'fluxion train --problem {problem.name} --weather {weather.name} ...' and name it with "
        "--surrogate, or use physics."
    )
