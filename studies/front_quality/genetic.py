"""The measure of all others: pymoo's NSGA-II whose every evaluation is a physics run."""

import time
from typing import Any

from cases import Case, Paid
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.callback import Callback
from pymoo.operators.sampling.lhs import LatinHypercubeSampling
from pymoo.optimize import minimize

from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, PymooProblem
from fluxion.problems.task import Answer, Task
from fluxion.typing import Designs


class Recorded(Task):
    """A task that keeps every answer."""

    def __init__(self, task: Task) -> None:
        super().__init__(**{name: getattr(task, name) for name in ("problem", "evaluator", "held", "risk")})
        object.__setattr__(self, "answers", [])

    def evaluate(self, X: Designs) -> Answer:
        """As the task, and keep the answer."""
        answer = super().evaluate(X)
        self.answers.append(answer)  # type: ignore[attr-defined]
        return answer


class Told(Callback):
    """Says how far the run is."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def notify(self, algorithm: Any) -> None:
        """Called by pymoo after each generation."""
        if algorithm.n_iter % 20 == 0:
            print(f"{self.label}: generation {algorithm.n_iter}", flush=True)


def physics_nsga2(case: Case, seed: int, population: int = 100, generations: int = 200) -> Paid:
    """SBX and polynomial mutation at pymoo's defaults, mixed variables as the project handles them."""
    task = Recorded(case.truth())
    algorithm = NSGA2(
        pop_size=population, sampling=LatinHypercubeSampling(), repair=FluxionRepair(), mutation=FluxionMutation()
    )
    started = time.perf_counter()
    told = Told(f"{case.name} seed {seed}")
    minimize(PymooProblem(task), algorithm, ("n_gen", generations), seed=seed, callback=told)
    return Paid.of(task.answers, time.perf_counter() - started)  # type: ignore[attr-defined]
