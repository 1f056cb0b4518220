"""Ways into a study: finished truth runs as trials, and a surrogate's favourites as trials to be run."""

from collections.abc import Callable

import numpy as np
import optuna
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from fluxion._checks import check_whole
from fluxion.errors import InputError
from fluxion.evaluation import OK
from fluxion.problems.optuna import FIDELITY, OptunaObjective, run_attributes
from fluxion.problems.task import Answer, Task
from fluxion.search.evolving import search_task
from fluxion.search.optuna.trials import Trials, check_directions
from fluxion.search.pareto import Scale, front_of, ranks
from fluxion.search.picking import promising
from fluxion.search.result import RunResult
from fluxion.typing import IntArray

#: Most runs beside the front that `record` adds: storages and dashboards slow down with thousands of trials.
MOST_OTHERS = 1000
#: User attribute of a recorded trial: which round of the search it came from.
ORIGIN = "origin"
#: User attribute of a prescreened trial: objectives by name as the surrogate claims them.
CLAIMED = "claimed"
# Designs that survive a generation of a prescreening.
_POPULATION = 200


def record(study: Study, result: RunResult, others: int = 0) -> int:
    """Add truth runs of a finished search to a study, as finished trials with constraints and user attributes.

    A run that the study has already is left out; claims of a surrogate are never added.

    Args:
        study: minimises the objectives of the search, in their order.
        result: of `fluxion.search.minimizing.minimize` or `run_study`.
        others: how many runs besides the front, the best first; failed ones become pruned trials.

    Returns:
        How many trials were added.

    Raises:
        InputError: other directions, `others` beyond 0 to 1000, or trials of the study that another truth answered.
    """
    task, answer = result.setup.truth, result.answer
    check_directions(study, task.problem)
    others = check_whole(others, "others", 0, MOST_OTHERS)
    _check_fidelity(study, answer.evaluation.fidelity)
    known = Trials(task)
    known.update(study)
    rows = [*result.front.tolist(), *_best_first(answer, result.front)[:others].tolist()]
    distributions = OptunaObjective(task).distributions
    trials = []
    for i in rows:
        if answer.evaluation.X[i] in known:
            continue
        params = task.problem.space.decode_row(answer.evaluation.X[i])
        trials.append(_trial(task, answer, i, {name: params[name] for name in distributions}, distributions))
        trials[-1].set_user_attr(ORIGIN, str(result.origin[i]))
    study.add_trials(trials)
    return len(trials)


def prescreen(
    study: Study,
    claims: OptunaObjective | Task,
    n: int = 100_000,
    keep: int = 64,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Search a surrogate and enqueue the designs that promise most, to be run by the study's own objective.

    Args:
        study: minimises the objectives of `claims`, in their order; any sampler.
        claims: the task as a surrogate answers it, such as ``to_optuna(problem, surrogate)``.
        n: designs that the surrogate evaluates, at least 400.
        keep: most trials to enqueue; those that add most hypervolume, together with what the study has run.
        seed: the same seed gives the same designs.
        progress: told the number of generations done.

    Returns:
        How many trials were enqueued. Each has the user attribute ``claimed``, objectives by name.

    Raises:
        InputError: other directions, claims that are none of a surrogate, or `n` or `keep` too small.
    """
    task = claims.task if isinstance(claims, OptunaObjective) else claims
    check_directions(study, task.problem)
    if task.evaluator.fidelity != "surrogate":
        raise InputError(
            "prescreen searches what a surrogate claims; this task is answered by "
            f"{task.evaluator.fidelity}, whose runs would count nowhere. Make the claims with a SurrogateEvaluator."
        )
    n, keep = check_whole(n, "n", 2 * _POPULATION), check_whole(keep, "keep", 1)
    seed = check_whole(seed, "seed", 0)
    start = np.concatenate([task.baseline[None, :], task.sample(_POPULATION, seed)])
    found, _ = search_task(task, start, _POPULATION, n // _POPULATION, seed, progress=progress)
    X = task.designs(found.X)
    tried = Trials(task)
    tried.update(study)
    new = np.array([x not in tried for x in X], dtype=bool)
    X, F, violation = X[new], found.F[new], found.violation[new]
    chosen = _promising(F, violation, _front_of_study(study), keep)
    for i in chosen:
        values = task.problem.space.decode_row(X[i])
        params = {task.problem.space.names[j]: values[task.problem.space.names[j]] for j in task.free}
        claimed = dict(zip(task.problem.objectives, F[i].tolist()))
        study.enqueue_trial(params, user_attrs={CLAIMED: claimed})
    return len(chosen)


def _trial(
    task: Task,
    answer: Answer,
    row: int,
    params: dict[str, float | int | str],
    distributions: dict[str, optuna.distributions.BaseDistribution],
) -> FrozenTrial:
    ok = answer.evaluation.status[row] == OK
    limits = answer.limits[row].tolist()
    trial = optuna.trial.create_trial(
        state=TrialState.COMPLETE if ok else TrialState.PRUNED,
        values=answer.F[row].tolist() if ok else None,
        params=params,
        distributions=distributions,
        user_attrs=run_attributes(task, answer, row),
        # Where Optuna 4 keeps what a sampler's `constraints_func` says.
        system_attrs={"constraints": limits} if ok and limits and not hasattr(FrozenTrial, "set_constraint") else {},
    )
    if ok and hasattr(trial, "set_constraint"):
        for constraint, value in zip(task.problem.constraints, limits):
            trial.set_constraint(constraint.name, value)
    return trial


def _check_fidelity(study: Study, fidelity: str) -> None:
    for trial in study.get_trials(deepcopy=False):
        other = trial.user_attrs.get(FIDELITY, fidelity)
        if other != fidelity:
            raise InputError(
                f"trial {trial.number} of the study '{study.study_name}' was answered by {other}, these runs by "
                f"{fidelity}; their values do not compare. Record them in a study of their own."
            )


def _best_first(answer: Answer, front: IntArray) -> IntArray:
    """Rows off the front: feasible ones by the front each lies on, then by violation, failed ones last."""
    feasible = answer.feasible
    order = np.where(feasible, 0.0, len(feasible) + answer.violation)
    order[feasible] = ranks(answer.F[feasible])
    rows = np.argsort(order, kind="stable")
    return np.asarray(rows[~np.isin(rows, front)])


def _front_of_study(study: Study) -> np.ndarray:
    """(k, m) values that no other finished trial of the study beats, k may be zero."""
    best = study.best_trials if any(t.state == TrialState.COMPLETE for t in study.get_trials(deepcopy=False)) else []
    return np.array([trial.values for trial in best], dtype=np.float64).reshape(len(best), len(study.directions))


def _promising(F: np.ndarray, violation: np.ndarray, known: np.ndarray, keep: int) -> IntArray:
    feasible = np.flatnonzero(violation <= 0.0)
    if not len(feasible):
        # Nothing is claimed to meet the limits: the truth may be kinder where the claim misses them least.
        return np.argsort(violation, kind="stable")[:keep]
    everything = np.concatenate([known, F[feasible]])
    scale = Scale.of(everything[front_of(everything, np.ones(len(everything), dtype=bool))])
    return feasible[promising(scale.apply(F[feasible]), scale.apply(known), keep)]
