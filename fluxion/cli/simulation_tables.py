"""Tables of one simulation: zones, energy balance of the year and of its months, hourly series."""

import numpy as np
import pandas as pd

from fluxion.building.schedule import month_of_hour
from fluxion.engine import BALANCE_TERMS, SimulationResult
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR

#: Name of the line that stands for all zones together.
BUILDING = "building"


def zones(result: SimulationResult) -> pd.DataFrame:
    """One line per zone: zone, area_m2 and its scalars of the year."""
    return pd.DataFrame({"zone": list(result.zone_names), "area_m2": result.zone_area_m2, **result.zone_outputs})


def annual_balance(result: SimulationResult) -> pd.DataFrame:
    """One line per zone and one for the building: terms of the year [kWh] and the relative residual [-].

    Terms are positive into the zone; storage is what the zone keeps, so the others add up to it.
    """
    terms = _with_building(result.balance.total().kwh())[0]
    frame = pd.DataFrame({"zone": [*result.zone_names, BUILDING]})
    for j, name in enumerate(BALANCE_TERMS):
        frame[f"{name}_kwh"] = terms[:, j]
    size = np.abs(terms).sum(axis=1)
    defect = np.abs(terms[:, :-1].sum(axis=1) - terms[:, -1])
    frame["residual"] = np.divide(defect, size, out=np.zeros_like(size), where=size > 0.0)
    return frame


def monthly_balance(result: SimulationResult) -> pd.DataFrame:
    """One line per month (1 to 12) and zone, and one per month for the building: terms of the month [kWh]."""
    kwh = result.balance.kwh()
    if len(kwh) == HOURS_PER_YEAR:
        starts = np.searchsorted(month_of_hour(), np.arange(12))
        kwh = np.add.reduceat(kwh, starts, axis=0)
    terms = _with_building(kwh)
    labels = [*result.zone_names, BUILDING]
    frame = pd.DataFrame({"month": np.repeat(np.arange(1, 13), len(labels)), "zone": labels * 12})
    for j, name in enumerate(BALANCE_TERMS):
        frame[f"{name}_kwh"] = terms[:, :, j].ravel()
    return frame


def hourly(result: SimulationResult) -> pd.DataFrame:
    """One line per hour (1 to 8760, the hour that ends then) and zone: temperatures [degC], loads [W], terms [kWh].

    The result must hold the balance of every hour.
    """
    count = len(result.zone_names)
    series = result.hourly
    frame = pd.DataFrame(
        {
            "hour": np.repeat(np.arange(1, HOURS_PER_YEAR + 1), count),
            "zone": list(result.zone_names) * HOURS_PER_YEAR,
            "air_c": series.air_c.ravel(),
            "operative_c": series.operative_c.ravel(),
            "heating_w": series.heating_w.ravel(),
            "cooling_w": series.cooling_w.ravel(),
        }
    )
    terms = result.balance.kwh()
    for j, name in enumerate(BALANCE_TERMS):
        frame[f"{name}_kwh"] = terms[:, :, j].ravel()
    return frame


def _with_building(terms: FloatArray) -> FloatArray:
    """(periods, z + 1, 11): the zones, then their sum."""
    return np.concatenate([terms, terms.sum(axis=1, keepdims=True)], axis=1)
