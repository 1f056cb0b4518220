import time

import pytest

from fluxion.benchmark.scope import Scope, median, timed
from fluxion.errors import InputError


@pytest.mark.parametrize(
    ("wanted", "seconds", "expected"),
    [(16, 0.001, 16), (256, 0.001, 100), (4096, 1.0, 60), (4096, 1000.0, 1), (256, 0.0, 100)],
)
def test_rows_are_what_limit_and_patience_allow(wanted, seconds, expected):
    assert Scope(rows=100, patience_s=60.0).allowed(wanted, seconds) == expected


def test_repeats_are_counted_and_reported():
    told = []
    scope = Scope(repeats=3, report=lambda *words: told.append(words))
    assert scope.repeated("stage", lambda repeat: 10 * repeat) == [0, 10, 20]
    assert told == [("stage", 1, 3), ("stage", 2, 3), ("stage", 3, 3)]


@pytest.mark.parametrize("limits", [{"repeats": 0}, {"rows": 0}, {"patience_s": 0.0}, {"patience_s": float("nan")}])
def test_limits_that_leave_nothing_are_refused(limits):
    with pytest.raises(InputError, match="expected"):
        Scope(**limits)


def test_work_takes_processor_time_and_waiting_does_not():

    waited = timed(lambda: time.sleep(0.05))
    assert waited.wall_s >= 0.05 > waited.cpu_s
    worked = timed(lambda: sum(range(300_000)))
    assert worked.cpu_s > 0.0


def test_median_of_an_even_number_lies_between():
    assert median([4.0, 1.0, 3.0, 2.0]) == 2.5
