"""Years of many buildings with the batch engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Building
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.records import TERMS
from fluxion.engine.batch.blocks import block_of, march_block, weather_record
from fluxion.engine.batch.portrait import Portrait, portrait_of
from fluxion.engine.climate import step_weather
from fluxion.engine.metrics import building_scalars
from fluxion.engine.result import Balance, HourlySeries, SimulationResult
from fluxion.errors import PhysicsError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather import Weather
from fluxion.weather.adaptive import adaptive_limits

#: Name under which results state the engine.
LABEL = "batch"
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


def candidate_of(building: Building, weather: Weather) -> Candidate:
    """Prepare a building for the batch engine."""
    return Candidate(building, portrait_of(building, step_weather(weather, 1), PARTS_PER_HOUR))


def simulate_block(
    candidates: Sequence[Candidate], weather: Weather, *, hourly: bool = False
) -> list[SimulationResult | PhysicsError]:
    """Simulate up to sixteen candidates with equal portrait keys; a failed one leaves the others alone.

    Args:
        candidates: one to sixteen.
        weather: the climate.
        hourly: keep hourly series; otherwise they are empty.
    """
    block = block_of([candidate.portrait for candidate in candidates], _hours(weather), PARTS_PER_HOUR)
    results = march_block(block, hourly)
    return [_result(candidate.building, weather, results, lane) for lane, candidate in enumerate(candidates)]


@lru_cache(maxsize=16)
def _hours(weather: Weather) -> records.Weather:
    return weather_record(step_weather(weather, 1), adaptive_limits(weather, "II").upper_c)


def _result(
    building: Building, weather: Weather, results: records.Results, lane: int
) -> SimulationResult | PhysicsError:
    count = len(building.zones)
    terms = results.balance[:, lane].astype(np.float64).reshape(12, count, TERMS)
    if not (np.isfinite(terms).all() and np.isfinite(results.zone[:, lane]).all()):
        return PhysicsError(
            f"building '{building.name}': a temperature is not finite; check extreme areas, flows or conductances."
        )
    # Flows that cancel over the year do not do so within months; what months add up to stands for all flows.
    books = Balance(terms, np.abs(terms).sum(axis=(0, 2)))
    residual = books.residual()
    if not residual <= LARGEST_RESIDUAL:
        return PhysicsError(
            f"building '{building.name}': the energy balance is open by {residual:.1e} of its terms (allowed: "
            f"{LARGEST_RESIDUAL:.0e}); look for extreme conductances or areas in its surfaces."
        )
    zones = _zone_scalars(books, results.zone[:, lane].reshape(count, records.ZONE_RESULTS))
    peaks = results.peaks[:, lane].astype(np.float64)
    volume = results.zone[:, lane].reshape(count, records.ZONE_RESULTS)[:, [records.FRESH_AIR, records.NIGHT_AIR]]
    return SimulationResult(
        building=building.name,
        weather=weather.name,
        engine=LABEL,
        outputs=building_scalars(building, zones, peaks, volume.astype(np.float64)),
        zone_names=tuple(zone.name for zone in building.zones),
        zone_area_m2=np.array([zone.floor_area for zone in building.zones]),
        zone_outputs=zones,
        residual=residual,
        balance=books,
        hourly=_series(results.hourly, lane, count),
    )


def _zone_scalars(books: Balance, counted: np.ndarray) -> dict[str, FloatArray]:
    kwh = books.total().kwh()[0]
    scalars = {"heating_kwh": kwh[:, 0], "cooling_kwh": -kwh[:, 1]}
    for name, (position, factor) in _COUNTED.items():
        scalars[name] = counted[:, position].astype(np.float64) * factor
    return scalars


def _series(hourly: np.ndarray, lane: int, zones: int) -> HourlySeries:
    if not len(hourly):
        none = np.empty((0, 0))
        return HourlySeries(none, none, none, none)
    values = hourly[:, lane].astype(np.float64).reshape(HOURS_PER_YEAR, zones, records.SERIES)
    return HourlySeries(*(values[:, :, i] for i in range(records.SERIES)))
