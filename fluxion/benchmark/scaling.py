"""The batch engine on one core and on two."""

import os
from dataclasses import asdict, dataclass

from fluxion.benchmark.cases import seconds_per_design
from fluxion.benchmark.children import Job, Life, live
from fluxion.benchmark.scope import Scope, Unmeasured, median

# Designs of a round; the first of two rounds warms the process up.
_ROWS, _ROUNDS = 512, 2


@dataclass(frozen=True)
class Scaling:
    """What a second core brings; processes held to one core and to two, in turns.

    Attributes:
        rows: designs per measurement.
        one_core_ms: per design, by the clock on the wall [ms].
        two_cores_ms: the same on two cores with two threads [ms].
        speed_up: ratio of the two.
        cpu_ratio: processor time on two cores over that on one.
        waiting: time over processor time on one core; well above one where neighbours took the core, and then the
            speed-up is theirs as well.
    """

    rows: int
    one_core_ms: float
    two_cores_ms: float
    speed_up: float
    cpu_ratio: float
    waiting: float

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_scaling(name: str, weather: str, scope: Scope) -> Scaling:
    """Measure a case on one core and on two.

    Args:
        name: of the case.
        weather: bundled climate or EPW file.
        scope: limits.

    Raises:
        Unmeasured: the system has one core only, or does not hold processes to cores.
    """
    if not hasattr(os, "sched_getaffinity"):
        raise Unmeasured("this system does not hold a process to chosen cores.")
    cores = tuple(sorted(os.sched_getaffinity(0))[:2])
    if len(cores) < 2:
        raise Unmeasured("this process may use one core only; scaling needs two.")
    rows = scope.allowed(_ROWS, _ROUNDS * seconds_per_design(name, weather))

    def both(_: int) -> tuple[Life, Life]:
        one, two = (
            live(Job(name, weather, rows=rows, rounds=_ROUNDS, threads=count, cores=cores[:count])) for count in (1, 2)
        )
        return one, two

    pairs = scope.repeated(f"one and two cores, {name}", both)
    return Scaling(
        rows=rows,
        one_core_ms=1e3 * median(one.wall_s[-1] for one, _ in pairs) / rows,
        two_cores_ms=1e3 * median(two.wall_s[-1] for _, two in pairs) / rows,
        speed_up=median(one.wall_s[-1] / two.wall_s[-1] for one, two in pairs),
        cpu_ratio=median(two.cpu_s[-1] / one.cpu_s[-1] for one, two in pairs),
        waiting=median(one.wall_s[-1] / one.cpu_s[-1] for one, _ in pairs),
    )
