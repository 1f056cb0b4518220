"""Many offices at once: the same office as `building.reference_office`, stated as families of one template each."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.building import Building
from fluxion.building.family import Family, VariedLayer
from fluxion.errors import InputError
from fluxion.problems.reference_office import plan
from fluxion.problems.reference_office.building import reference_office
from fluxion.typing import IntArray

_LAYERS = {"wall": "wall_insulation_m", "roof": "roof_insulation_m", "ground": "floor_insulation_m"}
_WORDS = ("heating", "cooling")
# Least and largest insulation that is tabulated, a little more than the problems vary: the thickest decides how many
# states all have [m].
_INSULATION = {"wall": (0.01, 0.36), "roof": (0.01, 0.46), "ground": (0.01, 0.31)}
_WWR = {"S": "wwr_south", "E": "wwr_east", "N": "wwr_north", "W": "wwr_west"}
# What a template has where the family varies it: any value serves from which it can be scaled or shifted.
_TEMPLATE = {
    "internal_gains_w_m2": 10.0,
    "heating_setpoint_c": 20.0,
    "cooling_setpoint_c": 25.0,
    "infiltration_ach": 0.3,
    "night_ventilation_ach": 1.0,
}
# Spans within which `reference_office` can build what a family varies; it says what is wrong with a value beyond.
_SPANS = {
    **{name: _INSULATION[part] for part, name in _LAYERS.items()},
    "window_u": (0.1, 7.0),
    "shgc": (0.01, 0.95),
    "overhang_m": (0.0, 10.0),
    "infiltration_ach": (0.0, 100.0),
    "internal_gains_w_m2": (0.0, 500.0),
    "heating_setpoint_c": (0.0, 30.0),
    "cooling_setpoint_c": (0.0, 30.0),
    "orientation_deg": (-360.0, 720.0),
    "heat_recovery": (0.0, 1.0),
    "night_ventilation_ach": (0.0, 50.0),
}
# Arguments of `reference_office` that a family varies; others are the same for all its members.
_VARIED = (*_SPANS, *_WWR.values())


def office_families(arguments: Mapping[str, Any]) -> list[tuple[IntArray, Family]]:
    """Families that hold many offices, each with the rows that are its members.

    Rows that no family covers are left out: what cannot be built, or insulation beyond the tables. To be built one by
    one, they get their building, or the sentence that says why there is none.

    Args:
        arguments: of `reference_office`, each one value or an (n,) array.
    """
    arrays = {name: np.asarray(value) for name, value in arguments.items() if isinstance(value, np.ndarray)}
    count = next(iter(arrays.values())).size
    covered = _covered(arguments, arrays)
    kinds = [name for name in arrays if name not in _VARIED]
    fixed = {name: value for name, value in arguments.items() if name not in arrays}
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in np.flatnonzero(np.broadcast_to(covered, count)):
        groups.setdefault(tuple(arrays[name][row] for name in kinds), []).append(int(row))
    families = []
    for kind, members in groups.items():
        rows = np.array(members)
        own = {name: arrays[name][rows].astype(np.float64) for name in arrays if name in _VARIED}
        try:
            families.append((rows, _family({**fixed, **dict(zip(kinds, kind))}, own, rows.size)))
        except InputError:
            # The template cannot be built, nor can any member; each will say so.
            continue
    return families


def _covered(arguments: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
    covered: NDArray[np.bool_] = np.array(True)
    for name, (low, high) in _SPANS.items():
        if name in arrays:
            covered = covered & (arrays[name] >= low) & (arrays[name] <= high)
    for unit, name in _WWR.items():
        if name in arrays:
            covered = covered & plan.band_fits(plan.band_height(unit, arrays[name]))
    heating, cooling = (arguments.get(f"{word}_setpoint_c", _TEMPLATE[f"{word}_setpoint_c"]) for word in _WORDS)
    both = [np.asarray(arguments.get(word, True), dtype=bool) for word in _WORDS]
    return covered & (~(both[0] & both[1]) | (np.asarray(heating) <= cooling))


def _family(fixed: Mapping[str, Any], varied: Mapping[str, Any], count: int) -> Family:
    template = _template(tuple(sorted((n, v) for n, v in fixed.items() if n not in varied)), tuple(sorted(varied)))
    mass = fixed.get("thermal_mass", "light")
    heights = {unit: plan.band_height(unit, varied[name]) for unit, name in _WWR.items() if name in varied}
    windows = {
        window.name: heights[unit]
        for zone in template.zones
        for surface in zone.surfaces
        for window in surface.windows
        for unit in [zone.name[-1]]
        if unit in heights
    }

    def factor(name: str) -> Any:
        return varied[name] / _TEMPLATE[name] if name in varied else None

    def shift(name: str) -> Any:
        return varied[name] - _TEMPLATE[name] if name in varied else None

    return Family(
        template=template,
        size=count,
        turn_deg=varied.get("orientation_deg"),
        layers=tuple(
            VariedLayer(f"{mass} {part}", "insulation", varied[name], *_INSULATION[part])
            for part, name in _LAYERS.items()
            if name in varied
        ),
        window_height=windows,
        overhang_depth=varied.get("overhang_m"),
        u_value=varied.get("window_u"),
        shgc=varied.get("shgc"),
        infiltration_ach=varied.get("infiltration_ach"),
        gain_factor=factor("internal_gains_w_m2"),
        heat_recovery=varied.get("heat_recovery"),
        night_factor=factor("night_ventilation_ach"),
        heating_shift_k=shift("heating_setpoint_c"),
        cooling_shift_k=shift("cooling_setpoint_c"),
    )


@lru_cache(maxsize=64)
def _template(fixed: tuple[tuple[str, Any], ...], varied: tuple[str, ...]) -> Building:
    values: dict[str, Any] = {name: value for name, value in _TEMPLATE.items() if name in varied}
    return reference_office(**values, **dict(fixed))
