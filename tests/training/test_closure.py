"""Terms of a balance that a network predicts add up to nothing, whatever its weights."""

from dataclasses import replace

import numpy as np
import pytest

from fluxion.engine import ANNUAL_BALANCE
from fluxion.surrogate.balance import balance_residual
from fluxion.surrogate.session import NetworkSession
from fluxion.training.closure import closure
from fluxion.training.ensemble import Ensemble
from fluxion.training.export import PARITY, check_parity, network_bytes
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.targets import target

NAMES = (*ANNUAL_BALANCE, "night_ventilation_m3")
TARGETS = tuple(target(name) for name in NAMES)
SIGNS = np.array([ANNUAL_BALANCE.get(name, 0) for name in NAMES])
FREE = {"opaque_kwh_m2", "glazing_kwh_m2", "ground_kwh_m2", "infiltration_kwh_m2", "ventilation_kwh_m2"}


@pytest.fixture(scope="module")
def balanced(box):
    """A small ensemble that learned terms of a balance; gains inside are the same in every design."""

    def terms(X):
        column = box.space.columns(X)
        heating, cooling = box.outputs(X)[:, :2].T / (column["side_m"] ** 2 * column["storeys"])
        solar = 40.0 * column["wwr"]
        walls = -heating * (1.0 - column["wwr"])
        air = -30.0 * column["ach"]
        storage = 0.1 * column["insulation_m"]
        rest = storage - (heating - cooling + solar + 20.0 + walls + air)
        parts = {"solar": solar, "internal": np.full(len(X), 20.0), "opaque": walls, "infiltration": air}
        parts |= {"heating": heating, "cooling": cooling, "storage": storage, "glazing": 0.7 * rest}
        parts |= {"ground": 0.2 * rest, "ventilation": 0.1 * rest, "night": 1e6 * column["ach"]}
        return np.stack([parts[name.split("_")[0]] for name in NAMES], axis=1)

    X = box.space.sample(500, 3, "sobol")
    Y = terms(X)
    options = FitOptions(members=2, hidden=(16, 16), epochs=30, batch=64, threads=1)
    return fit_ensemble(X[:400], Y[:400], X[400:], Y[400:], box.space, TARGETS, options)


def session_of(ensemble: Ensemble) -> NetworkSession:
    return NetworkSession(network_bytes(ensemble), "the network", len(ensemble.space), len(ensemble.targets))


def test_the_balance_of_ten_thousand_random_designs_closes_in_the_graph(box, balanced):
    X = box.space.sample(10_000, 8, "uniform")
    mean, spread = session_of(balanced).run(X)
    residual = balance_residual(dict(zip(NAMES, mean.T)), ANNUAL_BALANCE, len(X))
    assert residual.max() <= 1e-5
    assert check_parity(balanced, mean, spread, X) < PARITY
    # What cannot be negative stays so, and what is known stays exact.
    lower = np.array([-np.inf if one.lower is None else one.lower for one in TARGETS])
    assert (mean >= lower).all()
    assert (mean[:, NAMES.index("cooling_kwh_m2")] == 0.0).any()
    np.testing.assert_allclose(mean[:, NAMES.index("internal_gains_kwh_m2")], 20.0, rtol=1e-6)


def test_the_balance_of_the_mean_closes(box, balanced):
    mean, _ = balanced.predict(box.space.sample(300, 8, "uniform"))
    np.testing.assert_allclose(mean @ SIGNS, 0.0, atol=1e-10)


def test_only_terms_without_limits_are_moved(box, balanced):
    X = box.space.sample(200, 8, "uniform")
    moved = np.abs(balanced.predict(X)[0] - replace(balanced, closure=None).predict(X)[0]).max(axis=0)
    for name, distance in zip(NAMES, moved):
        assert (distance > 0.0) == (name in FREE or name == "storage_kwh_m2"), name


def test_shares_follow_the_error_variances():
    errors = np.zeros((50, len(NAMES)))
    errors[:, NAMES.index("ground_kwh_m2")] = 1.0
    errors[:, NAMES.index("storage_kwh_m2")] = -0.5
    errors[:, NAMES.index("heating_kwh_m2")] = 9.0
    shares = dict(zip(NAMES, closure(TARGETS, errors).shares))
    assert shares["ground_kwh_m2"] == pytest.approx(0.8)
    assert shares["storage_kwh_m2"] == pytest.approx(-0.2)
    assert shares["heating_kwh_m2"] == 0.0


def test_terms_without_any_error_share_evenly():
    found = closure(TARGETS, np.zeros((50, len(NAMES))))
    assert np.unique(np.abs(found.shares)).tolist() == pytest.approx([0.0, 1.0 / 6.0])
    assert found.shares @ SIGNS == pytest.approx(1.0)


def test_the_matrix_does_what_apply_does():
    errors = np.random.default_rng(0).normal(size=(50, len(NAMES)))
    found = closure(TARGETS, errors)
    values = np.random.default_rng(1).normal(size=(3, 4, len(NAMES)))
    np.testing.assert_allclose(values @ found.matrix, found.apply(values), atol=1e-12)
    np.testing.assert_allclose(found.apply(values) @ SIGNS, 0.0, atol=1e-12)


def test_a_balance_that_lacks_a_term_is_left_alone(ensemble):
    assert closure(TARGETS[1:], np.ones((5, len(NAMES) - 1))) is None
    assert ensemble.closure is None


def test_without_a_balance_there_is_no_residual():
    assert np.isnan(balance_residual({"heating_kwh_m2": np.ones(3)}, {}, 3)).all()
    assert balance_residual({"a": np.zeros(2), "b": np.zeros(2)}, {"a": 1, "b": -1}, 2).tolist() == [0.0, 0.0]
    assert balance_residual({"a": np.ones(1), "b": np.zeros(1)}, {"a": 1, "b": -1}, 1).tolist() == [1.0]
