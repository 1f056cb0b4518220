"""Rows in chunks, over several threads if there are enough of them."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fluxion._checks import is_whole
from fluxion.errors import InputError

#: Fewer rows are worked through by the calling thread alone: others would start later than it ends.
FEW_ROWS = 4096


def check_count(threads: int) -> int:
    """The number of threads.

    Raises:
        InputError: no whole number of at least 1.
    """
    if not is_whole(threads) or threads < 1:
        raise InputError(f"threads: expected a whole number of at least 1; got {threads!r}.")
    return int(threads)


def in_chunks(work: Callable[[slice], None], rows: int, size: int, threads: int) -> None:
    """Do `work` for chunks of `size` of the `rows`, whatever the number of threads: the chunks are always the same.

    Args:
        work: called with the rows of a chunk; safe to be called from several threads at once.
        rows: number of rows.
        size: rows of a chunk; the last one may be shorter.
        threads: threads that work at a time, the calling one included.
    """
    parts = deque(slice(start, min(start + size, rows)) for start in range(0, rows, size))

    def drain() -> None:
        while parts:
            try:
                part = parts.popleft()
            except IndexError:
                # Another thread took the last one.
                return
            work(part)

    if threads == 1 or rows <= FEW_ROWS:
        drain()
        return
    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(drain) for _ in range(min(threads, len(parts)) - 1)]
        drain()
    for other in others:
        other.result()
