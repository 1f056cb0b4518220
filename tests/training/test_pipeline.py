from dataclasses import replace

import numpy as np
import pytest

from fluxion.engine import choose_engine
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator
from fluxion.evaluation.probes import probe_outputs
from fluxion.surrogate import ModelCard, Surrogate
from fluxion.surrogate.accuracy import determination
from fluxion.surrogate.card import probe_fingerprint
from fluxion.training.dataset import load_dataset
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import train_on_runs, train_surrogate
from fluxion.training.split import Runs, SplitRuns, split_runs


def test_a_surrogate_of_physics_answers_as_physics_does(hut_model, hut_problem, golden):
    model, _, _ = hut_model
    surrogate = Surrogate.from_bytes(model.data)
    X = hut_problem.space.sample(40, 99)
    predicted = SurrogateEvaluator(hut_problem, golden, surrogate).evaluate(X)
    true = PhysicsEvaluator(hut_problem, golden, steps_per_hour=1).evaluate(X)
    for name in hut_problem.predicted:
        assert determination(true.columns[name][true.ok], predicted.columns[name][true.ok]) > 0.95
    assert predicted.engine == true.engine


def test_the_card_tells_where_the_model_comes_from(hut_model, hut_problem, golden):
    card = hut_model[0].card
    assert card == Surrogate.from_bytes(hut_model[0].data).card
    assert card.problem == "hut"
    assert card.space == hut_problem.space
    assert card.settings == dict(hut_problem.settings)
    assert card.weather_fingerprint == golden.fingerprint()
    assert card.engine.endswith("1/h")
    assert card.probes == probe_outputs(hut_problem, golden, choose_engine("reference", 1))
    assert card.engine_fingerprint == probe_fingerprint(card.probes)
    assert set(card.versions) >= {"torch", "onnx", "onnxruntime"}
    assert card.training["seed"] == 3


def test_every_run_is_used_once_and_failures_are_counted(hut_model):
    model, data, told = hut_model
    runs, kept = model.card.runs, load_dataset(data)
    assert len(kept.X) == 128 + 24
    assert sum(runs.values()) == 128 + 24
    assert runs["dropped"] == (~kept.ok).sum() > 0
    assert [news for news in told if news[0] == "simulate"][-1] == ("simulate", 152, 152)
    assert [news[0] for news in told][-1] == "train"


def test_figures_in_the_card_are_those_of_the_held_out_runs(hut_model):
    model, data, _ = hut_model
    kept = load_dataset(data)
    held = np.arange(len(kept.X)) >= 128
    rows = held & kept.ok
    prediction = Surrogate.from_bytes(model.data).predict(kept.X[rows])
    for j, output in enumerate(model.card.outputs):
        error = prediction.mean[output.name] - kept.Y[rows, j]
        assert output.rmse == pytest.approx(np.sqrt(np.square(error).mean()))
        inside = (kept.Y[rows, j] >= prediction.lower[output.name]) & (kept.Y[rows, j] <= prediction.upper[output.name])
        assert output.coverage == pytest.approx(inside.mean())


def test_parts_of_a_split_share_no_design(hut_model):
    model, data, _ = hut_model
    split = split_runs(load_dataset(data), 128, 3)
    parts = (split.training, split.validation, split.calibration, split.held_out)
    rows = [row.tobytes() for part in parts for row in part.X]
    assert len(set(rows)) == len(rows) == sum(split.counts.values()) - split.dropped
    assert split.counts == model.card.runs


