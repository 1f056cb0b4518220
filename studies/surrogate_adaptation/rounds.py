"""Rounds of search and physics: how well does a surrogate know the next front before it has seen it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fluxion.evaluation import Evaluation, SurrogateEvaluator
from fluxion.problems.task import Task, define_task
from fluxion.search.evolution import Population
from fluxion.search.evolving import search_task
from fluxion.search.learned import Memory, learn
from fluxion.search.pareto import Scale, front_of
from fluxion.search.picking import promising
from fluxion.search.recheck import BASELINE, Archive
from fluxion.surrogate import Surrogate
from fluxion.surrogate.adaptation import AdaptationOptions, AdaptiveSurrogate, Observations
from fluxion.typing import Designs, FloatArray

POPULATION, GENERATIONS, RUNS_A_ROUND = 100, 40, 50
#: Way of learning -> (options of `AdaptiveSurrogate`, or None where it never observes; whether the processes correct
#: that a search learns).
WAYS: dict[str, tuple[AdaptationOptions | None, bool]] = {
    "never": (None, False),
    "adapted": (AdaptationOptions(), False),
    "last layers alone": (AdaptationOptions(lengths=()), False),
    "processes": (None, True),
}


@dataclass
class Lineage:
    """What one way of learning met and how well it knew it, round by round."""

    batches: list[Observations] = field(default_factory=list)
    error: list[FloatArray] = field(default_factory=list)
    untaught: list[FloatArray] = field(default_factory=list)
    random: list[float] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    random_covered: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: list[float] = field(default_factory=list)


def live(
    way: str,
    truth: Task,
    model: Callable[..., AdaptiveSurrogate],
    random: Observations,
    scale: FloatArray,
    rounds: int,
    seed: int,
) -> Lineage:
    """Search, look at the front by physics, learn, and again."""
    import time

    options, kernels = WAYS[way]
    adaptive, lineage = model(options=options), Lineage()
    archive = Archive(truth, 10**6)
    archive.run(truth.baseline[None, :], BASELINE)
    first = task_of(truth, adaptive.versions[0].surrogate, archive.evaluation, False)
    for number in range(1, rounds + 1):
        task = task_of(truth, adaptive.surrogate, archive.evaluation, kernels)
        start = np.concatenate([_best(archive)[: POPULATION // 2], task.sample(POPULATION, 1000 * seed + number)])
        found, _ = search_task(task, start, POPULATION, GENERATIONS, 1000 * seed + number)
        before = len(archive)
        archive.run(_front(found, archive), f"round {number}")
        batch = _batch(archive.evaluation, truth, before)
        lineage.batches.append(batch)
        lineage.error.append(errors_of(task, batch, scale))
        lineage.untaught.append(errors_of(first, batch, scale))
        lineage.random.append(mean_square(errors_of(task, random, scale)))
        lineage.covered.append(_coverage(adaptive.surrogate, batch))
        lineage.random_covered.append(_coverage(adaptive.surrogate, random))
        if options is not None:
            started = time.process_time()
            lineage.refused += not adaptive.observe(batch.X, batch.Y).accepted
            lineage.seconds.append(time.process_time() - started)
    return lineage


def factor(untaught: list[FloatArray], error: list[FloatArray]) -> float:
    """How many times smaller the error is, over all rounds but the first and all outputs."""
    return float(np.sqrt(np.square(untaught[1:]).mean() / np.square(error[1:]).mean()))


def factors_by_output(lineage: Lineage) -> FloatArray:
    """(t,) the same for every output; one where the error was too small to be compared, a ten-thousandth."""
    untaught, error = (np.square(one[1:]).mean(axis=0) + 1e-8 for one in (lineage.untaught, lineage.error))
    return np.sqrt(untaught / error)


def overall(errors: list[FloatArray]) -> float:
    """Error over all rounds but the first and all outputs, in standard deviations."""
    return float(np.sqrt(np.square(errors[1:]).mean()))


def task_of(truth: Task, surrogate: Surrogate, seen: Evaluation | None, kernels: bool) -> Task:
    evaluator = truth.evaluator
    task = define_task(evaluator.problem, SurrogateEvaluator(evaluator.problem, evaluator.weather, surrogate))
    if not kernels or seen is None:
        return task
    outputs = dict.fromkeys(evaluator.problem.predicted, 1.0)
    model, _ = learn(truth, task.evaluator, truth.answer(seen), Memory(), 0, outputs)
    return task if model is None else replace(task, evaluator=replace(model, problem=evaluator.problem))


def _front(found: Population, archive: Archive) -> Designs:
    """Designs along the claimed front that have not been run, those first that add most."""
    rows = np.flatnonzero((found.violation <= 0.0) & ~archive.known(found.X))
    F = found.F[rows]
    scale = Scale.of(F[front_of(F, np.ones(len(F), dtype=bool))])
    first = promising(scale.apply(F), np.empty((0, F.shape[1])), RUNS_A_ROUND)
    others = np.setdiff1d(np.arange(len(rows)), first)
    return found.X[rows[np.concatenate([first, others])[:RUNS_A_ROUND]]]


def _best(archive: Archive) -> Designs:
    answer = archive.answer
    front = front_of(answer.F, answer.feasible)
    return archive.evaluation.X[front if len(front) else np.arange(1)]


def _batch(runs: Evaluation, truth: Task, before: int) -> Observations:
    rows = before + np.flatnonzero(runs.ok[before:])
    return Observations(runs.X[rows], np.stack([runs.columns[name][rows] for name in truth.problem.predicted], axis=1))


def errors_of(task: Task, at: Observations, scale: FloatArray) -> FloatArray:
    outputs: Mapping[str, FloatArray] = task.evaluator.compute(at.X).outputs
    mean = np.stack([outputs[name] for name in task.problem.predicted], axis=1)
    return np.sqrt(np.square(mean - at.Y).mean(axis=0)) / scale


def mean_square(errors: FloatArray) -> float:
    return float(np.sqrt(np.square(errors).mean()))


def _coverage(surrogate: Surrogate, at: Observations) -> float:
    """Share of the outputs inside their intervals."""
    prediction = surrogate.predict(at.X)
    mean, spread = (
        np.stack([part[name] for name in surrogate.card.targets], axis=1)
        for part in (prediction.mean, prediction.spread)
    )
    lower, upper = surrogate.card.widths.around(mean, spread)
    true = at.Y
    return float(((true >= lower - 1e-3) & (true <= upper + 1e-3)).mean())
