import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Real
from fluxion.surrogate.kernel_ridge import gaussian_kernel, kernel_ridge, squared_distances, unit_features

LENGTH, NOISE = 0.4, 0.05


@pytest.fixture
def points():
    return np.random.default_rng(0).random((14, 3))


@pytest.fixture
def values(points):
    return np.sin(4.0 * points[:, 0]) + points[:, 1] ** 2


def predicted(points, values, known, wanted):
    """Prediction at one point from others, by solving the system that is left."""
    a, b = points[known], points[[wanted]]
    kernel = gaussian_kernel(squared_distances(a, a), LENGTH) + NOISE * np.eye(len(a))
    return float((gaussian_kernel(squared_distances(b, a), LENGTH) @ np.linalg.solve(kernel, values[known]))[0])


def fit(points, values):
    return kernel_ridge(gaussian_kernel(squared_distances(points, points), LENGTH), NOISE, values)


def test_the_error_at_a_left_out_point_is_that_of_a_fit_without_it(points, values):
    left_out = fit(points, values).left_out
    for i in range(len(points)):
        others = np.arange(len(points)) != i
        assert left_out[i] == pytest.approx(values[i] - predicted(points, values, others, i), abs=1e-10)


def test_errors_of_pairs_are_those_of_fits_without_both(points, values):
    result = fit(points, values)
    pairs = result.left_out_pairs()
    np.testing.assert_allclose(np.diag(pairs), result.left_out)
    for i in range(len(points)):
        for j in range(len(points)):
            others = ~np.isin(np.arange(len(points)), (i, j))
            assert pairs[i, j] == pytest.approx(values[j] - predicted(points, values, others, j), abs=1e-9)


def test_weights_reproduce_the_values_up_to_the_noise(points, values):
    kernel = gaussian_kernel(squared_distances(points, points), LENGTH)
    weights = kernel_ridge(kernel, 1e-9, values).weights
    np.testing.assert_allclose(kernel @ weights, values, atol=1e-6)


def test_options_lie_as_far_apart_as_the_bounds_of_a_number():
    space = DesignSpace((Real("depth_m", 2.0, 6.0, 3.0), Choice("rock", ("granite", "slate", "chalk"), "slate")))
    features = unit_features(space, np.array([[2.0, 0.0], [6.0, 0.0], [2.0, 1.0], [2.0, 2.0], [6.0, 2.0]]))
    squares = squared_distances(features, features)
    np.testing.assert_allclose(squares[0], [0.0, 0.5, 0.5, 0.5, 1.0], atol=1e-12)
    assert squares[2, 3] == pytest.approx(0.5)


def test_the_kernel_is_one_where_nothing_differs_and_falls_with_distance():
    squares = np.array([0.0, 0.1, 1.0, 10.0])
    kernel = gaussian_kernel(squares, 0.5)
    assert kernel[0] == 1.0
    assert (np.diff(kernel) < 0.0).all()
