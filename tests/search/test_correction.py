from dataclasses import replace

import numpy as np

from fluxion.problems.task import define_task
from fluxion.search.correction import CorrectedEvaluator, corrected


def rms(a, b):
    return float(np.sqrt(((a - b) ** 2).mean()))


def near_the_floor(valley, n, seed):
    X = valley.space.sample(n, seed)
    X[:, 1:6] *= 0.1
    X[:, 6], X[:, 7] = 2.0, 0.0
    return X


def test_errors_of_like_designs_are_taken_off(valley, true_valley, wrong_valley):
    surrogate, truth = define_task(valley, wrong_valley), define_task(valley, true_valley)
    learned = corrected(surrogate, true_valley.evaluate(near_the_floor(valley, 60, 1)))
    X = near_the_floor(valley, 200, 2)
    before = rms(surrogate.evaluate(X).F[:, 1], truth.evaluate(X).F[:, 1])
    after = rms(learned.evaluate(X).F[:, 1], truth.evaluate(X).F[:, 1])
    assert after < 0.35 * before
    np.testing.assert_array_equal(learned.evaluate(X).F[:, 0], truth.evaluate(X).F[:, 0])


def test_far_from_the_runs_the_claims_stay(valley, true_valley, wrong_valley):
    surrogate = define_task(valley, wrong_valley)
    runs = near_the_floor(valley, 40, 1)
    runs[:, :6] *= 0.05
    learned = corrected(surrogate, true_valley.evaluate(runs))
    X = valley.space.sample(50, 3)
    X[:, 1:6], X[:, 6], X[:, 7] = 0.95, 0.0, 5.0
    near = np.abs(learned.evaluate(runs).F[:, 1] - surrogate.evaluate(runs).F[:, 1]).mean()
    far = np.abs(learned.evaluate(X).F[:, 1] - surrogate.evaluate(X).F[:, 1]).mean()
    assert far < near


def test_an_exact_surrogate_is_left_alone(valley, true_valley):
    exact = define_task(valley, true_valley)
    X = valley.space.sample(30, 1)
    learned = corrected(exact, true_valley.evaluate(X))
    assert isinstance(learned.evaluator, CorrectedEvaluator)
    assert learned.evaluator.terms == {}
    np.testing.assert_array_equal(learned.evaluate(X).F, exact.evaluate(X).F)


def test_errors_without_pattern_are_not_corrected(valley, true_valley):
    # A wave so fast that no design tells anything of its neighbours.
    noisy = replace(true_valley, bias=0.05)
    X, Y = valley.space.sample(40, 1), valley.space.sample(200, 2)
    X[:, 1] *= 0.9
    Y[:, 1] *= 0.9
    learned = corrected(define_task(valley, noisy), true_valley.evaluate(X))
    truth = true_valley.evaluate(Y).columns["height"]
    before = rms(noisy.evaluate(Y).columns["height"], truth)
    assert rms(learned.evaluate(Y).F[:, 1], truth) < 1.1 * before


def test_few_or_failed_runs_teach_nothing(valley, true_valley, wrong_valley):
    surrogate = define_task(valley, wrong_valley)
    assert corrected(surrogate, true_valley.evaluate(valley.space.sample(4, 1))) is surrogate
    X = valley.space.sample(20, 1)
    X[:, 1] = 1.0
    assert corrected(surrogate, true_valley.evaluate(X)) is surrogate


def test_what_is_never_negative_stays_so(valley, true_valley):
    low = replace(true_valley, offset=-3.0)
    runs = near_the_floor(valley, 40, 1)
    learned = corrected(define_task(valley, low), true_valley.evaluate(runs))
    X = near_the_floor(valley, 100, 2)
    X[:, 0] = 1.0
    X[:, 1:6] = 0.0
    assert (learned.evaluate(X).evaluation.columns["height"] >= 0.0).all()
