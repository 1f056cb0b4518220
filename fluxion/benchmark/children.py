"""Measurements in processes of their own: what a process costs as it starts, grows and uses cores."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import fluxion.benchmark
from fluxion.benchmark.scope import Unmeasured

# Held to its cores before anything starts a thread; the imports are timed before this package brings others along.
_PROGRAM = """
import json, os, sys, time
job = json.loads(sys.argv[1])
if job["cores"]:
    os.sched_setaffinity(0, job["cores"])
start = time.perf_counter()
import fluxion
package = time.perf_counter()
import fluxion.engine
engine = time.perf_counter()
from fluxion.benchmark.child import work
work(job, package - start, engine - package)
"""
_PATIENCE_S = 3600.0


@dataclass(frozen=True)
class Job:
    """What a child process does: a first design, then rounds of random ones.

    Attributes:
        case: name of the case.
        weather: bundled climate or EPW file.
        rows: designs of a round.
        rounds: number of rounds; 0: the first design only.
        threads: of the batch engine.
        cores: cores that the process is held to; none: all.
    """

    case: str
    weather: str
    rows: int = 0
    rounds: int = 0
    threads: int = 1
    cores: tuple[int, ...] = ()


@dataclass(frozen=True)
class Life:
    """What a child process tells of its life.

    Attributes:
        package_import_s: import of the package [s].
        engine_import_s: import of the engine after it [s].
        first_s: first result, from call to result [s].
        wall_s: (rounds,) time of each round [s].
        cpu_s: (rounds,) processor time of each round [s].
        resident_mib: (rounds,) memory in use after each round [MiB]; empty where the system does not tell.
        peak_mib: largest memory in use [MiB]; None where the system does not tell.
    """

    package_import_s: float
    engine_import_s: float
    first_s: float
    wall_s: Sequence[float]
    cpu_s: Sequence[float]
    resident_mib: Sequence[float]
    peak_mib: float | None


def live(job: Job, environment: Mapping[str, str] | None = None) -> Life:
    """Run a child process.

    Args:
        job: what it does.
        environment: variables that it finds changed.

    Raises:
        Unmeasured: it failed or took too long.
    """
    return Life(**answer_of(_PROGRAM, asdict(job), environment))


def answer_of(program: str, job: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Any:
    """What a program writes in JSON that runs in a process of its own and finds its job in JSON as its argument.

    Args:
        program: Python code.
        job: what it does.
        environment: variables that it finds changed.

    Raises:
        Unmeasured: it failed or took too long.
    """
    # The child shall run the code of this process, wherever that was found.
    root = Path(fluxion.benchmark.__file__).resolve().parents[2]
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(environment or {})}
    command = [sys.executable, "-c", program, json.dumps(job)]
    try:
        done = subprocess.run(
            command, env=variables, capture_output=True, text=True, timeout=_PATIENCE_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unmeasured(f"a measuring process could not be run to its end ({error}).") from error
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise Unmeasured(f"a measuring process ended with exit code {done.returncode}: {words}")
    return json.loads(done.stdout)
