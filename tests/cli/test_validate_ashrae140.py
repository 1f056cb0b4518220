"""``fluxion validate ashrae140`` with invented reference results."""

import json

import pandas as pd
import pytest
from invented_pack import accept_weather, write_pack

from fluxion.validation.ashrae140 import VARIABLE


@pytest.fixture(scope="module")
def whole(tmp_path_factory, golden):
    return write_pack(tmp_path_factory.mktemp("pack"), golden)


@pytest.fixture
def call(fluxion, whole, tmp_path, monkeypatch):
    accept_weather(monkeypatch, whole)
    monkeypatch.setenv(VARIABLE, str(whole))
    monkeypatch.chdir(tmp_path)

    def validate(*more):
        return fluxion("validate", "ashrae140", "--out", "out", *more)

    return validate


def test_some_cases_at_one_step_an_hour(call, tmp_path):
    outcome = call("--case", "195", "--case", "600FF", "--steps-per-hour", 1, "--json")
    assert outcome.status == 0, outcome.stderr
    payload = outcome.json
    assert (payload["command"], payload["engine"], payload["cases"]) == ("validate ashrae140", "reference 1/h", 2)
    assert payload["headline"]["inside"] == payload["headline"]["total"] == 7
    assert not payload["complete"]
    assert sorted(payload["files"]) == sorted(path.name for path in (tmp_path / "out").iterdir())
    saved = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert saved["headline"] == payload["headline"]
    values = pd.read_csv(tmp_path / "out" / "ashrae140.csv")
    assert set(values["case"]) == {"195", "600FF"}
    assert values.set_index("quantity").loc["annual_heating", "value"] > 1.0


def test_words_for_people(call):
    outcome = call("--case", "195", "--steps-per-hour", 1)
    assert outcome.status == 0
    assert "4 of 4 annual, peak and free-float values inside the range of the programs" in outcome.stdout
    assert "1 cases of Standard 140 by reference 1/h" in outcome.stdout


def test_a_case_that_fails_is_said_and_the_rest_is_written(call, tmp_path, monkeypatch):
    from fluxion.errors import PhysicsError
    from fluxion.validation.ashrae140 import run

    real = run.simulate

    def simulate(building, *arguments, **options):
        if building.name == "200":
            raise PhysicsError("the energy balance is open.")
        return real(building, *arguments, **options)

    monkeypatch.setattr(run, "simulate", simulate)
    outcome = call("--case", "195", "--case", "200", "--steps-per-hour", 1)
    assert outcome.status == 1
    assert "4 of 8 annual, peak and free-float values inside the range of the programs; 4 missing" in outcome.stdout
    assert "failed: 200: the energy balance is open." in outcome.stdout
    values = pd.read_csv(tmp_path / "out" / "ashrae140.csv")
    assert not values.loc[values["case"] == 200, "inside"].any()


def test_ctrl_c_writes_nothing(call, tmp_path, monkeypatch):
    from fluxion.validation.ashrae140 import run

    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "as_completed", stop)
    outcome = call("--case", "195", "--steps-per-hour", 1)
    assert outcome.status == 130
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--case", "601"), "unknown case '601'; did you mean"),
        (("--engine", "fast"), "engine: expected one of"),
        (("--steps-per-hour", "0"), "from 1 to 60"),
        (("--data", "nowhere"), "--data names 'nowhere', which is no folder; get the weather from"),
        (("--data", "."), "the reference results in '.' lack 725650TYCST.epw, reference_ranges.csv"),
        (("--case", "600", "--docs", "page.md"), "--docs needs all cases; leave --case out"),
        (("--docs", "no/page.md"), "does not exist; create it first"),
        (("--docs", "taken"), "the page 'taken' has no place for the results"),
        (("--out", "taken"), "'taken' is a file; expected a folder"),
    ],
)
def test_bad_requests_write_nothing(call, tmp_path, options, sentence):
    (tmp_path / "taken").write_text("")
    outcome = call(*options)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_without_a_pack_it_is_said_what_to_get(call, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    outcome = call("--json")
    assert outcome.status == 2
    assert (
        "do not ship with Fluxion: expected their folder by --data DIR or in FLUXION_ASHRAE140" in outcome.json["error"]
    )
