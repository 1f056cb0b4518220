"""A study whose truth takes its time; run as a script, it goes on from its log and writes what it ended with."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from valley import VALLEY, Valley

from fluxion.evaluation import batches
from fluxion.problems.task import define_task
from fluxion.search import Setup, StudyConfig, run_study
from fluxion.search.rounds import new_archive
from fluxion.search.run_log import RunLog
from fluxion.weather import load_weather


class Slow(Valley):
    """Three designs at a time, each piece with a pause."""

    def compute(self, X):
        if len(X):
            time.sleep(0.02)
        return super().compute(X)


def main(folder: Path) -> None:
    batches.designs_of_piece = lambda evaluator: 3
    study = StudyConfig("valley", "golden", budget=120, rounds=4, population=20, generations=10, seed=3, stall=0.0)
    setup = Setup(study, define_task(VALLEY, Slow()), None, "in a test", load_weather("golden"))
    result = run_study(setup, new_archive(setup, log=RunLog(folder / "runs.jsonl", {"budget": 120})))
    answer = {"X": result.truth.X.tolist(), "F": np.nan_to_num(result.answer.F, posinf=1e300).tolist()}
    (folder / "answer.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
