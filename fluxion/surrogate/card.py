"""The model card: what a surrogate was trained on, what it predicts and how well."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from fluxion._checks import is_number
from fluxion.design import DesignSpace
from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate.domain import Domain
from fluxion.surrogate.intervals import IntervalWidths, interval_widths

_FORMAT = "fluxion-model-card"
_VERSION = 1


@dataclass(frozen=True)
class OutputCard:
    """One predicted output: its meaning, its interval and its error on held-out physics runs.

    Attributes:
        name: name of the output.
        unit: unit as text.
        lower: smallest value that is physically possible, in `unit`; predictions never fall below it. None for no
            limit.
        upper: largest value that is physically possible, in `unit`; None for no limit.
        interval_scale: the interval reaches ``interval_scale * (spread + interval_floor)`` to either side.
        interval_floor: spread that is added to the ensemble's own, in `unit`.
        zero_share: share of the held-out runs whose output is zero.
        r2: coefficient of determination on the judged rows.
        rmse: root mean square error on all held-out rows, in `unit`.
        mae: mean absolute error on all held-out rows, in `unit`.
        cv_rmse: root mean square error over the mean, both of the judged rows.
        coverage: share of the judged rows inside their interval.
        judged_on: ``"all rows"``, or ``"non-zero rows"`` if the output is zero in over half of the rows.
    """

    name: str
    unit: str
    lower: float | None
    upper: float | None
    interval_scale: float
    interval_floor: float
    zero_share: float = math.nan
    r2: float = math.nan
    rmse: float = math.nan
    mae: float = math.nan
    cv_rmse: float = math.nan
    coverage: float = math.nan
    judged_on: str = "all rows"


@dataclass(frozen=True)
class ScoreCard:
    """A score that is computed of the predicted outputs, its interval and its error on held-out physics runs.

    Attributes:
        name: name of the score.
        half_width: the interval reaches so far to either side, in the unit of the score.
        r2: coefficient of determination; NaN where the score does not vary.
        rmse: root mean square error, in the unit of the score.
        mae: mean absolute error.
        cv_rmse: `rmse` over the mean magnitude.
        coverage: share of the held-out rows inside their interval.
    """

    name: str
    half_width: float
    r2: float
    rmse: float
    mae: float
    cv_rmse: float
    coverage: float


@dataclass(frozen=True)
class ModelCard:
    """Everything a surrogate must say about itself; stored as JSON inside the model file.

    Attributes:
        title: one line for people.
        problem: name of the design problem.
        space_json: the design space as `DesignSpace.to_json` writes it: features, units, bounds, order.
        settings: fixed parameters of the problem during the physics runs.
        weather: name of the weather.
        weather_fingerprint: `Weather.fingerprint` of that weather.
        engine: name of the physics engine with its steps, for example ``"reference 6/h"``.
        engine_fingerprint: 16 hexadecimal digits over the probe designs' outputs.
        probes: outputs of the probe designs, four significant digits, by output name.
        outputs: the predicted outputs in the order of the network's columns.
        confidence: nominal coverage of the intervals.
        runs: numbers of physics runs by use: training, validation, calibration, held_out, dropped.
        training: members, hidden layers, seed, sampling and the like.
        versions: versions of the packages that made the model.
        network_sha256: checksum of the network that the card belongs to.
        properties: by choice and option, the physical numbers by which the simulation knew the option.
        scores: what the problem computes of the predicted outputs.
        balance: outputs whose signed sum is zero by construction, with their signs; empty if there are none.
        monotone: output -> variable -> +1 or -1: predictions never fell or never rose with the variable, see
            `fluxion.training.monotone.violations`. Options of a choice are ordered by their property.
        violations: output -> variable -> share of steps with a wrong sign, where there were any.
        domain: where the training designs were; None in a card that does not say.
        truth: what the surrogate imitates if not its engine, for example ``"EnergyPlus 25.2.0 6/h"``: the physics runs
            were corrected by runs of it, see `fluxion.training.multifidelity`. Empty: the engine.
    """

    title: str
    problem: str
    space_json: str
    settings: Mapping[str, Any]
    weather: str
    weather_fingerprint: str
    engine: str
    engine_fingerprint: str
    probes: Mapping[str, tuple[float, ...]]
    outputs: tuple[OutputCard, ...]
    confidence: float
    runs: Mapping[str, int]
    training: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    network_sha256: str = ""
    properties: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)
    scores: tuple[ScoreCard, ...] = ()
    balance: Mapping[str, int] = field(default_factory=dict)
    monotone: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    violations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    domain: Domain | None = None
    truth: str = ""

    @property
    def imitates(self) -> str:
        """What the predictions stand for: the engine, or for example ``"EnergyPlus 25.2.0 6/h through batch"``."""
        return f"{self.truth} through {self.engine}" if self.truth else self.engine

    @cached_property
    def space(self) -> DesignSpace:
        """The design space that the surrogate learned."""
        return DesignSpace.from_json(self.space_json)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Names of the predicted outputs, in order."""
        return tuple(output.name for output in self.outputs)

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Column of every predicted output."""
        return {name: j for j, name in enumerate(self.targets)}

    @cached_property
    def widths(self) -> IntervalWidths:
        """How wide the intervals are."""
        return interval_widths(self.outputs)

    @property
    def space_fingerprint(self) -> str:
        """`DesignSpace.fingerprint` of the space that the surrogate learned."""
        return self.space.fingerprint()

    def to_json(self) -> str:
        """The card as JSON text; `from_json` reads it back."""
        content = {"format": _FORMAT, "version": _VERSION, **asdict(self)}
        content["space_json"] = json.loads(self.space_json)
        return sealed(_finite(content))

    @classmethod
    def from_json(cls, text: str) -> "ModelCard":
        """Card that `to_json` wrote.

        Raises:
            SurrogateError: not JSON, another format or version, or fields are missing, unknown or invalid.
        """
        try:
            content = json.loads(text)
        except json.JSONDecodeError as error:
            raise SurrogateError(f"the model card is not valid JSON ({error}). {_REMEDY}") from error
        if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
            raise SurrogateError(f'the model card does not say "format": "{_FORMAT}". {_REMEDY}')
        written = content.pop("card_sha256", None)
        if written != _digest({"format": _FORMAT, **content}):
            raise SurrogateError(f"the model card was changed after it was written. {_REMEDY}")
        version = content.pop("version", None)
        if version != _VERSION:
            raise SurrogateError(
                f"the model card has format version {version!r}; this Fluxion reads {_VERSION}. {_REMEDY}"
            )
        try:
            content["space_json"] = json.dumps(content["space_json"], indent=2)
            content["outputs"] = tuple(OutputCard(**_restored(entry, OutputCard)) for entry in content["outputs"])
            scores = content.get("scores", ())
            content["scores"] = tuple(ScoreCard(**_restored(entry, ScoreCard)) for entry in scores)
            domain = content.get("domain")
            content["domain"] = None if domain is None else Domain(**domain)
            content["settings"] = {name: _hashable(value) for name, value in content["settings"].items()}
            content["probes"] = {name: tuple(values) for name, values in content["probes"].items()}
            content["properties"] = {
                choice: {option: tuple(numbers) for option, numbers in options.items()}
                for choice, options in content["properties"].items()
            }
            card = cls(**content)
            _check_card(card)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SurrogateError(f"the model card lacks a field or holds a wrong one ({error}). {_REMEDY}") from error
        return card

    def to_markdown(self) -> str:
        """The card as a Markdown page."""
        return "\n".join(
            [*_heading(self), *_feature_table(self), *_output_table(self), *_score_table(self), *_physics(self)]
        )


_REMEDY = "Make the model anew with 'fluxion train'."


def probe_fingerprint(probes: Mapping[str, tuple[float, ...]]) -> str:
    """16 hexadecimal digits over the rounded outputs of the probe designs."""
    text = json.dumps({name: [f"{value:.3e}" for value in values] for name, values in sorted(probes.items())})
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sealed(content: Mapping[str, Any]) -> str:
    """JSON text of a card's content with the checksum that `ModelCard.from_json` asks for."""
    plain = {name: value for name, value in content.items() if name != "card_sha256"}
    return json.dumps({**plain, "card_sha256": _digest(plain)}, indent=1)


