"""Fluxion's own sampler in an Optuna study, every trial a physics run; and what the page on Optuna says of samplers."""

import time
import warnings
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import ClassVar

import numpy as np
import optuna
from cases import Case, Paid, known_runs

from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.problems.optuna import OptunaObjective
from fluxion.problems.task import Answer, Task
from fluxion.search.optuna import SurrogateSampler
from fluxion.typing import Designs

#: Method, name on the page, and whether its seconds are those of the sampler alone.
SHOWN = (
    ("sampler_300", "`SurrogateSampler`, no surrogate", True),
    ("sampler_shipped_300", "`SurrogateSampler` on the shipped surrogate", True),
    ("optuna_tpe_1000", "`TPESampler`", False),
    ("optuna_nsga2_1000", "`NSGAIISampler`", False),
)
_CASE, _TRIALS = Case("golden", "two"), (100, 200, 300)


class Clocked(Task):
    """A task that adds up the processor time of its simulations."""

    simulating: ClassVar[float] = 0.0

    def evaluate(self, X: Designs) -> Answer:
        """As the task."""
        began = time.process_time()
        answer = super().evaluate(X)
        if self.evaluator.fidelity == "physics":
            Clocked.simulating += time.process_time() - began
        return answer


def own_sampler(case: Case, seed: int, budget: int, shipped: bool = False) -> Paid:
    """`SurrogateSampler` at its defaults; its seconds are its processor time, without that of the simulations."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore")
    plain, model = case.truth(), None
    task = Clocked(**{one.name: getattr(plain, one.name) for one in fields(plain)})
    if shipped:
        weather = task.evaluator.weather  # type: ignore[attr-defined]
        model = SurrogateEvaluator(task.problem, weather, load_surrogate(task.problem, weather))
    objective, before = OptunaObjective(task), Clocked.simulating
    started = time.process_time()
    sampler = SurrogateSampler(objective, model, seed=seed)
    study = optuna.create_study(directions=objective.directions, sampler=sampler)
    study.optimize(objective, n_trials=budget)
    spent = time.process_time() - started - (Clocked.simulating - before)
    # The engine gives the same numbers again, and the page wants feasibility beside the values.
    designs = np.concatenate([objective.design(trial.params) for trial in study.trials])
    return Paid.of([plain.evaluate(designs)], spent)


def sampler_table(folder: Path, share: Callable[[Paid, int], float]) -> list[str]:
    """Shares of the hypervolume after some numbers of trials, and the samplers' own time.

    Args:
        folder: where runs are kept.
        share: of the baseline's hypervolume that a run has after a number of trials.
    """
    lines = [
        "| sampler | " + " | ".join(f"{n} trials" for n in _TRIALS) + " | its time per trial |",
        "|---|" + "---|" * (len(_TRIALS) + 1),
    ]
    for method, words, alone in SHOWN:
        runs = known_runs(folder, method, _CASE)
        if not runs:
            continue
        cells = []
        for trials in _TRIALS:
            shares = [share(paid, trials) for paid in runs]
            cells.append(f"{np.median(shares):.2f} ({min(shares):.2f} to {max(shares):.2f})")
        ms = np.median([1e3 * paid.seconds / len(paid.F) for paid in runs])
        own = f"{ms:.1f} ms" if alone else "–"
        lines.append(f"| {words}, {len(runs)} seeds | " + " | ".join([*cells, own]) + " |")
    return lines
