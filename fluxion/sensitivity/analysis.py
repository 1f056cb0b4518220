"""The analysis: surrogate for many designs, physics for the same trajectories, and how far they agree."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from fluxion.design import Choice
from fluxion.errors import InputError, PhysicsError
from fluxion.evaluation import AbstractEvaluator, ClimatesEvaluator
from fluxion.problems.task import Task
from fluxion.search.labels import words_and_unit
from fluxion.sensitivity.designs import Sample, morris_designs, sobol_designs
from fluxion.sensitivity.indices import screening, shares, whole_blocks
from fluxion.sensitivity.result import Agreement, Screening, Sensitivity
from fluxion.typing import Designs, FloatArray
from fluxion.weather import Weather

#: Blocks of the Sobol' sample, if a surrogate answers and if physics does.
SAMPLES, SAMPLES_IN_PHYSICS = 4096, 64
TRAJECTORIES = 16
#: Designs of the Sobol' sample at which physics checks the surrogate.
CHECKED = 128
# A variable that moves no quantity by this share of the largest effect has no place in an order.
_NOTHING = 1e-9

#: Tells how far the work is: (stage, done, total).
Progress = Callable[[str, int, int], None]


def analyse(
    truth: Task,
    surrogate: Task | None,
    method: str,
    weather: Weather,
    *,
    samples: int | None = None,
    trajectories: int = TRAJECTORIES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Sensitivity:
    """Sensitivities of the objectives and constraints of a task over the whole ranges of its free variables.

    Morris' effects come from physics. Sobol' indices come from the surrogate, which physics checks twice: on the
    same trajectories, and at designs of the Sobol' sample. Without a surrogate, physics answers everything.

    Args:
        truth: the task as physics answers it.
        surrogate: the same task as the surrogate answers it; None if there is none.
        method: one sentence on which model answers, and why.
        weather: the climate.
        samples: blocks of the Sobol' sample, a power of two; 0 leaves Sobol' out; None: 4096 with a surrogate, 64
            without.
        trajectories: Morris' walks.
        seed: the same seed gives the same indices.
        progress: called with (stage, done, total).

    Raises:
        InputError: impossible numbers, or fewer than two free variables.
        MissingDependencyError: SALib is not installed.
        PhysicsError: too few designs have a result.
    """
    tell = progress or (lambda stage, done, total: None)
    count = samples if samples is not None else SAMPLES_IN_PHYSICS if surrogate is None else SAMPLES
    if count < 0:
        raise InputError(f"samples: expected 0 or a power of two; got {count}.")
    walks = morris_designs(truth, trajectories, seed)
    blocks = sobol_designs(truth, count, seed) if count else None
    extra = walks.X[:0] if blocks is None else _sobol_in_physics(blocks, surrogate)
    total = len(walks.X) + len(extra)
    tell("physics", 0, total)
    true = _values(truth, np.concatenate([walks.X, extra]))
    tell("physics", total, total)
    true_walks, true_extra = true[: len(walks.X)], true[len(walks.X) :]
    claimed = _values(surrogate, walks.X) if surrogate is not None else None
    both = true_walks if claimed is None else np.concatenate([true_walks, claimed], axis=1)
    kept, both = _enough(walks, both, "trajectories")
    q = true.shape[1]
    ordered = np.array([np.nan if choice else 1.0 for choice in _categories(truth, walks)])
    by_physics = screening(kept, both[:, :q], ordered, seed)
    by_surrogate = screening(kept, both[:, q:], ordered, seed) if claimed is not None else None
    lost, sobol, agreement = len(walks.X) - len(kept.X), None, None
    predicted = len(walks.X) if surrogate is not None else 0
    if blocks is not None:
        answers = _values(surrogate, blocks.X) if surrogate is not None else true_extra
        predicted += len(blocks.X) if surrogate is not None else 0
        whole, answers = _enough(blocks, answers, "blocks of the Sobol' sample")
        lost += len(blocks.X) - len(whole.X)
        sobol = shares(whole, answers, seed)
    if surrogate is not None and by_surrogate is not None:
        agreement = _agreement(by_physics, by_surrogate, true_extra, _values(surrogate, extra))
    names, units = _quantities(truth)
    return Sensitivity(
        problem=truth.problem.name,
        weather=weather.name,
        subject=subject_of(truth, weather),
        quantities=names,
        objectives=len(truth.problem.objectives),
        units=units,
        variables=walks.names,
        categories=_categories(truth, walks),
        method=method,
        seed=seed,
        simulated=total,
        predicted=predicted,
        lost=lost,
        morris=by_physics,
        morris_surrogate=by_surrogate,
        sobol=sobol,
        agreement=agreement,
    )


def subject_of(task: Task, weather: Weather) -> str:
    """16 hexadecimal digits over problem, variables, held values, settings, objectives, limits and climates."""
    problem = task.problem
    content = {
        "problem": problem.name,
        "space": problem.space.fingerprint(),
        "held": task.held,
        "settings": dict(problem.settings),
        "objectives": problem.objectives,
        "limits": [str(constraint) for constraint in problem.constraints],
        "weather": weather.fingerprint(),
        "climates": _climates(task.evaluator),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()[:16]


def _climates(evaluator: AbstractEvaluator) -> list[Any]:
    """Further climates and how columns of all become one; empty for one climate."""
    if not isinstance(evaluator, ClimatesEvaluator):
        return []
    rule, weathers = evaluator.score.rule, [getattr(member, "weather", None) for member in evaluator.members]
    return [[one.fingerprint() for one in weathers if one is not None], rule.rule, rule.weights]


def _sobol_in_physics(blocks: Sample, surrogate: Task | None) -> Designs:
    """Designs of the Sobol' sample that physics simulates: all without a surrogate, else first rows of blocks."""
    if surrogate is None:
        return blocks.X
    first = blocks.X[:: blocks.block]
    return first[:: max(1, len(first) // CHECKED)][:CHECKED]


def _values(task: Task, X: Designs) -> FloatArray:
    """(n, q) objectives and constraints in their own units; NaN in failed rows."""
    evaluation = task.evaluator.evaluate(X)
    return np.concatenate([evaluation.objectives(task.problem), evaluation.constraints(task.problem)], axis=1)


def _enough(sample: Sample, values: FloatArray, what: str) -> tuple[Sample, FloatArray]:
    kept, finite = whole_blocks(sample, values)
    if len(kept.X) < 2 * sample.block:
        raise PhysicsError(
            f"only {len(kept.X) // sample.block} of {len(sample.X) // sample.block} {what} have results for all their "
            "designs, which is too few; 'fluxion evaluate' on random designs says why designs fail."
        )
    return kept, finite


def _categories(task: Task, sample: Sample) -> tuple[bool, ...]:
    return tuple(isinstance(task.problem.space.variable(name), Choice) for name in sample.names)


def _quantities(task: Task) -> tuple[tuple[str, ...], tuple[str, ...]]:
    problem = task.problem
    columns = {name: name for name in problem.objectives} | {c.name: c.column for c in problem.constraints}
    return tuple(columns), tuple(words_and_unit(column)[1] for column in columns.values())


def _agreement(physics: Screening, surrogate: Screening, true: FloatArray, claimed: FloatArray) -> Agreement:
    q = len(physics.mu_star)
    rank, gap, same = np.full(q, np.nan), np.full(q, np.nan), np.full(q, np.nan)
    for i, (ours, theirs) in enumerate(zip(physics.mu_star, surrogate.mu_star)):
        largest = float(ours.max())
        if largest <= 0.0 or float(theirs.max()) <= 0.0:
            continue
        # What moves nothing in either model is equal, not ordered by rounding.
        a, b = (np.where(mu > _NOTHING * largest, mu, 0.0) for mu in (ours, theirs))
        rank[i] = float(spearmanr(a, b).statistic)
        gap[i] = float(np.abs(ours - theirs).max() / largest)
        same[i] = float(ours.argmax() == theirs.argmax())
    good = np.isfinite(true).all(axis=1) & np.isfinite(claimed).all(axis=1)
    return Agreement(int(good.sum()), _r2(true[good], claimed[good]), rank, gap, same)


def _r2(true: FloatArray, claimed: FloatArray) -> FloatArray:
    if len(true) < 2:
        return np.full(true.shape[1], np.nan)
    spread = ((true - true.mean(axis=0)) ** 2).sum(axis=0)
    error = ((true - claimed) ** 2).sum(axis=0)
    return np.where(spread > 0.0, 1.0 - error / np.where(spread > 0.0, spread, 1.0), np.nan)
