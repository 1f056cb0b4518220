"""From the start of a process to its first result, with and without what earlier ones have left on the disk."""

import tempfile
from dataclasses import asdict, dataclass

from fluxion.benchmark.children import Job, Life, live
from fluxion.benchmark.scope import Scope, median

# Variables that say where compiled kernels and computed tables are kept.
_PLACES = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA")


@dataclass(frozen=True)
class Start:
    """Times of a new process.

    Attributes:
        package_import_ms: import of the package [ms].
        engine_import_ms: import of the engine after it [ms].
        warm_first_ms: first result of the batch engine, from call to result, with what is kept on the disk [ms].
        cold_first_ms: the same where nothing is kept on the disk and every kernel is compiled [ms].
    """

    package_import_ms: float
    engine_import_ms: float
    warm_first_ms: float
    cold_first_ms: float

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_start(name: str, weather: str, scope: Scope) -> Start:
    """Measure the start with the default design of a case.

    Args:
        name: of the case.
        weather: bundled climate or EPW file.
        scope: limits.
    """
    job = Job(name, weather)
    # Whatever is kept on the disk is kept from now on.
    live(job)
    warm = scope.repeated("warm start", lambda _: live(job))
    cold = scope.repeated("cold start", lambda _: _on_an_empty_disk(job))
    return Start(
        package_import_ms=1e3 * median(life.package_import_s for life in warm),
        engine_import_ms=1e3 * median(life.engine_import_s for life in warm),
        warm_first_ms=1e3 * median(life.first_s for life in warm),
        cold_first_ms=1e3 * median(life.first_s for life in cold),
    )


def _on_an_empty_disk(job: Job) -> Life:
    with tempfile.TemporaryDirectory(prefix="fluxion-start-") as folder:
        return live(job, dict.fromkeys(_PLACES, folder))
