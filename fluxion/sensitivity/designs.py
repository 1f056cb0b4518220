"""Designs for a sensitivity analysis: Morris' trajectories and Saltelli's blocks, with choices as categories."""

from dataclasses import dataclass

import numpy as np

from fluxion._optional import require
from fluxion.design import Choice
from fluxion.errors import InputError
from fluxion.problems.task import Task
from fluxion.typing import Designs, FloatArray

#: The extra that brings SALib.
EXTRA = "report"
#: Levels of Morris' grid. Its step is 4/7 of the range, more than the half that two options of a choice are apart, so
#: that every step of a choice changes the option.
LEVELS = 8


@dataclass(frozen=True)
class Sample:
    """Designs that belong together in blocks; an index needs whole blocks.

    Attributes:
        names: (k,) free variables.
        unit: (n, k) positions in the ranges of the free variables, 0 to 1.
        X: (n, d) the designs.
        block: rows of a block.
    """

    names: tuple[str, ...]
    unit: FloatArray
    X: Designs
    block: int


def morris_designs(task: Task, trajectories: int, seed: int) -> Sample:
    """`trajectories` walks over the grid, each of which changes every free variable once.

    In each walk the options of a choice stand in an order of their own, so that no pair of neighbours is preferred.

    Raises:
        InputError: fewer than two trajectories.
        MissingDependencyError: SALib is not installed.
    """
    if trajectories < 2:
        raise InputError(f"trajectories: expected at least 2; got {trajectories}.")
    names = free_names(task)
    morris = require("SALib.sample.morris", EXTRA)
    unit = np.asarray(morris.sample(salib_problem(names), trajectories, num_levels=LEVELS, seed=seed))
    block = len(names) + 1
    X = _designs(task, unit)
    random = np.random.default_rng(seed)
    for name in names:
        column = task.problem.space.index(name)
        if isinstance(task.problem.space.variables[column], Choice):
            codes = task.searched.options_of(column)
            for start in range(0, len(X), block):
                order = random.permutation(len(codes))
                places = np.searchsorted(codes, X[start : start + block, column])
                X[start : start + block, column] = codes[order[places]]
    return Sample(names, unit, X, block)


def sobol_designs(task: Task, samples: int, seed: int) -> Sample:
    """`samples` blocks of k + 2 designs for first-order and total indices of k variables.

    Raises:
        InputError: `samples` is no power of two of at least 8; other numbers unbalance the sequence.
        MissingDependencyError: SALib is not installed.
    """
    if samples < 8 or samples & (samples - 1):
        raise InputError(f"samples: expected a power of two of at least 8, such as 512; got {samples}.")
    names = free_names(task)
    sobol = require("SALib.sample.sobol", EXTRA)
    unit = np.asarray(sobol.sample(salib_problem(names), samples, calc_second_order=False, seed=seed))
    return Sample(names, unit, _designs(task, unit), len(names) + 2)


def free_names(task: Task) -> tuple[str, ...]:
    """Names of the variables that are searched, in order.

    Raises:
        InputError: fewer than two.
    """
    names = tuple(task.problem.space.names[j] for j in task.free)
    if len(names) < 2:
        raise InputError(f"a sensitivity analysis compares variables: expected at least two free ones; got {names}.")
    return names


def salib_problem(names: tuple[str, ...]) -> dict[str, object]:
    """The problem as SALib describes it: every variable from 0 to 1."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _designs(task: Task, unit: FloatArray) -> Designs:
    full = np.zeros((len(unit), len(task.problem.space)))
    full[:, task.free] = unit
    return task.designs(task.searched.from_unit(full))
