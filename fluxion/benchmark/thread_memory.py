"""Memory that a surrogate needs for another thread, measured in a process of its own."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from fluxion.benchmark.cases import climate
from fluxion.benchmark.child import peak_mib
from fluxion.benchmark.children import answer_of
from fluxion.benchmark.scope import Scope, median
from fluxion.evaluation import load_surrogate
from fluxion.problems import load

_PROGRAM = """
import json, sys
from fluxion.benchmark.thread_memory import work
work(json.loads(sys.argv[1]))
"""
# Rows of a call, calls with each number of threads, and further threads: one alone would drown in what an allocator
# rounds up.
_ROWS, _CALLS, _FURTHER = 16_384, 4, 4


def measure_thread_memory(problem: str, weather: str, scope: Scope) -> float | None:
    """Memory for another thread [MiB]: the growth of the largest memory with four further threads, over four.

    Args:
        problem: name of a problem with a shipped surrogate.
        weather: bundled climate or EPW file.
        scope: limits.

    Returns:
        None where the system does not tell how much memory a process uses.

    Raises:
        Unmeasured: the process failed.
    """
    job = {"problem": problem, "weather": weather}
    grown = scope.repeated("memory of threads", lambda _: answer_of(_PROGRAM, job))
    known = [value for value in grown if value is not None]
    return median(known) if known else None


def work(job: Mapping[str, Any]) -> None:
    """Predict on one thread, then on several, and write the growth for each further one [MiB] to stdout."""
    problem, weather = load(job["problem"]), climate(job["weather"])
    surrogate, X = load_surrogate(problem, weather), problem.space.sample(_ROWS, seed=1)
    peaks = []
    for threads in (1, 1 + _FURTHER):
        for _ in range(_CALLS):
            surrogate.predict(X, threads)
        peaks.append(peak_mib())
    alone, together = peaks
    growth = None if alone is None or together is None else (together - alone) / _FURTHER
    sys.stdout.write(json.dumps(growth))
