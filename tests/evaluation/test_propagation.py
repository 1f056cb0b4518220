import numpy as np
import pytest
from valley import VALLEY

from fluxion.design import Constraint, DesignProblem, DesignSpace, Real
from fluxion.evaluation.propagation import score_half_widths


def build_nothing(design, settings):
    raise AssertionError("nothing is built here")


def score(columns, settings, outputs):
    return {
        "sum": 3.0 * outputs["a"] - 4.0 * outputs["b"],
        "scaled": columns["size"] * outputs["a"],
        "known": 2.0 * columns["size"],
    }


PROBLEM = DesignProblem(
    name="sums",
    title="Sums",
    space=DesignSpace((Real("size", 0.0, 10.0, 1.0),)),
    build=build_nothing,
    score=score,
    outputs=("a", "b"),
    predicted=("a", "b"),
    objectives=("sum",),
    constraints=(Constraint("g", "scaled", 1.0),),
)


def test_linear_scores_are_propagated_exactly():
    X = np.array([[1.0], [5.0]])
    outputs = {"a": np.array([10.0, 20.0]), "b": np.array([7.0, 8.0])}
    half = score_half_widths(PROBLEM, X, outputs, {"a": np.array([1.0, 2.0]), "b": np.array([1.0, 0.0])})
    np.testing.assert_allclose(half["sum"], [5.0, 6.0])
    np.testing.assert_allclose(half["scaled"], [1.0, 10.0])
    np.testing.assert_array_equal(half["known"], [0.0, 0.0])


def test_outputs_without_an_interval_count_as_exact():
    X, outputs = np.array([[2.0]]), {"a": np.array([1.0]), "b": np.array([1.0])}
    assert score_half_widths(PROBLEM, X, outputs, {"b": np.array([1.0])})["sum"] == pytest.approx(4.0)
    assert score_half_widths(PROBLEM, X, outputs, {})["sum"] == 0.0


def test_the_spread_of_random_errors_is_met():
    generator = np.random.default_rng(1)
    X, n = np.full((1, 1), 3.0), 200_000
    mean, sd = {"a": np.array([10.0]), "b": np.array([5.0])}, {"a": np.array([0.3]), "b": np.array([0.2])}
    drawn = {name: mean[name] + sd[name] * generator.standard_normal(n) for name in mean}
    scores = PROBLEM.scores(np.full((n, 1), 3.0), drawn)
    half = score_half_widths(PROBLEM, X, mean, sd)
    for name in ("sum", "scaled"):
        assert half[name][0] == pytest.approx(scores[name].std(), rel=0.01)


def test_no_designs_and_no_scores():
    nothing = {"f1": np.empty(0), "height": np.empty(0)}
    half = score_half_widths(VALLEY, np.empty((0, 8)), nothing, nothing)
    assert {name: values.shape for name, values in half.items()} == {"f2": (0,), "twice": (0,)}


def own_widths(line, a, b, half):
    problem = PROBLEM.with_column("own", line)
    outputs = {"a": np.array([a]), "b": np.array([b])}
    return score_half_widths(problem, np.array([[1.0]]), outputs, {"a": np.array([half]), "b": np.array([half])})


def test_own_columns_are_propagated_like_scores():
    found = own_widths("3 * a - 4 * b", 10.0, 7.0, 1.0)
    assert found["own"][0] == pytest.approx(found["sum"][0])


def test_the_larger_side_of_a_bend_counts():
    assert own_widths("min(a, 10)", 9.5, 0.0, 1.0)["own"][0] == pytest.approx(1.0)
    assert own_widths("max(a, 10)", 10.5, 0.0, 1.0)["own"][0] == pytest.approx(1.0)


def test_nothing_is_known_where_a_column_has_no_value_nearby():
    assert own_widths("sqrt(a)", 0.5, 0.0, 1.0)["own"][0] == np.inf
    assert np.isfinite(own_widths("sqrt(a)", 1.5, 0.0, 1.0)["own"][0])
