import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.errors import InputError
from fluxion.surrogate.domain import Domain, encoded, learn_domain

SPACE = DesignSpace(
    (
        Choice("window", ("double", "triple", "vacuum"), "double"),
        *(Real(f"x{i}", -2.0, 6.0, 0.0) for i in range(8)),
        Integer("storeys", 1, 5, 2),
    )
)
PAIR = DesignSpace((Real("a", 0.0, 1.0, 0.5), Real("b", 0.0, 1.0, 0.5)))


def test_encoding_of_numbers_and_options():
    X = np.array([[2.0, *[-2.0, 6.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0], 5.0], [0.0, *[2.0] * 8, 1.0]])
    numbers = [[-1, 1, 0, 0, 0, 0, 0, 0, 1], [0] * 8 + [-1]]
    np.testing.assert_allclose(encoded(SPACE, X), np.hstack([numbers, [[0, 0, 1], [1, 0, 0]]]))


def test_about_the_nominal_share_of_a_filled_box_is_outside():
    domain = learn_domain(SPACE, SPACE.sample(2048, 1, "sobol"), SPACE.sample(1024, 2))
    share = domain.outside(SPACE, SPACE.sample(20000, 3)).mean()
    assert 0.004 < share < 0.02
    wide = learn_domain(SPACE, SPACE.sample(2048, 1, "sobol"), SPACE.sample(1024, 2), share=0.1)
    assert 0.07 < wide.outside(SPACE, SPACE.sample(20000, 3)).mean() < 0.13


def test_distance_is_that_of_mahalanobis():
    X = PAIR.sample(4000, 1)
    X[:, 1] = 0.7 * X[:, 0] + 0.3 * X[:, 1]
    domain = learn_domain(PAIR, X, X)
    features = 2.0 * X - 1.0
    inverse = np.linalg.inv(np.cov(features.T) + 1e-4 * np.eye(2))
    deviations = features - features.mean(axis=0)
    expected = np.sqrt(np.einsum("ni,ij,nj->n", deviations, inverse, deviations))
    np.testing.assert_allclose(domain.distance(PAIR, X), expected, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("learned", "least"),
    [
        (lambda X: X[:, 1] < 2.0, 0.9),
        (lambda X: X[:, 0] != 1.0, 1.0),
        (lambda X: X[:, 9] <= 3.0, 1.0),
        (lambda X: (X[:, 2] < 2.0) & (X[:, 0] == 0.0), 0.95),
    ],
    ids=["half of a number", "an option was missing", "whole numbers were missing", "one option, half of a number"],
)
def test_a_part_of_the_box_that_was_not_learned_is_outside(learned, least):
    X, calibration, others = (SPACE.sample(n, seed) for n, seed in ((4000, 1), (3000, 2), (4000, 3)))
    domain = learn_domain(SPACE, X[learned(X)], calibration[learned(calibration)])
    outside, known = domain.outside(SPACE, others), learned(others)
    assert outside[~known].mean() >= least
    assert outside[known].mean() < 0.03


def test_inside_the_bounds_but_off_the_correlation_is_outside():
    # Training runs lie along the diagonal: both variables are inside their own range everywhere.
    generator = np.random.default_rng(0)
    a = generator.random(2000)
    X = np.stack([a, np.clip(a + 0.05 * generator.standard_normal(2000), 0.0, 1.0)], axis=1)
    domain = learn_domain(PAIR, X[:1000], X[1000:])
    np.testing.assert_array_equal(domain.outside(PAIR, np.array([[0.9, 0.1], [0.1, 0.9], [0.5, 0.5]])), [1, 1, 0])


def test_a_variable_that_never_moved_must_not_move():
    X = PAIR.sample(200, 1)
    X[:, 1] = 0.5
    domain = learn_domain(PAIR, X, X)
    np.testing.assert_array_equal(domain.outside(PAIR, np.array([[0.3, 0.5], [0.3, 0.6]])), [False, True])


def test_no_designs_are_a_valid_question():
    domain = learn_domain(PAIR, PAIR.sample(100, 1), PAIR.sample(100, 2))
    assert domain.outside(PAIR, np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize(("training", "others", "share"), [(1, 10, 0.01), (10, 0, 0.01), (10, 10, 0.0), (10, 10, 1.0)])
def test_too_little_to_learn_from_is_refused(training, others, share):
    with pytest.raises(InputError, match="at least two training designs"):
        learn_domain(PAIR, PAIR.sample(10, 1)[:training], PAIR.sample(10, 2)[:others], share)


@pytest.mark.parametrize(
    "change",
    [{"covariance": (1.0, 0.0)}, {"lower": (0.0,)}, {"threshold": -1.0}, {"threshold": float("nan")}],
)
def test_numbers_that_do_not_fit_are_refused(change):
    values = {"centre": (0.0, 0.0), "covariance": (1.0, 0.0, 1.0), "lower": (-1.0,) * 2, "upper": (1.0,) * 2}
    with pytest.raises(ValueError, match="the"):
        Domain(**{**values, "threshold": 2.0, **change})
