"""Own columns, constraints, bounds and several climates of a study, from TOML to the task."""

from dataclasses import replace

import numpy as np
import pytest

from fluxion.energyplus.weather_file import epw_text
from fluxion.errors import InputError
from fluxion.evaluation import ClimatesEvaluator
from fluxion.search import StudyConfig, prepare, read_study, run_study
from fluxion.search.output import record, write_run

HEAD = 'problem = "office-design"\nweather = "chicago"\nsurrogate = "none"\n'
OWN = """
objectives = ["energy_kwh_m2", "payback_a"]
[columns]
payback_a = "investment_eur_m2 / max(0.1, 200 + baseline.energy_kwh_m2 - energy_kwh_m2)"
price = "mine.py:price"
[constraints]
overheating = "hours_above_28_occ <= 40"
g_investment = false
g_overheating = "overheating_fraction <= 0.03"
glare = { column = "mine.py:glare", upper = 0.4 }
share = { column = "daylight_deficit", lower = -1, upper = "overheating_limit" }
[variables]
wwr_south = { low = 0.2, high = 0.5 }
window = { options = ["triple_argon", "double_lowe_selective"] }
thermal_mass = { options = ["heavy"] }
"""
MINE = """
def price(columns):
    return columns["cost_eur_m2"] * 1.19


def glare(columns):
    return columns["wwr_south"] + 0.0 * columns["cooling_kwh_m2"]


number = 3
"""


def read(folder, text, head=HEAD):
    (folder / "mine.py").write_text(MINE)
    path = folder / "study.toml"
    path.write_text(head + text)
    return read_study(path)


@pytest.fixture
def epw(tmp_path, golden):
    """A climate of a file, which no surrogate knows."""
    path = tmp_path / "site.epw"
    warmer = replace(golden, temperature_c=golden.temperature_c + 1.0)
    path.write_text(epw_text(warmer), encoding="utf-8")
    return path


def options_of(variable):
    return prepare(StudyConfig("office-design", "chicago", surrogate="none")).problem.space.variable(variable).options


def test_a_study_brings_columns_constraints_and_bounds(tmp_path):
    text = OWN.replace("triple_argon", options_of("window")[-1]).replace(
        "double_lowe_selective", options_of("window")[0]
    )
    setup = prepare(read(tmp_path, text))
    problem, task = setup.problem, setup.truth
    assert problem.objectives == ("energy_kwh_m2", "payback_a")
    names = [constraint.name for constraint in problem.constraints]
    assert names == ["g_window_head", "g_daylight", "overheating", "g_overheating", "glare", "share"]
    X = task.sample(4, 1)
    found = task.evaluate(X)
    columns = found.evaluation.columns
    np.testing.assert_allclose(columns["price"], 1.19 * columns["cost_eur_m2"])
    np.testing.assert_allclose(found.limits[:, names.index("glare")], X[:, problem.space.index("wwr_south")] - 0.4)
    np.testing.assert_allclose(found.limits[:, names.index("g_overheating")], columns["overheating_fraction"] - 0.03)
    base = task.evaluate(task.baseline[None]).evaluation.columns
    saved = 200.0 + base["energy_kwh_m2"] - columns["energy_kwh_m2"]
    np.testing.assert_allclose(columns["payback_a"], columns["investment_eur_m2"] / saved)
    assert (X[:, problem.space.index("wwr_south")] <= 0.5).all()
    assert task.held == ((problem.space.index("thermal_mass"), 1.0),)


def test_the_shipped_surrogate_answers_for_own_columns_and_narrow_bounds(tmp_path):
    study = read(
        tmp_path,
        '[columns]\nown = "energy_kwh_m2 * 2"\n[variables]\nwwr_south = { low = 0.3 }\n',
        HEAD.replace("none", "shipped"),
    )
    setup = prepare(study)
    X = setup.surrogate.sample(50, 1)
    found = setup.surrogate.evaluate(X).evaluation
    np.testing.assert_allclose(found.columns["own"], 2.0 * found.columns["energy_kwh_m2"])
    assert "own" in found.upper


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[columns]\nown = "enrgy_kwh_m2 / 2"',
            "own column 'own': unknown column 'enrgy_kwh_m2'.*mean 'energy_kwh_m2'",
        ),
        ('[columns]\nown = "mine.py:prise"', r"column 'own': '.*mine\.py' has no 'prise'; did you mean 'price'"),
        ('[columns]\nown = "mine.py:number"', "to be a function of columns; got int"),
        ('[columns]\nown = "gone.py:price"', r"column 'own': there is no file 'gone\.py'"),
        ("[columns]\nown = 3", "'columns.own': expected an expression in quotes.*got 3"),
        ("columns = 3", r"'columns': expected a table \[columns\]"),
        ('objectives = ["payback"]', "unknown objective of the problem 'office-design' 'payback'"),
        ("[constraints]\ng_investmnt = false", "unknown constraint .*did you mean 'g_investment'"),
        ("[constraints]\nown = true", "'constraints.own': expected a comparison in quotes, false"),
        ('[constraints]\nown = "mine.py:glare"', "a function needs a limit"),
        ('[constraints]\nown = "cost_eur_m2"', "constraint 'own': expected a comparison"),
        ('[constraints]\nown = { column = "cost_eur_m2", uper = 3 }', "did you mean 'upper'"),
        ('[constraints]\nown = { column = "cost_eur_m2" }', "an upper or a lower limit"),
        ("[constraints]\nown = { upper = 3 }", "expected column ="),
        ("[variables]\nwwr_south = 0.3", "'variables.wwr_south': expected { low = 0.2, high = 0.5 }"),
        ("[variables]\nwwr_south = { lw = 0.3 }", "did you mean 'low'"),
        ("[variables]\nwwr_south = { low = 0.3, options = [] }", "got both"),
        ("[variables]\nwwr_south = { high = 7 }", "bounds of the variable 'wwr_south': 7.* out of bounds"),
        ("[variables]\nwwr_sout = { high = 0.3 }", "did you mean 'wwr_south'"),
        ('[variables]\nwindow = { options = "a" }', "expected options ="),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        prepare(read(tmp_path, text))


