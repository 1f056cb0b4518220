import pickle
from dataclasses import replace

import numpy as np
import pytest

from fluxion.design import Constraint, DesignProblem, DesignSpace, Integer, Parameter, Real
from fluxion.errors import InputError

SPACE = DesignSpace((Real("depth_m", 0.0, 2.0, 1.0, "m"), Integer("panes", 1, 3, 2)))


def build(design, settings):
    if design["depth_m"] > settings["deepest_m"]:
        raise InputError(f"the depth {design['depth_m']} m does not fit; make it at most {settings['deepest_m']} m.")
    return design["depth_m"], design["panes"]


def score(columns, settings, outputs):
    return {"cost": columns["panes"] * settings["price"] + outputs["heating_kwh"]}


PROBLEM = DesignProblem(
    name="shed",
    title="A shed",
    space=SPACE,
    build=build,
    score=score,
    outputs=("heating_kwh",),
    predicted=("heating_kwh",),
    parameters=(Parameter("deepest_m", 1.5, "m"), Parameter("price", 10.0), Parameter("budget", 25.0)),
    objectives=("cost",),
    constraints=(Constraint("g_cost", "cost", "budget"), Constraint("g_heat", "heating_kwh", 7.0)),
)


def test_settings_are_filled_replaced_and_checked():
    assert dict(PROBLEM.settings) == {"deepest_m": 1.5, "price": 10.0, "budget": 25.0}
    dearer = PROBLEM.with_settings(price=12).with_settings(budget=30.0)
    assert dict(dearer.settings) == {"deepest_m": 1.5, "price": 12.0, "budget": 30.0}
    assert PROBLEM.settings["price"] == 10.0
    with pytest.raises(InputError, match="unknown parameter of the problem 'shed': 'prise'; did you mean 'price'"):
        PROBLEM.with_settings(prise=1.0)
    with pytest.raises(InputError, match="expected a number; got 'much'"):
        PROBLEM.with_settings(price="much")


def test_what_is_monotone_names_outputs_variables_and_signs():
    told = replace(PROBLEM, monotone={"heating_kwh": {"panes": -1}})
    assert told.with_settings(price=3.0).monotone == {"heating_kwh": {"panes": -1}}
    with pytest.raises(InputError, match="unknown monotone output of the problem 'shed': 'heating_kw'; did you mean"):
        replace(PROBLEM, monotone={"heating_kw": {"panes": -1}})
    with pytest.raises(InputError, match="unknown variable of the problem 'shed': 'pane'; did you mean 'panes'"):
        replace(PROBLEM, monotone={"heating_kwh": {"pane": -1}})
    with pytest.raises(InputError, match=r"expected \+1 or -1 for 'heating_kwh' over 'panes'; got 0"):
        replace(PROBLEM, monotone={"heating_kwh": {"panes": 0}})


def test_what_is_unscored_is_predicted_and_judges_nothing():
    told = replace(PROBLEM, predicted=("heating_kwh", "glazing_kwh"), unscored=["glazing_kwh"])
    assert (told.unscored, told.scored) == (("glazing_kwh",), ("heating_kwh",))
    assert PROBLEM.scored == PROBLEM.predicted
    with pytest.raises(InputError, match="unknown unscored output of the problem 'shed': 'glasing_kwh'; did you mean"):
        replace(told, unscored=("glasing_kwh",))
    with pytest.raises(InputError, match="judged by 'heating_kwh', so that it cannot be unscored"):
        replace(told, unscored=("heating_kwh",))
    with pytest.raises(InputError, match="judged by 'glazing_kwh'"):
        replace(told, objectives=("glazing_kwh",))


def test_settings_are_read_from_text():
    assert PROBLEM.parse_settings({"price": "3"}) == {"price": 3.0}
    with pytest.raises(InputError, match="did you mean 'budget'"):
        PROBLEM.parse_settings({"buget": "3"})


def test_the_population_is_lazy_and_fails_by_element():
    population = PROBLEM.population([[1.0, 2.0], [2.0, 1.0], [0.5, 3.0]])
    assert len(population) == 3
    assert population[0] == (1.0, 2)
    assert population[-1] == (0.5, 3)
    assert list(population[2:]) == [(0.5, 3)]
    with pytest.raises(InputError, match="does not fit"):
        population[1]
    with pytest.raises(IndexError):
        population[3]


def test_the_population_refuses_what_the_space_refuses():
    with pytest.raises(InputError, match="row 1, column 'panes'"):
        PROBLEM.population([[1.0, 9.0]])


def test_scores_and_constraints():
    X = np.array([[1.0, 1.0], [1.0, 3.0]])
    outputs = {"heating_kwh": np.array([5.0, 8.0])}
    scores = PROBLEM.scores(X, outputs)
    np.testing.assert_array_equal(scores["cost"], [15.0, 38.0])
    columns = {**outputs, **scores}
    values = [constraint.value(columns, PROBLEM.settings) for constraint in PROBLEM.constraints]
    np.testing.assert_array_equal(values, [[-10.0, 13.0], [-2.0, 1.0]])


def test_a_score_of_another_length_is_refused():
    summed = replace(PROBLEM, score=lambda columns, settings, outputs: {"cost": columns["panes"].sum()})
    with pytest.raises(InputError, match=r"score 'cost' with shape \(2,\); got \(\)"):
        summed.scores(np.array([[1.0, 1.0], [1.0, 1.0]]), {"heating_kwh": np.zeros(2)})


def test_problems_travel_between_processes():
    again = pickle.loads(pickle.dumps(PROBLEM))
    assert again == PROBLEM
    assert again.population([[1.0, 1.0]])[0] == (1.0, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parameters": (Parameter("panes", 1.0),)}, "'panes' occurs twice"),
        ({"outputs": ("heating_kwh", "heating_kwh")}, "'heating_kwh' occurs twice"),
        ({"constraints": (Constraint("g", "cost", "bugdet"),)}, "did you mean 'budget'"),
        ({"settings": {"colour": "red"}}, "unknown parameter"),
    ],
)
def test_an_inconsistent_problem_is_refused(changes, sentence):
    fields = {name: getattr(PROBLEM, name) for name in PROBLEM.__dataclass_fields__}
    fields["settings"] = {}
    with pytest.raises(InputError) as caught:
        DesignProblem(**{**fields, **changes})
    assert sentence in str(caught.value)
