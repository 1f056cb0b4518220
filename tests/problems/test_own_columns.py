"""Own objectives and constraints, from the problem to the optimiser."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from valley import VALLEY, Valley

from fluxion.errors import InputError
from fluxion.evaluation import evaluate_in_batches
from fluxion.problems.task import define_task

X = VALLEY.space.sample(50, 3)


def steepness(columns):
    return columns["height"] / (1.0 + columns["terraces"]) + np.where(columns["rock"] == "chalk", 1.0, columns["far"])


def evaluated(problem, X=X, **model):
    return Valley(problem, **model).evaluate(X)


def test_a_function_and_an_expression_give_the_same_column():
    line = "height / (1 + terraces) + where(rock == 'chalk', 1, far)"
    problem = VALLEY.with_column("by_line", line).with_column("by_function", steepness)
    columns = evaluated(problem).columns
    np.testing.assert_array_equal(columns["by_line"], columns["by_function"])
    ok = evaluated(problem).ok
    rock = VALLEY.space.columns(X)["rock"]
    by_hand = columns["height"] / (1.0 + X[:, 7]) + np.where(rock == "chalk", 1.0, 0.8)
    np.testing.assert_allclose(columns["by_line"][ok], by_hand[ok])


def test_own_columns_build_on_each_other_and_follow_the_settings():
    problem = VALLEY.with_column("a", "f2 * 2").with_column("b", "a + far").with_settings(far=0.3)
    found = evaluated(problem)
    np.testing.assert_allclose(found.columns["b"], 2.0 * found.columns["f2"] + 0.3)


def test_own_objectives_and_constraints_reach_the_optimiser():
    problem = VALLEY.with_objective("steepness", steepness).with_constraint("low", "height <= 3")
    problem = problem.with_constraint("terraced", "terraces >= 2")
    answer = define_task(problem, Valley(problem)).evaluate(X)
    assert answer.F.shape == (50, 3)
    ok = answer.evaluation.ok
    np.testing.assert_array_equal(answer.F[ok, 2], answer.evaluation.columns["steepness"][ok])
    excess = answer.evaluation.columns["height"][ok] - 3.0
    np.testing.assert_allclose(answer.limits[ok, 1], excess)
    np.testing.assert_allclose(answer.G[ok, 1], excess / (3.0 + np.abs(excess)))
    np.testing.assert_array_equal(answer.G[ok, 2] <= 0.0, X[ok, 7] >= 2)
    assert (answer.G[~ok] == 1.0).all()


def test_constraints_are_replaced_and_dropped():
    replaced = VALLEY.with_constraint("g_far", "f1 + height <= 2")
    assert [c.column for c in replaced.constraints] == ["g_far_value"]
    again = replaced.with_constraint("g_far", column="f1", upper=0.5, lower=0.1, description="not too far")
    assert again.derived == ()
    assert again.constraints[0].limits(again.settings) == (0.1, 0.5)
    assert VALLEY.without_constraints("g_far").constraints == ()
    with pytest.raises(InputError, match="did you mean 'g_far'"):
        VALLEY.without_constraints("g_fat")


def test_a_function_can_be_held_against_a_limit():
    problem = VALLEY.with_constraint("own", steepness, upper="far")
    found = evaluated(problem)
    np.testing.assert_allclose(found.constraints(problem)[:, 1], found.columns["own_value"] - 0.8)


def test_the_problem_can_be_pickled_with_its_own_columns():
    problem = VALLEY.with_objective("steepness", steepness).with_constraint("low", "height * 2 <= 3")
    again = pickle.loads(pickle.dumps(problem))
    np.testing.assert_array_equal(evaluated(again).columns["low_value"], evaluated(problem).columns["low_value"])
    assert again.derived == problem.derived


def test_a_value_that_is_no_number_gives_its_row_a_sentence():
    problem = VALLEY.with_column("ratio", "1 / terraces").with_column("after", "ratio + 1")
    found = evaluated(problem)
    flat = (X[:, 7] == 0) & evaluated(VALLEY).ok
    assert flat.any()
    assert (found.ok == (evaluated(VALLEY).ok & ~flat)).all()
    for status in found.status[flat]:
        assert "own column 'ratio' is inf" in status
        assert "'1 / terraces'" in status
    assert np.isnan(found.columns["f1"][flat]).all()
    F = define_task(problem, Valley(problem), ["ratio"]).evaluate(X).F
    assert np.isposinf(F[~found.ok]).all()


def raising(columns):
    return 1 / 0


def misspelt(columns):
    return columns["heigt"]


def summed(columns):
    return columns["height"].sum()


def texts(columns):
    return columns["rock"]


def imaginary(columns):
    return columns["height"] * 1j


def nothing(columns):
    columns["height"]


def ragged(columns):
    return [[1.0], [1.0, 2.0]]


def changing(columns):
    columns["height"] *= 2


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (raising, "own column 'own': the function raising raised ZeroDivisionError"),
        (misspelt, "own column 'own': unknown column 'heigt'; did you mean 'height'"),
        (summed, r"the function summed to return \(\d+,\) real numbers.*got shape \(\)"),
        (texts, "the function texts.*real numbers.*got values of type object"),
        (imaginary, "the function imaginary.*real numbers.*got values of type complex"),
        (nothing, "the function nothing.*got nothing"),
        (ragged, "rows of different lengths"),
        (changing, "the function changing raised ValueError.*read-only"),
    ],
)
def test_a_function_that_misbehaves_is_named_once(function, message):
    with pytest.raises(InputError, match=message):
        evaluated(VALLEY.with_column("own", function))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda p: p.with_objective("heigt"),
            "unknown objective of .*'heigt'; did you mean 'height'",
        ),
        (lambda p: p.with_objective("f1"), "is an objective of the problem 'valley' already"),
        (lambda p: p.with_column("own", "heigt * 2"), "own column 'own': unknown column 'heigt'.*mean 'height'"),
        (lambda p: p.with_column("own", "own + 1"), "unknown column 'own'"),
        (lambda p: p.with_column("height", "1"), "has a column or parameter of this name"),
        (lambda p: p.with_column("far", "1"), "has a column or parameter of this name"),
        (lambda p: p.with_column("x0", "1"), "has a column or parameter of this name"),
        (lambda p: p.with_column("f2", "1"), "has a column or parameter of this name"),
        (lambda p: p.with_column("two words", "1"), "letters, digits and '_'"),
        (lambda p: p.with_column("own", 3), "expected an expression in quotes or a function.*got 3"),
        (lambda p: p.with_constraint("own", "heigt <= 2"), "unknown column 'heigt'"),
        (lambda p: p.with_constraint("own", column="heigt", upper=1), "did you mean 'height'"),
        (lambda p: p.with_constraint("own", column="height", upper="fur"), "did you mean 'far'"),
        (lambda p: p.with_constraint("own", column="height"), "expected an upper or a lower limit"),
        (lambda p: p.with_constraint("own", "height <= 2", upper=3), "got both"),
        (lambda p: p.with_constraint("height", "height <= 2"), "'height' occurs twice"),
    ],
)
def test_mistakes_are_refused_when_they_are_made(make, message):
    with pytest.raises(InputError, match=message):
        make(VALLEY)


def test_an_evaluator_of_the_problem_without_the_column_is_refused():
    with pytest.raises(InputError, match="does not know the own column 'steepness'"):
        define_task(VALLEY.with_objective("steepness", steepness), Valley())


def test_functions_are_not_asked_about_no_designs():
    problem = VALLEY.with_objective("least", lambda columns: columns["height"] - columns["height"].min())
    assert "least" in problem.score_names
    bad = X.copy()
    bad[:, 0] = np.nan
    assert not evaluated(problem, bad).ok.any()


def test_risk_is_added_to_what_has_a_maximum_and_taken_off_what_has_a_minimum():
    model = Valley(half=0.1)
    bounded = VALLEY.with_constraint("band", "1 <= height <= 3").with_constraint("own", "2 * height >= 1")
    plain = define_task(bounded, replace(model, problem=bounded)).evaluate(X)
    careful = define_task(bounded, replace(model, problem=bounded), risk=1.0).evaluate(X)
    ok = plain.evaluation.ok
    half = 0.1 * (1.0 + 0.5 * X[ok, 2])
    np.testing.assert_allclose(careful.limits[ok, 1] - plain.limits[ok, 1], half)
    np.testing.assert_allclose(careful.limits[ok, 2] - plain.limits[ok, 2], 2.0 * half)


def test_pieces_of_a_population_are_put_together():
    problem = VALLEY.with_column("own", "1 / terraces")
    parts = list(evaluate_in_batches(Valley(problem), X))
    assert sum(len(part) for part in parts) == len(X)
