"""A population through the batch engine: buildings wait for their kind until a block of them is full."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from fluxion.building import Building
from fluxion.engine.batch.year import BLOCK, Candidate, candidate_of, simulate_block
from fluxion.engine.result import SimulationResult
from fluxion.errors import FluxionError
from fluxion.weather import Weather

#: A result or the sentence that says why there is none; None where the run was interrupted.
Row = SimulationResult | str | None
# Buildings that wait for others of their kind before the oldest kind is simulated as it is: hourly sun of one building
# takes about a megabyte.
_MOST_WAITING = 4 * BLOCK


class _Queue:
    # Blocks in flight and candidates that wait; everything but the simulation itself happens in the calling thread.
    def __init__(self, pool: ThreadPoolExecutor, weather: Weather, rows: list[Row], threads: int) -> None:
        self._pool, self._weather, self._rows, self._most = pool, weather, rows, 2 * threads
        self._stop = threading.Event()
        self._waiting: dict[bytes, list[tuple[int, Candidate]]] = {}
        self._flying: dict[Future[list[Row]], list[int]] = {}
        self.finished = 0

    def add(self, row: int, candidate: Candidate) -> None:
        kind = self._waiting.setdefault(candidate.portrait.key, [])
        kind.append((row, candidate))
        if len(kind) == BLOCK:
            self._fly(candidate.portrait.key)
        elif sum(map(len, self._waiting.values())) >= _MOST_WAITING:
            self._fly(next(iter(self._waiting)))

    def flush(self) -> None:
        while self._waiting:
            self._fly(next(iter(self._waiting)))
        while self._flying:
            self._land()

    def refuse(self, row: int, error: FluxionError) -> None:
        self._rows[row] = str(error)
        self.finished += 1

    def stop(self) -> None:
        self._stop.set()

    def _fly(self, key: bytes) -> None:
        while len(self._flying) >= self._most:
            self._land()
        block = self._waiting.pop(key)
        self._flying[self._pool.submit(self._run, [candidate for _, candidate in block])] = [row for row, _ in block]

    def _run(self, candidates: list[Candidate]) -> list[Row]:
        if self._stop.is_set():
            return [None] * len(candidates)
        results = simulate_block(candidates, self._weather)
        return [result if isinstance(result, SimulationResult) else str(result) for result in results]

    def _land(self) -> None:
        done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
        for future in done:
            numbers = self._flying.pop(future)
            for row, result in zip(numbers, future.result()):
                self._rows[row] = result
            self.finished += len(numbers)


def simulate_in_blocks(
    buildings: Sequence[Building], weather: Weather, threads: int, progress: Callable[[int], None] | None
) -> list[Row]:
    """Results of all buildings in their order; which of them share a block makes no difference to any.

    Args:
        buildings: (n,) a lazy sequence may build them on access.
        weather: the climate.
        threads: blocks simulated at a time.
        progress: called with the number of finished buildings, from the calling thread.
    """
    rows: list[Row] = [None] * len(buildings)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        queue = _Queue(pool, weather, rows, threads)
        told = 0
        try:
            for row in range(len(buildings)):
                try:
                    queue.add(row, candidate_of(buildings[row], weather))
                except FluxionError as error:
                    queue.refuse(row, error)
                if progress is not None and queue.finished > told:
                    told = queue.finished
                    progress(told)
            queue.flush()
        except BaseException:
            queue.stop()
            raise
    if progress is not None and queue.finished > told:
        progress(queue.finished)
    return rows
