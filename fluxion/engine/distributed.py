"""Simulate many buildings on the machines of a Dask cluster.

A part of the population is a task, sent when a worker is about to need it; what happens to it there is in `parcel`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion._checks import is_whole
from fluxion._optional import require
from fluxion.building import Building
from fluxion.engine.access import check_weather
from fluxion.engine.choice import EngineChoice, choose_engine
from fluxion.engine.gathering import Piece, PopulationResult, gather, refused
from fluxion.engine.parcel import EXTRA, code_fingerprint, packed, simulate_part, unchanged
from fluxion.engine.population import check_hourly
from fluxion.errors import InputError
from fluxion.weather import Weather

if TYPE_CHECKING:
    from distributed import Client

# Buildings of a task: some seconds of work, hundreds of times what the task itself costs, and little to repeat
# where a worker dies; the batch engine also spreads what preparing a portion of a family costs.
_ROWS, _ROWS_OF_BATCH = 4, 256
# How often a task is repeated that ends in an error which no building explains: a full disk, a lost connection.
_RETRIES = 3
# Parts sent ahead: enough for each thread to find its next one, and for a cluster without workers to start some.
_AHEAD_PER_THREAD, _AHEAD = 3, 16


def simulate_population_distributed(
    buildings: Sequence[Building],
    weather: Weather,
    client: "Client",
    *,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    rows_per_task: int | None = None,
    hourly: Iterable[int] = (),
    progress: Callable[[int], None] | None = None,
) -> PopulationResult:
    """Simulate every building of a sequence on a Dask cluster; the numbers are those of `simulate_population`.

    They agree to the bit where the processors are of one kind. Every worker needs this version of Fluxion and reads the
    files that the problem's settings name. A task keeps one thread of its worker busy; processes of one thread each are
    the fastest workers. What a worker had at hand when it died is simulated by another one. A building that ends its
    workers again and again, at last while the run simulates no other, gets a sentence as status. While the cluster has
    no workers the run waits for some. An interrupt cancels the outstanding tasks; those that run end with their part.

    Args:
        buildings: (n,) buildings with the same number of zones. A list is sent in parts; any other sequence is sent
            once, whole, and builds them on access on the workers.
        weather: the climate; sent once.
        client: of the cluster, for example ``distributed.Client("tcp://scheduler:8786")``.
        engine: one of `choice.ENGINES`.
        steps_per_hour: 1 to 60, of the reference engine; None: what the engine takes by itself.
        rows_per_task: buildings of one task; None: a few seconds of work, less where a thread would have none.
        hourly: rows whose hourly series are kept and sent back, a few megabytes each.
        progress: called with the number of finished rows, from the calling thread.

    Raises:
        InputError: no client that can be used, unknown engine, impossible number of steps or rows, buildings that
            cannot be pickled, or a worker with another version of Fluxion.
        MissingDependencyError: the extra ``distributed`` is not installed.
        FutureCancelledError, OSError: from Dask; the scheduler was lost, or somebody else cancelled the tasks.
    """
    threads = threads_of(client)
    choice = choose_engine(engine, steps_per_hour)
    check_weather(weather)
    count = len(buildings)
    size = _check_rows_per_task(rows_per_task, choice, -(-count // max(1, threads)))
    crew = _Crew(client, buildings, (weather, choice), check_hourly(hourly, count), progress)
    suspects = crew.simulate(range(start, min(start + size, count)) for start in range(0, count, size))
    # A worker dies with all of its tasks and each of them is blamed. Who is alone cannot be blamed for another.
    for row in [row for part, _ in suspects for row in part]:
        for part, sentence in crew.simulate(iter([range(row, row + 1)])):
            crew.finish(part, [refused(np.arange(len(part)), sentence)])
    return gather(crew.pieces, count, choice.label)


def threads_of(client: "Client") -> int:
    """Number of threads of all workers that the cluster has now.

    Raises:
        InputError: no client that can be used.
        MissingDependencyError: the extra ``distributed`` is not installed.
    """
    _check_client(client)
    return _threads(client)


def _threads(client: "Client") -> int:
    return sum(client.nthreads().values())


class _Crew:
    # The tasks of one run: sent, waited for, cancelled.
    def __init__(
        self,
        client: "Client",
        buildings: Sequence[Building],
        case: tuple[Weather, EngineChoice],
        hourly: frozenset[int],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._client, self._hourly, self._progress, self._finished = client, hourly, progress, 0
        self.pieces: list[Piece] = []
        self._listed = buildings if isinstance(buildings, list | tuple) else None
        self._shared = code_fingerprint(), packed((*case, buildings if self._listed is None else None))

    def simulate(self, parts: Iterator[range]) -> list[tuple[range, str]]:
        """Keep the results of all parts but those whose workers died, which are returned with a sentence."""
        distributed = require("distributed", EXTRA)
        # A task, not scattered data: Dask repeats it where the last worker that holds its result has died.
        shared = self._client.submit(unchanged, self._shared, pure=False, retries=_RETRIES)
        done = distributed.as_completed(loop=self._client.loop)
        waiting: dict[Any, range] = {}
        killed: list[tuple[range, str]] = []
        try:
            while True:
                ahead = _AHEAD_PER_THREAD * _threads(self._client) + _AHEAD
                for part in islice(parts, max(0, ahead - len(waiting))):
                    future = self._client.submit(simulate_part, shared, *self._own(part), pure=False, retries=_RETRIES)
                    waiting[future] = part
                    done.add(future)
                if not waiting:
                    return killed
                for future in done.next_batch():
                    part = waiting.pop(future)
                    try:
                        self.finish(part, future.result())
                    except distributed.KilledWorker as error:
                        killed.append((part, _killed(error)))
        except BaseException:
            self._client.cancel([shared, *waiting])
            raise

    def finish(self, part: range, pieces: Sequence[Piece]) -> None:
        """Keep the results of a part, whose pieces count its rows from zero, and tell of them."""
        self.pieces.extend(replace(piece, rows=piece.rows + part.start) for piece in pieces)
        self._finished += len(part)
        if self._progress is not None:
            self._progress(self._finished)

    def _own(self, part: range) -> tuple[bytes | None, int, int, frozenset[int]]:
        hourly = frozenset(row - part.start for row in self._hourly if row in part)
        if self._listed is None:
            return None, part.start, part.stop, hourly
        return packed(self._listed[part.start : part.stop]), 0, len(part), hourly


def _killed(error: Exception) -> str:
    deaths, worker = error.allowed_failures + 1, error.last_worker.address  # type: ignore[attr-defined]
    return (
        f"not simulated: every worker that took this building alone died ({deaths} in a row, the last at {worker}); "
        "see its log, and give workers more memory if it ran out."
    )


def _check_client(client: object) -> None:
    distributed = require("distributed", EXTRA)
    if not isinstance(client, distributed.Client):
        raise InputError(
            f"client: expected a distributed.Client, but got a {type(client).__name__}; make one with Client(cluster) "
            "or Client(address)."
        )
    if client.asynchronous:
        raise InputError("client: expected a synchronous client, but got an asynchronous one; leave asynchronous out.")
    if client.status != "running":
        raise InputError(f"client: expected a connected client, but this one is {client.status}; make a new one.")


def _check_rows_per_task(rows: object, choice: EngineChoice, share: int) -> int:
    if rows is None:
        return max(1, min(_ROWS_OF_BATCH if choice.is_batch else _ROWS, share))
    if not is_whole(rows) or rows < 1:
        raise InputError(f"rows_per_task: expected a whole number of at least 1, or None, but got {rows!r}.")
    return int(rows)
