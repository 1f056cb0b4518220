"""What a quadratic model of a design problem is made like: the table ``[qubo]`` of a study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from fluxion._checks import check_known, is_number, is_whole
from fluxion.design import Value
from fluxion.errors import InputError
from fluxion.qubo.encodings import BINARY, ENCODINGS

#: How limits are held: by an excess that is added to the objective, or by slack bits.
EXCESS, SLACK = "excess", "slack"
LIMITS = (EXCESS, SLACK)
# More samples than this are fitted no better and take memory.
_MOST_SAMPLES = 1_000_000
_LEAST_SAMPLES = 1_000
# Beyond it a weight drowns everything else in rounding.
_LARGEST = 1e9


@dataclass(frozen=True)
class QuboOptions:
    """How levels, weights, fit and bits are chosen.

    Attributes:
        levels: variable -> number of levels, or the levels; see `fluxion.qubo.grid.level_grid`.
        weights: objective -> weight in front of its value in its own unit; empty: all objectives alike, each divided by
            its range over the best known compromises.
        encoding: one of `ENCODINGS`.
        limits: constraint -> ``"excess"`` or ``"slack"``, or one of them for all.
        penalty: what invalid bits cost, in bounds on what their variable can change; None: the least that gives 99 %
            valid samples.
        temperature: of the distribution over which the model is fitted, in standard deviations of the objective over
            the grid; low values fit the best designs at the price of all others.
        samples: designs that the fit learns from where a model knows them.

    Raises:
        InputError: a value of the wrong kind or out of range.
    """

    levels: Mapping[str, int | Sequence[Value]] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    encoding: str = ENCODINGS[0]
    limits: str | Mapping[str, str] = EXCESS
    penalty: float | None = None
    temperature: float = 0.1
    samples: int = 40_000

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            check(name, getattr(self, name))
        check_known(self.encoding, ENCODINGS, "encoding")
        how = (self.limits,) if isinstance(self.limits, str) else self.limits.values()
        if self.encoding == BINARY and SLACK in how:
            raise InputError(
                "'limits': slack needs an encoding whose levels are sums of bits; take 'reference' instead of 'binary'."
            )

    def limit(self, name: str) -> str:
        """How the constraint `name` is held."""
        return self.limits if isinstance(self.limits, str) else self.limits.get(name, EXCESS)


def qubo_options(values: Mapping[str, Any]) -> QuboOptions:
    """Options of a table.

    Raises:
        InputError: an unknown key (the nearest one is named) or a wrong value.
    """
    for key in values:
        check_known(key, [one.name for one in fields(QuboOptions)], "key of [qubo]:")
    return QuboOptions(**values)


def _levels(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InputError(
            f"'{name}': expected a table of variables with a number of levels or a list each; got {value!r}."
        )


def _weights(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InputError(f"'{name}': expected a table of objectives with a weight each; got {value!r}.")
    for objective, weight in value.items():
        if not is_number(weight) or not 0.0 <= weight <= _LARGEST:
            raise InputError(f"'{name}': expected a weight from 0 to {_LARGEST:g} for '{objective}'; got {weight!r}.")
    if value and not any(weight > 0.0 for weight in value.values()):
        raise InputError(f"'{name}': every weight is 0, so that all designs are alike; give one that is larger.")


def _limits(name: str, value: Any) -> None:
    if not isinstance(value, str | Mapping):
        raise InputError(f"'{name}': expected one of {', '.join(LIMITS)}, or a table of constraints; got {value!r}.")
    for how in (value,) if isinstance(value, str) else value.values():
        check_known(how, LIMITS, f"value of '{name}':")


def _positive_or_none(name: str, value: Any) -> None:
    if value is not None:
        _positive(name, value)


def _positive(name: str, value: Any) -> None:
    if not is_number(value) or not 0.0 < value <= _LARGEST:
        raise InputError(f"'{name}': expected a number above 0, at most {_LARGEST:g}; got {value!r}.")


def _samples(name: str, value: Any) -> None:
    if not is_whole(value) or not _LEAST_SAMPLES <= value <= _MOST_SAMPLES:
        raise InputError(f"'{name}': expected a whole number from {_LEAST_SAMPLES} to {_MOST_SAMPLES}; got {value!r}.")


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "levels": _levels,
    "weights": _weights,
    "limits": _limits,
    "penalty": _positive_or_none,
    "temperature": _positive,
    "samples": _samples,
}