def test_intervals_cover_new_designs_of_the_box(box):
    def runs(n, seed):
        X = box.space.sample(n, seed)
        return Runs(X, box.outputs(X))

    split = SplitRuns(runs(700, 1), runs(150, 2), runs(800, 3), runs(3000, 4))
    card = ModelCard("Box", "box", box.space.to_json(), {}, "sine", "0", "formula", "0", {}, (), 0.9, {})
    options = FitOptions(members=3, hidden=(32, 32), epochs=60, batch=64, threads=1)
    model = train_on_runs(split, box.space, box.targets, card, options)
    for output in model.card.outputs:
        assert output.coverage == pytest.approx(0.9, abs=0.035)
    assert model.parity < 1e-4
    again = train_on_runs(split, box.space, box.targets, card, replace(options, epochs=1))
    assert again.card.outputs[0].interval_scale * again.card.outputs[0].interval_floor > (
        model.card.outputs[0].interval_scale * model.card.outputs[0].interval_floor
    )


def test_a_model_for_other_settings_is_refused_and_prices_do_not_matter(hut_model, hut_problem, golden):
    surrogate = Surrogate.from_bytes(hut_model[0].data)
    SurrogateEvaluator(hut_problem.with_settings(price=1.0), golden, surrogate)
    with pytest.raises(SurrogateError, match="cooling_c"):
        SurrogateEvaluator(hut_problem.with_settings(cooling_c=24.0), golden, surrogate)


def test_too_small_a_study_is_refused(hut_problem, golden):
    with pytest.raises(InputError, match="at least 100 runs"):
        train_surrogate(hut_problem, golden, runs=99)
    with pytest.raises(InputError, match="20 held-out"):
        train_surrogate(hut_problem, golden, held_out=5)
    with pytest.raises(InputError, match="seed: expected a whole number"):
        train_surrogate(hut_problem, golden, seed=1.5)
    with pytest.raises(InputError, match="names no outputs to predict"):
        train_surrogate(replace(hut_problem, predicted=()), golden)


def test_too_many_failures_are_refused_with_an_example(hut_model):
    data = load_dataset(hut_model[1])
    broken = replace(data, status=np.where(np.arange(len(data.X)) % 4 == 0, "ok", "it cannot be built"))
    with pytest.raises(InputError, match=r"only 32 of 128 runs.*it cannot be built"):
        split_runs(broken, 128, 0)


def test_scores_have_intervals_and_errors_of_their_own(hut_model, hut_problem, golden):
    model, data, _ = hut_model
    kept = load_dataset(data)
    rows = (np.arange(len(kept.X)) >= 128) & kept.ok
    true = {name: kept.Y[rows, j] for j, name in enumerate(hut_problem.predicted)}
    surrogate = Surrogate.from_bytes(model.data)
    predicted = surrogate.predict(kept.X[rows]).mean
    both = [hut_problem.scores(kept.X[rows], outputs) for outputs in (true, predicted)]
    cards = {score.name: score for score in model.card.scores}
    assert list(cards) == ["bill_eur_m2"]
    for name, values in both[0].items():
        if name not in cards:
            np.testing.assert_array_equal(values, both[1][name])
            continue
        error = both[1][name] - values
        assert cards[name].mae == pytest.approx(np.abs(error).mean())
        assert cards[name].rmse == pytest.approx(np.sqrt((error**2).mean()))
        assert cards[name].coverage == pytest.approx((np.abs(error) <= cards[name].half_width).mean())
    evaluation = SurrogateEvaluator(hut_problem, golden, surrogate).evaluate(kept.X[rows])
    for name, card in cards.items():
        np.testing.assert_allclose(evaluation.upper[name] - evaluation.columns[name], card.half_width)
        np.testing.assert_allclose(evaluation.columns[name] - evaluation.lower[name], card.half_width)


def test_scores_with_other_prices_have_no_interval(hut_model, hut_problem, golden):
    surrogate = Surrogate.from_bytes(hut_model[0].data)
    dearer = hut_problem.with_settings(price=2.0 * hut_problem.settings["price"])
    evaluation = SurrogateEvaluator(dearer, golden, surrogate).evaluate(hut_problem.space.sample(3, 1))
    assert not {score.name for score in surrogate.card.scores} & set(evaluation.lower)
    assert set(hut_problem.predicted) <= set(evaluation.lower)
