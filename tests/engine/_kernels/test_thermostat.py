"""The thermostat against trying every set of controls."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive import controls_by_trial

from fluxion.engine._kernels.thermostat import predicted_air, solve, thermostat


def system(seed, nz, coupling):
    """A heat balance of zones: air at 2z, star at 2z + 1, symmetric, with losses to outdoors."""
    rng = np.random.default_rng(seed)
    n = 2 * nz
    matrix = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            same_zone = i // 2 == j // 2
            g = rng.uniform(50.0, 500.0) if same_zone else coupling * rng.uniform(0.0, 300.0) * (rng.random() < 0.6)
            matrix[[i, j], [i, j]] += g
            matrix[i, j] -= g
            matrix[j, i] -= g
    loss = rng.uniform(5.0, 200.0, n)
    matrix[np.arange(n), np.arange(n)] += loss
    outdoor = rng.uniform(-20.0, 40.0)
    rhs = loss * outdoor + rng.uniform(-1.0, 1.0, n) * 4000.0
    low = rng.uniform(14.0, 23.0, nz)
    high = low + rng.uniform(0.0, 8.0, nz) * (rng.random(nz) < 0.8)
    low[rng.random(nz) < 0.15], high[rng.random(nz) < 0.15] = -np.inf, np.inf
    return matrix, rhs, low, high


def settle(matrix, rhs, low, high, start=None):
    nz = low.size
    control = np.zeros(nz, dtype=np.int64) if start is None else start.astype(np.int64)
    x, power, work = np.zeros(2 * nz), np.zeros(nz), np.zeros((2 * nz, 2 * nz))
    ok = thermostat(matrix, rhs, low, high, control, work, x, power)
    return ok, control, x, power


@settings(max_examples=200)
@given(seed=st.integers(0, 10**6), nz=st.integers(1, 4), coupling=st.sampled_from([0.0, 0.3, 3.0, 30.0]))
def test_control_is_the_one_that_trial_finds(seed, nz, coupling):
    matrix, rhs, low, high = system(seed, nz, coupling)
    ok, _, x, power = settle(matrix, rhs, low, high)
    assert ok
    found = controls_by_trial(matrix, rhs, low, high)
    assert found
    # Several sets may fit at a tie; they then give the same temperatures.
    assert x == pytest.approx(found[0][1], abs=1e-6)
    assert power == pytest.approx(found[0][2], abs=1e-4)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), nz=st.integers(1, 12), coupling=st.sampled_from([0.3, 3.0, 30.0]))
def test_answer_does_not_depend_on_the_last_steps_controls(seed, nz, coupling):
    matrix, rhs, low, high = system(seed, nz, coupling)
    ok, _, x, power = settle(matrix, rhs, low, high)
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 3, nz)
    start[(start == 1) & ~np.isfinite(low)] = 0
    start[(start == 2) & ~np.isfinite(high)] = 0
    ok_again, _, again, power_again = settle(matrix, rhs, low, high, start)
    assert ok
    assert ok_again
    assert again == pytest.approx(x, abs=1e-6)
    assert power_again == pytest.approx(power, abs=1e-4)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), nz=st.integers(1, 10))
def test_air_stays_within_the_setpoints_and_power_has_the_right_sign(seed, nz):
    matrix, rhs, low, high = system(seed, nz, 3.0)
    ok, control, x, power = settle(matrix, rhs, low, high)
    assert ok
    air = x[0::2]
    assert ((air >= low - 1e-6) & (air <= high + 1e-6)).all()
    assert (power[control == 0] == 0.0).all()
    apart = high > low
    assert (power[(control == 1) & apart] >= -1e-6).all()
    assert (power[(control == 2) & apart] <= 1e-6).all()
    # The balance of every node closes with the ideal power.
    assert matrix @ x - rhs == pytest.approx(np.column_stack([power, np.zeros(nz)]).ravel(), abs=1e-5)


def test_equal_setpoints_hold_the_temperature_with_either_sign():
    matrix = np.array([[150.0, -50.0], [-50.0, 60.0]])
    for outdoor, sign in ((-10.0, 1.0), (40.0, -1.0)):
        rhs = np.array([100.0 * outdoor, 10.0 * outdoor])
        ok, _, x, power = settle(matrix, rhs, np.array([21.0]), np.array([21.0]))
        assert ok
        assert x[0] == pytest.approx(21.0)
        assert np.sign(power[0]) == sign


@given(st.integers(0, 10**6), st.integers(1, 20))
def test_elimination_equals_lapack(seed, nz):
    matrix, rhs, _, _ = system(seed, nz, 1.0)
    x = rhs.copy()
    solve(matrix.copy(), x)
    assert x == pytest.approx(np.linalg.solve(matrix, rhs), rel=1e-9)


def test_predicted_air_moves_inside_the_setpoints():
    air = np.array([16.0, 22.0, 30.0, 30.0])
    low, high = np.array([20.0, 20.0, 20.0, -np.inf]), np.array([25.0, 25.0, 25.0, np.inf])
    np.testing.assert_array_equal(predicted_air(air, low, high), [20.0, 22.0, 25.0, 30.0])
