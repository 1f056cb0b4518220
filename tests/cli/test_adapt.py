import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fluxion.assets import asset_root
from fluxion.design import to_frame, write_csv
from fluxion.surrogate import Surrogate
from fluxion.surrogate.onnx_file import parse_model, with_card
from fluxion.training.dataset import Dataset

MODEL = asset_root() / "thermal_surrogate.onnx"


@pytest.fixture
def table():
    """Runs that differ a little from what the model says, as a result file has them."""
    surrogate = Surrogate.load(MODEL)
    X = surrogate.card.space.sample(60, 3)
    frame = to_frame(X, surrogate.card.space)
    for name, values in surrogate.predict(X).mean.items():
        frame[name] = values + 0.5
    frame["fidelity"] = "physics"
    frame["status"] = "ok"
    frame.loc[0, "status"] = "the design cannot be built"
    return frame


def call(fluxion, folder, frame, *more):
    write_csv(frame, folder / "runs.csv")
    return fluxion("adapt", MODEL, "--runs", folder / "runs.csv", "--out", folder / "new.onnx", *more)


def test_an_adapted_model_is_written_with_its_card(fluxion, tmp_path, table):
    outcome = call(fluxion, tmp_path, table, "--card", tmp_path / "new.md", "--json")
    assert outcome.status == 0
    assert outcome.json["observed"] == 59
    adapted = Surrogate.load(tmp_path / "new.onnx")
    assert adapted.card.training["parent"] == Surrogate.load(MODEL).card.network_sha256
    assert "observed" in (tmp_path / "new.md").read_text()
    rows = table[table["status"] == "ok"]
    X = adapted.card.space.encode(rows[list(adapted.card.space.names)].to_dict("records"))
    name = adapted.card.targets[0]
    before = abs(Surrogate.load(MODEL).predict(X).mean[name] - rows[name]).mean()
    assert abs(adapted.predict(X).mean[name] - rows[name]).mean() < before


def test_wrong_runs_are_refused_and_nothing_is_written(fluxion, tmp_path, table):
    for name in Surrogate.load(MODEL).card.targets:
        table[name] *= 3.6
    outcome = call(fluxion, tmp_path, table)
    assert outcome.status == 2
    assert "refused: the observations of" in outcome.stderr
    assert not (tmp_path / "new.onnx").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda frame: frame.assign(fidelity="surrogate"), "predictions of a surrogate (row 2, column 'fidelity')"),
        (lambda frame: frame.assign(fidelity=" Surrogate"), "predictions of a surrogate"),
        (lambda frame: frame.assign(fidelity="energyplus"), "row 2, column 'fidelity': expected a run of physics"),
        (lambda frame: frame.drop(columns="fidelity"), "no column 'fidelity', which says who computed a row"),
        (lambda frame: frame.rename(columns={"fidelity": "Fidelity"}), "no column 'fidelity'"),
        (lambda frame: frame.assign(engine="reference 4/h"), "row 2, column 'engine': expected a run of batch"),
        (lambda frame: frame.assign(status="failed"), "no run that could be used"),
        (lambda frame: frame.drop(columns=frame.columns[0]), "has no column"),
        (
            lambda frame: frame.assign(**{Surrogate.load(MODEL).card.targets[0]: "many"}),
            "row 2, column 'F1_S_kwh': expected a finite number; got 'many'",
        ),
        (lambda frame: spoilt(frame, -1, "nan"), "row 7, column 'F"),
        (lambda frame: spoilt(frame, 0, "nan"), "row 7, column 'window_u'"),
    ],
)
def test_files_that_hold_no_physics_runs_are_refused(fluxion, tmp_path, table, change, sentence):
    outcome = call(fluxion, tmp_path, change(table))
    assert outcome.status == 2
    assert sentence in outcome.stderr


def spoilt(frame, column, text):
    """The frame with a bad cell in row 7: of the first variable or of the last zone."""
    name = Surrogate.load(MODEL).card.targets[-1] if column else frame.columns[0]
    return frame.assign(**{name: [text if i == 6 else value for i, value in enumerate(frame[name])]})


def dataset(path, **changes):
    """Runs as fluxion train keeps them, of the model's own origin but for what is changed."""
    surrogate = Surrogate.load(MODEL)
    card = surrogate.card
    X = card.space.sample(40, 3)
    Y = np.stack([surrogate.predict(X).mean[name] + 0.5 for name in card.targets], axis=1)
    origin = {
        "problem": card.problem,
        "settings": json.loads(json.dumps(dict(card.settings))),
        "space": card.space_fingerprint,
        "weather": card.weather_fingerprint,
        "engine": card.engine,
        "engine_fingerprint": card.engine_fingerprint,
    }
    Dataset(X, Y, np.full(40, "ok", dtype=object), card.targets, {**origin, **changes}).save(path)
    return path


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weather": "0123"}, "are of weather '0123'; the model is of"),
        ({"engine": "reference 4/h"}, "are of engine 'reference 4/h'; the model is of 'batch'"),
        ({"engine_fingerprint": "0123"}, "are of engine_fingerprint '0123'"),
        ({"settings": {"setback_k": 1.0}}, "are of setback_k=1.0; the model is of setback_k=4.0"),
    ],
)
def test_kept_runs_of_another_origin_are_refused(fluxion, tmp_path, changes, sentence):
    outcome = fluxion("adapt", MODEL, "--runs", dataset(tmp_path / "r.npz", **changes), "--out", tmp_path / "new.onnx")
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert not (tmp_path / "new.onnx").exists()


