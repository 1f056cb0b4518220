"""Years of many buildings with the batch engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Building
from fluxion.building.family import Family
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.records import TERMS
from fluxion.engine.batch.blocks import block_of, march_block, weather_record
from fluxion.engine.batch.family.portrait import family_stack
from fluxion.engine.batch.portrait import Portrait, portrait_of
from fluxion.engine.batch.stack import Stack, stack_of
from fluxion.engine.choice import BATCH
from fluxion.engine.climate import step_weather
from fluxion.engine.metrics import building_columns, occupied_hours
from fluxion.engine.result import NO_HOURS, Balance, HourlySeries, SimulationResult, balance_residuals
from fluxion.errors import PhysicsError
from fluxion.typing import Column, FloatArray, IntArray
from fluxion.units import HOURS_PER_YEAR, JOULE_PER_KWH
from fluxion.weather import Weather
from fluxion.weather.adaptive import adaptive_limits

#: Buildings of one block.
BLOCK = LANES
#: Steps of an hour in which a schedule jumps: with fewer the heating peak after a setback is less exact, with more
#: nothing improves.
PARTS_PER_HOUR = 3
#: A balance whose relative defect is larger is reported as a failure.
LARGEST_RESIDUAL = 1e-3
_COUNTED = {
    "heating_peak_kw": (records.HEAT_PEAK, 1e-3),
    "cooling_peak_kw": (records.COOL_PEAK, 1e-3),
    "hours_above_26": (records.ABOVE_26, 1.0),
    "hours_above_28": (records.ABOVE_28, 1.0),
    "hours_above_26_occ": (records.ABOVE_26_OCC, 1.0),
    "hours_above_28_occ": (records.ABOVE_28_OCC, 1.0),
    "hours_above_adaptive_occ": (records.ABOVE_ADAPTIVE, 1.0),
    "unmet_heating_hours": (records.UNMET_HEAT, 1.0),
    "unmet_cooling_hours": (records.UNMET_COOL, 1.0),
}


@dataclass(frozen=True)
class Candidate:
    """A building and its portrait.

    Attributes:
        building: the building.
        portrait: what the kernels are told of it.
    """

    building: Building
    portrait: Portrait


@dataclass(frozen=True, eq=False)
class BlockYear:
    """A year of m buildings with equally many zones.

    Attributes:
        zone_names: (z,) of the first of them.
        area: (m, z) floor areas [m2].
        outputs: name -> (m,) scalars of the buildings.
        zones: name -> (m, z) scalars of the zones.
        balance: (m, periods, z, terms) [J].
        residual: (m,) relative defect of the energy balance.
        status: (m,) None, or the sentence that says why there is no result.
        hourly: (m, 8760, z, series) or (0,).
    """

    zone_names: tuple[str, ...]
    area: FloatArray
    outputs: dict[str, Column]
    zones: dict[str, FloatArray]
    balance: FloatArray
    residual: Column
    status: tuple[str | None, ...]
    hourly: np.ndarray

    def series(self, member: int) -> HourlySeries:
        """Hours of one of the buildings; empty if they were not kept."""
        if not self.hourly.size:
            return NO_HOURS
        values = self.hourly[member].astype(np.float64)
        return HourlySeries(*(values[:, :, i] for i in range(records.SERIES)))


def candidate_of(building: Building, weather: Weather) -> Candidate:
    """Prepare a building for the batch engine."""
    return Candidate(building, portrait_of(building, step_weather(weather, 1), PARTS_PER_HOUR))


def stack_family(family: Family, weather: Weather) -> Stack:
    """Prepare a family for the batch engine."""
    return family_stack(family, step_weather(weather, 1), PARTS_PER_HOUR)


def simulate_block(candidates: Sequence[Candidate], weather: Weather) -> list[SimulationResult | PhysicsError]:
    """Simulate up to `BLOCK` candidates with equal portrait keys; a failed one leaves the others alone."""
    stack = stack_of([candidate.portrait for candidate in candidates])
    return simulate_members(stack, [candidate.building for candidate in candidates], weather)


def simulate_members(
    stack: Stack,
    buildings: Sequence[Building],
    weather: Weather,
    *,
    hourly: bool = False,
    slots: IntArray | None = None,
) -> list[SimulationResult | PhysicsError]:
    """Simulate the one to `BLOCK` buildings of a stack; a failed one leaves the others alone.

    Args:
        stack: all of them.
        buildings: likewise.
        weather: the climate.
        hourly: keep hourly series; otherwise they are empty.
        slots: (8760,) period of the energy balance that each hour belongs to, ascending; None: months.
    """
    year = simulate_rows(stack, slice(0, stack.size), buildings, weather, hourly=hourly, slots=slots)
    return [_result(building, weather, year, lane) for lane, building in enumerate(buildings)]


def simulate_candidates(candidates: Sequence[Candidate], weather: Weather, *, hourly: bool = False) -> BlockYear:
    """A year of one to `BLOCK` candidates with equal portrait keys; see `simulate_block`."""
    stack = stack_of([candidate.portrait for candidate in candidates])
    buildings = [candidate.building for candidate in candidates]
    return simulate_rows(stack, slice(0, stack.size), buildings, weather, hourly=hourly)


def simulate_rows(
    stack: Stack,
    rows: slice,
    buildings: Sequence[Building],
    weather: Weather,
    *,
    hourly: bool = False,
    slots: IntArray | None = None,
) -> BlockYear:
    """A year of one to `BLOCK` buildings of a stack.

    Args:
        stack: buildings of one kind.
        rows: which of them.
        buildings: of these rows; one that stands for all where only numbers of the physics differ.
        weather: the climate.
        hourly: keep hourly series.
        slots: (8760,) period of the energy balance that each hour belongs to, ascending; None: months.
    """
    hours = _hours(weather) if slots is None else _hours(weather)._replace(period=slots.astype(np.int32))
    results = march_block(block_of(stack, rows, hours, PARTS_PER_HOUR), hourly)
    lanes, count = rows.stop - rows.start, len(buildings[0].zones)
    # One building after the other in memory: the order in which sums are taken must not depend on their number.
    balance = results.balance[:, :lanes].T.astype(np.float64, order="C").reshape(lanes, -1, count, TERMS)
    counted = results.zone[:, :lanes].T.astype(np.float64, order="C").reshape(lanes, count, records.ZONE_RESULTS)
    # Flows that cancel over the year do not do so within its periods; what those add up to stands for all flows.
    gross = np.abs(balance).sum(axis=(1, 3))
    residual = balance_residuals(balance, gross)
    known = np.concatenate([balance.reshape(lanes, -1), counted.reshape(lanes, -1)], axis=1)
    named = [buildings[min(lane, len(buildings) - 1)] for lane in range(lanes)]
    area = np.array([[zone.floor_area for zone in building.zones] for building in named])
    zones = _zone_scalars(balance, counted)
    peaks = results.peaks[:, :lanes].T.astype(np.float64)
    volume = counted[:, :, [records.FRESH_AIR, records.NIGHT_AIR]]
    series: np.ndarray = np.zeros(0, dtype=np.float32)
    if hourly:
        series = results.hourly[:, :lanes].T.reshape(lanes, HOURS_PER_YEAR, count, records.SERIES)
    return BlockYear(
        zone_names=tuple(zone.name for zone in buildings[0].zones),
        area=area,
        outputs=building_columns(area, occupied_hours(buildings[0]), zones, peaks, volume, balance.sum(axis=1)),
        zones=zones,
        balance=balance,
        residual=residual,
        status=tuple(_status(b, bool(f), float(r)) for b, f, r in zip(named, np.isfinite(known).all(axis=1), residual)),
        hourly=series,
    )


@lru_cache(maxsize=16)
def _hours(weather: Weather) -> records.Weather:
    return weather_record(step_weather(weather, 1), adaptive_limits(weather, "II").upper_c)


def _status(building: Building, finite: bool, residual: float) -> str | None:
    if not finite:
        return f"building '{building.name}': a temperature is not finite; check extreme areas, flows or conductances."
    if not residual <= LARGEST_RESIDUAL:
        return (
            f"building '{building.name}': the energy balance is open by {residual:.1e} of its terms (allowed: "
            f"{LARGEST_RESIDUAL:.0e}); look for extreme conductances or areas in its surfaces."
        )
    return None


def _result(building: Building, weather: Weather, year: BlockYear, lane: int) -> SimulationResult | PhysicsError:
    sentence = year.status[lane]
    if sentence is not None:
        return PhysicsError(sentence)
    return SimulationResult(
        building=building.name,
        weather=weather.name,
        engine=BATCH,
        outputs={name: float(values[lane]) for name, values in year.outputs.items()},
        zone_names=tuple(zone.name for zone in building.zones),
        zone_area_m2=year.area[lane],
        zone_outputs={name: values[lane] for name, values in year.zones.items()},
        residual=float(year.residual[lane]),
        balance=Balance(year.balance[lane], np.abs(year.balance[lane]).sum(axis=(0, 2))),
        hourly=year.series(lane),
    )


def _zone_scalars(balance: FloatArray, counted: FloatArray) -> dict[str, FloatArray]:
    # (m, z) each.
    kwh = balance.sum(axis=1) / JOULE_PER_KWH
    scalars = {"heating_kwh": kwh[:, :, 0], "cooling_kwh": -kwh[:, :, 1]}
    for name, (position, factor) in _COUNTED.items():
        scalars[name] = counted[:, :, position] * factor
    return scalars
