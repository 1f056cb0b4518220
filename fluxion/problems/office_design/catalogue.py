"""What a catalogue holds: products, systems, carriers and constructions with prices, lives and emissions.

All money is at the price level of the catalogue and without VAT.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """A part that is bought, kept and replaced as one (EN 15459-1).

    Attributes:
        name: what it is.
        per: what its figures refer to, for example ``"kW"`` of installed power.
        price_eur: price per unit of `per` [EUR].
        carbon_kgco2e: production, modules A1 to A3 of EN 15978, per unit [kgCO2e].
        life_years: service life [a].
        maintenance_per_year: yearly maintenance as a share of the price [1/a].
        leakage_kgco2e_year: emission in use, module B1 (refrigerant), per unit [kgCO2e/a].
    """

    name: str
    per: str
    price_eur: float
    carbon_kgco2e: float
    life_years: float
    maintenance_per_year: float = 0.0
    leakage_kgco2e_year: float = 0.0


@dataclass(frozen=True)
class Option:
    """What a designer may choose, or a measure: a title and the components to buy."""

    title: str
    components: tuple[Component, ...]


@dataclass(frozen=True)
class WindowProduct(Option):
    """A window: rated U-value [W/(m2 K)] and solar heat gain coefficient [-] of the whole."""

    u_value: float
    shgc: float


@dataclass(frozen=True)
class HeatingSystem(Option):
    """A heating system: heat per final energy over the season [-] and its energy carrier."""

    efficiency: float
    carrier: str


@dataclass(frozen=True)
class CoolingSystem(Option):
    """A cooling system: cold per electricity over the season [-]."""

    efficiency: float


@dataclass(frozen=True)
class AirHandling(Option):
    """Hygienic ventilation: sensible effectiveness [-] and specific fan power of both fans [kW/(m3/s)]."""

    effectiveness: float
    specific_fan_power: float


@dataclass(frozen=True)
class NightVentilation(Option):
    """Night cooling: specific fan power [kW/(m3/s)]."""

    specific_fan_power: float


@dataclass(frozen=True)
class Airtightness(Option):
    """Tightening of the envelope from the infiltration of ordinary construction, `reference_ach` [1/h]."""

    reference_ach: float


@dataclass(frozen=True)
class Carrier:
    """Final energy: price [EUR/kWh], its real yearly increase [1/a] and emission [kgCO2e/kWh]."""

    title: str
    price_eur_kwh: float
    escalation_per_year: float
    emission_kgco2e_kwh: float


@dataclass(frozen=True)
class Measures:
    """What is bought in a continuous amount: insulation, overhangs, airtightness, night cooling."""

    wall_insulation: Option
    roof_insulation: Option
    floor_insulation: Option
    overhang: Option
    airtightness: Airtightness
    night_ventilation: NightVentilation


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that the figures of one folder say; equal only to itself, so that tables of it can be kept.

    Attributes:
        price_year: price level of all money.
        discount_rate_per_year: real [1/a].
        carriers: final energy by name; always has ``electricity``.
        windows: window products by name.
        heating: heating systems by name.
        cooling: cooling systems by name; the option ``none`` is not among them.
        ventilation: hygienic ventilation by name.
        mass: carrying and covering layers by mass class.
        measures: what is bought in a continuous amount.
    """

    price_year: int
    discount_rate_per_year: float
    carriers: Mapping[str, Carrier]
    windows: Mapping[str, WindowProduct]
    heating: Mapping[str, HeatingSystem]
    cooling: Mapping[str, CoolingSystem]
    ventilation: Mapping[str, AirHandling]
    mass: Mapping[str, Option]
    measures: Measures
