"""What closing the energy balance and keeping monotone outputs costs a surrogate, written into docs/TRAINING.md.

Trains the surrogate of office-design in one climate twice on the same runs, with and without the penalty on slopes, and
looks at the second with and without its balance closed. Run from the repository root after `make assets`, which leaves
the physics runs in build/surrogates:

    python tools/compare_constraints.py [--climate golden] [--members 5] [--epochs N] [--no-write]
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fluxion.design import DesignProblem
from fluxion.engine import ANNUAL_BALANCE
from fluxion.problems import load
from fluxion.surrogate.accuracy import determination
from fluxion.surrogate.balance import balance_residual
from fluxion.training.dataset import load_dataset
from fluxion.training.ensemble import Ensemble
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.knowledge import knowledge_of
from fluxion.training.monotone import violations
from fluxion.training.split import SplitRuns, split_runs
from fluxion.training.targets import target

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "TRAINING.md"
BEGIN, END = "<!-- constraints: begin -->", "<!-- constraints: end -->"
SEED, HELD_OUT, POINTS = 1, 4000, 10_000
LOADS = ("heating_kwh_m2", "cooling_kwh_m2")


@dataclass(frozen=True)
class Judged:
    """One network on the held-out runs and on random designs."""

    name: str
    accuracy: dict[str, tuple[float, float]]
    rest_nrmse: float
    residual: float
    pairs: int
    wrong_pairs: int
    wrong_share: float


def main() -> None:
    """Train, judge, print, and replace the block between the markers."""
    options = _options()
    problem = load("office-design")
    dataset = load_dataset(options.data or ROOT / "build" / "surrogates" / f"{problem.name}-{options.climate}.npz")
    split = split_runs(dataset, len(dataset.X) - HELD_OUT, SEED)
    recipe = FitOptions(members=options.members, epochs=options.epochs, seed=SEED)
    free, kept = (_fitted(problem, split, recipe, told) for told in (False, True))
    judged = [
        _judged("unconstrained", replace(free, closure=None), problem, split),
        _judged("balance closed", free, problem, split),
        _judged("balance closed, slopes penalised", kept, problem, split),
    ]
    lines = _lines(judged, options.climate, len(split.training), recipe)
    print("\n".join(lines))
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(head + "\n".join([BEGIN, *lines, END]) + rest.split(END)[1], encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--climate", default="golden")
    parser.add_argument("--data", type=Path, help="physics runs; by default those in build/surrogates")
    parser.add_argument("--members", type=int, default=FitOptions().members)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--no-write", dest="write", action="store_false", help="print only")
    return parser.parse_args()


def _fitted(problem: DesignProblem, split: SplitRuns, recipe: FitOptions, told: bool) -> Ensemble:
    known = knowledge_of(problem)
    targets = [target(name) for name in problem.predicted]
    training, validation = split.training, split.validation
    data = (training.X, training.Y, validation.X, validation.Y, problem.space, targets, recipe)
    return fit_ensemble(*data, knowledge=known if told else replace(known, monotone={}))


def _judged(name: str, ensemble: Ensemble, problem: DesignProblem, split: SplitRuns) -> Judged:
    names, true = problem.predicted, split.held_out.Y
    mean, _ = ensemble.predict(split.held_out.X)
    rmse, spread = np.sqrt(np.square(mean - true).mean(axis=0)), true.std(axis=0)
    accuracy = {
        load: (determination(true[:, j], mean[:, j]), float(rmse[j] / true[:, j].mean()))
        for load, j in ((load, names.index(load)) for load in LOADS)
    }
    others = [j for j, one in enumerate(names) if one not in LOADS and spread[j] > 1e-3]
    X = problem.space.sample(POINTS, SEED + 7, "uniform")
    columns = dict(zip(names, ensemble.predict(X)[0].T))
    known = problem.properties(problem.settings) if problem.properties else None
    found = violations(
        lambda X: ensemble.predict(X)[0], problem.space, names, problem.monotone, known, POINTS, SEED + 7
    )
    shares = [share for signs in found.values() for share in signs.values()]
    return Judged(
        name=name,
        accuracy=accuracy,
        rest_nrmse=float((rmse[others] / spread[others]).mean()),
        residual=float(balance_residual(columns, ANNUAL_BALANCE, POINTS).max()),
        pairs=len(shares),
        wrong_pairs=sum(share > 0.0 for share in shares),
        wrong_share=float(np.mean(shares)),
    )


def _lines(judged: list[Judged], climate: str, rows: int, recipe: FitOptions) -> list[str]:
    head = (
        f"office-design in {climate}, {recipe.members} networks, {recipe.passes(rows)} epochs over {rows:,} runs, seed "
        f"{recipe.seed}; accuracy on {HELD_OUT:,} held-out runs, residuals at {POINTS:,} random designs, slopes on "
        f"{POINTS:,} random steps of each pair of variable and output (`python tools/compare_constraints.py`):"
    )
    rows_of = [
        f"| {one.name} | "
        + " | ".join(f"{r2:.5f}, {100.0 * cv:.2f} %" for r2, cv in one.accuracy.values())
        + f" | {one.rest_nrmse:.4f} | {one.residual:.1e} | {one.wrong_pairs} of {one.pairs} "
        f"| {100.0 * one.wrong_share:.4f} % |"
        for one in judged
    ]
    columns = " | ".join(f"{name}: R2, CV(RMSE)" for name in LOADS)
    return [
        head,
        "",
        f"| network | {columns} | other outputs: mean RMSE over sd | largest open share of the balance | pairs with "
        "wrong steps | wrong steps |",
        "|---|---|---|---|---|---|---|",
        *rows_of,
    ]


if __name__ == "__main__":
    main()
