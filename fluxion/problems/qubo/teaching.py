"""Designs of a grid with known values, most of them where good designs are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.errors import InputError
from fluxion.problems.qubo.scalar import Scalar
from fluxion.problems.task import Task
from fluxion.qubo.grid import LevelGrid
from fluxion.typing import Column, FloatArray, IntArray

#: (n, v) level numbers -> (n, m) objectives and (n, k) constraint values.
Teacher = Callable[[IntArray], tuple[FloatArray, FloatArray]]

# Share of the samples that is spread evenly over the grid; the others follow the temperature.
_EVEN_SHARE = 0.4
# Steps of each walk: long enough to leave its first design, short enough for many walks.
_STEPS = 12
# No design counts less than this beside the best one, so that the model keeps a sense of the whole.
_LEAST_WEIGHT = 1e-3


@dataclass(frozen=True, eq=False)
class Lesson:
    """Designs and what is known of them.

    Attributes:
        levels: (n, v) level numbers; the first `even` are spread evenly over the grid.
        F: (n, m) objectives; of a design without a result the worst that were seen.
        limits: (n, k) constraint values, met where <= 0; likewise.
        even: how many are spread evenly.
    """

    levels: IntArray
    F: FloatArray
    limits: FloatArray
    even: int


def teacher_of(task: Task, grid: LevelGrid) -> Teacher:
    """What the evaluator of a task says of levels."""

    def known(levels: IntArray) -> tuple[FloatArray, FloatArray]:
        X = grid.designs(levels)
        outputs = task.evaluator.plain(X)
        if outputs is not None and task.risk == 0.0:
            return task.judged(X, outputs)
        answer = task.evaluate(X)
        return answer.F, answer.limits

    return known


def even_lesson(teacher: Teacher, grid: LevelGrid, count: int, random: np.random.Generator) -> Lesson:
    """Designs all over the grid.

    Raises:
        InputError: the teacher knows none of them.
    """
    levels = grid.sample(count, random)
    F, limits = teacher(levels)
    good = _usable(F, limits)
    if not good.any():
        raise InputError("none of the sampled designs has a result, so that there is nothing to fit.")
    return Lesson(levels, *_filled(F, limits, good, F[good], limits[good]), len(levels))


def even_count(samples: int) -> int:
    """How many of so many samples are spread evenly."""
    return max(int(_EVEN_SHARE * samples), 1)


def with_walks(
    lesson: Lesson,
    teacher: Teacher,
    grid: LevelGrid,
    scalars: Sequence[Scalar],
    temperature: float,
    count: int,
    random: np.random.Generator,
) -> Lesson:
    """The lesson with about `count` designs of walks that stay near the best ones of every scalar (Metropolis).

    Args:
        lesson: designs that walks begin from.
        teacher: says what the designs on the way are worth.
        grid: the levels.
        scalars: what is minimised, one model after the other.
        temperature: in standard deviations of each weighted objective over the evenly spread designs.
        count: designs to add.
        random: of all moves.
    """
    parts, walks = [lesson], max(count // (_STEPS * len(scalars)), 1)
    for scalar in scalars:
        values = scalar.values(lesson.F, lesson.limits)
        heat = _heat(lesson, scalar, temperature)
        start = np.argsort(values, kind="stable")[:walks]
        here, worth = lesson.levels[start], values[start]
        for _ in range(_STEPS):
            there = _moved(here, grid.counts, random)
            F, limits = teacher(there)
            good = _usable(F, limits)
            F, limits = _filled(F, limits, good, lesson.F, lesson.limits)
            parts.append(Lesson(there, F, limits, 0))
            new = np.where(good, scalar.values(F, limits), np.inf)
            taken = random.random(len(there)) < np.exp(np.minimum((worth - new) / heat, 0.0))
            here, worth = np.where(taken[:, None], there, here), np.where(taken, new, worth)
    return Lesson(
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.F for part in parts]),
        np.concatenate([part.limits for part in parts]),
        lesson.even,
    )


def fit_weights(lesson: Lesson, scalars: Sequence[Scalar], temperature: float) -> Column:
    """(n,) how much each design of a lesson counts: as good as it is for the scalar that it is best for."""
    weights = np.full(len(lesson.levels), _LEAST_WEIGHT)
    for scalar in scalars:
        values = scalar.values(lesson.F, lesson.limits)
        heat = _heat(lesson, scalar, temperature)
        weights = np.maximum(weights, np.exp((values.min() - values) / heat))
    return weights


def _filled(
    F: FloatArray, limits: FloatArray, good: np.ndarray, seen: FloatArray, seen_limits: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Objectives and limits in which designs without a result are as bad as the worst that was seen.

    Left out, they would be an empty corner of the grid, about which the model could say anything.
    """
    return np.where(good[:, None], F, seen.max(axis=0)), np.where(good[:, None], limits, seen_limits.max(axis=0))


def _heat(lesson: Lesson, scalar: Scalar, temperature: float) -> float:
    # Of the objective alone: what bad designs break limits by would make it far too hot for the good ones.
    spread = float(scalar.objective(lesson.F[: lesson.even]).std())
    return temperature * max(spread, np.finfo(float).tiny)


def _moved(levels: IntArray, counts: tuple[int, ...], random: np.random.Generator) -> IntArray:
    """(n, v) level numbers with one variable each at another level."""
    moved = levels.copy()
    rows = np.arange(len(levels))
    v = random.integers(0, len(counts), len(levels))
    count = np.array(counts)[v]
    step = 1 + (random.random(len(levels)) * (count - 1)).astype(np.int64)
    moved[rows, v] = (moved[rows, v] + step) % count
    return moved


def _usable(F: FloatArray, limits: FloatArray) -> np.ndarray:
    return np.asarray(np.isfinite(F).all(axis=1) & np.isfinite(limits).all(axis=1))
