"""Simulate one building for a year."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from fluxion._checks import is_whole
from fluxion.building import Building
from fluxion.building.family import HasFamilies
from fluxion.building.schedule import month_of_hour
from fluxion.engine._kernels import records
from fluxion.engine._kernels.march import FINISHED, UNSETTLED, march
from fluxion.engine.access import building_of, check_weather
from fluxion.engine.batch.queue import families_of
from fluxion.engine.batch.stack import Stack, stack_of
from fluxion.engine.batch.year import candidate_of, simulate_members, stack_family
from fluxion.engine.choice import REFERENCE, EngineChoice, choose_engine
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

#: A balance whose relative defect is larger is reported as a failure.
LARGEST_RESIDUAL = 1e-5

Period = Literal["year", "month", "hour"]


def simulate(
    building: Building,
    weather: Weather,
    *,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    balance: Period = "month",
) -> SimulationResult:
    """Simulate one building for a year of 8760 hours.

    Args:
        building: any number of zones.
        weather: the climate.
        engine: one of `choice.ENGINES`.
        steps_per_hour: 1 to 60, of the reference engine; None: what the engine takes by itself.
        balance: periods over which the energy balance is reported; the residual of the batch engine is that of months.

    Raises:
        InputError: no weather, unknown engine or period, or a number of steps that the engine cannot take.
        PhysicsError: the result is not finite or its energy balance does not close.
    """
    choice = choose_engine(engine, steps_per_hour)
    check_weather(weather)
    if choice.steps_per_hour is None:
        return _simulate_batch(building, weather, balance)
    return _simulate_reference(building, weather, choice.steps_per_hour, balance)


def _simulate_reference(building: Building, weather: Weather, steps_per_hour: int, balance: Period) -> SimulationResult:
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
        engine=EngineChoice(REFERENCE, steps_per_hour).label,
        outputs=building_scalars(building, zones, series.peaks_w(), results.volume, results.balance.sum(axis=0)),
        zone_names=tuple(zone.name for zone in building.zones),
        zone_area_m2=np.array([zone.floor_area for zone in building.zones]),
        zone_outputs=zones,
        residual=residual,
        balance=books,
        hourly=series,
    )


def _simulate_batch(building: Building, weather: Weather, balance: Period) -> SimulationResult:
    _slots(balance)
    stack = stack_of([candidate_of(building, weather).portrait])
    return _year_of_batch(stack, building, weather, balance)


def _year_of_batch(stack: Stack, building: Building, weather: Weather, balance: Period) -> SimulationResult:
    def march(slots: IntArray) -> SimulationResult:
        (result,) = simulate_members(stack, [building], weather, hourly=True, slots=slots)
        if isinstance(result, PhysicsError):
            raise result
        return result

    # Loads are sums of months whatever is asked for, so that they are the same to the bit.
    result = march(month_of_hour())
    if balance == "month":
        return result
    return replace(result, balance=march(_slots(balance)).balance if balance == "hour" else result.balance.total())


def simulate_row(
    buildings: Sequence[Building],
    row: int,
    weather: Weather,
    *,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    balance: Period = "month",
) -> SimulationResult:
    """Simulate one building of a population, with the numbers that the population has for it.

    `simulate` differs from them, by about a thousandth, where the batch engine takes the building as a member of a
    family.

    Args:
        buildings: (n,) the population; one that states families can be sliced, and its slices state theirs.
        row: which of them, counted from 0.
        weather: the climate.
        engine: see `simulate`, like the others.
        steps_per_hour: as there.
        balance: as there.

    Raises:
        InputError: as there, there is no such row, or the building cannot be made.
        PhysicsError: as there.
    """
    if not is_whole(row) or not 0 <= row < len(buildings):
        raise InputError(f"row: expected one of the {len(buildings)} rows, counted from 0, but got {row!r}.")
    if choose_engine(engine, steps_per_hour).is_batch and isinstance(buildings, HasFamilies):
        check_weather(weather)
        _slots(balance)
        for _, family in families_of(buildings[row : row + 1]):
            with contextlib.suppress(InputError):
                # What families do not cover is simulated as it is.
                stack = stack_family(family, weather)
                return _year_of_batch(stack, building_of(buildings, row), weather, balance)
    return simulate(building_of(buildings, row), weather, engine=engine, steps_per_hour=steps_per_hour, balance=balance)


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
