import numpy as np
import pytest
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from fluxion.search._kernels.ranking import lexicographic, ranks


def dominates(a, b):
    return all(x <= y for x, y in zip(a, b)) and any(x < y for x, y in zip(a, b))


def peeled(F):
    """Fronts taken off one after another."""
    left, rank, front = set(range(len(F))), np.zeros(len(F), dtype=int), 0
    while left:
        best = {i for i in left if not any(dominates(F[j], F[i]) for j in left)}
        for i in best:
            rank[i] = front
        left, front = left - best, front + 1
    return rank


def objectives(n, m, kind, seed):
    generator = np.random.default_rng(seed)
    if kind == "random":
        return generator.random((n, m))
    if kind == "ties":
        return generator.integers(0, 4, (n, m)).astype(float)
    if kind == "one front":
        F = generator.random((n, m))
        return F / F.sum(axis=1, keepdims=True)
    if kind == "a chain":
        return np.repeat(generator.permutation(n)[:, None].astype(float), m, axis=1)
    F = generator.random((n, m))
    F[generator.random((n, m)) < 0.2] = np.inf
    return F


@pytest.mark.parametrize("kind", ["random", "ties", "one front", "a chain", "infinite"])
@pytest.mark.parametrize("m", [1, 2, 3, 5])
@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 130])
def test_ranks_are_those_of_fronts_taken_off_one_by_one(n, m, kind):
    F = objectives(n, m, kind, seed=n + m)
    np.testing.assert_array_equal(ranks(F), peeled(F))


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("kind", ["random", "ties", "one front"])
def test_ranks_are_those_of_pymoo(m, kind):
    F = objectives(600, m, kind, seed=m)
    np.testing.assert_array_equal(ranks(F), NonDominatedSorting().do(F, return_rank=True)[1])


@pytest.mark.parametrize("m", [1, 2, 4])
def test_no_rows_have_no_ranks(m):
    assert ranks(np.empty((0, m))).shape == (0,)


def test_the_order_is_lexicographic_and_stable():
    F = np.array([[1.0, 2.0], [0.0, 5.0], [1.0, 1.0], [0.0, 5.0], [0.0, 4.0]])
    assert lexicographic(F).tolist() == [4, 1, 3, 2, 0]
