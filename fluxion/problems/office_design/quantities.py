"""How much of everything a design buys: the bill of quantities."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import Chosen, chosen
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


@dataclass(frozen=True, eq=False)
class Purchase:
    """An amount of one component, or for each option of a choice of one.

    Attributes:
        components: (k,) what is bought by the designs that chose each option; None: nothing.
        quantity: (n,) amount in units of ``component.per``, or one amount for all designs.
        codes: (n,) which of `components` each design buys; None: all buy the first.
    """

    components: tuple[Component | None, ...]
    quantity: Column | float
    codes: NDArray[np.intp] | int | None = None

    def times(self, amount: Column | float, figure: Callable[[Component], float]) -> Column | float:
        """(n,) `amount` times a figure of what each design buys; zero where it buys nothing."""
        if self.codes is None and (only := self.components[0]) is not None:
            first = figure(only)
            return amount * first if first else 0.0
        figures = [0.0 if part is None else figure(part) for part in self.components]
        first = figures[0]
        if self.codes is None or all(value == first for value in figures):
            return amount * first if first else 0.0
        return amount * np.array(figures).take(self.codes)


def window_area(columns: Mapping[str, NDArray[Any]]) -> Column:
    """(n,) area of all windows [m2]."""
    return reduce(add, [area * columns[f"wwr_{facade}"] for facade, area in FACADE_AREA.items()])


def window_head(columns: Mapping[str, NDArray[Any]]) -> Column:
    """(n,) height of the highest window head above its floor [m]; the band spans the facade but for two margins."""
    heads = []
    for facade, area in FACADE_AREA.items():
        length = area / (STOREYS * plan.FLOOR_HEIGHT)
        heads.append(
            plan.SILL + columns[f"wwr_{facade}"] * plan.FLOOR_HEIGHT * length / (length - 2 * plan.SIDE_MARGIN)
        )
    return reduce(np.maximum, heads)


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
        columns: design columns (n,).
        settings: fixed parameters of the problem.
        outputs: ``heating_peak_kw`` and ``cooling_peak_kw`` (n,); numbers if the columns are those of a `DesignRow`.
        catalogue: what can be bought.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    margin = settings["sizing_margin"]
    glass = window_area(columns)
    opaque = sum(FACADE_AREA.values()) - glass

    def plant(peak: str) -> dict[str, Column | float]:
        return {"kW": margin * np.maximum(outputs[peak], 0.0), "m2": FLOOR_AREA, "each": 1.0}

    air = {"m3/h": hygienic_flow(settings) * _SECONDS, "m2": FLOOR_AREA, "each": 1.0}
    mass: dict[str, Column | float] = {
        "m2 facade": opaque,
        "m2 roof": _STOREY_AREA,
        "m2 ground": _STOREY_AREA,
        "m2 partition": PARTITION_AREA,
        "m2 midfloor": _STOREY_AREA,
    }
    yield from _bought(chosen(columns, "window"), catalogue.windows, {"m2": glass})
    yield from _bought(chosen(columns, "heating_system"), catalogue.heating, plant("heating_peak_kw"))
    yield from _bought(chosen(columns, "cooling_system"), catalogue.cooling, plant("cooling_peak_kw"), NO_COOLING)
    yield from _bought(chosen(columns, "heat_recovery"), catalogue.ventilation, air)
    yield from _bought(chosen(columns, "thermal_mass"), catalogue.mass, mass)
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
            yield Purchase((component,), {basis: quantity}[component.per])


def chosen_figure(
    choice: Chosen, options: Mapping[str, Option], attribute: str, absent: str = "", value: float = 0.0
) -> Column | float:
    """(n,) figure of the option that each design chose, `value` for the option `absent`.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    _require_known(choice, options, absent)
    if choice.single is not None:
        return value if choice.single == absent else float(getattr(options[choice.single], attribute))
    figures = {absent: value} | {name: getattr(option, attribute) for name, option in options.items()}
    return np.array([figures.get(name, np.nan) for name in choice.options]).take(choice.codes)


def _bought(
    choice: Chosen, options: Mapping[str, Option], quantities: Mapping[str, Column | float], absent: str = ""
) -> Iterator[Purchase]:
    # One purchase for each place in the lists of components and each unit in that place: sums over purchases then
    # add up the components of every design in the order of its own list.
    _require_known(choice, options, absent)
    if choice.single is not None:
        # What other designs would buy adds nothing.
        for part in options[choice.single].components if choice.single in options else ():
            yield Purchase((part,), quantities[part.per])
        return
    lists = [options[name].components if name in options else () for name in choice.options]
    for place in range(max(map(len, lists))):
        parts = [parts[place] if place < len(parts) else None for parts in lists]
        for unit in dict.fromkeys(part.per for part in parts if part is not None):
            same = tuple(part if part is not None and part.per == unit else None for part in parts)
            yield Purchase(same, quantities[unit], choice.codes)


def _require_known(choice: Chosen, options: Mapping[str, Option], absent: str) -> None:
    for name in choice.options:
        if name not in options and name != absent and choice.is_option(name).any():
            raise InputError(f"the catalogue has no option '{name}'; the design was made with another one.")
