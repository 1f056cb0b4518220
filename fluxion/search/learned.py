"""What truth runs teach: Gaussian processes of the outputs that matter, on top of a surrogate or from nothing.

A search drives a surrogate to the designs where it errs in the search's favour, so its errors there are larger than on
random designs and mostly of one sign. A process of (truth - claim) takes them off, near the simulated designs and less
and less away from them (an additive correction as in multi-fidelity Kriging, Kennedy and O'Hagan 2000, doi
10.1093/biomet/87.1.1). Without a surrogate the process is the model: a few hundred runs know an office as well as a
network does that was shown some thousand, since physics is smooth in the quantities that it is given.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignProblem
from fluxion.design.encoding import InputEncoding, input_encoding
from fluxion.evaluation import OK, AbstractEvaluator
from fluxion.evaluation.base import Outcome
from fluxion.evaluation.climates import ClimatesEvaluator
from fluxion.evaluation.propagation import score_half_widths
from fluxion.problems.task import Answer, Task
from fluxion.search.gaussian_process import FIRST_STEPS, MORE_STEPS, GaussianProcess, Lengths, fit_process
from fluxion.search.needed import needed_outputs, needed_problem
from fluxion.search.pareto import ranks
from fluxion.typing import Column, Designs, FloatArray

#: Fewer usable runs say nothing about how far anything reaches.
LEAST_RUNS = 5
# The cost of a process grows with the cube of its runs. Beyond so many, most are the best ones, the others a sample.
_MOST_RUNS, _BEST_SHARE = 1000, 0.7
# Lengths are looked for in the first fits, and now and then later on.
_EARLY_FITS, _EVERY = 3, 3
# Half width of a 90 % interval of a normal distribution, in standard deviations.
_NINETY = 1.645


@dataclass(frozen=True)
class Memory:
    """What one fit hands on to the next: how often there was one, and the lengths by output."""

    fits: int = 0
    lengths: Mapping[str, Lengths] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class OutputProcess:
    """A process of one output.

    Attributes:
        process: of the values, of their square roots, or of what a surrogate lacks.
        rooted: of square roots: loads and hours bend sharply near zero, their roots less.
        harm: +1 where a rise of the output makes designs worse, -1 where it makes them better.
    """

    process: GaussianProcess
    rooted: bool
    harm: float

    def add(self, base: Column | float, Z: FloatArray, optimism: float = 0.0) -> Column:
        """(k,) outputs at (k, q) inputs, by so many standard deviations better than expected."""
        mean, deviation = self.process.predict(Z, optimism != 0.0)
        if optimism:
            mean = mean - self.harm * optimism * deviation
        return np.square(np.maximum(mean, 0.0)) if self.rooted else _no_lower(base + mean, base)

    def half_width(self, Z: FloatArray) -> Column:
        """(k,) half widths of 90 % intervals."""
        mean, deviation = self.process.predict(Z, True)
        half = _NINETY * deviation
        return half * (2.0 * np.maximum(mean, 0.0) + half) if self.rooted else half


@dataclass(frozen=True)
class LearnedEvaluator(AbstractEvaluator):
    """Predicts from what truth runs have shown; use `learn`.

    Attributes:
        problem: the problem with the outputs and columns that the task needs, and no others.
        base: the surrogate that is corrected; None: nothing but the runs is known.
        encoding: how designs become inputs.
        processes: output -> its process; the base answers for others.
        engine: what computed the runs.
    """

    problem: DesignProblem
    base: AbstractEvaluator | None
    encoding: InputEncoding
    processes: Mapping[str, OutputProcess]
    engine: str
    fidelity: ClassVar[str] = "surrogate"

    def reported(self) -> tuple[str, ...]:
        """The outputs that the task needs."""
        return self.problem.outputs

    def runs_fingerprint(self) -> str:
        """16 hexadecimal digits over what the runs have taught."""
        digest = hashlib.sha256()
        for name, one in sorted(self.processes.items()):
            digest.update(name.encode("utf-8") + one.process.points.tobytes() + one.process.weights.tobytes())
        return digest.hexdigest()[:16]

    def outputs(self, X: Designs, optimism: float = 0.0) -> dict[str, Column]:
        """Output -> (k,) values of (k, d) valid designs, by so many standard deviations better than expected."""
        known = _claims(self.base, X)
        if not self.processes:
            return {name: known[name] for name in self.problem.outputs}
        inputs = self.encoding.apply(X)
        return {
            name: self.processes[name].add(known.get(name, 0.0), inputs, optimism)
            if name in self.processes
            else known[name]
            for name in self.problem.outputs
        }

    def plain(self, X: Designs) -> dict[str, Column]:
        """Output -> (k,) values of (k, d) valid designs."""
        return self.outputs(X)

    def compute(self, X: Designs) -> Outcome:
        """Predict (k, d) valid designs, with intervals."""
        known = None if self.base is None else self.base.compute(X)
        inputs = self.encoding.apply(X)
        outputs, halves = {}, {}
        for name in self.problem.outputs:
            one = self.processes.get(name)
            claim = 0.0 if known is None else known.outputs[name]
            outputs[name] = np.asarray(claim) if one is None else one.add(claim, inputs)
            if one is not None:
                halves[name] = one.half_width(inputs)
            elif known is not None and name in known.half_width:
                halves[name] = known.half_width[name]
        least = {name: np.where(outputs[name] < 0.0, -np.inf, 0.0) for name in halves}
        return Outcome(
            outputs=outputs,
            residual=np.full(len(X), np.nan),
            status=np.full(len(X), OK, dtype=object),
            engine=self.engine,
            lower={name: np.maximum(outputs[name] - half, least[name]) for name, half in halves.items()},
            upper={name: outputs[name] + half for name, half in halves.items()},
            half_width=halves,
        )

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """(k,) half widths of the intervals of the scores of (k, d) designs, by propagation."""
        return score_half_widths(self.problem, X, outcome.outputs, outcome.half_width)

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_] | None:
        """(k,) what the base says; None without one."""
        return None if self.base is None else self.base.out_of_domain(X)


def learn(
    task: Task,
    base: AbstractEvaluator | None,
    truth: Answer,
    memory: Memory,
    seed: int,
    outputs: Mapping[str, float] | None = None,
) -> tuple[LearnedEvaluator | None, Memory]:
    """The model that truth runs teach, and what the next fit may start from; no model where too few runs are usable.

    Args:
        task: whose objectives and limits count.
        base: a surrogate of the problem, or None.
        truth: the runs so far.
        memory: of the fit before this one.
        seed: of the choice of runs where there are many.
        outputs: what is learned, each with +1 where a rise makes designs worse, or -1; None: what the task needs.
    """
    rows = _rows(truth, seed)
    if len(rows) < LEAST_RUNS:
        return None, memory
    evaluation = truth.evaluation
    needed = needed_outputs(task.problem, evaluation) if outputs is None else outputs
    encoding = encoding_of(task)
    X = evaluation.X[rows]
    inputs = encoding.apply(X)
    claims = _claims(base, X)
    steps = FIRST_STEPS if memory.fits == 0 else MORE_STEPS
    if memory.fits > _EARLY_FITS and memory.fits % _EVERY:
        steps = 0
    processes = {}
    for name, harm in needed.items():
        values = evaluation.columns[name][rows]
        rooted = name not in claims and bool((values >= 0.0).all())
        taught = np.sqrt(values) if rooted else values - claims.get(name, 0.0)
        known = memory.lengths.get(name)
        process = fit_process(inputs, taught, known, FIRST_STEPS if known is None else steps, seed)
        processes[name] = OutputProcess(process, rooted, harm)
    lengths = {name: one.process.lengths for name, one in processes.items()}
    model = LearnedEvaluator(
        needed_problem(task.problem, needed, evaluation), base, encoding, processes, evaluation.engine
    )
    return model, Memory(memory.fits + 1, lengths)


def quick_answer(task: Task, model: LearnedEvaluator, X: Designs, optimism: float = 0.0) -> tuple[FloatArray, Column]:
    """(k, m) objectives and (k,) violations of (k, d) valid designs, see `Task.worth`; nothing else is computed."""
    return replace(task, evaluator=model).judge(X, model.outputs(X, optimism))


def encoding_of(task: Task) -> InputEncoding:
    """Inputs with all that the problem knows of its choices and quantities."""
    evaluator = task.evaluator
    # A problem in several climates is one problem everywhere, and knows its quantities there.
    problem = evaluator.members[0].problem if isinstance(evaluator, ClimatesEvaluator) else task.problem
    properties = None if problem.properties is None else problem.properties(problem.settings)
    features: Sequence = () if problem.features is None else problem.features(problem.settings)
    return input_encoding(problem.space, properties, features)


def _claims(base: AbstractEvaluator | None, X: Designs) -> Mapping[str, Column]:
    """Output -> (k,) what a surrogate says of (k, d) valid designs; nothing without one."""
    if base is None:
        return {}
    plain = base.plain(X)
    return base.compute(X).outputs if plain is None else plain


def _rows(truth: Answer, seed: int) -> NDArray[np.int64]:
    """Usable runs, in order; where there are too many, the best and a sample of the others."""
    rows = np.flatnonzero(truth.evaluation.ok)
    if len(rows) <= _MOST_RUNS:
        return rows
    order = np.empty(len(rows))
    feasible = truth.feasible[rows]
    order[feasible] = ranks(truth.F[rows][feasible])
    order[~feasible] = len(rows) + truth.violation[rows][~feasible]
    ranked = rows[np.argsort(order, kind="stable")]
    best = int(_BEST_SHARE * _MOST_RUNS)
    others = np.random.default_rng(seed).permutation(ranked[best:])[: _MOST_RUNS - best]
    return np.sort(np.concatenate([ranked[:best], others]))


def _no_lower(values: Column, base: Column | float) -> Column:
    """What a surrogate knows to be no less than zero (loads, hours) stays so."""
    return np.asarray(np.maximum(values, np.minimum(base, 0.0)))
