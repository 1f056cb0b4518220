"""The difference between a truth and the physics, learned from a few runs of both.

An additive correction as in multi-fidelity Kriging (Kennedy and O'Hagan 2000, doi 10.1093/biomet/87.1.1): what the
truth says less what physics says of the same design is a line in the physical output plus a smooth function of the
design. Which of its parts are used, how far an error reaches and how noisy it is, is what predicts best when every run
is left out in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from fluxion.design import DesignSpace
from fluxion.surrogate.kernel_ridge import Ridge, gaussian_kernel, kernel_ridge, squared_distances, unit_features
from fluxion.training.targets import Target, limits
from fluxion.typing import Column, Designs, FloatArray

# Parts of the line: nothing, a constant, a constant and a slope in the physical output.
_LINES = (0, 1, 2)
# Kernel lengths, as shares of the diagonal of the unit cube, and noise as shares of the variance of the function.
_LENGTHS = (0.2, 0.4, 0.8, 1.6)
_NOISES = (1e-3, 1e-2, 1e-1, 1.0)
# Prior variance of the line's parts beside the error's own mean square: large, so that runs alone decide on them.
_LINE_VARIANCE = 100.0
# A correction must leave less than this share of the mean square error at left-out runs. The best of many forms always
# takes off a little, where there is nothing but noise too.
_WORTHWHILE = 0.85
# Fewer rows than this tell nothing but noise.
_LEAST_ROWS = 5


@dataclass(frozen=True)
class Form:
    """Parts of a difference: terms of its line, kernel length (None: no smooth function), noise."""

    line: int
    length: float | None
    noise: float


_FORMS = (
    *(Form(line, None, 1.0) for line in _LINES if line),
    *(Form(line, length, noise) for line, length, noise in product(_LINES, _LENGTHS, _NOISES)),
)


@dataclass(frozen=True, eq=False)
class Difference:
    """What is added to one physical output so that it becomes the truth's.

    Attributes:
        target: the output.
        form: parts that are used; None: nothing is added, because nothing predicts better than the physics does.
        points: (m, q) features of the runs that it rests on.
        line: (m, 2) terms of the line at these runs.
        weights: (m,) weights of the kernel.
        centre: physical output at which the line is zero, in the unit of the output.
        scale: change of the physical output that counts as one.
        left_out: (n,) truth less corrected physics at every run, the correction made without that run: neither its
            weights nor its form know it.
    """

    target: Target
    form: Form | None
    points: FloatArray
    line: FloatArray
    weights: Column
    centre: float
    scale: float
    left_out: Column

    def add(self, points: FloatArray, physics: Column) -> Column:
        """(k,) the truth's outputs as expected from the (k, q) features of designs and their (k,) physical outputs.

        Values at a physical limit stay there, none goes beyond it.
        """
        if self.form is None:
            return physics
        line = _line(physics, self.centre, self.scale)
        kernel = _kernel(self.form, squared_distances(points, self.points), line, self.line)
        return _bounded(physics + kernel @ self.weights, physics, self.target)


def fit_differences(
    X: Designs, physics: FloatArray, truth: FloatArray, space: DesignSpace, targets: Sequence[Target]
) -> tuple[Difference, ...]:
    """Learn the differences of (n, t) outputs of physics and truth at (n, d) designs, one output at a time.

    Runs whose physical output lies at its limit (no cooling needed) stay there and teach nothing.
    """
    points = unit_features(space, X)
    return tuple(_fit(points, physics[:, j], truth[:, j], one) for j, one in enumerate(targets))


def add_differences(
    differences: Sequence[Difference], X: Designs, physics: FloatArray, space: DesignSpace
) -> FloatArray:
    """(n, t) the truth's outputs as expected at (n, d) designs with these (n, t) physical outputs."""
    points = unit_features(space, X)
    return np.stack([one.add(points, physics[:, j]) for j, one in enumerate(differences)], axis=1)


def _fit(points: FloatArray, physics: Column, truth: Column, target: Target) -> Difference:
    error = truth - physics
    used = ~_at_limit(physics, target)
    size = float(np.sqrt(np.square(error[used]).mean())) if used.any() else 0.0
    if used.sum() < _LEAST_ROWS or size == 0.0:
        return _nothing(target, error)
    centre, scale = float(physics[used].mean()), float(physics[used].std()) or 1.0
    line, values = _line(physics[used], centre, scale), error[used] / size
    squares = squared_distances(points[used], points[used])
    fits = [kernel_ridge(_kernel(form, squares, line, line), form.noise, values) for form in _FORMS]
    best = _best(fits, values)
    left_out = error.copy()
    left_out[used] = size * _left_out(fits, values)
    if best is None:
        return _nothing(target, left_out)
    return Difference(target, _FORMS[best], points[used], line, size * fits[best].weights, centre, scale, left_out)


def _best(fits: Sequence[Ridge], values: Column) -> int | None:
    scores = np.array([np.square(fit.left_out).sum() for fit in fits])
    best = int(scores.argmin())
    return best if scores[best] < _WORTHWHILE * (values @ values) else None


def _left_out(fits: Sequence[Ridge], values: Column) -> Column:
    """(m,) errors at every run by the form that is best for the other runs."""
    errors = np.stack([values, *(fit.left_out for fit in fits)])
    pairs = np.stack([np.tile(values, (len(values), 1)), *(fit.left_out_pairs() for fit in fits)])
    squares = np.square(pairs)
    others = squares.sum(axis=2) - np.diagonal(squares, axis1=1, axis2=2)
    others[0] *= _WORTHWHILE
    return np.asarray(errors[others.argmin(axis=0), np.arange(len(values))])


def _nothing(target: Target, left_out: Column) -> Difference:
    return Difference(target, None, np.empty((0, 0)), np.empty((0, 2)), np.empty(0), 0.0, 1.0, left_out)


def _line(physics: Column, centre: float, scale: float) -> FloatArray:
    return np.stack([np.ones(len(physics)), (physics - centre) / scale], axis=1)


def _kernel(form: Form, squares: FloatArray, line: FloatArray, other: FloatArray) -> FloatArray:
    kernel = _LINE_VARIANCE * line[:, : form.line] @ other[:, : form.line].T
    return kernel if form.length is None else kernel + gaussian_kernel(squares, form.length)


def _at_limit(values: Column, target: Target) -> np.ndarray:
    lower, upper = limits([target])
    return np.asarray((values <= lower[0]) | (values >= upper[0]))


def _bounded(values: Column, physics: Column, target: Target) -> Column:
    return np.where(_at_limit(physics, target), physics, np.clip(values, target.lower, target.upper))
