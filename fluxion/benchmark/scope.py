"""How much is measured, and how often."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from fluxion.errors import FluxionError, InputError

#: Tells how far a stage is: (stage, done, total).
Report = Callable[[str, int, int], None]
_Result = TypeVar("_Result")


class Unmeasured(FluxionError):
    """A figure that this machine cannot give; the message says why."""


@dataclass(frozen=True)
class Scope:
    """Limits of a run.

    Attributes:
        repeats: measurements per figure.
        rows: most designs of one measurement.
        patience_s: a measurement takes fewer designs where it would last longer than this [s].
        report: told how far each stage is; None: nobody is.

    Raises:
        InputError: a limit that leaves nothing to measure.
    """

    repeats: int = 3
    rows: int = 10_000
    patience_s: float = 60.0
    report: Report | None = None

    def __post_init__(self) -> None:
        for name, value in (("repeats", self.repeats), ("rows", self.rows)):
            if value < 1:
                raise InputError(f"{name}: expected at least 1, but got {value}.")
        if not self.patience_s > 0.0:
            raise InputError(f"patience: expected a time above zero in seconds, but got {self.patience_s!r}.")

    def allowed(self, wanted: int, seconds_per_row: float) -> int:
        """Designs of a measurement that would like to have `wanted` of them; at least one."""
        affordable = int(self.patience_s / seconds_per_row) if seconds_per_row > 0.0 else wanted
        return max(1, min(wanted, self.rows, affordable))

    def repeated(self, stage: str, measurement: Callable[[int], _Result]) -> list[_Result]:
        """Results of a measurement that is told how often it was made before."""
        results = []
        for repeat in range(self.repeats):
            results.append(measurement(repeat))
            if self.report is not None:
                self.report(stage, repeat + 1, self.repeats)
        return results


#: The limits unless stated, and those of a look in passing.
USUAL, QUICK = Scope(), Scope(repeats=1, rows=64, patience_s=20.0)


@dataclass(frozen=True)
class Duration:
    """What some work took.

    Attributes:
        cpu_s: of all threads of the process [s].
        wall_s: by the clock on the wall [s].
    """

    cpu_s: float
    wall_s: float


def timed(work: Callable[[], object]) -> Duration:
    """Do some work and say what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Duration(time.process_time() - cpu, time.perf_counter() - wall)


def median(values: Iterable[float]) -> float:
    """The median of some numbers."""
    return float(statistics.median(values))
