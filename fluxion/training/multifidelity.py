"""A surrogate of a truth that is too dear to learn from alone: many runs of physics, a few of the truth.

The difference between the two is learned from the few (`difference`), added to the many, and the ordinary ensemble
is trained on the sum. The result is an ordinary model file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fluxion._checks import check_whole
from fluxion._optional import require
from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import OK, AbstractEvaluator, EnergyPlusEvaluator, PhysicsEvaluator, designs_of_piece
from fluxion.surrogate.onnx_file import with_card
from fluxion.surrogate.session import NetworkSession
from fluxion.training.amounts import DEFAULT_RUNS, DEFAULT_TRUTH_RUNS
from fluxion.training.checkpoint import CheckpointPlace
from fluxion.training.dataset import Dataset
from fluxion.training.difference import Difference, add_differences, fit_differences
from fluxion.training.fit import FitOptions
from fluxion.training.knowledge import knowledge_of
from fluxion.training.pipeline import LARGEST_SEED, Progress, TrainedModel, physics_runs, train_on_runs
from fluxion.training.split import Runs, SplitRuns, split_runs
from fluxion.training.targets import target
from fluxion.training.truth_figures import judge, truth_output_cards, truth_score_cards
from fluxion.typing import Designs
from fluxion.weather import Weather

#: Runs of the truth below which a difference cannot be told from its noise; half of them may fail.
LEAST_TRUTH_RUNS = 20
_LEAST_PHYSICS_RUNS = 200


@dataclass(frozen=True, eq=False)
class TruthRuns:
    """The first physics designs through the truth.

    Attributes:
        rows: (m,) rows of the physics runs whose designs both models can simulate.
        runs: (m, d) those designs and the (m, t) outputs of the truth.
        dropped: designs that were asked for and have no usable result.
        label: name and version of the truth.
    """

    rows: np.ndarray
    runs: Runs
    dropped: int
    label: str


def train_multifidelity(
    problem: DesignProblem,
    weather: Weather,
    truth: AbstractEvaluator,
    *,
    runs: int = DEFAULT_TRUTH_RUNS,
    simulated: int = DEFAULT_RUNS,
    seed: int = 0,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    threads: int | None = None,
    data: Path | None = None,
    options: FitOptions | None = None,
    progress: Progress | None = None,
    checkpoint: CheckpointPlace | None = None,
) -> TrainedModel:
    """Train a surrogate that imitates `truth`, from `runs` runs of it and many more of physics.

    The truth simulates the first of the physics designs, which are Sobol points: a larger number of runs contains a
    smaller one. The network never sees these designs, so that they tell how good the surrogate is: for every one of
    them with a correction that was learned without it. Interval widths rest on the same runs.

    Args:
        problem: the problem with its settings.
        weather: the climate.
        truth: a model of the same problem in the same climate, for example an `EnergyPlusEvaluator`; with a cache
            an interrupted training need not repeat its runs.
        runs: designs that the truth simulates.
        simulated: designs that physics simulates, to learn, stop and calibrate from.
        seed: the same seed gives the same designs and, on the same machine, the same weights.
        engine: physics engine.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        threads: threads of the physics; None: as many as there are cores.
        data: npz file that keeps finished physics runs.
        options: how the network is trained; its seed is replaced by `seed`.
        progress: told about finished runs of physics (``"simulate"``) and of the truth (its fidelity), and epochs.
        checkpoint: where the fit is kept, see `fit_ensemble`.

    Outputs that no score uses and the truth does not report (`DesignProblem.unscored`) are left out of the model.

    Raises:
        InputError: too few runs, nothing to predict, a scored output that the truth does not report, too many
            failures, or `data` holds runs of another study.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    seed = check_whole(seed, "seed", 0, LARGEST_SEED)
    check_request(problem, runs, simulated)
    names = common_outputs(problem, truth)
    evaluator = PhysicsEvaluator(problem, weather, engine, steps_per_hour, threads)
    designs = problem.space.sample(simulated, seed, "sobol")
    dataset, card = physics_runs(evaluator, designs, f"Sobol, seed {seed}", data, progress)
    dataset = _narrowed(dataset, names)
    known = truth_runs(truth, dataset, runs, progress)
    targets = [target(name) for name in names]
    differences = fit_differences(known.runs.X, dataset.Y[known.rows], known.runs.Y, problem.space, targets)
    split = _corrected_split(problem, dataset, known, differences, seed)
    card = replace(
        card,
        title=f"{card.title}, calibrated to {known.label}",
        truth=known.label,
        training={**card.training, "correction": _correction(differences, len(known.rows), known.label)},
    )
    model = train_on_runs(
        split,
        problem.space,
        targets,
        card,
        replace(options or FitOptions(), seed=seed),
        progress,
        knowledge_of(problem),
        problem.scores,
        checkpoint,
    )
    return replace(_against_truth(model, split, known, differences, problem, dataset), dataset=dataset)


def common_outputs(problem: DesignProblem, truth: AbstractEvaluator) -> tuple[str, ...]:
    """Predicted outputs that the truth reports too, in the order of the problem.

    Raises:
        InputError: the truth does not report an output that scores may use.
    """
    reported = truth.reported()
    missing = [name for name in problem.scored if name in problem.outputs and name not in reported]
    if missing:
        raise InputError(
            f"the truth '{truth.fidelity}' does not report {', '.join(missing)}, which the problem '{problem.name}' "
            "needs; learn from another truth, or from physics alone."
        )
    return tuple(name for name in problem.predicted if name in reported or name not in problem.unscored)


def _narrowed(dataset: Dataset, names: Sequence[str]) -> Dataset:
    """The runs with these outputs only."""
    columns = [dataset.outputs.index(name) for name in names]
    return replace(dataset, Y=dataset.Y[:, columns], outputs=tuple(names))


