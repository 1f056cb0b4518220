"""Simulate one building for a year with the reference engine."""

from dataclasses import replace
from numbers import Integral
from typing import Literal

import numpy as np

from fluxion.building import Building
from fluxion.building.schedule import month_of_hour
from fluxion.engine._kernels import records
from fluxion.engine._kernels.march import FINISHED, UNSETTLED, march
from fluxion.engine.batch.year import LABEL as BATCH_LABEL
from fluxion.engine.batch.year import candidate_of, simulate_block
from fluxion.engine.climate import StepWeather, step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.metrics import building_scalars, zone_scalars
from fluxion.engine.network import build_network
from fluxion.engine.result import Balance, HourlySeries, SimulationResult
from fluxion.engine.schedules import schedule_record
from fluxion.engine.warmup import START_C, WARMUP_HOURS
from fluxion.errors import InputError, PhysicsError
from fluxion.typing import IntArray
from fluxion.units import HOURS_PER_YEAR, SECONDS_PER_HOUR
from fluxion.weather import Weather

#: Steps per hour unless stated. On random designs of the reference office annual loads and peaks then differ by 0.3 %
#: (root mean square) from those at 30 steps an hour; heating peaks where almost no heat is needed by some per cent.
DEFAULT_STEPS_PER_HOUR = 4
#: Names of the engines that exist. ``batch`` simulates many buildings side by side in single precision; ``auto`` is the
#: one that the shipped surrogates were trained on.
ENGINES = ("reference", "batch", "auto")
#: A balance whose relative defect is larger is reported as a failure.
LARGEST_RESIDUAL = 1e-5

Period = Literal["year", "month", "hour"]


def engine_label(engine: str, steps_per_hour: int) -> str:
    """Name under which results state their engine, for example ``reference 6/h``.

    Raises:
        InputError: unknown engine or impossible number of steps.
    """
    if engine not in ENGINES:
        raise InputError(f"engine: expected one of {list(ENGINES)}, but got {engine!r}.")
    if not (_is_whole(steps_per_hour) and 1 <= steps_per_hour <= 60):
        raise InputError(f"steps_per_hour: expected a whole number from 1 to 60, but got {steps_per_hour!r}.")
    return BATCH_LABEL if engine == "batch" else f"reference {int(steps_per_hour)}/h"


def chosen_steps(engine: str, asked: int | None, default: int = DEFAULT_STEPS_PER_HOUR) -> int:
    """Steps per hour: those that were asked for, or the default.

    Raises:
        InputError: steps were asked of the batch engine, which chooses its own.
    """
    if engine == "batch" and asked is not None:
        raise InputError(
            "steps_per_hour: expected none for the batch engine, which divides the hours in which a schedule jumps, "
            f"but got {asked}; leave it out, or take the reference engine."
        )
    return default if asked is None else asked


def _is_whole(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, Integral)


def simulate(
    building: Building,
    weather: Weather,
    *,
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR,
    engine: str = "auto",
    balance: Period = "month",
) -> SimulationResult:
    """Simulate one building for a year of 8760 hours.

    Args:
        building: any number of zones.
        weather: the climate.
        steps_per_hour: 1 to 60.
        engine: one of `ENGINES`; ``batch`` chooses its steps itself.
        balance: periods over which the energy balance is reported; ``batch`` has no hourly one.

    Raises:
        InputError: unknown engine, period or number of steps.
        PhysicsError: the result is not finite or its energy balance does not close.
    """
    label = engine_label(engine, steps_per_hour)
    if engine == "batch":
        return _simulate_batch(building, weather, balance)
    steps_per_hour = int(steps_per_hour)
    climate = step_weather(weather, steps_per_hour)
    signals = solar_columns(building, climate)
    network = build_network(building, climate, signals, SECONDS_PER_HOUR / steps_per_hour)
    slot = _slots(balance)
    results = _empty_results(int(slot.max()) + 1, len(building.zones))
    code = march(
        steps_per_hour,
        WARMUP_HOURS,
        START_C,
        # With one step an hour the air follows a setpoint at once and the faces in the course of the hour, so the mean
        # radiant temperature of the hour lies between the last two.
        0.5 if steps_per_hour == 1 else 0.0,
        slot,
        network.elements,
        network.panes,
        network.modes,
        network.faces,
        network.zones,
        network.sun,
        schedule_record(building, steps_per_hour),
        _climate_record(climate, signals.values),
        results,
    )
    _require_finished(building, code, results)
    books = Balance(results.balance, results.gross)
    residual = books.residual()
    if not residual <= LARGEST_RESIDUAL:
        raise PhysicsError(
            f"building '{building.name}': the energy balance is open by {residual:.1e} of its terms (allowed: "
            f"{LARGEST_RESIDUAL:.0e}); look for extreme conductances or areas in its surfaces."
        )
    series = HourlySeries(results.heating, results.cooling, results.air, results.operative)
    zones = zone_scalars(building, weather, series)
    return SimulationResult(
        building=building.name,
        weather=weather.name,
        engine=label,
        outputs=building_scalars(building, zones, series.peaks_w(), results.volume),
        zone_names=tuple(zone.name for zone in building.zones),
        zone_area_m2=np.array([zone.floor_area for zone in building.zones]),
        zone_outputs=zones,
        residual=residual,
        balance=books,
        hourly=series,
    )


def _simulate_batch(building: Building, weather: Weather, balance: Period) -> SimulationResult:
    _slots(balance)
    if balance == "hour":
        raise InputError("balance: the batch engine balances months and years only; take engine='reference' for hours.")
    (result,) = simulate_block([candidate_of(building, weather)], weather, hourly=True)
    if isinstance(result, PhysicsError):
        raise result
    return replace(result, balance=result.balance.total()) if balance == "year" else result


def _require_finished(building: Building, code: int, results: records.Results) -> None:
    if code == UNSETTLED:
        raise PhysicsError(
            f"building '{building.name}': heating and cooling of its zones could not be settled in one step; "
            "widen the gap between the setpoints of coupled zones."
        )
    if code != FINISHED or not np.isfinite(results.operative).all():
        raise PhysicsError(
            f"building '{building.name}': a temperature is not finite; check extreme areas, flows or conductances."
        )


def _slots(period: Period) -> IntArray:
    if period == "year":
        return np.zeros(HOURS_PER_YEAR, dtype=np.int64)
    if period == "month":
        return month_of_hour()
    if period == "hour":
        return np.arange(HOURS_PER_YEAR)
    raise InputError(f"balance: expected 'year', 'month' or 'hour', but got {period!r}.")


def _empty_results(slots: int, zones: int) -> records.Results:
    shape = (HOURS_PER_YEAR, zones)
    return records.Results(
        heating=np.zeros(shape),
        cooling=np.zeros(shape),
        air=np.zeros(shape),
        operative=np.zeros(shape),
        balance=np.zeros((slots, zones, records.TERMS)),
        gross=np.zeros(zones),
        volume=np.zeros((zones, 2)),
    )


def _climate_record(climate: StepWeather, solar: np.ndarray) -> records.Climate:
    return records.Climate(
        temperature=climate.temperature,
        sky=climate.sky,
        heat_capacity=climate.heat_capacity,
        wind_089=climate.wind_089,
        wind_0617=climate.wind_0617,
        wind_x=climate.wind_x,
        wind_y=climate.wind_y,
        raining=climate.raining,
        wet_bulb=climate.wet_bulb,
        solar=solar,
    )
