import numpy as np
import pytest
from scipy.spatial.distance import cdist

from fluxion.search.apart import good_and_apart

NOBODY = np.empty((0, 3))


@pytest.fixture
def candidates():
    generator = np.random.default_rng(5)
    values = generator.random(200)
    violation = np.maximum(generator.random(200) - 0.6, 0.0)
    return values, violation, generator.random((200, 3))


def naive(values, violation, Z, taken, count, tolerance):
    best = min((value, row) for row, value in enumerate(values) if violation[row] == 0.0)[1]
    pool = [row for row in range(len(values)) if violation[row] == 0.0 and values[row] <= values[best] + tolerance]
    chosen = [best]
    while len(chosen) < min(count, len(pool)):
        others = np.concatenate([taken, Z[chosen]])
        away = {row: cdist(Z[[row]], others).min() for row in pool if row not in chosen}
        chosen.append(max(away, key=away.get))
    return chosen


@pytest.mark.parametrize("tolerance", [0.0, 0.1, 2.0])
def test_agrees_with_a_naive_choice(candidates, tolerance):
    values, violation, Z = candidates
    taken = np.array([[0.5, 0.5, 0.5], [0.1, 0.9, 0.3]])
    rows = good_and_apart(values, violation, Z, taken, 12, tolerance)
    assert list(rows) == naive(values, violation, Z, taken, 12, tolerance)
    assert (len(rows) == 1) == (tolerance == 0.0)


def test_the_order_of_candidates_does_not_count(candidates):
    values, violation, Z = candidates
    order = np.random.default_rng(1).permutation(200)
    rows = good_and_apart(values, violation, Z, NOBODY, 9, 0.3)
    again = good_and_apart(values[order], violation[order], Z[order], NOBODY, 9, 0.3)
    np.testing.assert_array_equal(order[again], rows)


def test_without_a_feasible_candidate_those_that_miss_least_are_chosen_from(candidates):
    values, violation, Z = candidates
    violation = violation + 0.1
    violation[:50] = np.inf
    rows = good_and_apart(values, violation, Z, NOBODY, 4, 0.1)
    assert len(rows) == 4
    assert violation[rows[0]] == violation.min()
    assert violation[rows].max() <= np.sort(violation)[39]


def test_nothing_to_choose_from_and_nothing_wanted(candidates):
    values, violation, Z = candidates
    assert len(good_and_apart(values, violation, Z, NOBODY, 0, 0.1)) == 0
    assert len(good_and_apart(values, np.full(200, np.inf), Z, NOBODY, 5, 0.1)) == 0
