import json

import numpy as np
import pandas as pd
import pytest

from fluxion.engine import BALANCE_OUTPUTS, BALANCE_TERMS
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.weather import load_weather

TERMS = [f"{name}_kwh" for name in BALANCE_TERMS]


def office(out, *more):
    return ("simulate", "--problem", "office-design", "--weather", "golden", "--out", out, *more)


@pytest.fixture(scope="module")
def finished(fluxion, tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulate") / "a" / "b"
    design = ("--design", "window=triple", "--design", "overhang_m=0.8")
    return fluxion(*office(folder, *design, "--set", "setback_k=2", "--steps-per-hour", 1, "--hourly")), folder


@pytest.fixture(scope="module")
def summary(finished):
    return json.loads((finished[1] / "summary.json").read_text())


def test_every_file_is_there(finished):
    outcome, folder = finished
    assert outcome.status == 0
    names = ["balance.csv", "hourly.csv", "monthly.csv", "summary.json", "zones.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert "by physics (reference 1/h)" in outcome.stdout


def test_the_summary_equals_an_evaluation(summary):
    assert summary["design"]["window"] == "triple"
    assert summary["design"]["overhang_m"] == 0.8
    assert summary["settings"]["setback_k"] == 2.0
    problem = load("office-design", setback_k=2.0)
    X = problem.space.encode([{"window": "triple", "overhang_m": 0.8}])
    evaluation = PhysicsEvaluator(problem, load_weather("golden"), steps_per_hour=1).evaluate(X)
    for name, values in evaluation.columns.items():
        # Terms of the balance are added up over months here and over the year there.
        exact = name not in BALANCE_OUTPUTS
        assert summary["outputs"][name] == (values[0] if exact else pytest.approx(values[0], rel=1e-12))
    assert list(summary["constraints"].values()) == evaluation.constraints(problem)[0].tolist()
    assert summary["residual"] < 1e-5


def test_the_balance_closes_for_every_zone_and_the_building(finished, summary):
    frame = pd.read_csv(finished[1] / "balance.csv")
    assert list(frame.columns) == ["zone", *TERMS, "residual"]
    assert frame["zone"].tolist()[-1] == "building"
    assert (frame["residual"] < 1e-5).all()
    inflow, storage = frame[TERMS[:-1]].sum(axis=1), frame["storage_kwh"]
    np.testing.assert_allclose(inflow, storage, atol=1e-5 * frame[TERMS].abs().sum(axis=1).max())
    building = frame.iloc[-1]
    assert building["heating_kwh"] == pytest.approx(summary["outputs"]["heating_kwh"])
    assert building["cooling_kwh"] == pytest.approx(-summary["outputs"]["cooling_kwh"])
    np.testing.assert_allclose(frame[TERMS].iloc[:-1].sum(), building[TERMS].astype(float), atol=1e-6)


def test_months_and_hours_add_up_to_the_year(finished):
    _, folder = finished
    year = pd.read_csv(folder / "balance.csv").set_index("zone")[TERMS]
    months = pd.read_csv(folder / "monthly.csv")
    hours = pd.read_csv(folder / "hourly.csv")
    assert months["month"].tolist() == sorted(months["month"])
    assert set(months["month"]) == set(range(1, 13))
    np.testing.assert_allclose(months.groupby("zone")[TERMS].sum().loc[year.index], year, atol=1e-6)
    zones = [zone for zone in year.index if zone != "building"]
    assert len(hours) == 8760 * len(zones)
    np.testing.assert_allclose(hours.groupby("zone")[TERMS].sum().loc[zones], year.loc[zones], atol=1e-6)
    january = hours[hours["hour"] <= 31 * 24].groupby("zone")["solar_kwh"].sum()
    first = months[months["month"] == 1].set_index("zone")["solar_kwh"]
    np.testing.assert_allclose(january.loc[zones], first.loc[zones], atol=1e-9)


def test_zones_hold_every_scalar(finished, summary):
    frame = pd.read_csv(finished[1] / "zones.csv")
    assert frame["area_m2"].sum() == pytest.approx(summary["outputs"]["floor_area_m2"])
    assert frame["heating_kwh"].sum() == pytest.approx(summary["outputs"]["heating_kwh"])
    assert {"hours_above_adaptive_occ", "unmet_heating_hours"} <= set(frame.columns)


def test_without_hours_the_months_are_the_same(fluxion, finished, tmp_path):
    out = tmp_path / "plain"
    design = ("--design", "window=triple", "--design", "overhang_m=0.8")
    outcome = fluxion(*office(out, *design, "--set", "setback_k=2", "--steps-per-hour", 1, "--json"))
    assert outcome.status == outcome.json["exit"] == 0
    assert outcome.json["files"] == ["summary.json", "zones.csv", "balance.csv", "monthly.csv"]
    assert not (out / "hourly.csv").exists()
    plain, hourly = (pd.read_csv(folder / "monthly.csv")[TERMS] for folder in (out, finished[1]))
    np.testing.assert_allclose(plain, hourly, atol=1e-6)


def test_hours_of_an_earlier_run_do_not_stay_beside_a_run_without_hours(fluxion, tmp_path):
    (tmp_path / "hourly.csv").write_text("earlier\n")
    (tmp_path / "notes.csv").write_text("mine\n")
    outcome = fluxion(*office(tmp_path, "--steps-per-hour", 1, "--json"))
    assert outcome.status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*outcome.json["files"], "notes.csv"])
    assert (tmp_path / "notes.csv").read_text() == "mine\n"


@pytest.mark.parametrize(("name", "more"), [("hourly.csv", ("--hourly",)), ("summary.json", ())])
def test_a_folder_in_place_of_a_file_is_refused_before_anything_is_written(fluxion, tmp_path, name, more):
    (tmp_path / name).mkdir()
    outcome = fluxion(*office(tmp_path, *more))
    assert outcome.status == 2
    assert f"{name}' is a folder; expected the path of a file to write" in outcome.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--design", "windw=triple"), "unknown variable 'windw'; did you mean 'window'?"),
        (("--design", "window=glass"), "--design window: 'glass' is no option"),
        (("--design", "overhang_m=9"), "--design overhang_m: 9 m is out of bounds"),
        (("--design", "overhang_m"), "--design expects key=value"),
        (("--set", "setbak_k=1"), "did you mean 'setback_k'"),
        (("--weather", "goldne"), "id you mean 'golden'"),
        (("--engine", "fast"), "engine: expected one of"),
        (("--steps-per-hour", "61"), "from 1 to 60"),
        (("--out", "taken"), "'taken' is a file; expected a folder"),
        (("--out", "taken/below"), "taken"),
        (("--out", "/proc/below"), "'/proc'"),
    ],
)
def test_bad_requests_write_nothing(fluxion, tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("")
    outcome = fluxion(*office("out", *options))
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        (("--design", "wwr_south=0.9"), "window"),
        (("--design", "heating_setpoint_c=26"), "is above the cooling setpoint"),
    ],
)
def test_a_design_that_cannot_be_built_is_refused(fluxion, wide_office, tmp_path, design, sentence):
    outcome = fluxion(*office(tmp_path / "out", *design, "--json"))
    assert outcome.status == 2
    assert sentence in outcome.json["error"]
    assert not (tmp_path / "out").exists()
