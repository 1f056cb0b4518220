from dataclasses import replace

import numpy as np
import pytest

from fluxion.training.ensemble import silu


def test_silu_is_x_times_sigmoid_and_never_overflows():
    x = np.array([-1000.0, -1.0, 0.0, 1.0, 1000.0])
    np.testing.assert_allclose(silu(x), [0.0, -1.0 / (1.0 + np.e), 0.0, np.e / (1.0 + np.e), 1000.0], atol=1e-15)


def test_one_member_by_hand(box, ensemble):
    row = box.space.sample(1, 4)
    values = ensemble.encoding.apply(row)[0]
    for weight, bias in zip(ensemble.weights[:-1], ensemble.biases[:-1]):
        values = values @ weight[1].astype(float) + bias[1].astype(float)
        values = values / (1.0 + np.exp(-values))
    values = values @ ensemble.weights[-1][1].astype(float) + ensemble.biases[-1][1].astype(float)
    expected = np.maximum(values * ensemble.scale + ensemble.centre, 0.0)
    np.testing.assert_allclose(ensemble.member_outputs(row)[1, 0], expected, rtol=1e-12)


def test_mean_and_spread_are_those_of_the_members(box, ensemble):
    X = box.space.sample(100, 5)
    members = ensemble.member_outputs(X)
    mean, spread = ensemble.predict(X)
    assert members.shape == (3, 100, 4)
    np.testing.assert_allclose(mean, members.sum(axis=0) / 3.0)
    np.testing.assert_allclose(spread, np.sqrt(np.square(members - mean).sum(axis=0) / 2.0))


def test_outputs_stay_within_what_is_possible(box, ensemble):
    X = box.space.sample(3000, 6)
    mean, _ = ensemble.predict(X)
    assert ensemble.member_outputs(X).min() == 0.0
    assert mean.min() == 0.0
    assert mean[:, 3].max() <= 8760.0


def test_a_single_member_has_no_spread(box, ensemble):
    single = replace(
        ensemble, weights=tuple(w[:1] for w in ensemble.weights), biases=tuple(b[:1] for b in ensemble.biases)
    )
    X = box.space.sample(10, 7)
    mean, spread = single.predict(X)
    np.testing.assert_array_equal(mean, ensemble.member_outputs(X)[0])
    assert not spread.any()
    assert single.layer_widths == pytest.approx((12, 32, 32, 4))