def climates(*names, **values):
    return StudyConfig(
        "office-design", names, **{"budget": 10, "rounds": 1, "population": 8, "generations": 4, **values}
    )


def test_one_climate_in_a_list_is_one_climate():
    assert StudyConfig("office-design", ["golden"]).weather == "golden"


def test_several_climates_have_a_surrogate_each():
    setup = prepare(climates("golden", "chicago", robust="mean", weights=(3.0, 1.0)))
    assert isinstance(setup.truth.evaluator, ClimatesEvaluator)
    assert setup.truth.evaluator.climates == ("golden", "chicago")
    assert [weather.name for weather in setup.weathers] == ["golden", "chicago"]
    found = setup.surrogate.evaluate(setup.surrogate.sample(8, 1)).evaluation.columns
    mean = 0.75 * found["energy_kwh_m2@golden"] + 0.25 * found["energy_kwh_m2@chicago"]
    np.testing.assert_allclose(found["energy_kwh_m2"], mean)
    assert "judged in 2 climates: golden, chicago" in setup.method


def test_a_climate_without_a_surrogate_means_physics_for_all(tmp_path, epw):
    setup = prepare(climates("golden", str(epw)))
    assert setup.surrogate is None
    assert "no surrogate ships for the problem 'office-design' in the weather 'site'" in setup.method


@pytest.mark.slow
def test_a_run_in_several_climates_counts_designs_and_simulations(tmp_path):
    result = run_study(
        prepare(climates("golden", "chicago", objectives=("energy_kwh_m2", "cost_eur_m2"), population=20))
    )
    content = record(result)
    assert content["counts"]["truth_runs"] == 10
    assert content["counts"]["simulations"] == 20
    assert len(content["hashes"]["weather"]) == len(content["hashes"]["surrogate"]) == 2
    write_run(result, tmp_path / "out")
    header = (tmp_path / "out" / "pareto.csv").read_text().split("\n")[0].split(",")
    assert {"energy_kwh_m2", "energy_kwh_m2@golden", "energy_kwh_m2@chicago", "g_investment"} <= set(header)


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (("golden", "golden"), {}, "'weather' names 'golden' 2 times; name it once"),
        ((), {}, "got an empty list"),
        (("golden", 3), {}, "expected a text in quotes; got 3"),
        (("golden",), {"robust": "mean"}, "'robust' is a rule over several climates"),
        (("golden", "chicago"), {"robust": "avrage"}, "unknown value of 'robust'"),
        (("golden", "chicago"), {"robust": "mean", "weights": (1.0,)}, "expected 2 numbers"),
        (("golden", "chicago"), {"weights": 3}, "'weights': expected a list of numbers"),
        (("golden",), {"weights": (1.0,)}, "'weights' are for several climates"),
        (("golden", "chicago"), {"surrogate": ("a.onnx", "b.onnx", "c.onnx")}, "one model file per climate, that is 2"),
        (("golden", "chicago"), {"weights": (1.0, 2.0)}, "no use for the worst"),
        (("golden", "chicago"), {"surrogate": "a.onnx"}, "one model file per climate, that is 2; got 1"),
        (("golden", "chicag"), {}, "chicago"),
    ],
)
def test_climates_that_do_not_go_together_are_refused(names, values, message):
    with pytest.raises(InputError, match=message):
        prepare(climates(*names, **values))


def test_one_climate_under_two_names_is_refused(tmp_path, epw):
    copy = tmp_path / "copy.epw"
    copy.write_bytes(epw.read_bytes())
    with pytest.raises(InputError, match=r"copy\.epw' is the climate '.*' again"):
        prepare(climates(str(epw), str(copy)))


@pytest.mark.parametrize("weather", ["golden", ("golden", "chicago")])
def test_designs_can_be_judged_by_outputs_that_no_score_reads(weather):
    objectives = ("solar_gains_kwh_m2", "cost_eur_m2")
    constraints = {"g_glass": "glazing_kwh_m2 >= -20"}
    setup = prepare(StudyConfig("office-design", weather, objectives=objectives, constraints=constraints))
    found = setup.surrogate.evaluate(setup.surrogate.sample(16, 1))
    assert found.evaluation.ok.all()
    assert found.F.shape == (16, 2)
    if weather != "golden":
        solar = [found.evaluation.columns[f"solar_gains_kwh_m2@{one}"] for one in weather]
        np.testing.assert_allclose(found.F[:, 0], np.maximum(*solar))
