"""Designs from a CSV file, results into another: which share of an evaluation that is."""

import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from fluxion._files import write_atomic
from fluxion.benchmark.cases import case, climate, seconds_per_design
from fluxion.benchmark.scope import Scope, median
from fluxion.design import read_designs, read_table, to_frame, write_csv
from fluxion.evaluation import concatenate, evaluate_in_batches

#: Designs of the file.
ROWS = 10_000


@dataclass(frozen=True)
class Tables:
    """Processor time of an evaluation by the batch engine on all cores, from file to file.

    Attributes:
        rows: designs of the file.
        read_ms: reading and checking, per design [ms].
        compute_ms: simulating, per design [ms].
        write_ms: writing, per design [ms].
        share: reading and writing over everything.
    """

    rows: int
    read_ms: float
    compute_ms: float
    write_ms: float
    share: float

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_tables(name: str, weather: str, scope: Scope) -> Tables:
    """Evaluate a file of random designs as `fluxion evaluate` does.

    Args:
        name: of the case.
        weather: the climate.
        scope: limits.
    """
    one = case(name)
    rows = scope.allowed(ROWS, seconds_per_design(name, weather))
    evaluator = replace(one.evaluator(climate(weather)), threads=None)

    def run(repeat: int) -> tuple[float, float, float]:
        with tempfile.TemporaryDirectory(prefix="fluxion-tables-") as folder:
            given, out = Path(folder) / "designs.csv", Path(folder) / "results.csv"
            write_csv(to_frame(one.designs(rows, seed=200 + repeat), one.problem.space), given)
            start = time.process_time()
            table = read_table(given)
            X = read_designs(table, one.problem.space)
            read = time.process_time()
            parts = list(evaluate_in_batches(evaluator, X))
            computed = time.process_time()
            frame = pd.concat([table, concatenate(parts).to_frame(one.problem)], axis=1)
            write_atomic(out, lambda path: write_csv(frame, path))
            return read - start, computed - read, time.process_time() - computed

    runs = scope.repeated("tables of designs and results", run)
    read_s, compute_s, write_s = (median(run[stage] for run in runs) for stage in range(3))
    return Tables(
        rows=rows,
        read_ms=1e3 * read_s / rows,
        compute_ms=1e3 * compute_s / rows,
        write_ms=1e3 * write_s / rows,
        share=median((read + write) / (read + computed + write) for read, computed, write in runs),
    )
