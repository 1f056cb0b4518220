"""Scalars of the year from the hourly series."""

import numpy as np

from fluxion.building import Building
from fluxion.engine._kernels.records import UNMET_TOLERANCE
from fluxion.engine.result import BALANCE_OUTPUTS, BALANCE_TERMS, HourlySeries
from fluxion.typing import Column, FloatArray
from fluxion.units import JOULE_PER_KWH
from fluxion.weather import Weather
from fluxion.weather.adaptive import adaptive_limits


def zone_scalars(building: Building, weather: Weather, series: HourlySeries) -> dict[str, FloatArray]:
    """Loads, peaks and comfort hours of each zone, (z,) arrays with the keys of `ZONE_OUTPUTS`."""
    occupied = building.occupied.values[:, None] > 0.0
    operative = series.operative_c
    upper = adaptive_limits(weather, "II").upper_c[:, None]
    unmet_heating, unmet_cooling = _unmet(building, series.air_c, occupied)
    return {
        "heating_kwh": series.heating_w.sum(axis=0) / 1000.0,
        "cooling_kwh": series.cooling_w.sum(axis=0) / 1000.0,
        "heating_peak_kw": series.heating_w.max(axis=0) / 1000.0,
        "cooling_peak_kw": series.cooling_w.max(axis=0) / 1000.0,
        "hours_above_26": _hours(operative > 26.0),
        "hours_above_28": _hours(operative > 28.0),
        "hours_above_26_occ": _hours((operative > 26.0) & occupied),
        "hours_above_28_occ": _hours((operative > 28.0) & occupied),
        "hours_above_adaptive_occ": _hours((operative > upper) & occupied),
        "unmet_heating_hours": unmet_heating,
        "unmet_cooling_hours": unmet_cooling,
    }


def building_scalars(
    building: Building,
    zones: dict[str, FloatArray],
    peaks_w: FloatArray,
    volume: FloatArray,
    balance: FloatArray | None = None,
) -> dict[str, float]:
    """Scalars of the whole building: sums of loads, coincident peaks, area-weighted hours.

    Args:
        building: the building.
        zones: from `zone_scalars`.
        peaks_w: (2,) largest hourly heating and cooling of all zones together [W].
        volume: (z, 2) mechanical and night air of the year [m3].
        balance: (z, 11) energy balance of the year [J]; None: not known, its outputs are NaN.
    """
    area = np.array([zone.floor_area for zone in building.zones])
    columns = building_columns(area, occupied_hours(building), zones, peaks_w, volume, balance)
    return {name: float(value) for name, value in columns.items()}


def occupied_hours(building: Building) -> float:
    """Hours of the year whose comfort counts [h]."""
    return float(np.count_nonzero(building.occupied.values > 0.0))


def building_columns(
    area: FloatArray,
    occupied: float,
    zones: dict[str, FloatArray],
    peaks_w: FloatArray,
    volume: FloatArray,
    balance: FloatArray | None = None,
) -> dict[str, Column]:
    """`building_scalars` of many buildings, (...) arrays.

    Args:
        area: (..., z) floor areas [m2].
        occupied: hours whose comfort counts [h].
        zones: name -> (..., z) from `zone_scalars`.
        peaks_w: (..., 2) largest hourly heating and cooling of all zones together [W].
        volume: (..., z, 2) mechanical and night air of the year [m3].
        balance: (..., z, 11) energy balance of the year [J]; None: not known, its outputs are NaN.
    """
    total = area.sum(axis=-1)

    def weighted(name: str) -> Column:
        hours: Column = (zones[name] * area).sum(axis=-1) / total
        return hours

    heating, cooling = zones["heating_kwh"].sum(axis=-1), zones["cooling_kwh"].sum(axis=-1)
    return {
        "heating_kwh": heating,
        "cooling_kwh": cooling,
        "heating_kwh_m2": heating / total,
        "cooling_kwh_m2": cooling / total,
        "heating_peak_kw": peaks_w[..., 0] / 1000.0,
        "cooling_peak_kw": peaks_w[..., 1] / 1000.0,
        "hours_above_26": weighted("hours_above_26"),
        "hours_above_28": weighted("hours_above_28"),
        "hours_above_26_occ": weighted("hours_above_26_occ"),
        "hours_above_28_occ": weighted("hours_above_28_occ"),
        "hours_above_adaptive_occ": weighted("hours_above_adaptive_occ"),
        "worst_zone_hours_above_26_occ": zones["hours_above_26_occ"].max(axis=-1),
        "occupied_hours": np.full(np.shape(total), occupied),
        "unmet_heating_hours": weighted("unmet_heating_hours"),
        "unmet_cooling_hours": weighted("unmet_cooling_hours"),
        "ventilation_m3": volume[..., 0].sum(axis=-1),
        "night_ventilation_m3": volume[..., 1].sum(axis=-1),
        "floor_area_m2": total,
        **_balance_columns(total, balance),
    }


def _balance_columns(total: FloatArray, balance: FloatArray | None) -> dict[str, Column]:
    # Terms of the whole building per floor area, keys `BALANCE_OUTPUTS`.
    if balance is None:
        return {name: np.full(np.shape(total), np.nan) for name in BALANCE_OUTPUTS}
    # Zone by zone: how NumPy adds along an axis depends on the layout in memory, and so on the number of buildings.
    whole = sum((balance[..., zone, :] for zone in range(1, balance.shape[-2])), start=balance[..., 0, :])
    kwh_m2 = whole / (total[..., None] * JOULE_PER_KWH)
    terms = {name: kwh_m2[..., i] for i, name in enumerate(BALANCE_TERMS)}
    terms["solar_gains"] = terms["solar"]
    # A partition gives to one zone what it takes from another; what is left over the building comes from its own mass.
    terms["storage"] = terms["storage"] - terms["partitions"]
    return {name: terms[name.removesuffix("_kwh_m2")] for name in BALANCE_OUTPUTS}


def _hours(mask: np.ndarray) -> FloatArray:
    return np.count_nonzero(mask, axis=0).astype(np.float64)


def _unmet(building: Building, air: FloatArray, occupied: np.ndarray) -> tuple[FloatArray, FloatArray]:
    # Occupied hours in which an existing service misses its setpoint.
    heating, cooling = np.zeros(len(building.zones)), np.zeros(len(building.zones))
    for z, zone in enumerate(building.zones):
        if zone.thermostat is None:
            continue
        if zone.thermostat.heating_c is not None:
            cold = air[:, z] < zone.thermostat.heating_c.means() - UNMET_TOLERANCE
            heating[z] = np.count_nonzero(cold & occupied[:, 0])
        if zone.thermostat.cooling_c is not None:
            warm = air[:, z] > zone.thermostat.cooling_c.means() + UNMET_TOLERANCE
            cooling[z] = np.count_nonzero(warm & occupied[:, 0])
    return heating, cooling
