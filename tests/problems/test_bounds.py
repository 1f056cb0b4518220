import numpy as np
import optuna
import pytest
from pymoo.optimize import minimize
from valley import VALLEY, Valley

from fluxion.errors import InputError
from fluxion.problems.bounds import search_bounds
from fluxion.problems.optuna import to_optuna
from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, to_pymoo
from fluxion.problems.task import define_task
from fluxion.search.evolving import search_task

SPACE = VALLEY.space
NARROW = {"x0": (0.2, 0.3), "x2": (None, 0.1), "terraces": (2, 3), "rock": ["marl", "granite"]}


def task(bounds=NARROW, fixed=None):
    return define_task(VALLEY, Valley(), fixed=fixed, bounds=bounds)


def assert_inside(X):
    assert ((X[:, 0] >= 0.2) & (X[:, 0] <= 0.3)).all()
    assert (X[:, 2] <= 0.1).all()
    assert np.isin(X[:, 6], [0.0, 3.0]).all()
    assert np.isin(X[:, 7], [2.0, 3.0]).all()


def test_samples_spread_over_what_is_searched():
    X = task().sample(256, 1)
    assert_inside(X)
    assert SPACE.check(X) is X
    assert X[:, 0].mean() == pytest.approx(0.25, abs=0.01)
    assert (X[:, 6] == 3.0).mean() == pytest.approx(0.5, abs=0.1)
    assert X[:, 1].max() > 0.95


def test_repair_moves_into_the_nearest_corner():
    X = task().designs([[9.0, 0.5, 0.7, 0.5, 0.5, 0.5, 1.0, 5.0], [0.25, 0.5, 0.05, 0.5, 0.5, 0.5, 2.0, 0.0]])
    assert X[0].tolist() == [0.3, 0.5, 0.1, 0.5, 0.5, 0.5, 0.0, 3.0]
    assert X[1].tolist() == [0.25, 0.5, 0.05, 0.5, 0.5, 0.5, 3.0, 2.0]


def test_the_baseline_is_the_nearest_searched_design():
    assert task().baseline.tolist() == [0.3, 0.5, 0.1, 0.5, 0.5, 0.5, 0.0, 3.0]


def test_one_value_is_a_held_variable():
    narrow = task({"x0": (0.5, 0.5), "rock": ["marl"]}, {"x1": 0.2})
    assert narrow.held == ((0, 0.5), (1, 0.2), (6, 3.0))
    assert narrow.free == (2, 3, 4, 5, 7)
    lower, upper = narrow.box
    assert lower[[0, 1, 6]].tolist() == upper[[0, 1, 6]].tolist() == [0.5, 0.2, 3.0]


def test_the_space_and_what_answers_for_it_stay_the_same():
    assert task().problem.space.fingerprint() == SPACE.fingerprint()


def test_pymoo_stays_inside():
    problem = to_pymoo(VALLEY, Valley(), bounds=NARROW)
    assert (problem.xl[0], problem.xu[0], problem.xl[6], problem.xu[6], problem.xu[7]) == (0.2, 0.3, 0.0, 3.0, 3.0)
    narrow = task()
    assert_inside(search_task(narrow, narrow.sample(20, 1), 20, 8, 1)[0].X)


def test_mutation_reaches_every_option_that_is_left_and_no_other():
    problem = to_pymoo(VALLEY, Valley(), bounds={"rock": ["granite", "chalk", "marl"]})
    X = problem.task.sample(400, 2)
    mutated = FluxionMutation(prob_var=1.0)._do(problem, X.copy(), random_state=np.random.default_rng(1))
    assert (mutated[:, 6] != X[:, 6]).all()
    assert set(mutated[:, 6]) == {0.0, 2.0, 3.0}


def test_dictionaries_of_pymoo_are_narrowed():
    problem = to_pymoo(VALLEY, Valley(), form="vars", bounds=NARROW)
    assert problem.vars["x0"].bounds == (0.2, 0.3)
    assert problem.vars["rock"].options == ["granite", "marl"]
    assert problem.vars["terraces"].bounds == (2, 3)


def test_optuna_draws_inside():
    objective = to_optuna(VALLEY, Valley(), bounds=NARROW)
    assert objective.distributions["rock"].choices == ("granite", "marl")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(directions=objective.directions, sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=20)
    assert_inside(SPACE.encode([trial.params for trial in study.trials]))


def test_a_user_of_pymoo_gets_designs_inside():
    from pymoo.algorithms.moo.nsga2 import NSGA2

    problem = to_pymoo(VALLEY, Valley(), bounds=NARROW)
    found = minimize(problem, NSGA2(pop_size=20, repair=FluxionRepair()), ("n_gen", 5), seed=1)
    assert_inside(problem.designs(found.pop.get("X")))


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"terrace": (0, 1)}, "did you mean 'terraces'"),
        ({"x0": (0.2, 1.2)}, "bounds of the variable 'x0': 1.2 is out of bounds.*only be narrower"),
        ({"x0": (0.4, 0.2)}, "low 0.4 is above high 0.2"),
        ({"x0": 0.2}, r"expected \(low, high\), or a list of options; got 0.2"),
        ({"x0": (0.2,)}, r"expected \(low, high\)"),
        ({"x0": ("a", "b")}, r"expected \(low, high\)"),
        ({"x0": (float("nan"), 1.0)}, "the value is nan"),
        ({"terraces": (0.5, 3)}, "bounds of the variable 'terraces'"),
        ({"rock": ("slat", "marl")}, "unknown option of the variable 'rock' 'slat'; did you mean 'slate'"),
        ({"rock": "marl"}, "expected .* a list of options; got 'marl'"),
        ({"rock": ()}, "expected some of its options; got none"),
        ({"rock": ("marl", "marl")}, "'marl' is given twice"),
    ],
)
def test_bounds_outside_the_space_are_refused(bounds, message):
    with pytest.raises(InputError, match=message):
        search_bounds(SPACE, bounds)


def test_a_variable_is_fixed_or_narrowed():
    with pytest.raises(InputError, match="'x0' is fixed and has bounds"):
        task({"x0": (0.1, 0.2)}, {"x0": 0.15})
