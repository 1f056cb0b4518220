"""A design problem as a quadratic model: the third exit beside pymoo and Optuna."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion._checks import check_known, is_whole
from fluxion.design import DesignProblem, Value
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator
from fluxion.problems.bounds import Range
from fluxion.problems.qubo.assembly import Assembled, assemble
from fluxion.problems.qubo.fit import ProblemFit, fit_problem
from fluxion.problems.qubo.fitted_to import fitted_to
from fluxion.problems.qubo.options import EXCESS, QuboOptions
from fluxion.problems.qubo.scalar import Scalar, compromise_ranges, weight_vectors, with_severity
from fluxion.problems.qubo.teaching import Teacher, even_count, even_lesson, teacher_of, with_walks
from fluxion.problems.task import Task, define_task
from fluxion.qubo.decoding import LEAST_DISTINCT, Candidates, decode
from fluxion.qubo.dimod_models import to_bqm, to_cqm
from fluxion.qubo.encodings import encoding
from fluxion.qubo.formats import FORMATS, write_formats
from fluxion.qubo.grid import LevelGrid, level_grid
from fluxion.qubo.model import QuboModel
from fluxion.qubo.quality import FitQuality, fit_quality
from fluxion.qubo.samplers import bits_of
from fluxion.qubo.sidecar import write_sidecar

if TYPE_CHECKING:
    import dimod


def to_qubo(
    problem: DesignProblem,
    evaluator: AbstractEvaluator,
    objectives: Sequence[str] | None = None,
    options: QuboOptions | None = None,
    fixed: Mapping[str, Value] | None = None,
    risk: float = 0.0,
    bounds: Mapping[str, Range] | None = None,
    seed: int = 0,
) -> "QuboExport":
    """`problem` as a quadratic model of bits, fitted to what `evaluator` says.

    Args:
        problem: the problem with its settings.
        evaluator: who is fitted: usually a `SurrogateEvaluator`; a `PhysicsEvaluator` works as well, and runs as often
            as the options have samples.
        objectives: columns to minimise; None: those of the problem.
        options: levels, weights, encoding and so on.
        fixed: variables that keep one value, by name.
        risk: half widths of the 90 % interval that are added to predictions, see `define_task`.
        bounds: variables that are searched in a part of their range, see `define_task`.
        seed: of all that is random.

    Raises:
        InputError: what `define_task`, `level_grid` and the options refuse.
        MissingDependencyError: dimod or its samplers are not installed.
    """
    task = define_task(problem, evaluator, objectives, fixed, risk, bounds)
    options = options or QuboOptions()
    if not isinstance(options, QuboOptions):
        raise InputError(f"options: expected QuboOptions, such as qubo_options({{...}}); got {type(options).__name__}.")
    if not is_whole(seed) or seed < 0:
        raise InputError(f"seed: expected a whole number of at least 0; got {seed!r}.")
    grid = grid_of(task, options)
    return fitted_sweep(task, grid, teacher_of(task, grid), options, seed)[0]


@dataclass(frozen=True, eq=False)
class QuboExport:
    """A quadratic model of a task, with its fit and how good that is.

    Attributes:
        task: the task whose evaluator was fitted.
        options: how it was made.
        fit: models of objectives and limits.
        assembled: the model of bits and how it came about.
        quality: of the objective with its excess, on designs that were not fitted.
    """

    task: Task
    options: QuboOptions
    fit: ProblemFit
    assembled: Assembled
    quality: FitQuality

    @property
    def model(self) -> QuboModel:
        """The model of bits."""
        return self.assembled.model

    @property
    def grid(self) -> LevelGrid:
        """The levels."""
        return self.model.grid

    @cached_property
    def bqm(self) -> "dimod.BinaryQuadraticModel":
        """The energies for dimod and everything that takes its models."""
        return to_bqm(self.model)

    @cached_property
    def cqm(self) -> "dimod.ConstrainedQuadraticModel":
        """The objective with levels and limits as constraints, for solvers that know constraints."""
        return to_cqm(self.grid, self.fit.objective(self.assembled.scalar, ()), self.fit.limit_models())

    def to_qubo(self) -> tuple[dict[tuple[str, str], float], float]:
        """Coefficients by pair of bits, a bit with itself for the linear ones, and the offset."""
        Q, offset = self.bqm.to_qubo()
        return dict(Q), float(offset)

    def decode(self, sampleset: "dimod.SampleSet", wanted: int = LEAST_DISTINCT) -> Candidates:
        """Distinct designs of samples, the best by the model first; they are not checked by physics.

        Raises:
            InputError: the samples are of another model, or none of them is a design.
        """
        return decode(self.model, bits_of(sampleset, self.model.labels), wanted)

    def save(self, folder: str | Path, formats: tuple[str, ...] = FORMATS) -> tuple[str, ...]:
        """Write the model in some formats, and its sidecar; names of the files.

        Raises:
            InputError: an unknown format, or the folder cannot be written.
        """
        folder = Path(folder)
        names = write_formats(self.bqm, self.cqm, folder, formats)
        return (*names, write_sidecar(self.model, self.info(), folder))

    def info(self) -> dict[str, Any]:
        """What the model was fitted to and how well; plain JSON values."""
        problem, made, fit = self.task.problem, self.assembled, self.fit
        return {
            "problem": problem.name,
            "objectives": list(problem.objectives),
            "settings": plain_settings(problem),
            "weights": dict(zip(problem.objectives, made.scalar.weights.tolist())),
            "combinations": self.grid.size,
            "fitted_to": fitted_to(self.task.evaluator),
            "limits": {constraint.name: self._limit(constraint.name) for constraint in problem.constraints},
            "severity": made.scalar.severity,
            "feasible_share_of_best": made.feasible,
            "penalty": made.penalty,
            "valid_share": made.valid,
            "fit": {
                "fidelity": self.task.evaluator.fidelity,
                "samples": fit.columns.samples,
                "effective_samples": fit.columns.effective,
                "parameters": fit.columns.parameters,
                "temperature": self.options.temperature,
                **asdict(self.quality),
            },
        }

    def _limit(self, name: str) -> dict[str, Any]:
        if name not in self.fit.limits:
            return {"held": "by every design that was seen"}
        additive = self.fit.additive[name].r2
        return {"held": self.options.limit(name), "additive_r2": additive}


def grid_of(task: Task, options: QuboOptions) -> LevelGrid:
    """The levels of the variables that a task leaves free.

    Raises:
        InputError: see `level_grid`.
    """
    return level_grid(task.problem.space, task.searched.variables, options.levels, dict(task.held))


def check_fit(task: Task, options: QuboOptions, points: int = 1) -> None:
    """Refuse weights, limits and sweeps that do not suit a task; nothing is computed for that.

    Raises:
        InputError: they do not.
    """
    weight_vectors(task, options, np.ones(len(task.problem.objectives)), points)
    if not isinstance(options.limits, str):
        for name in options.limits:
            check_known(name, [one.name for one in task.problem.constraints], "constraint in 'limits':")


def fitted_sweep(
    task: Task, grid: LevelGrid, teacher: Teacher, options: QuboOptions, seed: int, points: int = 1
) -> list[QuboExport]:
    """One fit, and a model for each of `points` weightings of the objectives.

    Args:
        task: whose objectives and limits count.
        grid: the levels.
        teacher: what is fitted.
        options: how.
        seed: of all that is random.
        points: 1 for the weights of the options.

    Raises:
        InputError: the teacher knows no design, or the weights are impossible.
    """
    check_fit(task, options, points)
    random = np.random.default_rng(seed)
    even = even_count(options.samples)
    lesson = even_lesson(teacher, grid, even, random)
    ranges = compromise_ranges(lesson.F, lesson.limits)
    sizes = np.array(task.limit_sizes)
    scalars = [
        with_severity(Scalar(weights, sizes), lesson.F, lesson.limits)
        for weights in weight_vectors(task, options, ranges, points)
    ]
    lesson = with_walks(lesson, teacher, grid, scalars, options.temperature, options.samples - even, random)
    bits = encoding(options.encoding, grid.counts)
    fit = fit_problem(task, bits.basis(), lesson, scalars, options)
    fresh = even_lesson(teacher, grid, max(even // 2, 1), random)
    found = []
    for number, scalar in enumerate(scalars):
        made = assemble(fit, scalar, grid, bits, options, teacher, seed + number)
        held = [name for name in fit.limits if options.limit(name) == EXCESS]
        known = made.scalar.objective(fresh.F)
        places = [k for k, one in enumerate(task.problem.constraints) if one.name in held]
        known = known + made.scalar.severity * made.scalar.excess(fresh.limits)[:, places].sum(axis=1)
        quality = fit_quality(fit.objective(made.scalar, held), fresh.levels, known)
        found.append(QuboExport(task, options, fit, made, quality))
    return found


def plain_settings(problem: DesignProblem) -> dict[str, Any]:
    """The fixed parameters of a problem as plain JSON values."""
    return {name: _plain(value) for name, value in problem.settings.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value
