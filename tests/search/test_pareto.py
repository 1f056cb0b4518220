import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fluxion.search.pareto import Scale, front_of, hypervolume, ranks, spread_out

UNIT = Scale(np.zeros(2), np.ones(2))


def dominates(a, b):
    return (a <= b).all() and (a < b).any()


@given(arrays(np.float64, (12, 3), elements=st.integers(0, 4).map(float)), arrays(np.bool_, 12))
def test_the_front_is_what_no_usable_row_dominates(F, usable):
    rows = [i for i in range(12) if usable[i]]
    expected = {i for i in rows if not any(dominates(F[j], F[i]) for j in rows)}
    front = front_of(F, usable)
    assert set(front.tolist()) == expected
    assert (np.diff(F[front, 0]) >= 0.0).all()


def test_rows_without_a_result_are_on_no_front():
    F = np.array([[np.inf, np.inf], [1.0, 1.0], [np.nan, 0.0]])
    assert front_of(F, np.ones(3, dtype=bool)).tolist() == [1]
    assert front_of(F[:1], np.ones(1, dtype=bool)).tolist() == []


def test_ranks_count_the_fronts():
    assert ranks(np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [2.0, 2.0]])).tolist() == [0, 0, 1, 2]
    assert ranks(np.empty((0, 2))).tolist() == []


def test_hypervolume_of_a_staircase_by_hand():
    F = np.array([[0.0, 0.5], [0.5, 0.0], [0.6, 0.6], [2.0, -1.0]])
    # Two rectangles up to 1.1 that overlap; the third point is dominated, the fourth beyond the reference.
    assert hypervolume(F, UNIT) == pytest.approx(2 * 1.1 * 0.6 - 0.6 * 0.6)
    assert hypervolume(F[3:], UNIT) == 0.0


def test_hypervolume_does_not_depend_on_units():
    F = np.array([[0.2, 0.5], [0.5, 0.1]])
    factor, shift = np.array([1000.0, 0.01]), np.array([5.0, -3.0])
    scaled = Scale(shift, shift + factor)
    assert hypervolume(F * factor + shift, scaled) == pytest.approx(hypervolume(F, UNIT))


def test_a_front_without_extent_has_no_scale():
    assert Scale.of_front(np.array([[1.0, 2.0]])) is None
    assert Scale.of_front(np.empty((0, 2))) is None
    scale = Scale.of_front(np.array([[1.0, 2.0], [0.0, 4.0]]))
    assert scale is not None
    np.testing.assert_array_equal(scale.apply(np.array([[0.5, 3.0]])), [[0.5, 0.5]])


def test_spread_takes_the_ends_then_the_largest_gap():
    F = np.stack([np.linspace(0, 1, 11), np.linspace(1, 0, 11)], axis=1)
    assert spread_out(F, np.empty((0, 2)), 3).tolist() == [0, 10, 5]
    assert spread_out(F, F[[0, 10]], 1).tolist() == [5]
    assert sorted(spread_out(F, np.empty((0, 2)), 99).tolist()) == list(range(11))
    assert spread_out(F, F, 3).tolist() == []
    assert spread_out(F[:0], F, 3).tolist() == []
