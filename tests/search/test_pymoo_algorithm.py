"""The guided search as an algorithm of pymoo."""

import pickle
import time
from dataclasses import replace

import numpy as np
import pytest
from pymoo.core.callback import Callback
from pymoo.core.termination import TerminateIfAll
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.termination.collection import TerminationCollection
from pymoo.termination.max_eval import MaximumFunctionCallTermination
from pymoo.termination.max_gen import MaximumGenerationTermination
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from fluxion.errors import InputError
from fluxion.problems.pymoo import PymooProblem, to_pymoo
from fluxion.search.pareto import Scale, hypervolume
from fluxion.search.proposal import SearchOptions
from fluxion.search.pymoo_algorithm import TrustNSGA2

SMALL = SearchOptions(population=30, generations=15)


class Counting(PymooProblem):
    """A problem that knows every design that it was asked for."""

    def __init__(self, task, form="continuous"):
        super().__init__(task, form)
        self.asked = []

    def _evaluate(self, X, out, *args, **kwargs):
        self.asked.append(self.designs(X))
        super()._evaluate(X, out, *args, **kwargs)


@pytest.fixture
def problem(valley, true_valley):
    return Counting(to_pymoo(valley, true_valley).task)


def run(problem, surrogate=None, termination=("n_evals", 60), seed=1, batch=12, **others):
    return minimize(problem, TrustNSGA2(surrogate, batch, SMALL), termination, seed=seed, **others)


@pytest.mark.parametrize("guided", [False, True])
def test_all_that_is_reported_was_run_by_the_truth(problem, true_valley, wrong_valley, guided):
    result = run(problem, wrong_valley if guided else None)
    asked = np.concatenate(problem.asked)
    assert len(asked) == 60 == result.algorithm.evaluator.n_eval == len(result.pop)
    assert len(np.unique(asked, axis=0)) == 60
    np.testing.assert_array_equal(asked[0], problem.task.baseline)
    true = true_valley.evaluate(result.X)
    np.testing.assert_array_equal(result.F, true.objectives(problem.task.problem))
    assert set(result.pop.get("fidelity")) == {"physics"}
    # The result is the whole front of everything that was run.
    F, feasible = result.pop.get("F"), result.pop.get("feas").ravel()
    front = F[feasible][NonDominatedSorting().do(F[feasible], only_non_dominated_front=True)]
    assert {tuple(row) for row in result.F} == {tuple(row) for row in front}
    assert (result.pop.get("status") == "ok").sum() > 40


def test_a_guided_search_beats_random_runs(problem, wrong_valley):
    result = run(problem, wrong_valley, ("n_evals", 80))
    X = problem.task.sample(80, 5)
    answer = problem.task.evaluate(X)
    scale = Scale(np.zeros(2), np.ones(2))
    assert hypervolume(result.F, scale) > hypervolume(answer.F[answer.feasible], scale) + 0.1


def test_the_last_batch_is_cut(problem, wrong_valley):
    assert len(run(problem, wrong_valley, ("n_evals", 30)).pop) == 30
    assert len(run(problem, None, ("n_evals", 41)).pop) == 41
    assert len(run(problem, None, ("n_evals", 2)).pop) == 2
    either = TerminationCollection(MaximumFunctionCallTermination(27), MaximumGenerationTermination(50))
    assert len(run(problem, wrong_valley, either).pop) == 27
    both = TerminateIfAll(MaximumFunctionCallTermination(14), MaximumGenerationTermination(3))
    assert len(run(problem, wrong_valley, both).pop) == 25


def test_generations_and_time_end_it_too(problem, wrong_valley):
    result = run(problem, wrong_valley, ("n_gen", 3))
    assert result.algorithm.n_gen - 1 == 3
    assert len(result.pop) == 1 + 2 * 12
    started = time.time()
    run(problem, wrong_valley, ("time", 2))
    assert time.time() - started >= 2.0


