"""Problems, columns, climates and catalogues of users at the command line."""

import json
from pathlib import Path

import pandas as pd
import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "own_building.py"
STUDIO = f"{EXAMPLE}:problem"


def test_a_building_of_ones_own_is_sampled_evaluated_and_simulated(fluxion, tmp_path):
    designs, out = tmp_path / "designs.csv", tmp_path / "out.csv"
    assert fluxion("sample", "--problem", STUDIO, "--n", 5, "--out", designs).status == 0
    outcome = fluxion("evaluate", designs, "--problem", STUDIO, "--weather", "golden", "--out", out, "--json")
    assert outcome.status == 0, outcome.stderr
    table = pd.read_csv(out)
    assert (table["status"] == "ok").all()
    assert (table["g_warm"] == table["hours_above_26_occ"] - 500.0).all()


def test_it_is_optimised(fluxion, tmp_path):
    small = ("--budget", 10, "--rounds", 1, "--set", "warm_hours=2000", "--out", tmp_path / "run", "--json")
    outcome = fluxion("optimize", "--problem", STUDIO, "--weather", "golden", *small)
    assert outcome.status == 0, outcome.stderr
    assert outcome.json["objectives"] == ["investment_eur", "electricity_kwh_m2"]
    assert "no surrogate ships for the problem 'garden-studio'" in outcome.json["method"]


def test_several_climates_at_the_command_line(fluxion, tmp_path):
    small = ("--budget", 10, "--rounds", 1, "--set", "warm_hours=5000", "--out", tmp_path / "run", "--json")
    outcome = fluxion("optimize", "--problem", STUDIO, "--weather", "golden, tampa", "--robust", "mean", *small)
    assert outcome.status == 0, outcome.stderr
    counts = outcome.json["counts"]
    assert counts["simulations"] == 2 * counts["truth_runs"]
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["study"]["weather"] == ["golden", "tampa"]
    table = pd.read_csv(tmp_path / "run" / "checked.csv")
    mean = 0.5 * (table["electricity_kwh_m2@golden"] + table["electricity_kwh_m2@tampa"])
    pd.testing.assert_series_equal(table["electricity_kwh_m2"], mean, check_names=False)
    worst = table[["hours_above_26_occ@golden", "hours_above_26_occ@tampa"]].max(axis=1)
    pd.testing.assert_series_equal(table["g_warm"], worst - 5000.0, check_names=False)


def test_an_own_column_without_value_gives_its_rows_a_sentence(fluxion, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        f'problem = "{STUDIO}"\nweather = "golden"\nbudget = 12\nrounds = 1\nobjectives = ["odd", "investment_eur"]\n'
        '[columns]\nodd = "sqrt(insulation_m - 0.16)"\n'
    )
    outcome = fluxion("optimize", study, "--out", tmp_path / "run", "--json")
    table = pd.read_csv(tmp_path / "run" / "checked.csv")
    thin = table["insulation_m"] < 0.16
    assert outcome.json["counts"]["dropped"]["failed"] == thin.sum() > 0
    assert table.loc[thin, "status"].str.contains("the own column 'odd' is nan").all()
    assert table.loc[thin, "investment_eur"].isna().all()
    assert (table.loc[~thin, "status"] == "ok").all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--problem", f"{EXAMPLE}:problm", "--weather", "golden"), "has no 'problm'; did you mean 'problem'"),
        (("--problem", "gone.py:problem", "--weather", "golden"), "there is no file 'gone.py'"),
        (("--problem", f"{EXAMPLE}:WIDTH", "--weather", "golden"), "expected a DesignProblem"),
        (("--problem", STUDIO, "--weather", "golden,golden"), "'weather' names 'golden' 2 times"),
        (("--problem", STUDIO, "--weather", "golden,tamba"), "tampa"),
        (("--problem", STUDIO, "--weather", "golden,tampa", "--robust", "best"), "unknown value of 'robust'"),
        (("--problem", STUDIO, "--weather", "golden", "--robust", "mean"), "a rule over several climates"),
        (("--problem", STUDIO, "--weather", "golden", "--objectives", "invest"), "investment_eur"),
        (("--problem", "office-design", "--weather", "golden", "--set", "catalogue=gone"), "'gone' does not exist"),
    ],
)
def test_one_clear_message_and_nothing_written(fluxion, tmp_path, arguments, message):
    outcome = fluxion("optimize", *arguments, "--out", tmp_path / "run")
    assert outcome.status == 2
    assert message in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "run").exists()
