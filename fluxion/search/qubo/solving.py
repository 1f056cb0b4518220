"""Rounds of fit, samples and truth runs: a quadratic model proposes, the truth decides."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxion._blas import single_blas_thread
from fluxion._checks import check_known, is_whole
from fluxion.errors import InputError
from fluxion.problems.qubo.export import QuboExport, check_fit, fitted_sweep, grid_of
from fluxion.problems.qubo.options import QuboOptions
from fluxion.problems.qubo.teaching import Teacher, teacher_of
from fluxion.problems.task import Task
from fluxion.qubo.decoding import LEAST_DISTINCT
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.pairwise import check_enumerable
from fluxion.qubo.samplers import EXACT, SA, check_sampler, made_sampler
from fluxion.search.learned import LearnedEvaluator, Memory, learn
from fluxion.search.proposal import looks_failed
from fluxion.search.qubo.candidates import descended, ranked, sampled
from fluxion.search.recheck import BASELINE, Archive
from fluxion.search.result import Costs, RunResult, conclude
from fluxion.search.rounds import Watch, new_archive
from fluxion.search.setup import Setup
from fluxion.typing import Designs, FloatArray, IntArray

#: What happens to samples before the truth sees them: nothing, the order of what was fitted, or a local search on it.
NOTHING, ORDER, DESCENT = "nothing", "order", "descent"
REFINEMENTS = (NOTHING, ORDER, DESCENT)
DEFAULT_ROUNDS = 4
# Without a surrogate the first runs are spread over the grid.
_FIRST_SHARE = 0.25
# Distinct designs that are looked at for each one that is run.
_CHOICE = 5
# Processes of many runs take their time over every design.
_LEARNED_SAMPLES = 12_000


@dataclass(frozen=True)
class SolveOptions:
    """How a study is solved by quadratic models.

    Attributes:
        sampler: an embedded sampler or ``package.module:Class``.
        rounds: how often fit, samples and truth runs follow each other.
        sweep: weightings of the objectives, each with a share of the runs; 1: those of the options.
        refinement: what happens to samples before the truth sees them, one of `REFINEMENTS`.

    Raises:
        InputError: an unknown name, or numbers below 1.
    """

    sampler: str = SA
    rounds: int = DEFAULT_ROUNDS
    sweep: int = 1
    refinement: str = DESCENT

    def __post_init__(self) -> None:
        check_sampler(self.sampler)
        check_known(self.refinement, REFINEMENTS, "refinement")
        for name in ("rounds", "sweep"):
            value = getattr(self, name)
            if not is_whole(value) or value < 1:
                raise InputError(f"{name}: expected a whole number of at least 1; got {value!r}.")


@dataclass(frozen=True, eq=False)
class RoundRecord:
    """One round.

    Attributes:
        samples: samples that were drawn.
        valid: share of them that were designs, over all weightings.
        distinct: distinct designs that came from samples.
        candidates: distinct designs that were looked at.
        runs: truth runs.
    """

    samples: int
    valid: float
    distinct: int
    candidates: int
    runs: int


@dataclass(frozen=True, eq=False)
class QuboResult:
    """Truth runs, and the models that proposed them.

    Attributes:
        run: all truth runs, like those of any other search.
        exports: the models of the last round, one per weighting.
        rounds: what each round did.
        gaps: per weighting, how far the truth of the run with the least energy is above the best truth run, as a share
            of it; None where that run breaks a limit. The least energy of every round is run before anything else, so
            that this is what trusting the model's own optimum would have cost.
    """

    run: RunResult
    exports: tuple[QuboExport, ...]
    rounds: tuple[RoundRecord, ...]
    gaps: tuple[float | None, ...]


def solve(
    setup: Setup,
    options: QuboOptions,
    solving: SolveOptions | None = None,
    archive: Archive | None = None,
    watch: Watch | None = None,
) -> QuboResult:
    """Fit, sample and check until the budget of the study is spent.

    What is fitted is the surrogate of the study, corrected by every truth run so far, or, without one, what the runs
    teach by themselves.

    Args:
        setup: what `prepare` made of the study.
        options: levels, weights, encoding and so on.
        solving: sampler and rounds.
        archive: where truth runs are kept; pass one to keep them if the run is interrupted.
        watch: told of progress.

    Raises:
        InputError: impossible levels, weights, sampler or limits.
        MissingDependencyError: dimod or its samplers are not installed.
    """
    started = time.perf_counter()
    solving = solving or SolveOptions()
    tell: Callable[[str, int, int], None] = watch or _silent
    archive = archive if archive is not None else new_archive(setup, tell)
    grid = check_solvable(setup, options, solving)
    archive.confirm(setup.truth.baseline[None, :])
    archive.run(setup.truth.baseline[None, :], BASELINE)
    if setup.surrogate is None:
        random = np.random.default_rng((setup.study.seed, 0))
        first = max(int(_FIRST_SHARE * archive.budget), 8)
        archive.run(grid.designs(grid.sample(min(first, archive.left), random)), "first designs")
    memory, rounds, searching, looked_at = Memory(), [], 0.0, 0
    exports: Sequence[QuboExport] = ()
    for number in range(1, solving.rounds + 1):
        if archive.left == 0:
            break
        begun = time.perf_counter()
        tell(f"fit and samples {number} of {solving.rounds}", number, solving.rounds)
        seed = int(np.random.SeedSequence((setup.study.seed, number)).generate_state(1)[0])
        share = -(-archive.left // (solving.rounds - number + 1))
        with single_blas_thread():
            task, memory = _taught(setup, archive, memory, seed)
            options_now = options
            if task is not setup.surrogate:
                options_now = replace(options, samples=min(options.samples, _LEARNED_SAMPLES))
            teacher = _cautious(teacher_of(task, grid), task, grid, archive)
            exports = fitted_sweep(task, grid, teacher, options_now, seed, solving.sweep)
            proposal, seen = _proposed(exports, teacher, grid, archive, solving, share, seed)
        searching += time.perf_counter() - begun
        looked_at += options_now.samples
        runs = archive.run(proposal, f"round {number}")
        rounds.append(replace(seen, runs=runs))
        if runs == 0:
            break
    total = time.perf_counter() - started
    run = conclude(setup, archive, Costs(looked_at, searching, total - searching, total))
    return QuboResult(run, tuple(exports), tuple(rounds), tuple(_gap(run, export) for export in exports))


def check_solvable(setup: Setup, options: QuboOptions, solving: SolveOptions) -> LevelGrid:
    """The grid of a study, if its levels, weights, limits and sampler can be used; nothing is run for that.

    Raises:
        InputError: they cannot.
        MissingDependencyError: the sampler's package is not installed.
    """
    grid = grid_of(setup.truth, options)
    check_fit(setup.truth, options, solving.sweep)
    if solving.sampler == EXACT:
        check_enumerable(grid.counts)
    else:
        made_sampler(solving.sampler)
    return grid


def verify(setup: Setup, X: Designs, archive: Archive | None = None, watch: Watch | None = None) -> RunResult:
    """Run the baseline and (n, d) designs that somebody proposed, as far as the budget of the study goes."""
    started = time.perf_counter()
    archive = archive if archive is not None else new_archive(setup, watch)
    archive.confirm(setup.truth.baseline[None, :])
    archive.run(setup.truth.baseline[None, :], BASELINE)
    archive.run(X, "samples")
    total = time.perf_counter() - started
    return conclude(setup, archive, Costs(0, 0.0, total, total))


def _taught(setup: Setup, archive: Archive, memory: Memory, seed: int) -> tuple[Task, Memory]:
    """The task as the surrogate answers it, corrected by the runs as far as they say something."""
    base = None if setup.surrogate is None else setup.surrogate.evaluator
    model, memory = learn(setup.truth, base, archive.answer, memory, seed)
    if model is not None:
        return replace(setup.truth, evaluator=model), memory
    if setup.surrogate is None:
        raise InputError(
            f"only {int(archive.answer.evaluation.ok.sum())} of the first {len(archive)} designs have a result, which "
            f"is too few to learn from. The first one that failed says: {_complaint(archive)}"
        )
    return setup.surrogate, memory


def _cautious(teacher: Teacher, task: Task, grid: LevelGrid, archive: Archive) -> Teacher:
    """The teacher, which knows no result of designs whose nearest run has none."""
    model, truth = task.evaluator, archive.evaluation
    if not isinstance(model, LearnedEvaluator) or truth.ok.all():
        return teacher

    def known(levels: IntArray) -> tuple[FloatArray, FloatArray]:
        F, limits = teacher(levels)
        failed = looks_failed(model, truth, grid.designs(levels))
        return np.where(failed[:, None], np.inf, F), limits

    return known


def _complaint(archive: Archive) -> str:
    evaluation = archive.evaluation
    return str(evaluation.status[~evaluation.ok][0]) if (~evaluation.ok).any() else "nothing"


def _proposed(
    exports: Sequence[QuboExport],
    teacher: Teacher,
    grid: LevelGrid,
    archive: Archive,
    solving: SolveOptions,
    count: int,
    seed: int,
) -> tuple[Designs, RoundRecord]:
    """Up to `count` designs that have not been run, an equal share from every model."""
    queues: list[IntArray] = []
    samples, valid, distinct, candidates = 0, 0.0, 0, 0
    share = -(-count // len(exports))
    for number, export in enumerate(exports):
        # More than the share: much of it may have been run in the rounds before.
        wanted = max(_CHOICE * share, LEAST_DISTINCT) + len(archive)
        found = sampled(export, solving.sampler, seed + number, wanted)
        order = {NOTHING: lambda e, t, c: c.levels, ORDER: ranked, DESCENT: descended}[solving.refinement]
        # The least energy goes first, so that the truth says what trusting the model alone would have cost.
        queues.append(np.concatenate([found.levels[:1], order(export, teacher, found)]))
        samples, valid = samples + found.samples, valid + found.samples * found.valid
        distinct, candidates = distinct + found.sampled, candidates + len(queues[-1])
    chosen: dict[bytes, Designs] = {}
    places = [0] * len(queues)
    parts = [grid.designs(levels) for levels in queues]
    known = [archive.known(X) for X in parts]
    # In turn, so that a model whose designs have all been run leaves its share to the others; from where the last
    # round ended, so that a round of fewer designs than models does not ask the same ones again.
    turns = np.roll(np.arange(len(queues)), -(len(archive) % len(queues))).tolist()
    while len(chosen) < count and any(place < len(X) for place, X in zip(places, parts)):
        for number in turns:
            X = parts[number]
            while places[number] < len(X):
                row = places[number]
                places[number] += 1
                key = X[row].tobytes()
                if not known[number][row] and key not in chosen:
                    chosen[key] = X[row]
                    break
            if len(chosen) == count:
                break
    proposal = np.array(list(chosen.values())).reshape(-1, len(grid.space))
    return proposal, RoundRecord(samples, valid / max(samples, 1), distinct, candidates, 0)


def _gap(run: RunResult, export: QuboExport) -> float | None:
    """How far the truth of the run with the least energy is above the best truth; None if it breaks a limit."""
    grid = export.grid
    levels = grid.nearest(run.truth.X)
    of_grid = (grid.designs(levels) == run.truth.X).all(axis=1) & run.truth.ok
    if not run.answer.feasible.any() or not of_grid.any():
        return None
    rows = np.flatnonzero(of_grid)
    first = int(rows[np.argmin(export.model.values(levels[rows]))])
    if not run.answer.feasible[first]:
        return None
    values = export.assembled.scalar.objective(run.answer.F[run.answer.feasible])
    claimed = float(export.assembled.scalar.objective(run.answer.F[[first]])[0])
    return float((claimed - values.min()) / max(abs(float(values.min())), np.finfo(float).tiny))


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""
