"""Greenhouse gas emissions over the reference study period after EN 15978.

Counted are production (A1 to A3), leakage in use (B1), replacement (B4, valued as production anew) and operational
energy (B6, here with all electricity of the users). Transport, construction site, maintenance and end of life are left
out; they are small and the same for all designs within the accuracy of the figures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fluxion.problems.office_design.catalogue import Carrier
from fluxion.problems.office_design.cost import replacements
from fluxion.problems.office_design.energy import ELECTRICITY, FinalEnergy
from fluxion.problems.office_design.quantities import FLOOR_AREA, Purchase
from fluxion.typing import Column


@dataclass(frozen=True)
class Carbon:
    """(n,) columns per conditioned floor area over the study period [kgCO2e/m2].

    Attributes:
        embodied: production and replacement.
        leakage: refrigerant in use.
        operational: energy.
    """

    embodied: Column
    leakage: Column
    operational: Column

    @property
    def total(self) -> Column:
        """(n,) all modules counted [kgCO2e/m2]."""
        return self.embodied + self.leakage + self.operational


@lru_cache(maxsize=256)
def emission_years(years: int, decline: float = 0.0) -> float:
    """Years of emission at today's factor that equal a period in which it falls by `decline` a year [a]."""
    return float(sum((1.0 - decline) ** t for t in range(years)))


def life_cycle_carbon(
    purchases: Iterable[Purchase],
    energy: FinalEnergy,
    carriers: Mapping[str, Carrier],
    years: int,
    electricity_decline: float = 0.0,
) -> Carbon:
    """Emissions of n designs per conditioned floor area.

    Args:
        purchases: the bill of quantities, (n,) each.
        energy: final energy of a year.
        carriers: emission factors.
        years: reference study period [a].
        electricity_decline: yearly fall of the emission factor of electricity [1/a].
    """
    embodied = energy.nothing()
    leakage = energy.nothing()
    for purchase in purchases:
        produced = purchase.times(purchase.quantity, lambda part: part.carbon_kgco2e)
        embodied += purchase.times(produced, lambda part: 1 + replacements(part.life_years, years))
        leakage += purchase.times(purchase.quantity, lambda part: part.leakage_kgco2e_year) * years
    operational = energy.nothing()
    for name, carrier in carriers.items():
        period = emission_years(years, electricity_decline if name == ELECTRICITY else 0.0)
        operational += energy.of_carrier(name) * carrier.emission_kgco2e_kwh * period
    return Carbon(embodied / FLOOR_AREA, leakage / FLOOR_AREA, operational / FLOOR_AREA)
