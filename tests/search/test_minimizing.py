import json

import numpy as np
import pytest

import fluxion
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.weather import load_weather

SMALL = {"budget": 24, "rounds": 2, "population": 20, "generations": 10, "stall": 0.0}
TWO = ("energy_kwh_m2", "cost_eur_m2")


@pytest.mark.parametrize(
    "way", [{}, {"surrogate": "none"}, {"policy": "plain"}, {"risk": 1.0}, {"fixed": {"thermal_mass": "heavy"}}]
)
def test_physics_says_the_same_of_every_row_that_is_returned(golden, way):
    problem = load("office-design")
    result = fluxion.minimize(problem, golden, objectives=TWO, seed=2, **SMALL, **way)
    again = PhysicsEvaluator(problem, golden).evaluate(result.truth.X)
    for name in (*problem.outputs, *TWO, "carbon_kgco2e_m2", "overheating_fraction"):
        np.testing.assert_array_equal(result.truth.columns[name], again.columns[name])
    assert result.truth.fidelity == again.fidelity == "physics"
    assert len(result.front) > 0
    assert result.answer.feasible[result.front].all()
    np.testing.assert_array_equal(result.answer.F, np.stack([again.columns[name] for name in TWO], axis=1))


def test_names_do_as_well_as_objects_and_a_folder_keeps_the_runs(golden, tmp_path):
    by_name = fluxion.minimize("office-design", "golden", objectives=TWO, out=tmp_path / "a", **SMALL)
    by_object = fluxion.minimize(load("office-design"), golden, objectives=TWO, **SMALL)
    np.testing.assert_array_equal(by_name.truth.X, by_object.truth.X)
    assert (tmp_path / "a" / "runs.jsonl").is_file()
    told = []
    again = fluxion.minimize(
        "office-design",
        "golden",
        objectives=TWO,
        out=tmp_path / "a",
        progress=lambda *state: told.append(state),
        **SMALL,
    )
    np.testing.assert_array_equal(again.answer.F, by_name.answer.F)
    assert ("physics runs", 24, 24) in told


def test_several_climates(golden):
    result = fluxion.minimize("office-design", ["golden", "tampa"], objectives=TWO, **SMALL)
    columns = result.truth.columns
    worst = np.maximum(columns["energy_kwh_m2@golden"], columns["energy_kwh_m2@tampa"])
    np.testing.assert_allclose(columns["energy_kwh_m2"], worst)
    assert len(result.origin) == 24


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"buget": 30}, "unknown option of minimize 'buget'; did you mean 'budget'"),
        ({"objectives": ("enrgy_kwh_m2",)}, "did you mean 'energy_kwh_m2'"),
        ({"budget": 3}, "'budget': expected a whole number from 10"),
        ({"budget": 12, "rounds": 20}, "too few for 20 rounds"),
        ({"truth": "fisics"}, "did you mean 'physics'"),
        ({"policy": "guide"}, "did you mean 'guided'"),
        ({"fixed": {"wwr": 0.3}}, "unknown variable 'wwr'"),
    ],
)
def test_bad_requests_are_one_error(golden, options, sentence):
    with pytest.raises(InputError, match=sentence):
        fluxion.minimize(load("office-design"), golden, **options)


def test_a_weather_must_be_one(golden):
    with pytest.raises(InputError, match=r"weather: expected a Weather, .* or a list of one kind of those; got 3"):
        fluxion.minimize("office-design", 3)
    with pytest.raises(InputError, match="needs a problem object too"):
        fluxion.minimize("office-design", golden)
    with pytest.raises(InputError, match="'weather' names 'golden' 2 times; name it once"):
        fluxion.minimize("office-design", ["golden", "golden"])


def test_an_objective_that_is_not_a_number_somewhere_fails_those_rows_alone(golden):
    problem = load("office-design").with_objective("root", "sqrt(wwr_south - 0.3)")
    result = fluxion.minimize(problem, golden, objectives=("root", "cost_eur_m2"), surrogate="none", **SMALL)
    bad = result.truth.X[:, 8] < 0.3
    assert bad.any()
    assert not result.truth.ok[bad].any()
    assert all("own column 'root' is nan" in text for text in result.truth.status[bad])
    assert np.isfinite(result.answer.F[result.front]).all()


def test_no_feasible_design_is_said_with_what_is_missing(golden):
    problem = load("office-design").with_settings(budget_eur_m2=1.0)
    result = fluxion.minimize(problem, golden, objectives=TWO, **SMALL)
    assert result.verdict.startswith("no feasible design in 24 runs; the closest exceeds g_investment by")
    assert len(result.front) == 0


def test_settings_as_text_and_climates_as_objects(golden):
    problem = load("office-design")
    by_text = fluxion.minimize(problem, golden, objectives=TWO, settings={"budget_eur_m2": "700"}, **SMALL)
    assert by_text.setup.problem.settings["budget_eur_m2"] == 700.0
    pair = [golden, load_weather("tampa")]
    assert fluxion.minimize(problem, pair, objectives=TWO, **SMALL).setup.weathers == tuple(pair)
    with pytest.raises(InputError, match="or a list of one kind of those"):
        fluxion.minimize(problem, [golden, "tampa"], objectives=TWO, **SMALL)


def test_runs_of_changed_code_are_not_mixed(golden, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "own_worth_of_a_test.py"
    module.write_text("def worth(columns):\n    return columns['heating_kwh_m2']\n")
    from own_worth_of_a_test import worth

    problem = load("office-design").with_objective("worth", worth)
    asked = {"objectives": ("worth", "cost_eur_m2"), "surrogate": "none", "out": tmp_path / "run", **SMALL}
    fluxion.minimize(problem, golden, **asked)
    fluxion.minimize(problem, golden, **asked)
    module.write_text("def worth(columns):\n    return 2.0 * columns['heating_kwh_m2']\n")
    with pytest.raises(InputError, match=r"another study \(code:"):
        fluxion.minimize(problem, golden, **asked)


@pytest.mark.parametrize(("problem", "out", "sentence"), [(None, None, "problem: expected"), ("x", 3, "out: expected")])
def test_what_is_no_problem_or_no_folder_is_refused(problem, out, sentence):
    with pytest.raises(InputError, match=sentence):
        fluxion.minimize(problem, "golden", out=out)


def test_a_file_where_a_folder_belongs_is_refused_before_anything_is_run(tmp_path):
    place = tmp_path / "mine.txt"
    place.write_text("mine")
    with pytest.raises(InputError, match=r"mine\.txt"):
        fluxion.minimize("office-design", "golden", out=place, progress=lambda *_: pytest.fail("something was run"))


def test_a_study_that_has_spent_its_budget_may_be_given_more(tmp_path):
    asked = {"objectives": ("energy_kwh_m2", "cost_eur_m2"), "surrogate": "none", "generations": 3, "population": 20}
    fluxion.minimize("office-design", "golden", out=tmp_path, budget=20, rounds=1, **asked)
    first = (tmp_path / "runs.jsonl").read_text()
    result = fluxion.minimize("office-design", "golden", out=tmp_path, budget=30, rounds=2, **asked)
    assert len(result.origin) == 30
    second = (tmp_path / "runs.jsonl").read_text()
    assert second.startswith(first)
    X = [tuple(row) for line in second.splitlines() for row in json.loads(line).get("X", [])]
    assert len(X) == len(set(X)) < 50
    with pytest.raises(InputError, match="seed: 0 there, 1 here"):
        fluxion.minimize("office-design", "golden", out=tmp_path, budget=30, seed=1, **asked)
