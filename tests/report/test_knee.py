import numpy as np
import pytest

from fluxion.report.knee import knee, knee_distances


def test_the_knee_is_farthest_from_the_chord():
    F = np.array([[0.0, 10.0], [1.0, 4.0], [2.0, 2.0], [6.0, 1.0], [10.0, 0.0]])
    assert knee(F) == 2
    np.testing.assert_allclose(knee_distances(F)[2], 0.6 / np.sqrt(2.0))
    assert knee_distances(F)[[0, 4]] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_units_and_order_do_not_matter():
    F = np.array([[0.0, 10.0], [1.0, 4.0], [2.0, 2.0], [6.0, 1.0], [10.0, 0.0]])
    assert knee(F * [1000.0, 0.01] + [5.0, -3.0]) == 2
    assert knee(F[::-1]) == 2


def test_three_objectives():
    corners = np.eye(3)
    F = np.concatenate([corners, [[0.3, 0.3, 0.3], [0.1, 0.2, 0.15], [0.6, 0.3, 0.1]]])
    assert knee(F) == 4
    np.testing.assert_allclose(knee_distances(F)[4], (1.0 - 0.45) / np.sqrt(3.0))


def test_fronts_without_a_knee():
    assert knee(np.array([[1.0], [2.0], [3.0]])) is None
    assert knee(np.array([[0.0, 1.0], [1.0, 0.0]])) is None
    straight = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
    assert knee(straight) is None
    bulging_away = np.array([[0.0, 1.0], [0.8, 0.8], [1.0, 0.0]])
    assert knee(bulging_away) is None


def test_ends_that_span_no_plane_are_replaced_by_equal_weights():
    # One design is best in two objectives, so two of the three ends coincide.
    F = np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.2, 0.2, 0.2]])
    assert knee(F) == 2
    assert np.isfinite(knee_distances(F)).all()


def test_objectives_without_extent():
    F = np.array([[0.0, 1.0, 5.0], [0.2, 0.2, 5.0], [1.0, 0.0, 5.0]])
    assert knee(F) == 1