def truth_runs(truth: AbstractEvaluator, dataset: Dataset, runs: int, progress: Progress | None = None) -> TruthRuns:
    """Run the truth at the first `runs` physics designs; those without a result of both models are dropped.

    Raises:
        InputError: fewer than half of `LEAST_TRUTH_RUNS` are left; the first failure is told.
    """
    rows = np.flatnonzero(dataset.ok[:runs])
    outputs, status, label = _in_pieces(truth, dataset.X[rows], dataset.outputs, progress)
    usable = (status == OK) & np.isfinite(outputs).all(axis=1)
    if usable.sum() < LEAST_TRUTH_RUNS // 2:
        example = next((text for text in [*status, *dataset.status[:runs]] if text not in (OK, "")), "not finite")
        raise InputError(
            f"only {usable.sum()} of {runs} designs have a result of physics and of the truth; expected at least "
            f"{LEAST_TRUTH_RUNS // 2}. Ask for more runs; the first failure: {example}"
        )
    kept = rows[usable]
    return TruthRuns(kept, Runs(dataset.X[kept], outputs[usable]), runs - len(kept), label)


def check_request(problem: DesignProblem, runs: int, simulated: int) -> None:
    """Refuse what cannot be trained, before anything runs.

    Raises:
        InputError: too few runs of the truth or of physics, or nothing to predict.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    if runs < LEAST_TRUTH_RUNS:
        raise InputError(
            f"a difference from physics needs at least {LEAST_TRUTH_RUNS} runs of the truth; got {runs}. "
            f"{DEFAULT_TRUTH_RUNS} are usual."
        )
    if simulated < max(_LEAST_PHYSICS_RUNS, 2 * runs):
        raise InputError(
            f"expected at least {max(_LEAST_PHYSICS_RUNS, 2 * runs)} physics runs beside {runs} runs of the truth; "
            f"got {simulated}."
        )
    if not problem.predicted:
        raise InputError(f"the problem '{problem.name}' names no outputs to predict; there is nothing to train.")
    for module in ("torch", "onnx"):
        require(module, "train")


def _in_pieces(
    truth: AbstractEvaluator, X: Designs, names: Sequence[str], progress: Progress | None
) -> tuple[np.ndarray, np.ndarray, str]:
    """(m, t) outputs and (m,) statuses of (m, d) designs, and the label of the model."""
    outputs = np.full((len(X), len(names)), np.nan)
    status = np.full(len(X), "", dtype=object)
    label, size = truth.fidelity, designs_of_piece(truth)
    for start in range(0, len(X), size):
        part = slice(start, start + size)
        outcome = _counted(truth, start, len(X), progress).compute(X[part])
        outputs[part] = np.stack([outcome.outputs[name] for name in names], axis=1)
        status[part], label = outcome.status, outcome.engine
        if progress is not None:
            progress(truth.fidelity, min(start + size, len(X)), len(X))
    return outputs, status, label


def _counted(truth: AbstractEvaluator, start: int, total: int, progress: Progress | None) -> AbstractEvaluator:
    """The truth; if its runs take seconds each, it tells of every one."""
    if progress is None or not isinstance(truth, EnergyPlusEvaluator):
        return truth
    tell: Callable[[int], None] = lambda rows: progress(truth.fidelity, start + rows, total)  # noqa: E731
    return replace(truth, progress=tell)


def _corrected_split(
    problem: DesignProblem, dataset: Dataset, known: TruthRuns, differences: Sequence[Difference], seed: int
) -> SplitRuns:
    """Physics runs with the difference added, by use; the runs of the truth are the held-out ones."""
    others = dataset.ok.copy()
    others[known.rows] = False
    corrected = add_differences(differences, dataset.X[others], dataset.Y[others], problem.space)
    count = int(others.sum())
    together = replace(
        dataset,
        X=np.concatenate([dataset.X[others], known.runs.X]),
        Y=np.concatenate([corrected, known.runs.Y]),
        status=np.full(count + len(known.rows), OK, dtype=object),
    )
    return replace(split_runs(together, count, seed), dropped=int((~dataset.ok).sum()))


def _against_truth(
    model: TrainedModel,
    split: SplitRuns,
    known: TruthRuns,
    differences: Sequence[Difference],
    problem: DesignProblem,
    dataset: Dataset,
) -> TrainedModel:
    """The model with a card whose intervals and errors are those against the truth."""
    card, targets = model.card, [one.target for one in differences]
    session = NetworkSession(model.data, "the network just trained", len(problem.space), len(targets))
    corrected = add_differences(differences, known.runs.X, dataset.Y[known.rows], problem.space)
    judged = judge(session, known.runs, corrected, differences)
    counts = {use: count for use, count in split.counts.items() if use != "held_out"}
    card = replace(
        card,
        outputs=truth_output_cards(session, split, judged, card.outputs, card.confidence),
        scores=truth_score_cards(judged, targets, problem.scores, card.confidence),
        runs={**counts, "truth": len(known.rows), "truth_dropped": known.dropped},
    )
    return replace(model, card=card, data=with_card(model.data, card.to_json()))


def _correction(differences: Sequence[Difference], rows: int, label: str) -> str:
    words = [f"{one.target.name}: {_words(one)}" for one in differences]
    return f"learned from {rows} runs of {label}, best by leave-one-out; {'; '.join(words)}"


def _words(difference: Difference) -> str:
    form = difference.form
    if form is None:
        return "none"
    line = ("", "constant", "line")[form.line]
    smooth = "" if form.length is None else f"kernel {form.length:g}"
    return " + ".join(part for part in (line, smooth) if part)
