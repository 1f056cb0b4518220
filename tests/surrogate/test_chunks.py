"""Rows shared by threads: every row once, in the same chunks, whatever the number of threads."""

import threading

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate.chunks import FEW_ROWS, in_chunks
from fluxion.surrogate.session import CHUNK_ROWS


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("rows", [0, 1, 999, 1000, FEW_ROWS, FEW_ROWS + 1, 10_500])
def test_every_row_is_worked_on_once(rows, threads):
    seen, parts = np.zeros(rows, dtype=int), []

    def work(part):
        seen[part] += 1
        parts.append((part.start, part.stop))

    in_chunks(work, rows, 1000, threads)
    assert (seen == 1).all()
    assert sorted(parts) == [(start, min(start + 1000, rows)) for start in range(0, rows, 1000)]


def test_threads_work_at_the_same_time():
    # Nobody passes before two chunks are worked on at once.
    together = threading.Barrier(2, timeout=30.0)
    places = []
    in_chunks(lambda part: places.append(together.wait()), 2 * FEW_ROWS, FEW_ROWS, 2)
    assert sorted(places) == [0, 1]


def test_few_rows_stay_with_the_caller():
    used = set()
    in_chunks(lambda part: used.add(threading.get_ident()), FEW_ROWS, 64, 8)
    assert used == {threading.get_ident()}


@pytest.mark.parametrize("bad", [0, 9000])
def test_an_error_of_any_chunk_reaches_the_caller(bad):
    def work(part):
        if part.start == bad:
            raise ValueError(f"chunk {part.start}")

    with pytest.raises(ValueError, match=f"chunk {bad}"):
        in_chunks(work, 10_000, 1000, 2)


def test_threads_do_not_change_predictions(trained):
    surrogate, X = trained.load(), trained.space.sample(FEW_ROWS + CHUNK_ROWS + 77, 5)
    alone, shared = surrogate.predict(X), surrogate.predict(X, threads=3)
    for kind in ("mean", "lower", "upper", "spread"):
        for name, values in getattr(alone, kind).items():
            np.testing.assert_array_equal(getattr(shared, kind)[name], values)


@pytest.mark.parametrize("threads", [0, -1, 1.5, None, True])
def test_threads_are_counted(trained, threads):
    with pytest.raises(InputError, match="threads: expected a whole number"):
        trained.load().predict([[0.3, 12, 1]], threads=threads)
