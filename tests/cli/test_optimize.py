import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from programs import answering, install, uninstall

from fluxion.search import rounds

SMALL = ("--objectives", "energy_kwh_m2,cost_eur_m2", "--budget", 12, "--steps-per-hour", 1, "--surrogate", "none")
OFFICE = ("optimize", "--problem", "office-design", "--weather", "golden")


@pytest.fixture(scope="module")
def finished(fluxion, tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimize") / "run"
    return fluxion(*OFFICE, *SMALL, "--rounds", 1, "--seed", 3, "--set", "budget_eur_m2=950", "--out", folder), folder


def test_the_front_is_written_and_its_summary_printed(finished):
    outcome, folder = finished
    assert outcome.status == 0
    assert {path.name for path in folder.iterdir()} == {
        "pareto.csv",
        "checked.csv",
        "pareto.png",
        "run.json",
        "runs.jsonl",
    }
    front = pd.read_csv(folder / "pareto.csv")
    assert set(front["fidelity"]) == {"physics"}
    assert f"{len(front)} of the {len(front)} designs on the front" in outcome.stdout
    assert "A search guided by what the runs of physics teach, as the study asks for no surrogate." in outcome.stdout
    assert "from the baseline design" in outcome.stdout
    assert "12 physics runs (reference 1/h)" in outcome.stdout
    assert f"{front['energy_kwh_m2'].min():.4g}" in outcome.stdout


def test_options_reach_the_record(finished):
    record = json.loads((finished[1] / "run.json").read_text())
    assert record["seed"] == 3
    assert record["study"]["settings"]["budget_eur_m2"] == 950.0
    assert record["counts"]["truth_runs"] == 12


def test_a_study_file_and_options_beside_it(fluxion, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        'problem = "office-design"\nweather = "golden"\nobjectives = ["energy_kwh_m2", "cost_eur_m2"]\n'
        'budget = 50\nrounds = 1\nsteps_per_hour = 1\nsurrogate = "none"\n[settings]\nsetback_k = 2.0\n'
    )
    outcome = fluxion("optimize", study, "--budget", 10, "--set", "setup_k=1", "--out", tmp_path / "run", "--json")
    assert outcome.status == outcome.json["exit"] == 0
    assert outcome.json["counts"]["truth_runs"] == 10
    assert outcome.json["files"] == ["pareto.csv", "checked.csv", "pareto.png", "run.json"]
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["study"]["settings"]["setback_k"], record["study"]["settings"]["setup_k"]) == (2.0, 1.0)


def test_the_batch_engine_takes_the_place_of_an_engine_with_steps(fluxion, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        'problem = "office-design"\nweather = "golden"\nbudget = 10\nrounds = 1\nengine = "reference"\n'
        'steps_per_hour = 4\nsurrogate = "none"\n'
    )
    outcome = fluxion("optimize", study, "--engine", "batch", "--out", tmp_path / "run", "--json")
    assert outcome.status == 0, outcome.json
    assert outcome.json["engine"] == "batch"
    both = ("--engine", "batch", "--steps-per-hour", 2)
    outcome = fluxion("optimize", study, *both, "--out", tmp_path / "other")
    assert outcome.status == 2
    assert "steps_per_hour: expected none for the batch engine" in outcome.stderr
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("optimize",), "expected a study file, or both --problem and --weather"),
        (("optimize", "--problem", "office-design"), "expected a study file, or both"),
        (("optimize", "none.toml"), "there is no file 'none.toml'"),
        ((*OFFICE, "--budget", 3), "'budget': expected a whole number from 10 to 10,000,000; got 3"),
        ((*OFFICE, "--budget", 10, "--rounds", 10), "too few for 10 rounds"),
        ((*OFFICE, "--objectives", "energy_kwh"), "did you mean 'energy_kwh_m2'"),
        ((*OFFICE, "--truth", "guess"), "unknown truth 'guess'"),
        ((*OFFICE, "--set", "setback=2"), "did you mean 'setback_k'"),
        ((*OFFICE, "--surrogate", "none.onnx"), "none.onnx"),
        ((*OFFICE, "--provider", "cudaa"), "unknown execution provider 'cudaa'; did you mean 'cuda'?"),
        ((*OFFICE, "--provider", "migraphx"), "Install the package 'onnxruntime-migraphx'"),
        ((*OFFICE, "--provider", "cpu", "--surrogate", "none"), "--provider needs a surrogate"),
        (("optimize", "--problem", "office-design", "--weather", "goldn"), "Did you mean 'golden'"),
    ],
)
def test_defects_are_found_before_computing(fluxion, tmp_path, arguments, message):
    outcome = fluxion(*arguments, "--out", tmp_path / "run")
    assert outcome.status == 2
    assert message in outcome.stderr
    assert not (tmp_path / "run").exists()