def _digest(content: Mapping[str, Any]) -> str:
    """Checksum of a card's content, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _check_card(card: ModelCard) -> None:
    try:
        space = card.space
    except InputError as error:
        raise SurrogateError(f"the design space in the model card cannot be used: {error}") from error
    if not card.outputs or len(set(card.targets)) != len(card.outputs):
        raise ValueError("the outputs must be named, each once")
    if card.domain is not None:
        card.domain.check(space)
    if not 0.0 < card.confidence < 1.0:
        raise ValueError(f"the confidence must lie between 0 and 1; got {card.confidence}")
    for output in card.outputs:
        if not (output.interval_scale >= 0.0 and output.interval_floor >= 0.0):
            raise ValueError(f"the interval of '{output.name}' must not be negative")
        if output.name in space.names:
            raise ValueError(f"'{output.name}' is both a variable and an output")
        limits = [one for one in (output.lower, output.upper) if one is not None]
        if not all(is_number(one) for one in limits) or sorted(limits) != limits:
            raise ValueError(f"the limits of '{output.name}' must be numbers, the lower one first; got {limits}")
    for name in ("settings", "runs", "training", "versions", "properties", "balance", "monotone", "violations"):
        if not isinstance(getattr(card, name), Mapping):
            raise ValueError(f"'{name}' must be a table; got {getattr(card, name)!r}")
    if not set(card.balance) <= set(card.targets):
        raise ValueError("the balance must be one of predicted outputs")


def _finite(value: Any) -> Any:
    """JSON knows no NaN: what was not measured is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value


def _hashable(value: Any) -> Any:
    """JSON has lists only; monthly settings are tuples."""
    return tuple(value) if isinstance(value, list) else value


