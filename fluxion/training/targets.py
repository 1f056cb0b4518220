"""What is learned: the unit of an output and the range that is physically possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR

# Outputs carry their unit in their name; longest endings first.
_UNITS = (
    ("_kwh_m2", "kWh/m2"),
    ("_kwh", "kWh"),
    ("_kw", "kW"),
    ("_m3", "m3"),
    ("_m2", "m2"),
    ("_fraction", "1"),
)
# Terms of an energy balance that leave a building as often as they enter it.
_SIGNED = frozenset({"opaque", "glazing", "ground", "infiltration", "ventilation", "storage"})
# Everything that is minimised rests on the annual loads. With ten times the weight their errors fall by a third,
# and those of the other outputs do not rise.
_LOADS, _LOAD_WEIGHT = frozenset({"heating_kwh_m2", "cooling_kwh_m2"}), 10.0


@dataclass(frozen=True)
class Target:
    """One output to learn.

    Attributes:
        name: name of the output.
        unit: unit as text.
        lower: smallest value that is physically possible, in `unit`; None for no limit.
        upper: largest value that is physically possible, in `unit`; None for no limit.
        weight: how much its error counts in training, relative to those of the other outputs.
    """

    name: str
    unit: str = ""
    lower: float | None = 0.0
    upper: float | None = None
    weight: float = 1.0


def target(name: str) -> Target:
    """The target of a simulated output, unit and range read from its name.

    Annual loads, gains, peaks, volumes and areas are not negative; hours lie between 0 and 8760, shares from 0 to 1.
    What flows through the shell, with air, or into storage may have either sign.
    """
    if "hours" in name.split("_"):
        return Target(name, "h", 0.0, float(HOURS_PER_YEAR))
    for ending, unit in _UNITS:
        if name.endswith(ending):
            lower = None if name.removesuffix(ending) in _SIGNED else 0.0
            weight = _LOAD_WEIGHT if name in _LOADS else 1.0
            return Target(name, unit, lower, 1.0 if ending == "_fraction" else None, weight)
    return Target(name)


def limits(targets: Sequence[Target]) -> tuple[FloatArray, FloatArray]:
    """(t,) smallest and (t,) largest possible values; infinity where there is no limit."""
    lower = np.array([-np.inf if one.lower is None else one.lower for one in targets])
    upper = np.array([np.inf if one.upper is None else one.upper for one in targets])
    return lower, upper


def check_targets(Y: FloatArray, targets: Sequence[Target]) -> None:
    """Refuse (n, t) training values that no prediction could reach.

    Raises:
        InputError: another shape, not finite, or outside the range of the target; row and output are named.
    """
    if Y.ndim != 2 or Y.shape[1] != len(targets):
        raise InputError(f"the training values must have shape (n, {len(targets)}); got {Y.shape}.")
    lower, upper = limits(targets)
    # A comparison with NaN is false, so NaN counts as out of range.
    wrong = np.logical_not(np.greater_equal(Y, lower) & np.less_equal(Y, upper) & np.isfinite(Y))
    if wrong.any():
        i, j = (int(k) for k in np.argwhere(wrong)[0])
        one = targets[j]
        low = "" if one.lower is None else f" from {one.lower:g}"
        top = "" if one.upper is None else f" to {one.upper:g}"
        raise InputError(
            f"training row {i + 1}, output '{one.name}': expected a finite value{low}{top} {one.unit}; got {Y[i, j]}."
        )
