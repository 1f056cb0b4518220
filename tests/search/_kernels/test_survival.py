import numpy as np
import pytest
from pymoo.operators.survival.rank_and_crowding.metrics import calc_crowding_distance

from fluxion.search._kernels.ranking import ranks
from fluxion.search._kernels.survival import crowding_distances, survive


def naive_crowding(F):
    """Gaps between both neighbours in each objective, over its range, added up."""
    n, m = F.shape
    total = [0.0] * n
    for k in range(m):
        order = sorted(range(n), key=lambda i: F[i, k])
        low, high = F[order[0], k], F[order[-1], k]
        total[order[0]] = total[order[-1]] = np.inf
        if high > low:
            for before, i, after in zip(order, order[1:], order[2:]):
                total[i] += (F[after, k] - F[before, k]) / (high - low)
    return np.array(total)


def naive_survival(F, violation, keep):
    feasible = [i for i in range(len(F)) if violation[i] <= 0.0]
    rank = dict(zip(feasible, ranks(F[feasible]) if feasible else []))
    chosen = []
    for front in range(max(rank.values(), default=-1) + 1):
        members = [i for i in feasible if rank[i] == front]
        distance = dict(zip(members, naive_crowding(F[members])))
        room = keep - len(chosen)
        if len(members) > room:
            members = sorted(members, key=lambda i: -distance[i])[: max(room, 0)]
        chosen += members
    others = sorted((i for i in range(len(F)) if violation[i] > 0.0), key=lambda i: violation[i])
    return (chosen + others)[:keep]


@pytest.mark.parametrize("n", [1, 2, 3, 40])
@pytest.mark.parametrize("m", [1, 2, 3])
def test_crowding_is_the_sum_of_gaps(n, m):
    F = np.random.default_rng(n + m).random((n, m))
    np.testing.assert_allclose(crowding_distances(F), naive_crowding(F))
    if n > 2:
        np.testing.assert_allclose(crowding_distances(F), calc_crowding_distance(F) * m)


def test_objectives_without_extent_crowd_nobody():
    F = np.column_stack([np.arange(5.0), np.full(5, 2.0)])
    assert crowding_distances(F)[1:4].tolist() == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("keep", [1, 17, 60, 200])
def test_survivors_are_those_of_the_definition(m, share, keep):
    generator = np.random.default_rng(keep + m)
    F = generator.random((120, m))
    violation = np.where(generator.random(120) < share, generator.random(120), 0.0)
    violation[:3] = np.inf
    rows, level, crowding = survive(F, violation, keep)
    assert rows.tolist() == naive_survival(F, violation, keep)
    assert (np.diff(level) >= 0).all()
    feasible = violation[rows] <= 0.0
    # Whoever breaks no limit stands before whoever does, however good.
    assert (np.diff(feasible.astype(int)) <= 0).all()
    assert (np.sort(violation[rows][~feasible]) == violation[rows][~feasible]).all()
    assert (crowding[~feasible] == 0.0).all()
    np.testing.assert_array_equal(level[feasible], ranks(F[violation <= 0.0])[_places(violation, rows[feasible])])


def _places(violation, rows):
    return np.searchsorted(np.flatnonzero(violation <= 0.0), rows)
