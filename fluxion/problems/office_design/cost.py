"""Investment and global cost after EN 15459-1, in real money.

Over a calculation period of T years at the real discount rate r the global cost is

    C_G = sum over components j of [ C_I + sum_t V_M(t) + sum_k C_R(k) - Val(T) ] + sum over carriers of C_E,

every term discounted to the start: yearly amounts at the end of their year, a replacement at the end of each life that
ends before T, and the final value as the straight-line rest of the last purchase (EN 15459-1:2017; Commission Delegated
Regulation (EU) 244/2012, annex I, section 4). Components keep their real price; energy becomes dearer by the escalation
of its carrier.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fluxion.problems.office_design.catalogue import Carrier, Component
from fluxion.problems.office_design.energy import FinalEnergy
from fluxion.problems.office_design.quantities import FLOOR_AREA, Purchase
from fluxion.typing import Column


@dataclass(frozen=True)
class Cost:
    """(n,) columns per conditioned floor area [EUR/m2].

    Attributes:
        investment: initial investment.
        upkeep: present value of maintenance and replacements less the final value.
        energy: present value of all energy bills.
    """

    investment: Column
    upkeep: Column
    energy: Column

    @property
    def total(self) -> Column:
        """(n,) global cost [EUR/m2]."""
        return self.investment + self.upkeep + self.energy


def discount_factor(rate: float, year: float) -> float:
    """Present value of 1 EUR paid at the end of `year`, at the real discount rate [1/a]."""
    return float((1.0 + rate) ** -year)


@lru_cache(maxsize=256)
def present_value_factor(rate: float, years: int, growth: float = 0.0) -> float:
    """Present value of yearly payments, 1 EUR at today's price, that grow by `growth` a year [a].

    sum over t = 1..years of ((1 + growth)/(1 + rate))^t.
    """
    ratio = (1.0 + growth) / (1.0 + rate)
    return float(sum(ratio**t for t in range(1, years + 1)))


def replacements(life_years: float, years: int) -> int:
    """Number of purchases after the first within a period; a life that ends with it needs no further one."""
    return math.ceil(years / life_years - 1e-9) - 1


def final_value_share(life_years: float, years: int) -> float:
    """Share of the price that the last purchase is still worth at the end of the period, straight-line [-]."""
    age = years - replacements(life_years, years) * life_years
    return max(1.0 - age / life_years, 0.0)


@lru_cache(maxsize=1024)
def upkeep_factor(component: Component, rate: float, years: int) -> float:
    """Present value of maintenance and replacements less the final value, per EUR of initial price [-]."""
    life = component.life_years
    maintenance = component.maintenance_per_year * present_value_factor(rate, years)
    renewed = sum(discount_factor(rate, k * life) for k in range(1, replacements(life, years) + 1))
    return maintenance + renewed - final_value_share(life, years) * discount_factor(rate, years)


def global_cost(
    purchases: Iterable[Purchase], energy: FinalEnergy, carriers: Mapping[str, Carrier], rate: float, years: int
) -> Cost:
    """Global cost of n designs per conditioned floor area.

    Args:
        purchases: the bill of quantities, (n,) each.
        energy: final energy of a year.
        carriers: prices of energy.
        rate: real discount rate [1/a].
        years: calculation period [a].
    """
    investment = energy.nothing()
    upkeep = energy.nothing()
    for purchase in purchases:
        price = purchase.times(purchase.quantity, lambda part: part.price_eur)
        investment += price
        upkeep += purchase.times(price, lambda part: upkeep_factor(part, rate, years))
    bills = energy.nothing()
    for name, carrier in carriers.items():
        factor = present_value_factor(rate, years, carrier.escalation_per_year)
        bills += energy.of_carrier(name) * carrier.price_eur_kwh * factor
    return Cost(investment / FLOOR_AREA, upkeep / FLOOR_AREA, bills / FLOOR_AREA)
