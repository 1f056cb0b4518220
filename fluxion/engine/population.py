"""Simulate many buildings over all cores."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fluxion.building import Building
from fluxion.engine.annual import DEFAULT_STEPS_PER_HOUR, engine_label, simulate
from fluxion.engine.batch.queue import Row, simulate_in_blocks
from fluxion.engine.result import BUILDING_OUTPUTS, ZONE_OUTPUTS, SimulationResult
from fluxion.errors import FluxionError, InputError
from fluxion.typing import Column, FloatArray
from fluxion.weather import Weather

#: Status of a row that was simulated.
OK = "ok"


@dataclass(frozen=True)
class PopulationResult:
    """A population over one year; failed rows hold NaN beside a status with a sentence.

    Attributes:
        outputs: (n,) scalars of the buildings, keys `BUILDING_OUTPUTS`.
        zone_names: (z,) zone names of the first building that was simulated.
        zone_area_m2: (n, z) floor areas [m2].
        zone_outputs: (n, z) scalars of the zones, keys `ZONE_OUTPUTS`.
        residual: (n,) relative defect of the energy balance.
        status: (n,) "ok" or a sentence.
        engine: which engine ran, with its steps per hour.
    """

    outputs: dict[str, Column]
    zone_names: tuple[str, ...]
    zone_area_m2: FloatArray
    zone_outputs: dict[str, FloatArray]
    residual: Column
    status: np.ndarray
    engine: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the building outputs."""
        return tuple(self.outputs)


def simulate_population(
    buildings: Sequence[Building],
    weather: Weather,
    *,
    engine: str = "auto",
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> PopulationResult:
    """Simulate every building of a sequence; rows are independent of each other and of the number of threads.

    Args:
        buildings: (n,) buildings with the same number of zones; a lazy sequence may build them on access.
        weather: the climate.
        engine: one of `ENGINES`; ``batch`` chooses its steps itself.
        steps_per_hour: 1 to 60.
        threads: number of threads; None: one per available core.
        progress: called with the number of finished rows, from the calling thread.

    Raises:
        InputError: unknown engine, impossible number of steps or threads.
    """
    label = engine_label(engine, steps_per_hour)
    if threads is None:
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    if threads < 1:
        raise InputError(f"threads: expected at least 1, but got {threads}.")
    return gather(simulate_rows(buildings, weather, engine, steps_per_hour, threads, progress), label)


def simulate_rows(
    buildings: Sequence[Building],
    weather: Weather,
    engine: str,
    steps_per_hour: int,
    threads: int,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Results of all buildings in their order, without hourly series; see `simulate_population`.

    Args:
        buildings: (n,) a lazy sequence may build them on access.
        weather: the climate.
        engine: one of `ENGINES`.
        steps_per_hour: 1 to 60.
        threads: at least one.
        progress: called with the number of finished buildings, from the calling thread.
    """
    if engine == "batch":
        return simulate_in_blocks(buildings, weather, threads, progress)
    stop = threading.Event()

    def run(row: int) -> Row:
        if stop.is_set():
            return None
        try:
            return simulate(buildings[row], weather, engine=engine, steps_per_hour=steps_per_hour, balance="year")
        except FluxionError as error:
            return str(error)

    rows: list[Row] = [None] * len(buildings)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        try:
            _collect(pool, run, rows, 2 * threads, progress)
        except BaseException:
            # An interrupt must not wait for the rest of the population.
            stop.set()
            raise
    return rows


def _collect(
    pool: ThreadPoolExecutor,
    run: Callable[[int], Row],
    rows: list[Row],
    ahead: int,
    progress: Callable[[int], None] | None,
) -> None:
    # Few futures in flight: buildings are made when their turn comes, and memory stays flat.
    waiting: dict[Future[Row], int] = {}
    started = finished = 0
    while finished < len(rows):
        while started < len(rows) and len(waiting) < ahead:
            waiting[pool.submit(run, started)] = started
            started += 1
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            result = future.result()
            rows[waiting.pop(future)] = _light(result)
            finished += 1
        if progress is not None:
            progress(finished)


def _light(result: Row) -> Row:
    # The hourly series of a row (three megabytes for ten zones) are not part of a population's result.
    if not isinstance(result, SimulationResult):
        return result
    empty = np.empty((0, 0))
    series = type(result.hourly)(empty, empty, empty, empty)
    return SimulationResult(**{**result.__dict__, "hourly": series})


class YearResult(Protocol):
    """One building over one year, by whatever program."""

    @property
    def outputs(self) -> dict[str, float]:
        """Scalars of the building, keys `BUILDING_OUTPUTS`."""

    @property
    def zone_names(self) -> tuple[str, ...]:
        """(z,) names."""

    @property
    def zone_area_m2(self) -> FloatArray:
        """(z,) floor areas [m2]."""

    @property
    def zone_outputs(self) -> dict[str, FloatArray]:
        """(z,) arrays, keys `ZONE_OUTPUTS`."""


def gather(rows: Sequence[YearResult | str | None], label: str) -> PopulationResult:
    """Results of single buildings as those of a population.

    Args:
        rows: (n,) results; a sentence where a building has none, None where it was not reached. A result without a
            residual was not balanced and gets NaN there.
        label: of the engine or program that ran.
    """
    n = len(rows)
    first = next((row for row in rows if row is not None and not isinstance(row, str)), None)
    names = first.zone_names if first is not None else ()
    outputs = {name: np.full(n, np.nan) for name in BUILDING_OUTPUTS}
    zone_outputs = {name: np.full((n, len(names)), np.nan) for name in ZONE_OUTPUTS}
    area = np.full((n, len(names)), np.nan)
    residual = np.full(n, np.nan)
    status = np.full(n, OK, dtype=object)
    for i, row in enumerate(rows):
        if row is None or isinstance(row, str):
            status[i] = row if row is not None else "not simulated: the run was interrupted."
            continue
        if len(row.zone_names) != len(names):
            status[i] = (
                f"the building has {len(row.zone_names)} zones, but the population's first one has {len(names)}; "
                "simulate buildings of different plans in populations of their own."
            )
            continue
        for name in BUILDING_OUTPUTS:
            outputs[name][i] = row.outputs[name]
        for name in ZONE_OUTPUTS:
            zone_outputs[name][i] = row.zone_outputs[name]
        area[i] = row.zone_area_m2
        residual[i] = getattr(row, "residual", np.nan)
    return PopulationResult(outputs, names, area, zone_outputs, residual, status, label)
