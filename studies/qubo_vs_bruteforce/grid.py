"""Every combination of the study's levels by the batch engine, so that the best one is known."""

from pathlib import Path

import numpy as np

from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems.qubo.export import grid_of
from fluxion.problems.qubo.options import qubo_options
from fluxion.problems.task import Task
from fluxion.qubo.grid import LevelGrid
from fluxion.search import Setup

# Designs of one file; a stopped simulation goes on behind the last one.
_PIECE = 8192


def whole_grid(setup: Setup, folder: Path) -> tuple[LevelGrid, np.ndarray, np.ndarray]:
    """The grid, the (n, m) objectives and (n, k) constraint values of all its combinations, in their running order.

    The room model does not see which heat generator or which chiller a design has, only whether it has one
    (`properties` of the problem: choices without numbers, options with the same ones). Designs that differ in nothing
    else are simulated once; `main` simulates a sample of all combinations directly and demands the same to the bit.
    """
    task = setup.truth
    grid = grid_of(task, qubo_options(setup.study.qubo))
    levels = grid.unravel(np.arange(grid.size))
    seen = levels.copy()
    properties = setup.problem.properties(setup.problem.settings)
    for v, name in enumerate(grid.names):
        if name in properties:
            numbers = [tuple(properties[name][option]) for option in grid.values(v)]
            first = np.array([numbers.index(one) for one in numbers])
            seen[:, v] = first[levels[:, v]]
    different, where = np.unique(np.ravel_multi_index(tuple(seen.T), grid.counts), return_inverse=True)
    outputs = _simulated(task, grid, different, folder)
    F, limits = [], []
    for piece in np.array_split(np.arange(grid.size), 32):
        known = {name: values[where[piece]] for name, values in outputs.items()}
        objectives, values = task.judged(grid.designs(levels[piece]), known)
        F.append(objectives)
        limits.append(values)
    return grid, np.concatenate(F), np.concatenate(limits)


def _simulated(task: Task, grid: LevelGrid, numbers: np.ndarray, folder: Path) -> dict[str, np.ndarray]:
    folder.mkdir(parents=True, exist_ok=True)
    evaluator = task.evaluator
    assert isinstance(evaluator, PhysicsEvaluator)
    parts = []
    for start in range(0, len(numbers), _PIECE):
        path = folder / f"outputs-{start}.npz"
        if not path.is_file():
            outcome = evaluator.compute(grid.designs(grid.unravel(numbers[start : start + _PIECE])))
            assert (outcome.status == "ok").all(), outcome.status[outcome.status != "ok"][0]
            np.savez_compressed(path, **{name: outcome.outputs[name] for name in evaluator.reported()})
            print(f"{min(start + _PIECE, len(numbers)):,} of {len(numbers):,} simulations", flush=True)
        with np.load(path) as content:
            parts.append({name: content[name] for name in content.files})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
