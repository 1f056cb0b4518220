import signal
import subprocess
import sys

import pandas as pd
import pytest
from programs import answering, install, uninstall

from fluxion.evaluation import PhysicsEvaluator
from fluxion.surrogate import Surrogate
from fluxion.training.dataset import load_dataset


def options(folder, **changes):
    """Command line of a small training; an option with value None is left out."""
    values = {
        "problem": "office-design",
        "weather": "golden",
        "out": folder / "model.onnx",
        "runs": 100,
        "held-out": 20,
        "steps-per-hour": 1,
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return [text for name, value in values.items() if value is not None for text in (f"--{name}", str(value))]


def calibrating(folder, **changes):
    """Command line of a small training that EnergyPlus teaches."""
    values = {"truth": "energyplus", "runs": 20, "physics_runs": 240, "held_out": None, "steps_per_hour": None}
    return options(folder, **{**values, "cache": folder / "cache", **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"problem": "office-desing"}, "did you mean 'office-design'?"),
        ({"weather": "goldn"}, "golden"),
        ({"runs": 10}, "at least 100 runs"),
        ({"held_out": 3}, "20 held-out runs"),
        ({"steps_per_hour": 0}, "steps"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed: expected a whole number from 0 to"),
        ({"set": "buget_eur_m2=3"}, "did you mean 'budget_eur_m2'?"),
        ({"sampling": "sobel"}, "unknown sampling 'sobel'; did you mean 'sobol'?"),
        ({"refine": -5}, "refine with must be 0 or more; got -5"),
        ({"folds": 1}, "expected 2 to 20 folds; got 1"),
        ({"folds": 10}, "100 runs make 10 folds of 10; expected at least 20"),
        ({"truth": "energyplos"}, "did you mean 'energyplus'?"),
        ({"truth": "energyplus"}, "--held-out needs --truth physics"),
        ({"physics_runs": 300}, "--physics-runs needs --truth energyplus"),
        ({"timeout": 20}, "--timeout needs --truth energyplus"),
        ({"truth": "energyplus", "held_out": None, "runs": 12}, "at least 20 runs of the truth; got 12"),
        ({"truth": "energyplus", "held_out": None, "physics_runs": 150}, "at least 200 physics runs"),
    ],
)
def test_bad_requests_are_refused_before_any_run(fluxion, tmp_path, changes, sentence):
    outcome = fluxion("train", *options(tmp_path, **changes))
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert outcome.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_card_does_not_take_the_place_of_the_problem(fluxion, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text("from fluxion.problems import load\n\nproblem = load('office-design')\n")
    before = mine.read_text()
    outcome = fluxion("train", *options(tmp_path, problem=f"{mine}:problem", card=mine))
    assert outcome.status == 2
    assert "--card and the problem are the same file" in outcome.stderr
    assert mine.read_text() == before


def test_missing_energyplus_is_said_before_any_run(fluxion, tmp_path, monkeypatch):
    uninstall(monkeypatch)
    outcome = fluxion("train", *calibrating(tmp_path))
    assert outcome.status == 2
    assert "fluxion-bem[energyplus]" in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused_before_any_run(fluxion, tmp_path):
    outcome = fluxion("train", *options(tmp_path, out=tmp_path / "no" / "model.onnx"))
    assert outcome.status == 2
    assert "does not exist; create it first" in outcome.stderr


def test_a_report_in_the_place_of_a_file_is_refused_before_any_run(fluxion, tmp_path):
    (tmp_path / "file").write_text("")
    outcome = fluxion("train", *options(tmp_path, report=tmp_path / "file"))
    assert outcome.status == 2
    assert "is a file; expected a folder" in outcome.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_a_stopped_fit_goes_on_and_the_report_is_written(fluxion, tmp_path, monkeypatch):
    from fluxion.training import checkpoint, fit

    monkeypatch.setattr(checkpoint, "_SAVE_EVERY_S", -1.0)
    monkeypatch.setattr(fit, "_STEPS", 100)
    monkeypatch.setattr(fit, "_MOST_EPOCHS", 100)
    keep = checkpoint.FitKeeper.keep
    kept = []

    def interrupted(self, epoch, stale, *, finished=False):
        keep(self, epoch, stale, finished=finished)
        kept.append(epoch)
        if len(kept) == 40:
            raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint.FitKeeper, "keep", interrupted)
    folder = tmp_path / "report"
    request = options(tmp_path, report=folder, folds=2, sampling="lhs", refine=10)
    stopped = fluxion("train", *request)
    assert stopped.status == 130
    assert "model.partial-first.pt" in stopped.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"model.partial.npz", "model.partial-first.pt"}
    kept.clear()
    monkeypatch.setattr(checkpoint.FitKeeper, "keep", lambda self, *a, **k: (keep(self, *a, **k), kept.append(a[0]))[0])
    done = fluxion("train", *request, "--json")
    assert done.status == 0, done.stdout
    assert kept[0] == 41
    assert len(done.json["folds"]["heating_kwh_m2"]["r2"]) == 2
    assert {path.name for path in folder.iterdir()} == set(done.json["report_files"])
    assert "## Folds" in (folder / "report.md").read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"model.onnx", "report"}
    whole = fluxion("train", *request, "--out", tmp_path / "whole.onnx", "--json")
    assert whole.json["outputs"] == done.json["outputs"]
    assert (tmp_path / "whole.onnx").read_bytes() == (tmp_path / "model.onnx").read_bytes()


