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
from fluxion.typing import Column, FloatArray

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
#: Choices whose options are bought, in the order of the bill.
BUYING = ("window", "heating_system", "cooling_system", "heat_recovery", "thermal_mass")
#: What is bought in a continuous amount, in the order of the bill; names of `Measures` and of `amounts`.
MEASURES = (
    "wall_insulation",
    "roof_insulation",
    "floor_insulation",
    "overhang",
    "airtightness",
    "night_ventilation",
)
#: Name of the amount of which every building has one.
WHOLE = "whole"
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


def amounts(
    columns: Mapping[str, NDArray[Any]],
    settings: Mapping[str, Any],
    outputs: Mapping[str, Column],
    catalogue: Catalogue,
) -> dict[str, Column | float]:
    """Amounts of n designs, by name, in which everything that they buy is linear: (n,), or one for all designs.

    Args:
        columns: design columns (n,).
        settings: fixed parameters of the problem.
        outputs: ``heating_peak_kw`` and ``cooling_peak_kw`` (n,), on which systems are sized, times ``sizing_margin``;
            numbers if the columns are those of a `DesignRow`.
        catalogue: tells from which infiltration on a building is tightened.
    """
    margin = settings["sizing_margin"]
    glass = window_area(columns)
    opaque = sum(FACADE_AREA.values()) - glass
    reference = catalogue.measures.airtightness.reference_ach
    return {
        WHOLE: 1.0,
        "glass_m2": glass,
        "heating_kw": margin * np.maximum(outputs["heating_peak_kw"], 0.0),
        "cooling_kw": margin * np.maximum(outputs["cooling_peak_kw"], 0.0),
        "opaque_m2": opaque,
        "wall_insulation": columns["wall_insulation_m"] * opaque,
        "roof_insulation": columns["roof_insulation_m"] * _STOREY_AREA,
        "floor_insulation": columns["floor_insulation_m"] * _STOREY_AREA,
        "overhang": columns["overhang_m"] * OVERHANG_LENGTH,
        "airtightness": np.maximum(np.log(reference / columns["infiltration_ach"]), 0.0) * FLOOR_AREA,
        "night_ventilation": columns["night_ventilation_ach"] * VOLUME,
    }


def bought_by_choice(
    name: str,
    choice: Chosen,
    quantity: Mapping[str, Column | float],
    settings: Mapping[str, Any],
    catalogue: Catalogue,
) -> Iterator[Purchase]:
    """What n designs buy with the option that they chose of the choice `name`, one of `BUYING`.

    Args:
        name: the choice.
        choice: what they chose.
        quantity: see `amounts`; linear in these.
        settings: fixed parameters of the problem.
        catalogue: what can be bought.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    whole = quantity[WHOLE]
    area = FLOOR_AREA * whole
    units: dict[str, Mapping[str, Column | float]] = {
        "window": {"m2": quantity["glass_m2"]},
        "heating_system": {"kW": quantity["heating_kw"], "m2": area, "each": whole},
        "cooling_system": {"kW": quantity["cooling_kw"], "m2": area, "each": whole},
        "heat_recovery": {"m3/h": hygienic_flow(settings) * _SECONDS * whole, "m2": area, "each": whole},
        "thermal_mass": {
            "m2 facade": quantity["opaque_m2"],
            "m2 roof": _STOREY_AREA * whole,
            "m2 ground": _STOREY_AREA * whole,
            "m2 partition": PARTITION_AREA * whole,
            "m2 midfloor": _STOREY_AREA * whole,
        },
    }
    options, absent = buyable(name, catalogue)
    return _bought(choice, options, units[name], absent)


def bought_by_amount(name: str, quantity: Column | float, catalogue: Catalogue) -> Iterator[Purchase]:
    """What n designs buy of a measure, one of `MEASURES`."""
    for component in getattr(catalogue.measures, name).components:
        yield Purchase((component,), quantity)


def bill_of_quantities(
    columns: Mapping[str, NDArray[Any]],
    settings: Mapping[str, Any],
    outputs: Mapping[str, Column],
    catalogue: Catalogue,
) -> Iterator[Purchase]:
    """Everything that n designs buy, see `amounts`.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    quantity = amounts(columns, settings, outputs, catalogue)
    for name in BUYING:
        yield from bought_by_choice(name, chosen(columns, name), quantity, settings, catalogue)
    for name in MEASURES:
        yield from bought_by_amount(name, quantity[name], catalogue)


def buyable(name: str, catalogue: Catalogue) -> tuple[Mapping[str, Option], str]:
    """The options of a choice that the catalogue sells, and the one that buys nothing, or an empty text."""
    options: dict[str, Mapping[str, Option]] = {
        "window": catalogue.windows,
        "heating_system": catalogue.heating,
        "cooling_system": catalogue.cooling,
        "heat_recovery": catalogue.ventilation,
        "thermal_mass": catalogue.mass,
    }
    return options[name], NO_COOLING if name == "cooling_system" else ""


def option_figures(
    names: tuple[str, ...], options: Mapping[str, Option], attribute: str, absent: str = "", value: float = 0.0
) -> FloatArray:
    """(k,) figure of each of k options, NaN of those that the catalogue does not have; `value` for `absent`."""
    figures = {absent: value} | {name: getattr(option, attribute) for name, option in options.items()}
    return np.array([figures.get(name, np.nan) for name in names])


def _bought(
    choice: Chosen, options: Mapping[str, Option], quantities: Mapping[str, Column | float], absent: str = ""
) -> Iterator[Purchase]:
    # One purchase for each place in the lists of components and each unit in that place: sums over purchases then
    # add up the components of every design in the order of its own list.
    require_known(choice, options, absent)
    lists = [options[name].components if name in options else () for name in choice.options]
    for place in range(max(map(len, lists))):
        parts = [parts[place] if place < len(parts) else None for parts in lists]
        for unit in dict.fromkeys(part.per for part in parts if part is not None):
            same = tuple(part if part is not None and part.per == unit else None for part in parts)
            yield Purchase(same, quantities[unit], choice.codes)


def require_known(choice: Chosen, options: Mapping[str, Option], absent: str) -> None:
    """Refuse an option that some design chose and the catalogue does not have.

    Raises:
        InputError: it is named.
    """
    for name in choice.options:
        if name not in options and name != absent and choice.is_option(name).any():
            raise InputError(f"the catalogue has no option '{name}'; the design was made with another one.")
