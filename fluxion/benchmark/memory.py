"""Memory of the batch engine, measured in processes of one and of two threads."""

from dataclasses import asdict, dataclass

from fluxion.benchmark.cases import seconds_per_design
from fluxion.benchmark.children import Job, Life, live
from fluxion.benchmark.scope import Scope, Unmeasured, median

# Designs of a run, and the rounds in which it is made.
_ROWS, _ROUNDS = 4096, 8


@dataclass(frozen=True)
class Memory:
    """Memory of a process that simulates one case.

    Attributes:
        rows: designs of the run.
        peak_mib: largest memory in use with one thread, the interpreter and its packages included [MiB].
        per_thread_mib: by how much more it is with two threads [MiB].
        growth_mib: growth from the middle of the run to its end [MiB].
        growth_rows: designs of that half.
    """

    rows: int
    peak_mib: float
    per_thread_mib: float
    growth_mib: float
    growth_rows: int

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_memory(name: str, weather: str, scope: Scope) -> Memory:
    """Measure the memory of a case.

    Args:
        name: of the case.
        weather: bundled climate or EPW file.
        scope: limits.

    Raises:
        Unmeasured: the system does not tell how much memory a process uses.
    """
    rows = max(1, scope.allowed(_ROWS, seconds_per_design(name, weather)) // _ROUNDS)

    def both(_: int) -> tuple[Life, Life]:
        one, two = (live(Job(name, weather, rows=rows, rounds=_ROUNDS, threads=count)) for count in (1, 2))
        return one, two

    pairs = scope.repeated(f"memory, {name}", both)
    half = _ROUNDS // 2
    growth = [one.resident_mib[-1] - one.resident_mib[half - 1] for one, _ in pairs if one.resident_mib]
    peaks = [
        (one.peak_mib, two.peak_mib) for one, two in pairs if one.peak_mib is not None and two.peak_mib is not None
    ]
    if not growth or not peaks:
        raise Unmeasured("this system does not tell how much memory a process uses.")
    return Memory(
        rows=rows * _ROUNDS,
        peak_mib=median(one for one, _ in peaks),
        per_thread_mib=median(two - one for one, two in peaks),
        growth_mib=median(growth),
        growth_rows=rows * (_ROUNDS - half),
    )