@pytest.mark.parametrize("name", ["model.partial.pt", "model.partial.npz", "model"])
def test_another_name_than_that_of_a_model_is_refused(fluxion, tmp_path, name):
    outcome = fluxion("train", *options(tmp_path, out=tmp_path / name))
    assert outcome.status == 2
    assert "expected the name of a model file, which ends in '.onnx'" in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_file_cannot_have_two_roles(fluxion, tmp_path):
    place = tmp_path / "model.onnx"
    outcome = fluxion("train", *options(tmp_path, out=place, data=place))
    assert outcome.status == 2
    assert "are the same file" in outcome.stderr


def test_errors_are_json_where_json_was_asked_for(fluxion, tmp_path):
    outcome = fluxion("train", *options(tmp_path, runs=10), "--json")
    assert outcome.status == 2
    assert outcome.json["exit"] == 2
    assert "at least 100 runs" in outcome.json["error"]


@pytest.mark.slow
def test_a_trained_model_answers_and_its_runs_are_used_again(fluxion, tmp_path, monkeypatch):
    simulated, compute = [], PhysicsEvaluator.compute

    def counted(evaluator, X):
        simulated.append(len(X))
        return compute(evaluator, X)

    monkeypatch.setattr(PhysicsEvaluator, "compute", counted)
    model, page, data = tmp_path / "model.onnx", tmp_path / "model.md", tmp_path / "runs.npz"
    trained = fluxion("train", *options(tmp_path, data=data, card=page), "--json")
    assert trained.status == 0
    assert trained.json["outputs"]["heating_kwh_m2"]["r2"] > 0.7
    assert trained.json["runs"]["held_out"] == 20
    card = Surrogate.load(model).card
    assert page.read_text(encoding="utf-8") == card.to_markdown()
    assert card.engine == trained.json["engine"]

    runs = len(load_dataset(data).X)
    assert runs >= 120
    first = sum(simulated)
    simulated.clear()
    again = fluxion("train", *options(tmp_path, data=data, out=tmp_path / "again.onnx"), "--json")
    assert again.status == 0
    # What is simulated anew are the probes alone.
    assert sum(simulated) == first - runs
    assert again.json["outputs"] == trained.json["outputs"]

    designs, out = tmp_path / "designs.csv", tmp_path / "out.csv"
    pd.DataFrame({"wwr_south": [0.3, 0.5]}).to_csv(designs, index=False)
    flags = ["--problem", "office-design", "--weather", "golden", "--fidelity", "surrogate", "--surrogate", model]
    evaluated = fluxion("evaluate", designs, *flags, "--out", out)
    assert evaluated.status == 0, evaluated.stderr
    table = pd.read_csv(out)
    assert (table["heating_kwh_m2_lo"] <= table["heating_kwh_m2"]).all()
    assert (table["fidelity"] == "surrogate").all()


@pytest.mark.slow
def test_energyplus_teaches_and_its_runs_are_kept(fluxion, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path))
    page = tmp_path / "card.md"
    trained = fluxion("train", *calibrating(tmp_path, card=page), "--json")
    assert trained.status == 0, trained.stdout
    assert trained.json["truth"] == "EnergyPlus 25.2.0 6/h"
    assert trained.json["runs"]["truth"] + trained.json["runs"]["truth_dropped"] == 20
    assert len(list((tmp_path / "cache").iterdir())) == trained.json["runs"]["truth"]
    assert "runs of EnergyPlus 25.2.0 6/h that the network never saw" in page.read_text(encoding="utf-8")
    assert not (tmp_path / "model.partial.npz").exists()

    # A program that refuses everything is not asked again.
    install(monkeypatch, answering(tmp_path, "refuse('asked again')"))
    again = fluxion("train", *calibrating(tmp_path, out=tmp_path / "again.onnx"))
    assert again.status == 0, again.stderr
    assert "runs of EnergyPlus 25.2.0 6/h, each left out of the correction in turn" in again.stdout

    designs, out = tmp_path / "designs.csv", tmp_path / "out.csv"
    pd.DataFrame({"wwr_south": [0.3, 0.5]}).to_csv(designs, index=False)
    flags = ["--problem", "office-design", "--weather", "golden", "--fidelity", "surrogate"]
    evaluated = fluxion("evaluate", designs, *flags, "--surrogate", tmp_path / "model.onnx", "--out", out)
    assert evaluated.status == 0, evaluated.stderr
    assert set(pd.read_csv(out)["engine"]) == {"EnergyPlus 25.2.0 6/h through batch"}


@pytest.mark.slow
def test_ctrl_c_keeps_the_finished_runs(tmp_path):
    command = [sys.executable, "-m", "fluxion", "train", *options(tmp_path, runs=4000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline()
        assert line.startswith("simulate: ")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    kept = tmp_path / "model.partial.npz"
    assert str(kept) in errors
    assert len(load_dataset(kept).X) >= int(line.split()[1])
    assert not (tmp_path / "model.onnx").exists()