def test_the_same_seed_gives_the_same_runs(problem, wrong_valley):
    first, again, other = (run(problem, wrong_valley, ("n_evals", 36), seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.pop.get("X"), again.pop.get("X"))
    assert (first.pop.get("X") != other.pop.get("X")).any()


@pytest.mark.parametrize("guided", [False, True])
def test_a_pickle_goes_on_to_the_same_answer(problem, wrong_valley, guided):
    surrogate = wrong_valley if guided else None
    whole = run(problem, surrogate, seed=4)
    half = TrustNSGA2(surrogate, 12, SMALL).setup(problem, termination=("n_evals", 60), seed=4)
    for _ in range(3):
        half.next()
    half = pickle.loads(pickle.dumps(half))
    while half.has_next():
        half.next()
    np.testing.assert_array_equal(half.result().F, whole.F)
    np.testing.assert_array_equal(half.pop.get("X"), whole.pop.get("X"))


def test_histories_callbacks_and_copies(problem, wrong_valley):
    seen = []

    class Watch(Callback):
        def notify(self, algorithm):
            seen.append(len(algorithm.pop))

    result = run(problem, wrong_valley, ("n_evals", 25), save_history=True, callback=Watch())
    assert seen == [1, 13, 25]
    assert [len(one.pop) for one in result.history] == seen


def test_the_form_of_dictionaries_gives_the_same_runs(problem, wrong_valley):
    mixed = PymooProblem(replace(problem.task, held=((7, 0.0),)), "vars")
    plain = PymooProblem(mixed.task)
    one, other = run(mixed, wrong_valley, ("n_evals", 25)), run(plain, wrong_valley, ("n_evals", 25))
    np.testing.assert_array_equal(one.F, other.F)
    assert "terraces" not in one.X[0]
    assert (other.X[:, 7] == 0.0).all()


def test_one_objective(valley, true_valley, wrong_valley):
    result = run(to_pymoo(valley, true_valley, ["f2"]), wrong_valley, ("n_evals", 50))
    assert result.F.shape == (1,)
    assert result.F[0] == result.pop.get("F")[result.pop.get("feas").ravel()].min()
    assert result.F[0] < 0.6


def test_a_tiny_space_ends_before_the_budget(valley, true_valley):
    held = {f"x{i}": 0.5 for i in range(6)}
    result = run(to_pymoo(valley, true_valley, fixed=held), None, ("n_evals", 100), batch=5)
    assert len(result.pop) == 24
    assert len(np.unique(result.pop.get("X"), axis=0)) == 24


def test_nothing_feasible_reports_nothing(valley, true_valley):
    hopeless = valley.with_settings(far=-1.0)
    result = run(to_pymoo(hopeless, replace(true_valley, problem=hopeless)), None, ("n_evals", 30))
    assert result.F is None
    assert len(result.pop) == 30


def test_claims_stand_beside_the_runs(problem, wrong_valley):
    result = run(problem, wrong_valley)
    claims, F = result.pop.get("claim", "F")
    assert np.isposinf(claims[0]).all()
    claimed = np.isfinite(claims).all(axis=1) & np.isfinite(F).all(axis=1)
    assert claimed.sum() > 40
    assert np.abs(claims[claimed] - F[claimed]).max() < 1.0


def test_what_is_shown(problem, wrong_valley, capsys):
    result = run(problem, wrong_valley, ("n_evals", 49), verbose=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if "|" in line]
    assert [word.strip() for word in lines[0].split("|")] == ["n_gen", "n_eval", "n_truth", "hv_true", "gap"]
    last = [word.strip() for word in lines[-1].split("|")]
    assert last[2] == "49"
    volume = hypervolume(result.F, Scale.of_front(result.F))
    assert float(last[3]) == pytest.approx(volume, rel=1e-4)
    assert lines[1].split("|")[4].strip() == "-"
    assert np.isfinite(float(last[4]))


def test_bad_input_is_refused(valley, true_valley, wrong_valley, problem):
    with pytest.raises(InputError, match="at least 1; got 0"):
        TrustNSGA2(batch=0)
    with pytest.raises(InputError, match="made by to_pymoo"):
        run(get_problem("zdt1"))
    with pytest.raises(InputError, match="not for 'valley' with these variables"):
        run(problem, replace(wrong_valley, problem=replace(valley, name="hill")))
