"""Every script in examples/ runs as a user runs it, in less than half a minute of computing."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fluxion

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
#: Computing time of one script [s]; wall time would measure what else the machine does.
LIMIT_S = 30.0
#: Wall time after which a script hangs [s].
PATIENCE_S = 600.0


@pytest.fixture(scope="module")
def compiled():
    # The kernels are compiled once per machine, which is no script's own time.
    fluxion.Model(steps_per_hour=1).simulate(1, use_surrogates=False)


def run(script, folder, *options):
    command = [sys.executable, "-W", "error::FutureWarning", str(script), *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def test_the_promised_examples_exist():
    promised = {
        "run_model",
        "run_oracle",
        "validate_surrogate",
        "nsga2",
        "trust_nsga2",
        "optuna_study",
        "own_objective",
        "own_building",
    }
    assert promised <= {script.stem for script in SCRIPTS}


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_example_runs_anywhere(script, compiled, tmp_path):
    before = os.times()
    outcome = run(script, tmp_path)
    after = os.times()
    assert outcome.returncode == 0, outcome.stderr
    assert "physics" in outcome.stdout
    assert "surrogate" in outcome.stdout
    assert "nan" not in outcome.stdout.replace("the value is nan", "")
    assert "Warning" not in outcome.stderr
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    assert seconds < LIMIT_S
    assert not any(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_example_says_what_it_does(script, tmp_path):
    outcome = run(script, tmp_path, "--help")
    assert outcome.returncode == 0, outcome.stderr
    assert "--surrogate" in outcome.stdout


@pytest.mark.slow
def test_the_study_with_own_columns_runs(compiled, tmp_path):
    study, out = ROOT / "examples" / "own_objective" / "study.toml", tmp_path / "run"
    command = [sys.executable, "-m", "fluxion", "optimize", str(study), "--out", str(out), "--budget", "12", "--json"]
    command += ["--rounds", "1", "--population", "20", "--generations", "5"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert told["objectives"] == ["price_of_saving", "discomfort_h"]
    assert told["counts"]["simulations"] == 2 * told["counts"]["truth_runs"]
    header = (out / "checked.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    assert {"price_of_saving", "discomfort_h@chicago", "g_saving", "g_discomfort", "g_overheating"} <= set(header)
    assert "g_investment" not in header


@pytest.fixture(scope="module")
def metrics():
    spec = importlib.util.spec_from_file_location("validate_surrogate", ROOT / "examples" / "validate_surrogate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compute_error_metrics


def test_error_metrics_by_hand(metrics):
    found = metrics([1.0, 2.0, 3.0], [2.0, 2.0, 1.0])
    assert found == pytest.approx(
        {
            "mae": 1.0,
            "rmse": (5.0 / 3.0) ** 0.5,
            "max_error": 2.0,
            "bias": -1.0 / 3.0,
            "cv_rmse": (5.0 / 3.0) ** 0.5 / 2.0,
            "r2": 1.0 - 5.0 / 2.0,
        }
    )


def test_error_metrics_of_equal_values(metrics):
    values = np.array([3.0, 5.0])
    found = metrics(values, values)
    assert (found["mae"], found["rmse"], found["r2"]) == (0.0, 0.0, 1.0)
    assert np.isnan(metrics([4.0, 4.0], [4.0, 5.0])["r2"])


@pytest.mark.parametrize(
    ("analytical", "surrogate", "sentence"),
    [([1.0], [1.0, 2.0], "same shape"), ([], [], "with values"), ([1.0, np.nan], [1.0, 2.0], "finite")],
)
def test_error_metrics_refuse_what_cannot_be_compared(metrics, analytical, surrogate, sentence):
    with pytest.raises(ValueError, match=sentence):
        metrics(analytical, surrogate)
