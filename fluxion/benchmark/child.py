"""What a measuring process does; see `children`."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fluxion.benchmark.cases import case, climate
from fluxion.benchmark.children import Life
from fluxion.benchmark.scope import timed
from fluxion.engine import simulate_population

_KIB, _MIB = 2.0**10, 2.0**20


def work(job: Mapping[str, Any], package_import_s: float, engine_import_s: float) -> None:
    """Simulate what a `children.Job` asks for and write a `children.Life` to stdout."""
    one, weather = case(job["case"]), climate(job["weather"])
    building = one.default_building()
    first = timed(lambda: simulate_population([building], weather, engine="batch", threads=job["threads"]))
    evaluator = one.evaluator(weather, job["threads"])
    durations, resident = [], []
    for number in range(job["rounds"]):
        X = one.designs(job["rows"], seed=1000 + number)
        durations.append(timed(lambda X=X: evaluator.evaluate(X)))  # type: ignore[misc]
        resident.append(resident_mib())
    life = Life(
        package_import_s=package_import_s,
        engine_import_s=engine_import_s,
        first_s=first.wall_s,
        wall_s=[d.wall_s for d in durations],
        cpu_s=[d.cpu_s for d in durations],
        resident_mib=[value for value in resident if value is not None],
        peak_mib=peak_mib(),
    )
    sys.stdout.write(json.dumps(asdict(life)))


def resident_mib() -> float | None:
    """Memory that this process has in use now [MiB]; None where the system does not tell."""
    return _status_mib("VmRSS")


def peak_mib() -> float | None:
    """Most memory that this process has had in use [MiB]; None where the system does not tell."""
    told = _status_mib("VmHWM")
    if told is not None:
        return told
    try:
        import resource
    except ImportError:
        return None
    # Only where there is no status file: Linux counts the memory of the parent here, of which a child begins as a copy.
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The system of Apple counts bytes, others count KiB.
    return largest / _MIB if sys.platform == "darwin" else largest * _KIB / _MIB


def _status_mib(field: str) -> float | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    found = [line.split() for line in lines if line.startswith(f"{field}:")]
    return float(found[0][1]) * _KIB / _MIB if found else None
