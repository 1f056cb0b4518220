import numpy as np
import pytest

from fluxion.search import gaussian_process as gp


def smooth(Z):
    return np.sin(2.0 * Z[:, 0]) + 0.3 * Z[:, 1] ** 2 + 0.0 * Z[:, 2]


@pytest.fixture
def data():
    Z = np.random.default_rng(1).uniform(-1.0, 1.0, (80, 3))
    return Z, smooth(Z)


def test_the_gradient_is_that_of_the_likelihood(data):
    Z, y = data
    unit = (y - y.mean()) / y.std()
    logs = np.array([0.3, 0.9, 1.2, -4.0])
    gradient = gp._unlikelihood(logs, Z[:25], unit[:25])[1]
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-5
        ends = [gp._unlikelihood(logs + sign * step, Z[:25], unit[:25])[0] for sign in (1.0, -1.0)]
        assert gradient[i] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4, abs=1e-5)


def test_the_likelihood_is_that_of_a_normal_distribution(data):
    Z, y = data
    unit = ((y - y.mean()) / y.std())[:20]
    logs = np.array([0.3, 0.9, np.log(gp._TYPICAL_LENGTH), -4.0])
    points = Z[:20] / np.exp(logs[:-1])
    r = np.sqrt(5.0) * np.linalg.norm(points[:, None] - points[None], axis=2)
    C = (1.0 + r + r * r / 3.0) * np.exp(-r) + (np.exp(-4.0) + 1e-10) * np.eye(20)
    variance = unit @ np.linalg.solve(C, unit) / 20
    expected = 0.5 * 20 * np.log(variance) + 0.5 * np.linalg.slogdet(C)[1]
    away = (logs[:2] - np.log(gp._TYPICAL_LENGTH)) / gp._LENGTH_PRIOR
    assert gp._unlikelihood(logs, Z[:20], unit)[0] == pytest.approx(expected + 0.5 * away @ away)


def test_a_smooth_function_is_learned_and_its_idle_input_noticed(data):
    Z, y = data
    process = gp.fit_process(Z, y, None, gp.FIRST_STEPS, 0)
    fresh = np.random.default_rng(2).uniform(-1.0, 1.0, (200, 3))
    mean, deviation = process.predict(fresh, spread=True)
    assert np.abs(mean - smooth(fresh)).max() < 0.05
    assert process.lengths.lengths[2] > 3.0 * process.lengths.lengths[0]
    assert (deviation >= 0.0).all()
    assert (np.abs(mean - smooth(fresh)) <= 3.0 * deviation + 1e-3).mean() > 0.95


def test_it_says_the_known_at_known_points_and_doubts_far_ones(data):
    Z, y = data
    process = gp.fit_process(Z, y, None, gp.FIRST_STEPS, 0)
    mean, known = process.predict(Z, spread=True)
    np.testing.assert_allclose(mean, y, atol=1e-2)
    _, far = process.predict(Z + 50.0, spread=True)
    assert far.min() > 10.0 * known.max()
    assert process.predict(Z)[1].max() == 0.0


def test_values_that_do_not_vary_are_a_constant(data):
    Z, _ = data
    process = gp.fit_process(Z, np.full(len(Z), 7.0), None, gp.FIRST_STEPS, 0)
    mean, deviation = process.predict(Z[:3], spread=True)
    assert mean.tolist() == [7.0] * 3
    assert deviation.tolist() == [0.0] * 3


def test_known_lengths_are_kept_without_steps_and_rows_do_not_matter(data):
    Z, y = data
    first = gp.fit_process(Z, y, None, 3, 0)
    second = gp.fit_process(Z, y, first.lengths, 0, 0)
    np.testing.assert_array_equal(first.lengths.logs, second.lengths.logs)
    order = np.random.default_rng(3).permutation(len(Z))
    third = gp.fit_process(Z[order], y[order], first.lengths, 0, 0)
    np.testing.assert_allclose(third.predict(Z)[0], second.predict(Z)[0], atol=1e-4)