def _restored(entry: Mapping[str, Any], kind: type[OutputCard] | type[ScoreCard]) -> dict[str, Any]:
    measured = {f.name for f in fields(kind) if f.type is float}
    return {key: math.nan if value is None and key in measured else value for key, value in entry.items()}


def _heading(card: ModelCard) -> list[str]:
    runs = ", ".join(f"{count} {use.replace('_', '-')}" for use, count in card.runs.items())
    settings = ", ".join(f"{name}={value}" for name, value in card.settings.items()) or "none"
    lines = [
        f"# Surrogate: {card.title}",
        "",
        "| | |",
        "|---|---|",
        f"| problem | {card.problem} |",
        f"| settings | {settings} |",
        f"| weather | {card.weather} (fingerprint {card.weather_fingerprint}) |",
        f"| physics | {card.engine} (fingerprint {card.engine_fingerprint}) |",
        *([f"| imitates | {card.truth}, through this physics |"] if card.truth else []),
        f"| runs | {runs} |" if card.truth else f"| physics runs | {runs} |",
        *(f"| {name.replace('_', ' ')} | {value} |" for name, value in card.training.items()),
        f"| made with | {', '.join(f'{name} {version}' for name, version in card.versions.items())} |",
        f"| network SHA-256 | {card.network_sha256} |",
    ]
    return [*lines, ""]


def _feature_table(card: ModelCard) -> list[str]:
    rows = [f"| {v.name} | {v.unit} | {v.expected} | {v.description} |" for v in card.space.variables]
    head = "The model refuses designs outside these bounds, another weather and other settings."
    if card.domain is not None:
        head += (
            f" It marks designs as `out_of_domain` that are farther from the training designs than "
            f"{1.0 - card.domain.share:.0%} of designs drawn like them."
        )
    return ["## Inputs", "", head, "", "| variable | unit | allowed | meaning |", "|---|---|---|---|", *rows, ""]


def _output_table(card: ModelCard) -> list[str]:
    head = (
        f"{_measured_on(card)} An output that is zero in over half of them is judged (R2, CV(RMSE), coverage) on its "
        "non-zero rows; RMSE and MAE are "
        f"over all rows. Intervals are split-conformal, nominal {card.confidence:.0%}, valid for designs drawn "
        "evenly from the bounds, not for the end points of an optimisation."
    )
    title = f"coverage of {card.confidence:.0%}"
    rows = [
        f"| {o.name} | {o.unit} | {o.r2:.5f} | {o.rmse:.4g} | {o.mae:.4g} | {o.cv_rmse:.2%} | {o.coverage:.1%} "
        f"| {o.zero_share:.1%} | {o.judged_on} |"
        for o in card.outputs
    ]
    columns = f"| output | unit | R2 | RMSE | MAE | CV(RMSE) | {title} | zeros | judged on |"
    return ["## Outputs", "", head, "", columns, "|---|---|---|---|---|---|---|---|---|", *rows, ""]


def _measured_on(card: ModelCard) -> str:
    if not card.runs.get("held_out", 0) and "observed" in card.runs:
        return "Not measured since the last layers were adapted."
    if not card.truth:
        return f"Measured on {card.runs.get('held_out', 0)} physics runs that the training never saw."
    return (
        f"Measured on {card.runs.get('truth', 0)} runs of {card.truth} that the network never saw, each left out of "
        "the correction in turn."
    )


def _score_table(card: ModelCard) -> list[str]:
    if not card.scores:
        return []
    rows = [
        f"| {o.name} | {o.r2:.5f} | {o.rmse:.4g} | {o.mae:.4g} | {o.cv_rmse:.2%} | {o.half_width:.4g} "
        f"| {o.coverage:.1%} |"
        for o in card.scores
    ]
    head = (
        "Computed of the predicted outputs, on the same runs; scores that depend on no prediction are exact. Their "
        "intervals are as wide for every design, and hold for the settings above."
    )
    columns = f"| score | R2 | RMSE | MAE | CV(RMSE) | half width | coverage of {card.confidence:.0%} |"
    return ["## Scores", "", head, "", columns, "|---|---|---|---|---|---|---|", *rows, ""]


def _physics(card: ModelCard) -> list[str]:
    lines = []
    if card.balance:
        terms = " ".join(f"{'+' if sign > 0 else '-'} {name}" for name, sign in card.balance.items())
        lines += [f"The energy balance closes in every prediction: 0 = {terms.removeprefix('+ ')}.", ""]
    if card.monotone:
        told = "; ".join(f"{output}: {_signs(signs)}" for output, signs in card.monotone.items())
        lines += [f"Never fell (+) or never rose (-) with a variable on random steps: {told}.", ""]
    if card.violations:
        told = "; ".join(
            f"{output}: " + ", ".join(f"{variable} {share:.2%}" for variable, share in shares.items())
            for output, shares in card.violations.items()
        )
        lines += [f"By physics these do neither, the network does so on a share of the steps: {told}.", ""]
    return ["## Physics", "", *lines] if lines else []


def _signs(signs: Mapping[str, int]) -> str:
    return ", ".join(f"{variable} {'+' if sign > 0 else '-'}" for variable, sign in signs.items())