def test_kept_runs_teach(fluxion, tmp_path):
    outcome = fluxion("adapt", MODEL, "--runs", dataset(tmp_path / "r.npz"), "--out", tmp_path / "new.onnx", "--json")
    assert outcome.status == 0
    assert outcome.json["observed"] == 40


def test_a_model_of_another_truth_learns_from_runs_of_that(fluxion, tmp_path, table):
    file = parse_model(MODEL.read_bytes(), "the model")
    card = replace(Surrogate.load(MODEL).card, truth="EnergyPlus 25.2.0 6/h")
    model = tmp_path / "calibrated.onnx"
    model.write_bytes(with_card(file.data, card.to_json()))

    def adapted(runs):
        return fluxion("adapt", model, "--runs", runs, "--out", tmp_path / "new.onnx")

    def written(**columns):
        write_csv(table.assign(**columns), tmp_path / "runs.csv")
        return tmp_path / "runs.csv"

    assert "the model imitates EnergyPlus 25.2.0 6/h" in adapted(dataset(tmp_path / "r.npz")).stderr
    assert "expected a run of EnergyPlus 25.2.0 6/h" in adapted(written()).stderr
    refused = adapted(written(fidelity="energyplus", engine="EnergyPlus 9.6.0 6/h"))
    assert "column 'engine': expected a run of EnergyPlus 25.2.0 6/h" in refused.stderr
    assert not (tmp_path / "new.onnx").exists()
    assert adapted(written(fidelity="energyplus", engine="EnergyPlus 25.2.0 6/h")).status == 0


def test_an_adapted_model_is_adapted_again_without_held_out_runs(fluxion, tmp_path, table):
    first = call(fluxion, tmp_path, table)
    assert first.status == 0
    assert "held-out" not in first.stdout
    assert "error at random designs, by the card and what has moved" in first.stdout
    adapted = Surrogate.load(tmp_path / "new.onnx")
    X = adapted.card.space.sample(40, 4)
    more = to_frame(X, adapted.card.space).assign(fidelity="physics", status="ok")
    for name, values in adapted.predict(X).mean.items():
        more[name] = values + 0.5
    write_csv(more, tmp_path / "more.csv")
    again = fluxion(
        "adapt", tmp_path / "new.onnx", "--runs", tmp_path / "more.csv", "--out", tmp_path / "newer.onnx", "--json"
    )
    assert again.status == 0, again.stdout
    assert np.isfinite(again.json["random_error_after"])
    assert not again.json["random_error_measured"]
    card = Surrogate.load(tmp_path / "newer.onnx").card
    assert card.training["version"] == 2
    assert card.runs["observed"] == 59 + 40


def test_held_out_runs_are_called_so(fluxion, tmp_path, table):
    write_csv(table.iloc[30:], tmp_path / "held_out.csv")
    outcome = call(fluxion, tmp_path, table.iloc[:30], "--held-out", tmp_path / "held_out.csv")
    assert outcome.status == 0
    assert "error at held-out random designs" in outcome.stdout


def test_runs_that_teach_nothing_are_no_success(fluxion, tmp_path):
    # Twins that contradict each other: whoever knows one of them better knows the other one worse.
    surrogate = Surrogate.load(MODEL)
    X = np.repeat(surrogate.card.space.sample(1, 3), 2, axis=0)
    X[1, 0] += 1e-6
    twins = to_frame(X, surrogate.card.space).assign(fidelity="physics", status="ok")
    for name, values in surrogate.predict(X).mean.items():
        twins[name] = values + np.array([0.5, -0.5])
    outcome = call(fluxion, tmp_path, twins)
    assert outcome.status == 2
    assert "nothing was learned from 2 runs" in outcome.stderr
    assert not (tmp_path / "new.onnx").exists()


def test_another_name_than_that_of_a_model_is_refused(fluxion, tmp_path, table):
    write_csv(table, tmp_path / "runs.csv")
    outcome = fluxion("adapt", MODEL, "--runs", tmp_path / "runs.csv", "--out", tmp_path / "new.npz")
    assert outcome.status == 2
    assert "expected the name of a model file, which ends in '.onnx'" in outcome.stderr


def test_one_file_cannot_have_two_roles(fluxion, tmp_path, table):
    write_csv(table, tmp_path / "runs.csv")
    outcome = fluxion("adapt", MODEL, "--runs", tmp_path / "runs.csv", "--out", tmp_path / "runs.csv")
    assert outcome.status == 2
    assert "are the same file" in outcome.stderr
    for role in ("--known", "--held-out"):
        outcome = fluxion(
            "adapt", MODEL, "--runs", tmp_path / "runs.csv", role, tmp_path / "runs.csv", "--out", "new.onnx"
        )
        assert outcome.status == 2
        assert "are the same file" in outcome.stderr
    assert len(pd.read_csv(tmp_path / "runs.csv")) == 60
