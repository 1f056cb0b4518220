"""From a fit to bits: how hard limits are held, what invalid bits cost."""

from dataclasses import dataclass, replace

import numpy as np

from fluxion.problems.qubo.fit import ProblemFit
from fluxion.problems.qubo.options import EXCESS, QuboOptions
from fluxion.problems.qubo.scalar import Scalar
from fluxion.problems.qubo.teaching import Teacher
from fluxion.qubo.decoding import decode
from fluxion.qubo.dimod_models import to_bqm
from fluxion.qubo.encodings import Encoding
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.model import QuboModel
from fluxion.qubo.samplers import DESCENT, SA, sample
from fluxion.qubo.slack import AdditiveLimit

#: Share of samples that must stand for designs.
VALID_SHARE = 0.995
# Bounds on the swing of a variable, at which samples are valid beyond doubt.
_SAFE_PENALTY = 2.0
# Factors between which the penalty is looked for, and how finely.
_LEAST, _MOST, _HALVINGS = 0.1, 4.0, 4
_TUNING_READS = 200
# Where fewer of the best designs meet the limits, excess costs more; so often at most, each time by this factor.
_LEAST_FEASIBLE, _HARDER, _TIMES = 0.5, 2.0, 5
_LOOKED_AT = 50


@dataclass(frozen=True, eq=False)
class Assembled:
    """A model of bits and how it came about.

    Attributes:
        model: the model.
        scalar: what it minimises.
        penalty: what invalid bits cost, in bounds on the swing of their variable.
        valid: share of the samples that were designs when the penalty was chosen; None where it was given or none is
            needed.
        feasible: share of the designs with the lowest energies that meet the limits, as far as the teacher knows.
    """

    model: QuboModel
    scalar: Scalar
    penalty: float
    valid: float | None
    feasible: float


def assemble(
    fit: ProblemFit,
    scalar: Scalar,
    grid: LevelGrid,
    encoding: Encoding,
    options: QuboOptions,
    teacher: Teacher,
    seed: int,
) -> Assembled:
    """Bits of one weighting of a fit; nothing is fitted again."""
    held = [name for name in fit.limits if options.limit(name) == EXCESS]
    slack = [fit.additive[name] for name in fit.limits if name not in held]
    penalty = options.penalty or _SAFE_PENALTY
    model = _model(fit, scalar, grid, encoding, held, slack, penalty)
    feasible = _feasible_share(model, teacher, seed)
    for _ in range(_TIMES):
        if feasible >= _LEAST_FEASIBLE or not fit.limits:
            break
        scalar = scalar.harder(_HARDER)
        model = _model(fit, scalar, grid, encoding, held, slack, penalty)
        feasible = _feasible_share(model, teacher, seed)
    needed = any(code.penalty is not None for code in encoding.codes)
    if options.penalty is not None or not needed:
        return Assembled(model, scalar, options.penalty or 0.0, None, feasible)
    model, factor, valid = _tuned(model, seed)
    return Assembled(model, scalar, factor, valid, feasible)


def _model(
    fit: ProblemFit,
    scalar: Scalar,
    grid: LevelGrid,
    encoding: Encoding,
    held: list[str],
    slack: list[AdditiveLimit],
    penalty: float,
) -> QuboModel:
    objective = fit.objective(scalar, held)
    # The square of one size must cost as much as an excess of one size.
    weighted = tuple((limit, scalar.severity / fit.sizes[limit.name] ** 2) for limit in slack)
    model = QuboModel(grid, encoding, objective, weighted, np.zeros(len(grid.counts)))
    return _with_penalty(model, penalty)


def _with_penalty(model: QuboModel, factor: float) -> QuboModel:
    return replace(model, penalties=factor * model.swings())


def _feasible_share(model: QuboModel, teacher: Teacher, seed: int) -> float:
    bits = np.concatenate([sample(to_bqm(model), name, seed, _TUNING_READS) for name in (SA, DESCENT)])
    found = decode(model, bits, _LOOKED_AT).levels[:_LOOKED_AT]
    F, limits = teacher(found)
    return float(((limits <= 0.0).all(axis=1) & np.isfinite(F).all(axis=1)).mean())


def _tuned(model: QuboModel, seed: int) -> tuple[QuboModel, float, float]:
    """The least penalty, by halving a logarithmic interval, at which simulated annealing returns valid samples."""

    def share(factor: float) -> float:
        candidate = _with_penalty(model, factor)
        bits = sample(to_bqm(candidate), SA, seed, _TUNING_READS)
        return float(candidate.decode(bits)[1].mean())

    low, high = np.log(_LEAST), np.log(_MOST)
    best, valid = _MOST, share(_MOST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        found = share(float(np.exp(middle)))
        if found >= VALID_SHARE:
            high, best, valid = middle, float(np.exp(middle)), found
        else:
            low = middle
    return _with_penalty(model, best), best, valid
