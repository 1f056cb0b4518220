import numpy as np
import pytest

from fluxion.surrogate.adaptation.ridge import PENALTIES, censored, ridge


@pytest.fixture
def rows():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(60, 5)) * np.array([1.0, 10.0, 0.1, 1.0, 1.0])
    return features, generator.normal(size=(60, 2)), generator.uniform(0.5, 2.0, 60)


def test_a_linear_law_is_found(rows):
    features, _, weights = rows
    law = np.arange(10.0).reshape(5, 2)
    fit = ridge(features, features @ law, weights)
    np.testing.assert_allclose(fit.coefficients, law, atol=1e-3)
    assert (fit.penalties == PENALTIES[0]).all()


def test_rows_left_out_are_those_of_fits_without_them(rows):
    features, values, weights = rows
    penalty = 0.03
    fit = ridge(features, values, weights, (penalty,))
    share = weights / weights.sum()
    size = np.sqrt((share[:, None] * features**2).sum(axis=0))
    for i in range(0, len(features), 7):
        rest = np.arange(len(features)) != i
        normal = (features[rest] * share[rest, None]).T @ features[rest] + penalty * np.diag(size**2)
        without = np.linalg.solve(normal, (features[rest] * share[rest, None]).T @ values[rest])
        np.testing.assert_allclose(fit.left_out[i], features[i] @ without, rtol=1e-9, atol=1e-12)


def test_the_penalty_has_the_smallest_error_of_rows_left_out(rows):
    features, values, weights = rows
    values = np.column_stack([features[:, 0] + 0.01 * values[:, 0], values[:, 1]])
    fit = ridge(features, values, weights)
    share = weights / weights.sum()
    errors = [
        (share[:, None] * (values - ridge(features, values, weights, (penalty,)).left_out) ** 2).sum(axis=0)
        for penalty in PENALTIES
    ]
    np.testing.assert_array_equal(fit.penalties, np.array(PENALTIES)[np.argmin(errors, axis=0)])
    # Noise deserves a larger penalty than a law.
    assert fit.penalties[1] > fit.penalties[0]


def test_heavier_rows_are_fitted_better(rows):
    features, values, _ = rows
    weights = np.where(np.arange(60) < 10, 100.0, 1.0)
    heavy = np.square(values - features @ ridge(features, values, weights, (1e-6,)).coefficients)[:10].mean()
    even = np.square(values - features @ ridge(features, values, np.ones(60), (1e-6,)).coefficients)[:10].mean()
    assert heavy < even


def test_nothing_is_missing_beyond_a_limit():
    true = np.array([[0.0], [0.0], [5.0], [10.0], [10.0]])
    raw = np.array([[-3.0], [2.0], [4.0], [12.0], [9.0]])
    missing = censored(true, raw, np.array([0.0]), np.array([10.0]))
    np.testing.assert_array_equal(missing[:, 0], [0.0, -2.0, 1.0, 0.0, 1.0])
