import pandas as pd
import pytest

from fluxion.assets import asset_root
from fluxion.design import to_frame, write_csv
from fluxion.surrogate import Surrogate

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
        (lambda frame: frame.assign(fidelity="surrogate"), "predictions of a surrogate"),
        (lambda frame: frame.assign(status="failed"), "no run that could be used"),
        (lambda frame: frame.drop(columns=frame.columns[0]), "has no column"),
        (lambda frame: frame.assign(**{Surrogate.load(MODEL).card.targets[0]: "many"}), "no number"),
    ],
)
def test_files_that_hold_no_physics_runs_are_refused(fluxion, tmp_path, table, change, sentence):
    outcome = call(fluxion, tmp_path, change(table))
    assert outcome.status == 2
    assert sentence in outcome.stderr


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
