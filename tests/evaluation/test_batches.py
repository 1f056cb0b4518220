"""Long work in pieces: their sizes, and what an interrupt leaves."""

import os

import numpy as np
import pytest

from fluxion._cores import available_cores
from fluxion.evaluation import PhysicsEvaluator, designs_of_piece, evaluate_in_batches


def test_a_piece_grows_with_the_threads(shed, golden):
    assert designs_of_piece(PhysicsEvaluator(shed, golden, threads=3)) == 3 * 256
    assert designs_of_piece(PhysicsEvaluator(shed, golden, steps_per_hour=1, threads=3)) == 3 * 4


@pytest.mark.parametrize("cores", [{5}, {0, 2}])
def test_without_threads_a_piece_is_for_the_cores_that_the_process_may_use(shed, golden, monkeypatch, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cores, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert available_cores() == len(cores)
    assert designs_of_piece(PhysicsEvaluator(shed, golden)) == len(cores) * 256


@pytest.mark.parametrize(("count", "cores"), [(6, 6), (None, 1)])
def test_where_processes_are_not_held_to_cores_all_of_them_count(monkeypatch, count, cores):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert available_cores() == cores


def test_an_interrupt_leaves_the_pieces_before_it(shed, golden, monkeypatch):
    evaluator = PhysicsEvaluator(shed, golden, threads=1)
    real = PhysicsEvaluator.compute
    calls = []

    def interrupted(self, X):
        calls.append(len(X))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, X)

    monkeypatch.setattr(PhysicsEvaluator, "compute", interrupted)
    pieces = evaluate_in_batches(evaluator, np.tile([0.1, 20.0, 0.0], (600, 1)))
    assert len(next(pieces)) == 256
    with pytest.raises(KeyboardInterrupt):
        next(pieces)
    assert calls == [256, 256]
