"""Errors of what a few EnergyPlus runs teach, on other EnergyPlus runs.

From the repository root, with the extras train and energyplus:

    python studies/energyplus_calibration/run.py --readme

Finished EnergyPlus runs, physics runs and models are kept, so that the same command goes on after an interruption.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from gaussian_process import fit_process

from fluxion._files import write_bytes_atomic
from fluxion.cli.progress import watch
from fluxion.energyplus import RunCache, default_cache_folder
from fluxion.evaluation import EnergyPlusEvaluator, Evaluation, PhysicsEvaluator
from fluxion.problems import load
from fluxion.surrogate import Surrogate
from fluxion.surrogate.accuracy import determination
from fluxion.surrogate.kernel_ridge import unit_features
from fluxion.training.difference import add_differences, fit_differences
from fluxion.training.fit import FitOptions
from fluxion.training.multifidelity import train_multifidelity
from fluxion.training.pipeline import TrainedModel, train_surrogate
from fluxion.training.targets import target
from fluxion.typing import Designs, FloatArray
from fluxion.validation.marked_page import update_page
from fluxion.weather import load_weather

PROBLEM, WEATHER = "reference-office", "golden"
#: Of the designs that teach; the test designs are those of `fluxion validate energyplus --seed 1`.
SEED, TEST_SEED, TESTS = 2, 1, 64
RESTARTS = 10
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, eq=False)
class Study:
    """Models and test runs: (64, d) designs with (64, t) outputs of EnergyPlus and of physics."""

    truth: EnergyPlusEvaluator
    physics: PhysicsEvaluator
    X: Designs
    true: FloatArray
    simulated: FloatArray
    folder: Path
    threads: int | None

    @property
    def names(self) -> tuple[str, ...]:
        """Outputs, in the order of the columns."""
        return self.physics.problem.predicted

    def table(self, evaluation: Evaluation) -> FloatArray:
        """(n, t) outputs of an evaluation."""
        return np.stack([evaluation.columns[name] for name in self.names], axis=1)


def begin(folder: Path, workers: int | None, threads: int | None) -> Study:
    """Simulate the test designs by both models."""
    problem, weather = load(PROBLEM), load_weather(WEATHER)
    truth = EnergyPlusEvaluator(problem, weather, workers=workers, cache=RunCache(default_cache_folder()))
    physics = PhysicsEvaluator(problem, weather, threads=threads)
    X = problem.space.sample(TESTS, TEST_SEED)
    both = truth.evaluate(X), physics.evaluate(X)
    ok = both[0].ok & both[1].ok
    true, simulated = (np.stack([one.columns[n][ok] for n in problem.predicted], axis=1) for one in both)
    return Study(truth, physics, X[ok], true, simulated, folder, threads)


def figures(study: Study, counts: Sequence[int]) -> pd.DataFrame:
    """One row per model and output: errors on the test designs."""
    rows = [*_errors(study, "physics", 0, study.simulated)]
    plain = _model(study, "physics", lambda report: train_surrogate(**_common(study), progress=report))
    rows += _surrogate_errors(study, "physics-trained surrogate", 0, plain)
    for count in counts:
        rows += _few_run_errors(study, count)
        calibrated = _model(
            study,
            f"calibrated-{count}",
            lambda report, count=count: train_multifidelity(
                **_common(study), truth=study.truth, runs=count, progress=report
            ),
        )
        rows += _surrogate_errors(study, "calibrated surrogate", count, calibrated)
    return pd.DataFrame(rows)


def _common(study: Study) -> dict[str, object]:
    return {
        "problem": study.physics.problem,
        "weather": study.physics.weather,
        "seed": SEED,
        "threads": study.threads,
        "data": study.folder / "physics.npz",
        "options": FitOptions(threads=study.threads),
    }


def _model(study: Study, name: str, train: Callable[[object], TrainedModel]) -> Surrogate:
    path = study.folder / f"{name}.onnx"
    if not path.is_file():
        with watch() as report:
            model = train(report)
        write_bytes_atomic(path, model.data)
    return Surrogate.load(path)


def _few_run_errors(study: Study, count: int) -> list[dict[str, object]]:
    """What few runs give without a network: a Gaussian process of them alone, and physics plus the difference."""
    problem = study.physics.problem
    # The designs that `train_multifidelity` gives to EnergyPlus.
    X = problem.space.sample(count, SEED, "sobol")
    true, simulated = study.truth.evaluate(X), study.physics.evaluate(X)
    ok = true.ok & simulated.ok
    X, taught, base = X[ok], study.table(true)[ok], study.table(simulated)[ok]
    scale = np.sqrt(len(problem.space))
    points, wanted = (unit_features(problem.space, one) * scale for one in (X, study.X))
    alone = [fit_process(points, taught[:, j], RESTARTS, j).predict(wanted) for j in range(taught.shape[1])]
    # Loads and hours are not negative, which a process does not know.
    rows = _errors(study, "Gaussian process", count, np.maximum(np.stack(alone, axis=1), 0.0))
    targets = [target(name) for name in study.names]
    differences = fit_differences(X, base, taught, problem.space, targets)
    added = add_differences(differences, study.X, study.simulated, problem.space)
    return [*rows, *_errors(study, "physics + difference", count, added)]


def _surrogate_errors(study: Study, model: str, count: int, surrogate: Surrogate) -> list[dict[str, object]]:
    prediction = surrogate.predict(study.X)
    mean, lower, upper = (
        np.stack([part[name] for name in study.names], axis=1)
        for part in (prediction.mean, prediction.lower, prediction.upper)
    )
    inside = ((study.true >= lower) & (study.true <= upper)).mean(axis=0)
    return _errors(study, model, count, mean, inside)


def _errors(
    study: Study, model: str, count: int, predicted: FloatArray, inside: FloatArray | None = None
) -> list[dict[str, object]]:
    return [
        {
            "output": name,
            "model": model,
            "energyplus_runs": count,
            "cv_rmse": float(np.sqrt(np.square(predicted[:, j] - study.true[:, j]).mean()) / study.true[:, j].mean()),
            "r2": determination(study.true[:, j], predicted[:, j]),
            "covered": np.nan if inside is None else float(inside[j]),
        }
        for j, name in enumerate(study.names)
    ]


def page_lines(table: pd.DataFrame, tests: int) -> list[str]:
    """The results as Markdown: one table per number of EnergyPlus runs."""
    lines = [f"CV(RMSE), R2 and, where there are intervals of 90 %, the share inside them, on {tests} EnergyPlus runs."]
    for count in sorted(set(table["energyplus_runs"]) - {0}):
        part = table[table["energyplus_runs"].isin((0, count))]
        models = list(dict.fromkeys(part["model"]))
        lines += [
            "",
            f"{count} EnergyPlus runs:",
            "",
            f"| output | {' | '.join(models)} |",
            "|---" * (1 + len(models)) + "|",
        ]
        for name, rows in part.groupby("output", sort=False):
            cells = [_cell(rows[rows["model"] == model].iloc[0]) for model in models]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _cell(row: pd.Series) -> str:
    covered = "" if np.isnan(row["covered"]) else f", {row['covered']:.0%}"
    return f"{row['cv_rmse']:.2%}, {row['r2']:.4f}{covered}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, nargs="+", default=[40], help="EnergyPlus runs to learn from")
    parser.add_argument("--out", type=Path, default=Path("runs/energyplus_calibration"))
    parser.add_argument("--workers", type=int, help="EnergyPlus programs at a time; default: one per core")
    parser.add_argument("--threads", type=int, help="threads of physics and training; default: one per core")
    parser.add_argument("--readme", action="store_true", help="write the results into README.md beside this file")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    study = begin(options.out, options.workers, options.threads)
    table = figures(study, options.runs)
    table.to_csv(options.out / "figures.csv", index=False)
    lines = page_lines(table, len(study.X))
    print("\n".join(lines))
    if options.readme:
        update_page(HERE / "README.md", "results", lines)


if __name__ == "__main__":
    main()
