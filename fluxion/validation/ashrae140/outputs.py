"""Which quantities are asked of which case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fluxion.validation.ashrae140.case import Catalogue, load_catalogue

#: Quantity -> unit, of a case with a thermostat.
LOADS = {"annual_heating": "MWh", "annual_cooling": "MWh", "peak_heating": "kW", "peak_cooling": "kW"}
#: Statistics of an hourly temperature.
STATISTICS = ("mean", "min", "max")
#: Quantity -> unit, of every month.
MONTHLY = {
    "monthly_heating": "kWh",
    "monthly_cooling": "kWh",
    "monthly_peak_heating": "kW",
    "monthly_peak_cooling": "kW",
}
#: Quantity -> unit, of the hours of the prescribed days; sun by its first word.
HOURLY = {"zone_load": "kWh", "zone_temp": "degC", "sky_temp": "degC", "incident": "Wh/m2", "transmitted": "Wh/m2"}
# First words of the other quantities of the year.
_FAMILIES = (
    "zone_temp_",
    "sun_zone_temp_",
    "sky_temp_",
    "incident_solar_",
    "transmitted_solar_",
    "transmissivity_coefficient_",
    "shading_coefficient_",
)


@dataclass(frozen=True)
class Asked:
    """What the standard asks for, beside loads or temperatures of every case.

    Attributes:
        sun_zone: case -> zone whose temperature is asked for beside the loads.
        sky: cases whose sky temperature is asked for.
        incident: cases whose incident sun on five faces is asked for.
        transmitted: wall -> cases whose transmitted sun is asked for.
        transmissivity: wall -> cases whose transmitted over incident sun is asked for.
        shading_coefficient: wall -> shaded case -> the same case without shade.
        monthly: cases whose monthly loads and peaks are asked for.
        bins: cases whose temperatures are counted in bins of 1 K.
        hourly: (month, day) -> quantity -> cases.
    """

    sun_zone: Mapping[str, str]
    sky: tuple[str, ...]
    incident: tuple[str, ...]
    transmitted: Mapping[str, tuple[str, ...]]
    transmissivity: Mapping[str, tuple[str, ...]]
    shading_coefficient: Mapping[str, Mapping[str, str]]
    monthly: tuple[str, ...]
    bins: tuple[str, ...]
    hourly: Mapping[tuple[int, int], Mapping[str, tuple[str, ...]]]

    @property
    def solar_cases(self) -> frozenset[str]:
        """Cases of which sun or sky is asked for."""
        shaded = (pair for pairs in self.shading_coefficient.values() for pair in pairs.items())
        return frozenset(
            {*self.sky, *self.incident}
            | {case for cases in (*self.transmitted.values(), *self.transmissivity.values()) for case in cases}
            | {case for pair in shaded for case in pair}
        )

    def unshaded(self, case: str, quantity: str) -> str | None:
        """The case without shade that a shading coefficient is derived from; None for other quantities."""
        word, _, wall = quantity.rpartition("_")
        return self.shading_coefficient.get(wall, {}).get(case) if word == "shading_coefficient" else None


def asked(catalogue: Catalogue | None = None) -> Asked:
    """What the catalogue says of outputs; None: the shipped one."""
    catalogue = load_catalogue() if catalogue is None else catalogue
    table: Mapping[str, Any] = catalogue.tables["outputs"]

    def lists(entry: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(cases) for key, cases in entry.items()}

    days = {}
    for stamp, quantities in table["hourly"].items():
        month, _, day = stamp.partition("-")
        days[int(month), int(day)] = lists(quantities)
    return Asked(
        sun_zone=dict(table["sun_zone"]),
        sky=tuple(table["sky"]),
        incident=tuple(table["incident"]),
        transmitted=lists(table["transmitted"]),
        transmissivity=lists(table["transmissivity"]),
        shading_coefficient={wall: dict(pairs) for wall, pairs in table["shading_coefficient"].items()},
        monthly=tuple(table["monthly"]),
        bins=tuple(table["bins"]),
        hourly=days,
    )


def headline(catalogue: Catalogue | None = None) -> dict[tuple[str, str], str]:
    """(case, quantity) -> unit of the values that count: loads and peaks, or temperatures where the zone floats."""
    catalogue = load_catalogue() if catalogue is None else catalogue
    wanted = asked(catalogue)
    rows: dict[tuple[str, str], str] = {}
    for name, case in catalogue.cases.items():
        if catalogue.conditioned(case):
            rows |= {(name, quantity): unit for quantity, unit in LOADS.items()}
        else:
            rows |= {(name, f"zone_temp_{statistic}"): "degC" for statistic in STATISTICS}
        if name in wanted.sun_zone:
            rows |= {(name, f"sun_zone_temp_{statistic}"): "degC" for statistic in STATISTICS}
    return rows


def is_quantity(name: str) -> bool:
    """Whether `name` is a quantity of the year."""
    return name in LOADS or name.startswith(_FAMILIES)
