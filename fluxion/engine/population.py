"""Simulate many buildings over all cores."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import numpy as np

from fluxion.building import Building
from fluxion.engine.annual import DEFAULT_STEPS_PER_HOUR, engine_label, simulate
from fluxion.engine.batch.queue import simulate_in_blocks
from fluxion.engine.gathering import Piece, PopulationResult, gather, pieces_of
from fluxion.engine.result import SimulationResult
from fluxion.errors import FluxionError, InputError
from fluxion.weather import Weather

# A result or the sentence that says why there is none; None where the run was interrupted.
SimulationRow = SimulationResult | str | None


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
    pieces = simulate_pieces(buildings, weather, engine, steps_per_hour, threads, progress)
    return gather(pieces, len(buildings), label)


def simulate_pieces(
    buildings: Sequence[Building],
    weather: Weather,
    engine: str,
    steps_per_hour: int,
    threads: int,
    progress: Callable[[int], None] | None = None,
) -> list[Piece]:
    """Results of all buildings, without hourly series; see `simulate_population`.

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

    def run(row: int) -> SimulationRow:
        if stop.is_set():
            return None
        try:
            return simulate(buildings[row], weather, engine=engine, steps_per_hour=steps_per_hour, balance="year")
        except FluxionError as error:
            return str(error)

    rows: list[SimulationRow] = [None] * len(buildings)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        try:
            _collect(pool, run, rows, 2 * threads, progress)
        except BaseException:
            # An interrupt must not wait for the rest of the population.
            stop.set()
            raise
    return list(pieces_of(rows))


def _collect(
    pool: ThreadPoolExecutor,
    run: Callable[[int], SimulationRow],
    rows: list[SimulationRow],
    ahead: int,
    progress: Callable[[int], None] | None,
) -> None:
    # Few futures in flight: buildings are made when their turn comes, and memory stays flat.
    waiting: dict[Future[SimulationRow], int] = {}
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


def _light(result: SimulationRow) -> SimulationRow:
    # The hourly series of a row (three megabytes for ten zones) are not part of a population's result.
    if not isinstance(result, SimulationResult):
        return result
    empty = np.empty((0, 0))
    series = type(result.hourly)(empty, empty, empty, empty)
    return SimulationResult(**{**result.__dict__, "hourly": series})
