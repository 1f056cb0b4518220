from dataclasses import replace

import numpy as np
import pytest

from fluxion.evaluation import SurrogateEvaluator, is_result_column, load_surrogate
from fluxion.problems import load
from fluxion.problems.task import define_task
from fluxion.search import run_study
from fluxion.search.forecast import Forecasts, RecalibratedEvaluator, recalibrated
from fluxion.search.output import record, table
from fluxion.weather import load_weather

SMALL = {"budget": 161, "rounds": 8, "population": 24, "generations": 10}


@pytest.fixture(scope="module")
def doubtful(wrong_valley):
    """A model that claims too much and doubts its claims too little."""
    return replace(wrong_valley, half=0.02)


@pytest.fixture(scope="module")
def run(valley_setup, doubtful):
    return run_study(valley_setup(model=doubtful, **SMALL))


def test_intervals_are_multiplied_by_their_scale(valley, doubtful):
    X = valley.space.sample(20, 1)
    X[:, 1] *= 0.9
    task = define_task(valley, doubtful)
    plain, wide = (recalibrated(task, scales).evaluate(X) for scales in ({}, {"height": 3.0, "f2": 0.5}))
    for name, factor in (("height", 3.0), ("f2", 0.5), ("twice", 1.0)):
        np.testing.assert_array_equal(plain.columns[name], wide.columns[name])
        half = plain.upper[name] - plain.columns[name]
        np.testing.assert_allclose(wide.upper[name] - wide.columns[name], factor * half, rtol=1e-9)
    np.testing.assert_allclose(plain.upper["twice"] - plain.columns["twice"], 2.0 * 0.02 * (1.0 + 0.5 * X[:, 2]))
    assert "f1" not in plain.upper


def test_what_is_never_negative_has_no_negative_end(valley, doubtful):
    X = valley.space.sample(20, 1)
    X[:, 1] *= 0.9
    expected = recalibrated(define_task(valley, doubtful), {"height": 1e3}).evaluate(X)
    positive = expected.columns["height"] > 0.0
    assert (expected.lower["height"][positive] >= 0.0).all()
    assert positive.any()


def test_terms_of_the_balance_may_be_negative_and_hours_end_with_the_year():
    problem, weather = load("office-design"), load_weather("golden")
    base = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))
    outcome = RecalibratedEvaluator(problem, base, {"opaque_kwh_m2": 2.0, "hours_above_26": 1e6}).compute(
        problem.space.sample(20, 0)
    )
    below = outcome.outputs["opaque_kwh_m2"] - outcome.lower["opaque_kwh_m2"]
    np.testing.assert_allclose(below, 2.0 * outcome.half_width["opaque_kwh_m2"])
    assert (outcome.outputs["opaque_kwh_m2"] < 0.0).any()
    assert (outcome.upper["hours_above_26"] == 8760.0).all()
    assert (outcome.lower["hours_above_26"] == 0.0).all()


def test_scales_come_from_checked_rounds(valley, true_valley, doubtful):
    X = valley.space.sample(40, 1)
    X[:, 1] *= 0.9
    expecting = recalibrated(define_task(valley, doubtful), {})
    assert Forecasts().scales() == {}
    forecasts = Forecasts().with_round(expecting, true_valley.evaluate(X))
    error = np.abs(true_valley.evaluate(X).columns["height"] - doubtful.evaluate(X).columns["height"])
    ratio = np.sort(error / (0.02 * (1.0 + 0.5 * X[:, 2])))
    scales = forecasts.scales()
    assert ratio[34] < scales["height"] < ratio[38]
    assert scales["height"] == pytest.approx(scales["f2"])
    assert set(scales) == {"height", "f2", "twice"}


def test_failed_runs_teach_nothing(valley, true_valley, doubtful):
    X = valley.space.sample(40, 1)
    X[:, 1] = 1.0
    forecasts = Forecasts().with_round(recalibrated(define_task(valley, doubtful), {}), true_valley.evaluate(X))
    assert forecasts.scales() == {}
    assert len(forecasts.evaluation) == 40


def test_rolling_intervals_cover_where_those_of_the_model_do_not(run):
    later = np.isin(run.origin, [f"round {i}" for i in range(2, 9)])
    true, claimed = run.truth.columns["f2"][later], run.claimed.evaluation
    static = (true >= claimed.lower["f2"][later]) & (true <= claimed.upper["f2"][later])
    assert static.mean() < 0.5
    assert 0.82 <= run.expectations()["f2"]["coverage"] <= 0.98
    assert run.expectations()["f2"]["runs"] == later.sum()


def test_every_run_has_an_expectation_made_without_its_truth(run, valley_setup, doubtful):
    assert len(run.expected) == len(run.truth)
    np.testing.assert_array_equal(run.expected.X, run.truth.X)
    # With a truth that changes in the last round only, what was expected of that round stays the same.
    first = run.origin != "round 8"

    class Later(type(run.setup.truth.evaluator)):
        def compute(self, X):
            outcome = super().compute(X)
            known = np.array([any((row == x).all() for x in run.truth.X[first]) for row in X])
            height = np.where(known, outcome.outputs["height"], outcome.outputs["height"] + 1.0)
            return replace(outcome, outputs={**outcome.outputs, "height": height})

    setup = valley_setup(model=doubtful, **SMALL)
    other = run_study(replace(setup, truth=replace(setup.truth, evaluator=Later(setup.problem))))
    np.testing.assert_array_equal(other.truth.X, run.truth.X)
    assert (other.truth.columns["height"] != run.truth.columns["height"]).any()
    np.testing.assert_array_equal(other.expected.upper["f2"], run.expected.upper["f2"])


def test_tables_and_record_tell_what_was_expected(run, valley):
    frame = table(run.setup.problem, run.answer, run.claimed, run.origin, run.expected)
    inside = (frame["f2"] >= frame["f2_expected_lo"]) & (frame["f2"] <= frame["f2_expected_hi"])
    np.testing.assert_array_equal(frame["f2_inside"], inside)
    for name in ("f2_expected", "f2_expected_lo", "f2_expected_hi", "f2_inside"):
        assert is_result_column(valley, name)
    assert record(run)["expectations"]["f2"] == run.expectations()["f2"]


def test_a_plain_search_expects_nothing(valley_setup):
    plain = run_study(valley_setup(model=None, budget=20, policy="plain"))
    assert plain.expected is None
    assert plain.expectations() == {}


def test_what_is_learned_has_intervals_though_the_surrogate_has_none(valley_run):
    found = valley_run.expectations()
    assert set(found) == {"f1", "height", "f2"}
    assert found["f2"]["half_width"] > 0.0


def test_searching_is_the_same_whether_or_not_intervals_are_known(valley_setup, doubtful, valley_run):
    again = run_study(valley_setup(model=doubtful))
    np.testing.assert_array_equal(again.truth.X, valley_run.truth.X)
    np.testing.assert_array_equal(again.answer.F, valley_run.answer.F)


def test_a_risk_moves_the_search(valley_setup, doubtful, valley_run):
    careful = run_study(valley_setup(model=doubtful, risk=1.0))
    assert not np.array_equal(careful.truth.X, valley_run.truth.X)
    # Claims for the record stay those of the surrogate, without the risk.
    np.testing.assert_allclose(careful.claimed.F, doubtful.evaluate(careful.truth.X).objectives(careful.setup.problem))
