"""The command with a small, really trained model of the office; what it predicts is rough, what it refuses is not."""

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fluxion.evaluation import SurrogateEvaluator
from fluxion.problems import load
from fluxion.surrogate import Surrogate
from fluxion.surrogate.card import sealed
from fluxion.surrogate.onnx_file import parse_model, with_card
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import train_surrogate

pytestmark = pytest.mark.slow

ROWS = load("office-design").space.encode(
    [{"wwr_south": 0.3, "window": "triple"}, {"wwr_south": 0.6, "window": "double_lowe"}]
)


@pytest.fixture(scope="module")
def model(golden, tmp_path_factory):
    options = FitOptions(members=2, hidden=(16,), epochs=20, threads=1)
    trained = train_surrogate(load("office-design"), golden, runs=100, held_out=20, steps_per_hour=1, options=options)
    path = tmp_path_factory.mktemp("model") / "office.onnx"
    path.write_bytes(trained.data)
    return path


@pytest.fixture
def call(fluxion, model, tmp_path):
    designs = tmp_path / "designs.csv"
    designs.write_text("wwr_south,window\n0.3,triple\n0.6,double_lowe\n")

    def evaluate(*more):
        options = ("--problem", "office-design", "--weather", "golden", "--fidelity", "surrogate")
        out = tmp_path / "out.csv"
        return fluxion("evaluate", designs, *options, "--surrogate", model, "--out", out, *more), out

    return evaluate


def test_predictions_are_those_of_the_evaluator_and_carry_their_intervals(call, model, golden):
    outcome, out = call()
    assert outcome.status == 0, outcome.stderr
    frame = pd.read_csv(out)
    problem = load("office-design")
    scores = [score.name for score in Surrogate.load(model).card.scores]
    assert {"energy_kwh_m2", "cost_eur_m2"} <= set(scores)
    bounded = [*problem.predicted, *scores]
    assert list(frame.columns)[-2 * len(bounded) :] == [f"{name}_{end}" for name in bounded for end in ("lo", "hi")]
    assert set(frame["fidelity"]) == {"surrogate"}
    assert set(frame["engine"]) == {"reference 1/h"}
    assert (frame["residual"] <= 1e-5).all()
    rows = [{"wwr_south": 0.3, "window": "triple"}, {"wwr_south": 0.6, "window": "double_lowe"}]
    evaluator = SurrogateEvaluator(problem, golden, Surrogate.load(model))
    evaluation = evaluator.evaluate(problem.space.encode(rows))
    for name, values in evaluation.columns.items():
        np.testing.assert_allclose(frame[name], values, rtol=1e-12)
    for name in bounded:
        assert (frame[f"{name}_lo"] <= frame[name]).all()
        assert (frame[name] <= frame[f"{name}_hi"]).all()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--weather", "tampa"), "was trained on the weather 'golden', not on 'tampa'"),
        (("--set", "setback_k=1"), "was trained with setback_k=4.0, not with 1.0"),
        (("--problem", "reference-office"), "was trained on the problem 'office-design', not on 'reference-office'"),
    ],
)
def test_what_it_did_not_learn_is_refused(call, options, sentence):
    outcome, out = call(*options)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("provider", "sentence"),
    [("cuda", "onnxruntime-gpu"), ("cpuu", "unknown execution provider 'cpuu'; did you mean 'cpu'?")],
)
def test_a_provider_that_is_not_there_is_refused(call, provider, sentence):
    outcome, out = call("--provider", provider)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert not out.exists()


def test_the_cpu_may_be_named(call):
    outcome, _ = call("--provider", "cpu")
    assert outcome.status == 0, outcome.stderr


def test_a_model_of_older_physics_is_refused(call, model, tmp_path):
    file = parse_model(model.read_bytes(), "the model")
    content = json.loads(file.card_json)
    content["probes"]["heating_kwh_m2"] = [1.02 * value + 0.5 for value in content["probes"]["heating_kwh_m2"]]
    older = tmp_path / "older.onnx"
    older.write_bytes(with_card(model.read_bytes(), sealed(content)))
    outcome, out = call("--surrogate", older)
    assert outcome.status == 2
    assert "learned from other physics: at the probe designs 'heating_kwh_m2'" in outcome.stderr
    assert not out.exists()


def test_designs_unlike_those_that_were_learned_are_marked_and_told(call, model, tmp_path):
    card = Surrogate.load(model).card
    # All bounds are learned, and one of the two designs is farther from the mean than is usual.
    width, usual = len(card.domain.centre), float(card.domain.distance(card.space, ROWS).mean())
    narrow = replace(card, domain=replace(card.domain, lower=[-1.0] * width, upper=[1.0] * width, threshold=usual))
    path = tmp_path / "narrow.onnx"
    path.write_bytes(with_card(parse_model(model.read_bytes(), "the model").data, narrow.to_json()))
    outcome, out = call("--surrogate", path, "--json")
    assert outcome.status == 0, outcome.stdout
    expected = Surrogate.load(path).out_of_domain(ROWS)
    assert expected.sum() == 1
    assert pd.read_csv(out)["out_of_domain"].tolist() == expected.tolist()
    assert outcome.json["out_of_domain"] == 1
    told, _ = call("--surrogate", path)
    assert "1 rows are unlike the designs that" in told.stdout + told.stderr


def test_a_card_that_does_not_say_where_it_learned_marks_nothing(call, model, tmp_path):
    path = tmp_path / "old.onnx"
    card = replace(Surrogate.load(model).card, domain=None)
    path.write_bytes(with_card(parse_model(model.read_bytes(), "the model").data, card.to_json()))
    outcome, out = call("--surrogate", path, "--json")
    assert outcome.status == 0, outcome.stdout
    assert set(pd.read_csv(out)["out_of_domain"]) == {"unknown"}
    assert outcome.json["out_of_domain"] is None


def test_without_onnxruntime_one_line_says_what_is_slower(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    outcome, _ = call()
    assert outcome.status == 0, outcome.stderr
    told = [line for line in outcome.stderr.splitlines() if "onnxruntime" in line]
    assert len(told) == 1
    assert told[0].startswith("fluxion: warning: the package 'onnxruntime' cannot be imported")
    assert "NumpyRunner" not in outcome.stderr
