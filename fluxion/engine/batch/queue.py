"""A population through the batch engine: families in portions, other buildings in blocks of their kind."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

import numpy as np

from fluxion.building import Building
from fluxion.building.family import Family, HasFamilies
from fluxion.engine.access import building_of
from fluxion.engine.batch.stack import Stack
from fluxion.engine.batch.year import (
    BLOCK,
    BlockYear,
    Candidate,
    candidate_of,
    simulate_candidates,
    simulate_rows,
    stack_family,
)
from fluxion.engine.gathering import OK, Piece, refused
from fluxion.errors import FluxionError
from fluxion.typing import IntArray
from fluxion.weather import Weather

# Buildings that wait for others of their kind before the oldest kind is simulated as it is: hourly sun of one building
# takes about a megabyte.
_MOST_WAITING = 4 * BLOCK
# Members of a family that are prepared together: enough to spread the cost of a call, few enough for some megabytes.
_PORTION = 512


class _Queue:
    # Buildings that are prepared, candidates that wait for others of their kind, and tasks in flight.
    def __init__(
        self,
        pool: ThreadPoolExecutor,
        buildings: Sequence[Building],
        weather: Weather,
        threads: int,
        hourly: frozenset[int],
        tell: Callable[[int], None],
    ) -> None:
        self._pool, self._buildings, self._weather = pool, buildings, weather
        self._most, self._hourly, self._tell = 2 * threads, hourly, tell
        self._stop = threading.Event()
        self._waiting: dict[bytes, list[tuple[int, Candidate]]] = {}
        self._flying: set[Future[list[Piece]]] = set()
        self._made: deque[tuple[int, Future[Candidate | str | None]]] = deque()
        self.pieces: list[Piece] = []
        self._finished = 0

    def add_row(self, row: int) -> None:
        while len(self._made) >= self._most:
            self._receive()
        self._made.append((row, self._pool.submit(self._make, row)))

    def _receive(self) -> None:
        # In the order of the rows, so that kinds fill up alike in every run.
        row, task = self._made.popleft()
        candidate = task.result()
        if isinstance(candidate, Candidate):
            self._add(row, candidate)
        else:
            here = np.array([row])
            self._take([refused(here) if candidate is None else refused(here, candidate)])

    def _add(self, row: int, candidate: Candidate) -> None:
        kind = self._waiting.setdefault(candidate.portrait.key, [])
        kind.append((row, candidate))
        if len(kind) == BLOCK:
            self._fly(candidate.portrait.key)
        elif sum(map(len, self._waiting.values())) >= _MOST_WAITING:
            self._fly(next(iter(self._waiting)))

    def add_family(self, rows: IntArray, family: Family) -> None:
        # Portions are prepared by the calling thread while the others march, so that these hold no more than a block
        # each and share the portion.
        for first in range(0, family.size, _PORTION):
            part = slice(first, min(first + _PORTION, family.size))
            try:
                stack = stack_family(family.portion(part), self._weather)
            except FluxionError:
                # Each building by itself, since one of them, or what families do not cover, stood in the way of all.
                for row in rows[part].tolist():
                    self.add_row(row)
                continue
            for start in range(first, part.stop, BLOCK):
                own = slice(start - first, min(start + BLOCK, part.stop) - first)
                self._submit(partial(self._run_members, rows[part][own], stack, own, family.template))

    def flush(self) -> None:
        while self._made:
            self._receive()
        while self._waiting:
            self._fly(next(iter(self._waiting)))
        while self._flying:
            self._land()

    def stop(self) -> None:
        self._stop.set()

    def _fly(self, key: bytes) -> None:
        block = self._waiting.pop(key)
        rows = np.array([row for row, _ in block])
        self._submit(partial(self._run_block, rows, [candidate for _, candidate in block]))

    def _submit(self, task: Callable[[], list[Piece]]) -> None:
        while len(self._flying) >= self._most:
            self._land()
        self._flying.add(self._pool.submit(task))

    def _run_block(self, rows: IntArray, candidates: list[Candidate]) -> list[Piece]:
        if self._stop.is_set():
            return [refused(rows)]
        wanted = self._wanted(rows)
        return [_piece(rows, wanted, simulate_candidates(candidates, self._weather, hourly=bool(wanted)))]

    def _run_members(self, rows: IntArray, stack: Stack, part: slice, template: Building) -> list[Piece]:
        if self._stop.is_set():
            return [refused(rows)]
        wanted = self._wanted(rows)
        year = simulate_rows(stack, part, [template], self._weather, hourly=bool(wanted))
        return [_piece(rows, wanted, year)]

    def _make(self, row: int) -> Candidate | str | None:
        # None where the run was interrupted, a sentence where there is no building that can be simulated.
        if self._stop.is_set():
            return None
        try:
            return candidate_of(building_of(self._buildings, row), self._weather)
        except FluxionError as error:
            return str(error)

    def _wanted(self, rows: IntArray) -> list[int]:
        # Members of a block whose hours are kept.
        return [i for i, row in enumerate(rows.tolist()) if row in self._hourly]

    def _land(self) -> None:
        done, self._flying = wait(self._flying, return_when=FIRST_COMPLETED)
        for future in done:
            self._take(future.result())

    def _take(self, pieces: list[Piece]) -> None:
        self.pieces.extend(pieces)
        self._finished += sum(piece.rows.size for piece in pieces)
        self._tell(self._finished)


def _piece(rows: IntArray, wanted: Sequence[int], year: BlockYear) -> Piece:
    # Balances are no part of it: those of a hundred thousand buildings fill a gigabyte.
    status = tuple(OK if sentence is None else sentence for sentence in year.status)
    hourly = {i: year.series(i) for i in wanted}
    # Columns of larger arrays would keep those in memory.
    outputs, zones = ({name: values.copy() for name, values in own.items()} for own in (year.outputs, year.zones))
    return Piece(rows, status, year.zone_names, year.area, outputs, zones, year.residual, hourly)


def simulate_in_blocks(
    buildings: Sequence[Building],
    weather: Weather,
    threads: int,
    hourly: frozenset[int],
    progress: Callable[[int], None] | None,
) -> list[Piece]:
    """Results of all buildings; which of them share a block makes no difference to any.

    Args:
        buildings: (n,) a lazy sequence may build them on access; one that states families is not built where they
            cover it.
        weather: the climate.
        threads: portions and blocks simulated at a time.
        hourly: rows whose hourly series are kept.
        progress: called with the number of finished buildings, from the calling thread.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        queue = _Queue(pool, buildings, weather, threads, hourly, progress or (lambda count: None))
        alone = np.ones(len(buildings), dtype=bool)
        try:
            for rows, family in families_of(buildings):
                alone[rows] = False
                queue.add_family(rows, family)
            for row in np.flatnonzero(alone).tolist():
                queue.add_row(row)
            queue.flush()
        except BaseException:
            queue.stop()
            raise
    return queue.pieces


def families_of(buildings: Sequence[Building]) -> Sequence[tuple[IntArray, Family]]:
    """Families that a sequence states, with their rows; none where it states none, or cannot."""
    # Where families cannot be stated, every building says for itself what is wrong with it.
    if not isinstance(buildings, HasFamilies):
        return ()
    try:
        return buildings.families()
    except FluxionError:
        return ()