def test_a_study_names_problem_and_weather_itself(fluxion, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text('problem = "office-design"\nweather = "golden"\n')
    outcome = fluxion("optimize", study, "--weather", "tampa", "--out", tmp_path / "run")
    assert outcome.status == 2
    assert "leave out --problem and --weather" in outcome.stderr


def test_an_output_that_is_a_file_is_refused(fluxion, tmp_path):
    (tmp_path / "run").write_text("mine")
    outcome = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--out", tmp_path / "run")
    assert outcome.status == 2
    assert "is a file; expected a folder" in outcome.stderr
    assert (tmp_path / "run").read_text() == "mine"


def test_no_feasible_design_is_stated(fluxion, tmp_path):
    outcome = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--set", "budget_eur_m2=1", "--out", tmp_path, "--json")
    assert outcome.status == 1
    assert outcome.json["verdict"].startswith("no feasible design in 12 runs; the closest exceeds g_investment by")
    assert len(pd.read_csv(tmp_path / "pareto.csv")) == 0
    assert len(pd.read_csv(tmp_path / "checked.csv")) == 12


def test_ctrl_c_keeps_the_finished_runs(fluxion, tmp_path, monkeypatch):
    original = rounds.new_archive

    def stopping(setup, watch, log):
        def stop(stage, done, total):
            if done >= 5:
                raise KeyboardInterrupt

        return original(setup, stop, log)

    monkeypatch.setattr(rounds, "new_archive", stopping)
    outcome = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--out", tmp_path / "run", "--json")
    assert outcome.status == 130
    assert outcome.json["rows"] >= 5
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["runs.jsonl"]
    monkeypatch.setattr(rounds, "new_archive", original)
    again = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--out", tmp_path / "run")
    assert again.status == 0
    assert f"{outcome.json['rows']} runs are taken from" in again.stdout
    whole = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--out", tmp_path / "whole")
    assert whole.status == 0
    kept = (tmp_path / "run" / "checked.csv").read_bytes()
    assert kept == (tmp_path / "whole" / "checked.csv").read_bytes()
    other = fluxion(*OFFICE, *SMALL, "--rounds", 1, "--seed", 77, "--out", tmp_path / "run")
    assert other.status == 2
    assert "of another study (seed: 0 there, 77 here)" in other.stderr
    assert fluxion(*OFFICE, *SMALL, "--rounds", 1, "--seed", 77, "--fresh", "--out", tmp_path / "run").status == 0


@pytest.mark.slow
def test_an_interrupt_from_outside_keeps_the_finished_runs(tmp_path):
    out = tmp_path / "run"
    arguments = ("--budget", "400", "--rounds", "1", "--surrogate", "none", "--out", str(out))
    process = subprocess.Popen(
        [sys.executable, "-m", "fluxion", *OFFICE, *arguments], stderr=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("physics runs"):
            break
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped by Ctrl-C" in errors
    assert len((out / "runs.jsonl").read_text().splitlines()) >= 2


def test_the_shipped_surrogate_is_searched_and_its_claims_stand_beside_the_truth(fluxion, tmp_path):
    small = ("--budget", 12, "--rounds", 2, "--generations", 10, "--population", 20, "--steps-per-hour", 1)
    outcome = fluxion(*OFFICE, "--objectives", "energy_kwh_m2,cost_eur_m2", *small, "--out", tmp_path)
    assert outcome.status == 0
    assert "A search guided by the shipped surrogate and by every run of physics." in outcome.stdout
    frame = pd.read_csv(tmp_path / "checked.csv")
    assert set(frame["fidelity"]) == {"physics"}
    assert set(frame["origin"]) == {"baseline", "round 1", "round 2"}
    assert (frame["heating_kwh_m2_claimed_lo"] <= frame["heating_kwh_m2_claimed"]).all()
    assert (frame["heating_kwh_m2_claimed"] <= frame["heating_kwh_m2_claimed_hi"]).all()
    # Claims are of another model, but of the same building: close, and not the same.
    ratio = frame["energy_kwh_m2_claimed"] / frame["energy_kwh_m2"]
    assert ratio.between(0.8, 1.25).all()
    assert (ratio != 1.0).all()
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["hashes"]["surrogate"]
    assert record["counts"]["surrogate_evaluations"] > 300


@pytest.mark.slow
def test_a_risk_keeps_the_search_on_the_safe_side(fluxion, tmp_path):
    chosen = {}
    for risk in (0.0, 3.0):
        out = tmp_path / f"risk-{risk:g}"
        few = ("--budget", 12, "--rounds", 2, "--generations", 20, "--population", 24, "--seed", 3)
        outcome = fluxion(*OFFICE, *few, "--risk", risk, "--out", out, "--json")
        assert outcome.status == 0, outcome.stdout
        assert json.loads((out / "run.json").read_text())["study"]["risk"] == risk
        chosen[risk] = pd.read_csv(out / "checked.csv")
    variables = list(chosen[0.0].columns[:5])
    assert not chosen[0.0][variables].equals(chosen[3.0][variables])
    # What a surrogate claims for the record is without the risk.
    for table in chosen.values():
        assert (table["cost_eur_m2_claimed_lo"] <= table["cost_eur_m2_claimed"]).all()


@pytest.mark.parametrize(("risk", "sentence"), [("-1", "at least 0"), ("much", "--risk")])
def test_a_risk_that_is_none_is_refused(fluxion, tmp_path, risk, sentence):
    outcome = fluxion(*OFFICE, "--risk", risk, "--out", tmp_path / "run")
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_energyplus_judges_where_it_is_asked_to(fluxion, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    small = ("--budget", 14, "--rounds", 2, "--generations", 5, "--population", 10, "--stall", 0)
    asked = (*OFFICE, "--objectives", "energy_kwh_m2,cost_eur_m2", "--truth", "energyplus", *small)
    outcome = fluxion(*asked, "--out", tmp_path / "run")
    assert outcome.status in (0, 1), outcome.stderr
    assert "A search guided by the shipped surrogate and by every run of EnergyPlus." in outcome.stdout
    checked = pd.read_csv(tmp_path / "run" / "checked.csv")
    assert set(checked["fidelity"]) == {"energyplus"}
    assert set(checked["engine"]) == {"EnergyPlus 25.2.0 6/h"}
    assert len(checked) == 14
    # A program that refuses everything but the baseline is not asked again for what is known.
    install(monkeypatch, answering(tmp_path, "refuse('asked again')"))
    monkeypatch.setattr("fluxion.search.recheck.Archive.confirm", lambda self, X: None)
    again = fluxion(*asked, "--out", tmp_path / "run")
    assert "14 runs are taken from" in again.stdout
    pd.testing.assert_frame_equal(checked, pd.read_csv(tmp_path / "run" / "checked.csv"))


def test_energyplus_that_is_not_installed_is_one_error(fluxion, tmp_path, monkeypatch):
    uninstall(monkeypatch)
    outcome = fluxion(*OFFICE, "--truth", "energyplus", "--out", tmp_path / "run")
    assert outcome.status == 2
    assert "fluxion-bem[energyplus]" in outcome.stderr
    assert not (tmp_path / "run").exists()
