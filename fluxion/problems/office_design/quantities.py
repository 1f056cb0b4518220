"""How much of everything a design buys: the bill of quantities."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.problems.office_design.catalogue import Catalogue, Component, Option
from fluxion.problems.office_design.variables import NO_COOLING
from fluxion.problems.reference_office import plan
from fluxion.problems.reference_office.building import occupied_schedule
from fluxion.typing import Column

STOREYS = 2
#: Conditioned floor area of the office [m2].
FLOOR_AREA = STOREYS * sum(plan.unit_area(unit) for unit in plan.UNITS)
#: Air volume of the office [m3].
VOLUME = FLOOR_AREA * plan.FLOOR_HEIGHT
#: Area of each facade, windows included [m2].
FACADE_AREA = {
    facade: STOREYS * plan.FLOOR_HEIGHT * length
    for facade, length in (("south", plan.LENGTH), ("east", plan.WIDTH), ("north", plan.LENGTH), ("west", plan.WIDTH))
}
#: Length of all overhangs [m].
OVERHANG_LENGTH = sum(FACADE_AREA.values()) / plan.FLOOR_HEIGHT
#: Hours of the year in which the office is used and ventilated [h].
OCCUPIED_HOURS = float(occupied_schedule().values.sum())
_SECONDS = 3600.0
_M3_PER_LITRE = 1e-3
_STOREY_AREA = FLOOR_AREA / STOREYS


def _partition_area() -> float:
    core = 2.0 * (plan.LENGTH - 2.0 * plan.PERIMETER_DEPTH + plan.WIDTH - 2.0 * plan.PERIMETER_DEPTH)
    corners = 4.0 * math.sqrt(2.0) * plan.PERIMETER_DEPTH
    return STOREYS * plan.FLOOR_HEIGHT * (core + corners)


#: Area of the partitions, one side [m2].
PARTITION_AREA = _partition_area()


@dataclass(frozen=True)
class Purchase:
    """An amount of one component.

    Attributes:
        component: what is bought.
        quantity: (n,) amount in units of ``component.per``.
    """

    component: Component
    quantity: Column


def window_area(columns: Mapping[str, NDArray[Any]]) -> Column:
    """(n,) area of all windows [m2]."""
    return np.sum([area * columns[f"wwr_{facade}"] for facade, area in FACADE_AREA.items()], axis=0)


def window_head(columns: Mapping[str, NDArray[Any]]) -> Column:
    """(n,) height of the highest window head above its floor [m]; the band spans the facade but for two margins."""
    heads = []
    for facade, area in FACADE_AREA.items():
        length = area / (STOREYS * plan.FLOOR_HEIGHT)
        heads.append(
            plan.SILL + columns[f"wwr_{facade}"] * plan.FLOOR_HEIGHT * length / (length - 2 * plan.SIDE_MARGIN)
        )
    return np.max(heads, axis=0)


def hygienic_flow(settings: Mapping[str, Any]) -> float:
    """Design flow of outdoor air [m3/s]; it runs in occupied hours."""
    return float(settings["ventilation_l_s_m2"]) * _M3_PER_LITRE * FLOOR_AREA


def bill_of_quantities(
    columns: Mapping[str, NDArray[Any]],
    settings: Mapping[str, Any],
    outputs: Mapping[str, Column],
    catalogue: Catalogue,
) -> Iterator[Purchase]:
    """Everything that n designs buy; systems are sized on the simulated peak times ``sizing_margin``.

    Args:
        columns: design columns (n,), choices as option texts.
        settings: fixed parameters of the problem.
        outputs: ``heating_peak_kw`` and ``cooling_peak_kw`` (n,).
        catalogue: what can be bought.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    one = np.ones(len(columns["wall_insulation_m"]))
    margin = settings["sizing_margin"]
    glass = window_area(columns)
    opaque = sum(FACADE_AREA.values()) - glass
    floor = FLOOR_AREA * one

    def plant(peak: str) -> dict[str, Column]:
        return {"kW": margin * np.maximum(outputs[peak], 0.0), "m2": floor, "each": one}

    air = {"m3/h": hygienic_flow(settings) * _SECONDS * one, "m2": floor, "each": one}
    mass = {
        "m2 facade": opaque,
        "m2 roof": _STOREY_AREA * one,
        "m2 ground": _STOREY_AREA * one,
        "m2 partition": PARTITION_AREA * one,
        "m2 midfloor": _STOREY_AREA * one,
    }
    yield from _chosen(columns["window"], catalogue.windows, {"m2": glass})
    yield from _chosen(columns["heating_system"], catalogue.heating, plant("heating_peak_kw"))
    yield from _chosen(columns["cooling_system"], catalogue.cooling, plant("cooling_peak_kw"), absent=NO_COOLING)
    yield from _chosen(columns["heat_recovery"], catalogue.ventilation, air)
    yield from _chosen(columns["thermal_mass"], catalogue.mass, mass)
    measures = catalogue.measures
    tighter = np.maximum(np.log(measures.airtightness.reference_ach / columns["infiltration_ach"]), 0.0)
    for measure, basis, quantity in (
        (measures.wall_insulation, "m3", columns["wall_insulation_m"] * opaque),
        (measures.roof_insulation, "m3", columns["roof_insulation_m"] * _STOREY_AREA),
        (measures.floor_insulation, "m3", columns["floor_insulation_m"] * _STOREY_AREA),
        (measures.overhang, "m2", columns["overhang_m"] * OVERHANG_LENGTH),
        (measures.airtightness, "m2 e-fold", tighter * FLOOR_AREA),
        (measures.night_ventilation, "m3/h", columns["night_ventilation_ach"] * VOLUME),
    ):
        for component in measure.components:
            yield Purchase(component, {basis: quantity}[component.per])


def chosen_figure(
    column: NDArray[Any], options: Mapping[str, Option], attribute: str, absent: str = "", value: float = 0.0
) -> Column:
    """(n,) figure of the option that each design chose; `value` where it is `absent`.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    result = np.full(len(column), np.nan)
    result[column == absent] = value
    for name, option in options.items():
        result[column == name] = getattr(option, attribute)
    _require_known(column, np.isnan(result))
    return result


def _chosen(
    column: NDArray[Any], options: Mapping[str, Option], quantities: Mapping[str, Column], absent: str = ""
) -> Iterator[Purchase]:
    unknown = column != absent
    for name, option in options.items():
        mask = column == name
        unknown &= ~mask
        if mask.any():
            for component in option.components:
                yield Purchase(component, np.where(mask, quantities[component.per], 0.0))
    _require_known(column, unknown)


def _require_known(column: NDArray[Any], unknown: NDArray[np.bool_]) -> None:
    if unknown.any():
        raise InputError(f"the catalogue has no option '{column[unknown][0]}'; the design was made with another one.")
