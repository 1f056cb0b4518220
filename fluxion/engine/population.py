"""Simulate many buildings over all cores."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from fluxion._blas import single_blas_thread
from fluxion._checks import is_whole
from fluxion._cores import available_cores
from fluxion.building import Building
from fluxion.engine.access import building_of, check_weather
from fluxion.engine.annual import simulate
from fluxion.engine.batch.queue import simulate_in_blocks
from fluxion.engine.choice import EngineChoice, choose_engine
from fluxion.engine.gathering import Piece, PopulationResult, gather, pieces_of
from fluxion.engine.result import NO_HOURS, SimulationResult
from fluxion.errors import FluxionError, InputError
from fluxion.weather import Weather

# A result or the sentence that says why there is none; None where the run was interrupted.
SimulationRow = SimulationResult | str | None


def simulate_population(
    buildings: Sequence[Building],
    weather: Weather,
    *,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    threads: int | None = None,
    hourly: Iterable[int] = (),
    progress: Callable[[int], None] | None = None,
) -> PopulationResult:
    """Simulate every building of a sequence; rows are independent of each other and of the number of threads.

    Args:
        buildings: (n,) buildings with the same number of zones; a lazy sequence may build them on access.
        weather: the climate.
        engine: one of `choice.ENGINES`.
        steps_per_hour: 1 to 60, of the reference engine; None: what the engine takes by itself.
        threads: number of threads; None: one per available core.
        hourly: rows whose hourly series are kept, a few megabytes each.
        progress: called with the number of finished rows, from the calling thread.

    Raises:
        InputError: unknown engine, impossible number of steps or threads, or an hourly row that there is not.
    """
    choice = choose_engine(engine, steps_per_hour)
    check_weather(weather)
    threads = check_threads(threads) or available_cores()
    pieces = simulate_pieces(buildings, weather, choice, threads, check_hourly(hourly, len(buildings)), progress)
    return gather(pieces, len(buildings), choice.label)


def check_threads(threads: int | None) -> int | None:
    """The number of threads that is asked for.

    Raises:
        InputError: it is no whole number of at least one.
    """
    if threads is not None and not (is_whole(threads) and threads >= 1):
        raise InputError(f"threads: expected a whole number of at least 1, or None for all cores, but got {threads!r}.")
    return threads


def check_hourly(hourly: Iterable[int], count: int) -> frozenset[int]:
    """Rows whose hourly series are asked for.

    Raises:
        InputError: one of them is no row of a population of `count`.
    """
    try:
        rows = tuple(hourly)
    except TypeError:
        raise InputError(f"hourly: expected rows, such as [0, 5], but got {hourly!r}.") from None
    for row in rows:
        if not is_whole(row) or not 0 <= row < count:
            known = f"rows from 0 to {count - 1}" if count else "no rows of an empty population"
            raise InputError(f"hourly: expected {known}, but got {row!r}.")
    return frozenset(int(row) for row in rows)


def simulate_pieces(
    buildings: Sequence[Building],
    weather: Weather,
    choice: EngineChoice,
    threads: int,
    hourly: frozenset[int] = frozenset(),
    progress: Callable[[int], None] | None = None,
) -> list[Piece]:
    """Results of all buildings; see `simulate_population`.

    Args:
        buildings: (n,) a lazy sequence may build them on access.
        weather: the climate.
        choice: the engine.
        threads: at least one.
        hourly: rows whose hourly series are kept.
        progress: called with the number of finished buildings, from the calling thread.
    """
    if choice.is_batch:
        with single_blas_thread():
            return simulate_in_blocks(buildings, weather, threads, hourly, progress)
    stop = threading.Event()

    def run(row: int) -> SimulationRow:
        if stop.is_set():
            return None
        try:
            result = simulate(
                building_of(buildings, row),
                weather,
                engine=choice.name,
                steps_per_hour=choice.steps_per_hour,
                balance="year",
            )
            # Hourly series of ten zones are three megabytes.
            return result if row in hourly else replace(result, hourly=NO_HOURS)
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
    return list(pieces_of(rows, hourly))


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
            rows[waiting.pop(future)] = result
            finished += 1
        if progress is not None:
            progress(finished)
