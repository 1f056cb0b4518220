"""The files of a quadratic model and of what the truth says of its designs."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion.design import write_csv
from fluxion.qubo.formats import FORMATS
from fluxion.qubo.sidecar import sidecar
from fluxion.search.output import record, table
from fluxion.search.qubo.solving import QuboResult
from fluxion.search.result import RunResult

DESIGNS, RECORD = "designs.csv", "run.json"


def write_designs(run: RunResult, folder: Path) -> str:
    """Write all truth runs, those on the front first, each group by the first objective; name of the file.

    Raises:
        InputError: the folder cannot be made or written.
    """
    make_folder(folder)
    write_atomic(folder / DESIGNS, lambda path: write_csv(designs_table(run), path))
    return DESIGNS


def designs_table(run: RunResult) -> pd.DataFrame:
    """All truth runs as the tables of any other search have them."""
    everything = table(run.setup.problem, run.answer, run.claimed, run.origin)
    on_front = np.isin(np.arange(len(everything)), run.front)
    everything["on_front"] = on_front
    rank = np.where(on_front, 0, np.where(run.answer.feasible, 1, np.where(run.truth.ok, 2, 3)))
    return everything.iloc[np.lexsort((run.answer.F[:, 0], rank))]


def write_solution(result: QuboResult, folder: Path, formats: tuple[str, ...] = FORMATS) -> tuple[str, ...]:
    """Write designs, record and, of a single weighting, the model in all formats; names of the files.

    Raises:
        InputError: the folder cannot be made or written.
    """
    names = [write_designs(result.run, folder)]
    content = record(result.run) | {
        "qubo": {
            "rounds": [asdict(one) for one in result.rounds],
            "gaps_after_check": list(result.gaps),
            "models": [_summary(export.info(), export.model) for export in result.exports],
        }
    }
    write_text_atomic(folder / RECORD, json.dumps(content, indent=2, allow_nan=False) + "\n")
    names.append(RECORD)
    if len(result.exports) == 1:
        names += result.exports[0].save(folder, formats)
    return tuple(names)


def _summary(info: dict[str, Any], model: Any) -> dict[str, Any]:
    left = {"objective", "slack", "held_codes", "settings", "variables"}
    return {key: value for key, value in sidecar(model, info).items() if key not in left}
