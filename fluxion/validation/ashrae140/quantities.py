"""Values that the standard asks for, from the hourly series of the cases.

Hour h of 1 to 24 is the hour that ends at h; peaks are the largest mean of one hour.
"""

from dataclasses import dataclass

import numpy as np

from fluxion.engine.solar_report import SolarReport
from fluxion.typing import Hourly
from fluxion.validation.ashrae140.assembly import surface_name
from fluxion.validation.ashrae140.case import Catalogue
from fluxion.validation.ashrae140.outputs import STATISTICS, Asked
from fluxion.validation.ashrae140.run import CaseRun, Runs
from fluxion.weather.columns import calendar

_MONTH, _DAY, _HOUR = (np.array(column) for column in zip(*calendar()))
_KILO, _MEGA = 1e3, 1e6
#: Faces whose incident sun is asked for, by the word that the reference results use.
_INCIDENT = {"horizontal": "roof", "north": "north", "east": "east", "south": "south", "west": "west"}


@dataclass(frozen=True)
class Value:
    """A number, and the hour it belongs to if it is an extreme.

    Attributes:
        number: in the unit of its quantity.
        month: 1 to 12, or None.
        day: of the month, or None.
        hour: 1 to 24, or None.
    """

    number: float
    month: int | None = None
    day: int | None = None
    hour: int | None = None


#: (case, quantity) -> value.
Values = dict[tuple[str, str], Value]


def at(index: int, number: float) -> Value:
    """A value of hour `index` of the year, 0 for the first."""
    return Value(float(number), int(_MONTH[index]), int(_DAY[index]), int(_HOUR[index]))


def year_values(runs: Runs, catalogue: Catalogue, wanted: Asked) -> Values:
    """Annual loads, peaks, temperatures, sun and sky of every case that was simulated."""
    values: Values = {}
    for name, run in runs.items():
        if isinstance(run, str):
            continue
        found = _loads(run) if run.conditioned else _statistics("zone_temp", run.air_c[catalogue.zones(run.case)[0]])
        if name in wanted.sun_zone:
            found |= _statistics("sun_zone_temp", run.air_c[wanted.sun_zone[name]])
        if run.sun is not None:
            found |= _sun(run, run.sun, wanted)
        values |= {(name, quantity): value for quantity, value in found.items()}
    return values | _shading(values, wanted)


def month_values(runs: Runs, wanted: Asked) -> dict[tuple[str, str, int], Value]:
    """(case, quantity, month) -> loads [kWh] and peaks [kW] of the months."""
    values: dict[tuple[str, str, int], Value] = {}
    for name in wanted.monthly:
        run = runs.get(name)
        if not isinstance(run, CaseRun):
            continue
        for word, series in (("heating", run.heating_w), ("cooling", run.cooling_w)):
            for month in range(1, 13):
                hours = np.flatnonzero(month == _MONTH)
                top = int(hours[np.argmax(series[hours])])
                values[name, f"monthly_{word}", month] = Value(float(series[hours].sum()) / _KILO)
                values[name, f"monthly_peak_{word}", month] = at(top, series[top] / _KILO)
    return values


def day_values(runs: Runs, wanted: Asked) -> dict[tuple[str, str, int, int, int], float]:
    """(case, quantity, month, day, hour) -> value of the prescribed days."""
    values: dict[tuple[str, str, int, int, int], float] = {}
    for (month, day), quantities in wanted.hourly.items():
        hours = np.flatnonzero((month == _MONTH) & (day == _DAY))
        for quantity, cases in quantities.items():
            for name in cases:
                run = runs.get(name)
                series = hourly_series(run, quantity) if isinstance(run, CaseRun) else None
                if series is not None:
                    values |= {(name, quantity, month, day, int(_HOUR[i])): float(series[i]) for i in hours}
    return values


def bin_hours(runs: Runs, wanted: Asked) -> dict[tuple[str, int], int]:
    """(case, b) -> hours with b <= air temperature < b + 1; empty bins are left out."""
    counts: dict[tuple[str, int], int] = {}
    for name in wanted.bins:
        run = runs.get(name)
        if isinstance(run, CaseRun):
            lows, hours = np.unique(np.floor(next(iter(run.air_c.values()))).astype(int), return_counts=True)
            counts |= {(name, int(low)): int(n) for low, n in zip(lows, hours)}
    return counts


def hourly_series(run: CaseRun, quantity: str) -> Hourly | None:
    """(8760,) series of one quantity of the prescribed days; None if the sun was not asked for."""
    if quantity == "zone_load":
        load: Hourly = (run.heating_w - run.cooling_w) / _KILO
        return load
    if quantity == "zone_temp":
        return next(iter(run.air_c.values()))
    if run.sun is None:
        return None
    if quantity == "sky_temp":
        return run.sun.sky_temperature_c
    kind, _, place = quantity.rpartition("_")
    return _incident(run, run.sun, place) if kind == "incident_solar" else _transmitted(run, run.sun, place)


def _loads(run: CaseRun) -> dict[str, Value]:
    values = {}
    for word, series in (("heating", run.heating_w), ("cooling", run.cooling_w)):
        top = int(np.argmax(series))
        values[f"annual_{word}"] = Value(float(series.sum()) / _MEGA)
        values[f"peak_{word}"] = at(top, series[top] / _KILO)
    return values


def _statistics(name: str, series: Hourly) -> dict[str, Value]:
    low, high = int(np.argmin(series)), int(np.argmax(series))
    found = (Value(float(series.mean())), at(low, series[low]), at(high, series[high]))
    return {f"{name}_{statistic}": value for statistic, value in zip(STATISTICS, found)}


def _sun(run: CaseRun, sun: SolarReport, wanted: Asked) -> dict[str, Value]:
    name = run.case.name
    values: dict[str, Value] = {}
    if name in wanted.sky:
        values |= _statistics("sky_temp", sun.sky_temperature_c)
    if name in wanted.incident:
        for word in _INCIDENT:
            values[f"incident_solar_{word}"] = Value(float(_incident(run, sun, word).sum()) / _KILO)
    for wall, cases in wanted.transmitted.items():
        if name in cases:
            values[f"transmitted_solar_{wall}"] = Value(float(_transmitted(run, sun, wall).sum()) / _KILO)
    for wall, cases in wanted.transmissivity.items():
        if name in cases:
            share = float(_transmitted(run, sun, wall).sum()) / float(_incident(run, sun, wall).sum())
            values[f"transmissivity_coefficient_{wall}"] = Value(share)
    return values


def _shading(values: Values, wanted: Asked) -> Values:
    found: Values = {}
    for wall, pairs in wanted.shading_coefficient.items():
        for shaded, bare in pairs.items():
            with_shade = values.get((shaded, f"transmitted_solar_{wall}"))
            without = values.get((bare, f"transmitted_solar_{wall}"))
            if with_shade is not None and without is not None and without.number > 0.0:
                found[shaded, f"shading_coefficient_{wall}"] = Value(1.0 - with_shade.number / without.number)
    return found


def _incident(run: CaseRun, sun: SolarReport, place: str) -> Hourly:
    zone = next(iter(run.air_c))
    return sun.incident[surface_name(zone, _INCIDENT[place])]


def _transmitted(run: CaseRun, sun: SolarReport, wall: str) -> Hourly:
    # The windows of one wall are equally large.
    zone = next(iter(run.air_c))
    mean: Hourly = np.mean([sun.transmitted[name] for name in run.windows[surface_name(zone, wall)]], axis=0)
    return mean
