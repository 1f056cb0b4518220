"""What a simulation of one building gives."""

from dataclasses import dataclass

import numpy as np

from fluxion.typing import Column, FloatArray
from fluxion.units import JOULE_PER_KWH

#: Terms of the energy balance, positive into the zone; storage is what the zone keeps.
BALANCE_TERMS = (
    "heating",
    "cooling",
    "solar",
    "internal_gains",
    "opaque",
    "glazing",
    "ground",
    "infiltration",
    "ventilation",
    "partitions",
    "storage",
)
#: Annual balance of the whole building per floor area [kWh/m2]: output -> its sign, so that the signed sum is zero to
#: the residual of the engine. Flows are positive into the zones, cooling is what is taken out. What partitions give to
#: the zones they lack themselves, so it counts as storage.
ANNUAL_BALANCE = {
    "heating_kwh_m2": 1,
    "cooling_kwh_m2": -1,
    "solar_gains_kwh_m2": 1,
    "internal_gains_kwh_m2": 1,
    "opaque_kwh_m2": 1,
    "glazing_kwh_m2": 1,
    "ground_kwh_m2": 1,
    "infiltration_kwh_m2": 1,
    "ventilation_kwh_m2": 1,
    "storage_kwh_m2": -1,
}
#: Its terms beside heating and cooling.
BALANCE_OUTPUTS = tuple(name for name in ANNUAL_BALANCE if name not in {"heating_kwh_m2", "cooling_kwh_m2"})
#: Scalars of every zone.
ZONE_OUTPUTS = (
    "heating_kwh",
    "cooling_kwh",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
    "unmet_heating_hours",
    "unmet_cooling_hours",
)
#: Scalars of the building.
BUILDING_OUTPUTS = (
    "heating_kwh",
    "cooling_kwh",
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
    "worst_zone_hours_above_26_occ",
    "occupied_hours",
    "unmet_heating_hours",
    "unmet_cooling_hours",
    "ventilation_m3",
    "night_ventilation_m3",
    "floor_area_m2",
    *BALANCE_OUTPUTS,
)


# What a balance is measured against at least: this share of the gross flows, and this much heat [J].
_GROSS_SHARE = 1e-3
_LEAST_SIZE = 3600.0


@dataclass(frozen=True)
class Balance:
    """Energy balance: what enters each zone, term by term, over a number of periods.

    Attributes:
        values: (periods, z, 11) [J], terms in the order of `BALANCE_TERMS`.
        gross: (z,) sum of the magnitudes of all flows of all steps [J].
    """

    values: FloatArray
    gross: FloatArray

    def kwh(self) -> FloatArray:
        """(periods, z, 11) [kWh]."""
        kwh: FloatArray = self.values / JOULE_PER_KWH
        return kwh

    def total(self) -> "Balance":
        """The same over the whole year: one period."""
        return Balance(self.values.sum(axis=0, keepdims=True), self.gross)

    def residual(self) -> float:
        """Largest over zones of |inflows - storage change| over the sum of the terms' magnitudes, whole year [-].

        Where all terms cancel over the year (an attic: what flows in flows out) a thousandth of the gross flows is
        the measure, and never less than one watt-hour.
        """
        return float(balance_residuals(self.values, self.gross))


def balance_residuals(values: FloatArray, gross: FloatArray) -> Column:
    """(...) residuals of many balances, see `Balance.residual`.

    Args:
        values: (..., periods, z, 11) [J].
        gross: (..., z) [J].
    """
    terms = values.sum(axis=-3)
    open_part = np.abs(terms[..., :-1].sum(axis=-1) - terms[..., -1])
    size = np.maximum(np.abs(terms).sum(axis=-1), _GROSS_SHARE * gross)
    residuals: Column = np.max(open_part / np.maximum(size, _LEAST_SIZE), axis=-1)
    return residuals


@dataclass(frozen=True)
class HourlySeries:
    """Means over each hour, zone by zone.

    Attributes:
        heating_w: (8760, z) ideal heating [W].
        cooling_w: (8760, z) ideal cooling, positive [W].
        air_c: (8760, z) air temperature [degC].
        operative_c: (8760, z) mean of air and mean radiant temperature [degC].
    """

    heating_w: FloatArray
    cooling_w: FloatArray
    air_c: FloatArray
    operative_c: FloatArray

    def peaks_w(self) -> FloatArray:
        """(2,) largest heating and cooling of all zones together [W]."""
        return np.array([self.heating_w.sum(axis=1).max(), self.cooling_w.sum(axis=1).max()])


_NONE = np.empty((0, 0))
#: Series that were not kept.
NO_HOURS = HourlySeries(_NONE, _NONE, _NONE, _NONE)


@dataclass(frozen=True)
class SimulationResult:
    """One building over one year.

    Attributes:
        building: its name.
        weather: name of the climate.
        engine: which engine ran, with its steps per hour.
        outputs: scalars of the building, keys `BUILDING_OUTPUTS`.
        zone_names: (z,) names.
        zone_area_m2: (z,) floor areas [m2].
        zone_outputs: (z,) arrays, keys `ZONE_OUTPUTS`.
        residual: relative defect of the annual energy balance, see `Balance.residual`.
        balance: annual, monthly (12 periods) or hourly (8760 periods) balance, as asked for.
        hourly: series of all zones.
    """

    building: str
    weather: str
    engine: str
    outputs: dict[str, float]
    zone_names: tuple[str, ...]
    zone_area_m2: FloatArray
    zone_outputs: dict[str, FloatArray]
    residual: float
    balance: Balance
    hourly: HourlySeries
