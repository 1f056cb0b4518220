"""What one unit of every amount costs and emits: all that is bought and burnt is linear in few amounts.

A search scores designs by the thousand, a hundred at a time; going through the components of every option each time
would take longer than a surrogate's answer. Their sums change with catalogue and settings only, and are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import Chosen, chosen
from fluxion.problems.office_design.carbon import Carbon, life_cycle_carbon
from fluxion.problems.office_design.catalogue import Catalogue
from fluxion.problems.office_design.cost import Cost, global_cost
from fluxion.problems.office_design.energy import FinalEnergy
from fluxion.problems.office_design.quantities import (
    BUYING,
    MEASURES,
    WHOLE,
    Purchase,
    amounts,
    bought_by_amount,
    bought_by_choice,
    buyable,
    require_known,
)
from fluxion.typing import Column, FloatArray

# Choice -> the amounts, beside that of which every building has one, in which its options are bought.
_VARIABLE_AMOUNTS = {
    "window": "glass_m2",
    "heating_system": "heating_kw",
    "cooling_system": "cooling_kw",
    "thermal_mass": "opaque_m2",
}
# Settings on which the tables depend, in the order of `_Terms`.
_TERMS = ("discount_rate", "cost_years", "carbon_years", "electricity_decline", "ventilation_l_s_m2")
_Terms = tuple[float, int, int, float, float]


@dataclass(frozen=True, eq=False)
class Tariff:
    """Figures of one unit, of which ``investment, upkeep, embodied, leakage`` are the four rows (see `Cost`, `Carbon`).

    Attributes:
        whole: choice -> (4, k) of a building with each of k options; NaN of options that the catalogue does not have.
        unit: choice -> (4, k) of one unit of its amount, likewise.
        measures: (4,) of one unit of each measure.
        heat: (2, k) present value and emissions of 1 kWh a year in the carrier of each heating system.
        power: (2,) those of electricity.
    """

    whole: Mapping[str, FloatArray]
    unit: Mapping[str, FloatArray]
    measures: Mapping[str, FloatArray]
    heat: FloatArray
    power: FloatArray


def cost_and_carbon(
    columns: Mapping[str, NDArray[Any]],
    settings: Mapping[str, Any],
    outputs: Mapping[str, Column],
    energy: FinalEnergy,
    catalogue: Catalogue,
) -> tuple[Cost, Carbon]:
    """Global cost and emissions of n designs: `global_cost` and `life_cycle_carbon` of their bills of quantities.

    Args:
        columns: design columns (n,).
        settings: fixed parameters of the problem.
        outputs: ``heating_peak_kw`` and ``cooling_peak_kw`` (n,); numbers if the columns are those of a `DesignRow`.
        energy: final energy of a year.
        catalogue: what can be bought.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    choices = {name: chosen(columns, name) for name in BUYING}
    for name, choice in choices.items():
        require_known(choice, *buyable(name, catalogue))
    terms: Any = tuple(settings[name] for name in _TERMS)
    tariff = _tariff(catalogue, tuple(choice.options for choice in choices.values()), terms)
    quantity = amounts(columns, settings, outputs, catalogue)
    total = np.zeros((4, *np.shape(energy.heating)))
    for name, choice in choices.items():
        total += tariff.whole[name].take(choice.codes, axis=1)
        if name in tariff.unit:
            total += tariff.unit[name].take(choice.codes, axis=1) * quantity[_VARIABLE_AMOUNTS[name]]
    for name in MEASURES:
        total += np.multiply.outer(tariff.measures[name], quantity[name])
    electricity = energy.cooling + energy.fans + energy.appliances
    heat = tariff.heat.take(choices["heating_system"].codes, axis=1)
    bills, operational = heat * energy.heating + np.multiply.outer(tariff.power, electricity)
    investment, upkeep, embodied, leakage = total
    return Cost(investment, upkeep, bills), Carbon(embodied, leakage, operational)


@lru_cache(maxsize=64)
def _tariff(catalogue: Catalogue, options: tuple[tuple[str, ...], ...], terms: _Terms) -> Tariff:
    settings = dict(zip(_TERMS, terms))
    nothing: dict[str, Column | float] = dict.fromkeys([WHOLE, *_VARIABLE_AMOUNTS.values(), *MEASURES], 0.0)

    def of_options(name: str, amount: str) -> FloatArray:
        named, (sold, absent) = options[BUYING.index(name)], buyable(name, catalogue)
        # One design for each option that can be chosen.
        codes = np.array([j for j, option in enumerate(named) if option in sold or option == absent], dtype=np.intp)
        purchases = bought_by_choice(name, Chosen(codes, named), {**nothing, amount: 1.0}, settings, catalogue)
        table = np.full((4, len(named)), np.nan)
        table[:, codes] = _figures(purchases, len(codes), terms)
        return table

    heaters = options[BUYING.index("heating_system")]
    heat, power = _energy_figures(heaters, catalogue, terms)
    return Tariff(
        whole={name: of_options(name, WHOLE) for name in BUYING},
        unit={name: of_options(name, amount) for name, amount in _VARIABLE_AMOUNTS.items()},
        measures={name: _figures(bought_by_amount(name, 1.0, catalogue), 1, terms)[:, 0] for name in MEASURES},
        heat=heat,
        power=power,
    )


def _figures(purchases: Iterable[Purchase], count: int, terms: _Terms) -> FloatArray:
    bill, zero = tuple(purchases), np.zeros(count)
    unused = FinalEnergy(zero, Chosen(np.zeros(count, dtype=np.intp), ("",)), zero, zero, zero)
    rate, cost_years, carbon_years = terms[:3]
    cost = global_cost(bill, unused, {}, rate, cost_years)
    carbon = life_cycle_carbon(bill, unused, {}, carbon_years)
    return np.stack([cost.investment, cost.upkeep, carbon.embodied, carbon.leakage])


def _energy_figures(heaters: tuple[str, ...], catalogue: Catalogue, terms: _Terms) -> tuple[FloatArray, FloatArray]:
    rate, cost_years, carbon_years, decline = terms[:4]
    one, zero = np.ones(1), np.zeros(1)

    def of(heat: FloatArray, carrier: str, power: FloatArray) -> FloatArray:
        energy = FinalEnergy(heat, Chosen(np.zeros(1, dtype=np.intp), (carrier,)), power, zero, zero)
        cost = global_cost((), energy, catalogue.carriers, rate, cost_years)
        carbon = life_cycle_carbon((), energy, catalogue.carriers, carbon_years, decline)
        return np.stack([cost.energy, carbon.operational])

    carriers = [catalogue.heating[name].carrier if name in catalogue.heating else "" for name in heaters]
    return np.concatenate([of(one, name, zero) for name in carriers], axis=1), of(zero, "", one)[:, 0]
