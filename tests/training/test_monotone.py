"""Steps on which monotone outputs are judged, and networks that learn to keep them."""

import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.errors import InputError
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.knowledge import Knowledge
from fluxion.training.monotone import by_variable, holding, random_steps, violations

PROPERTIES = {"cooling": {"none": (0.0,), "active": (1.0,), "passive": (1.0,)}}
SPACE = DesignSpace(
    (
        Real("depth", 2.0, 6.0, 3.0),
        Integer("storeys", 1, 4, 2),
        Choice("cooling", ("passive", "none", "active"), "none"),
        Choice("window", ("double", "triple"), "triple"),
    )
)
OUTPUTS = ("rises", "falls")


def depth(X):
    """(n, 2) the first variable and its negative."""
    return np.stack([X[:, 0], -X[:, 0]], axis=1)


@pytest.mark.parametrize("name", ["depth", "storeys", "cooling"])
def test_steps_move_one_variable_up_within_its_bounds(name):
    steps = random_steps(SPACE, name, PROPERTIES, 3000, 1)
    j = SPACE.index(name)
    others = np.delete(np.arange(len(SPACE)), j)
    np.testing.assert_array_equal(steps.low[:, others], steps.high[:, others])
    assert (SPACE.row_status(steps.low) == "ok").all()
    assert (SPACE.row_status(steps.high) == "ok").all()
    if name != "cooling":
        assert (steps.high[:, j] > steps.low[:, j]).all()


def test_steps_are_small_and_large_and_reach_the_corners():
    steps = random_steps(SPACE, "depth", None, 4000, 1)
    size = steps.high[:, 0] - steps.low[:, 0]
    assert size.min() == pytest.approx(0.02 * 4.0)
    assert size.max() == pytest.approx(4.0)
    assert 0.4 < np.mean(size < 0.09) < 0.6
    at_bound = np.isin(steps.low[:, 1], (1.0, 4.0)) & np.isin(steps.low[:, 0], (2.0,)) & (steps.high[:, 0] == 6.0)
    assert at_bound.any()
    whole = random_steps(SPACE, "storeys", None, 4000, 1)
    assert set(np.unique(whole.low[:, 1])) == {1.0, 2.0, 3.0}
    assert set(np.unique(whole.high[:, 1])) == {2.0, 3.0, 4.0}


def test_options_are_ordered_by_their_property_and_equal_ones_share_a_rank():
    steps = random_steps(SPACE, "cooling", PROPERTIES, 500, 1)
    assert set(np.unique(steps.low[:, 2])) == {1.0}
    assert set(np.unique(steps.high[:, 2])) == {0.0, 2.0}


@pytest.mark.parametrize("properties", [None, {"window": {"double": (2.0, 0.7), "triple": (0.8, 0.5)}}])
def test_options_without_one_number_have_no_order(properties):
    with pytest.raises(InputError, match="choice 'window': outputs are monotone in a choice only where one number"):
        random_steps(SPACE, "window", properties, 10, 1)


def test_wrong_steps_are_counted():
    asked = {"rises": {"depth": 1}, "falls": {"depth": 1}}
    found = violations(depth, SPACE, OUTPUTS, asked, steps=500)
    assert found == {"rises": {"depth": 0.0}, "falls": {"depth": 1.0}}
    assert holding(asked, found) == ({"rises": {"depth": 1}}, {"falls": {"depth": 1.0}})


def test_some_wrong_steps_are_a_share_and_rounding_is_none():
    def bent(X):
        return np.stack([np.abs(X[:, 0] - 4.0), 1e-7 * -X[:, 0] + X[:, 3]], axis=1)

    found = violations(bent, SPACE, OUTPUTS, {"rises": {"depth": 1}, "falls": {"depth": 1}}, steps=4000)
    assert 0.3 < found["rises"]["depth"] < 0.7
    assert found["falls"]["depth"] == 0.0


def test_signs_by_variable():
    assert by_variable({"a": {"x": 1, "y": -1}, "b": {"x": -1}}) == {"x": {"a": 1, "b": -1}, "y": {"a": -1}}


def test_a_penalised_network_keeps_what_another_breaks(box, runs):
    X, Y, X_validation, Y_validation = runs
    # So few and noisy runs that the slopes come out wrong without being told.
    noisy = np.maximum(Y[:60] * np.random.default_rng(0).normal(1.0, 0.2, (60, 1)), 0.0)
    noisy[:, 3] = Y[:60, 3]
    asked = {"heating_kwh": {"setpoint": 1, "ach": 1}, "heating_peak_kw": {"setpoint": 1}}
    options = FitOptions(members=2, hidden=(16,), epochs=150, batch=60, threads=1)
    names = tuple(one.name for one in box.targets)
    shares = {}
    for told in (None, Knowledge(monotone=asked)):
        data = (X[:60], noisy, X_validation, Y_validation, box.space, box.targets, options)
        trained = fit_ensemble(*data, knowledge=told)
        found = violations(lambda X, net=trained: net.predict(X)[0], box.space, names, asked, steps=1000)
        shares[told is None] = [share for signs in found.values() for share in signs.values()]
    assert max(shares[True]) > 0.02
    assert max(shares[False]) < 0.2 * max(shares[True])
