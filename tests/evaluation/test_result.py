from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator, concatenate, evaluate_in_batches

ROWS = np.array([[0.1, 20.0, 0.0], [0.1, 28.0, 0.0], [0.3, 20.0, 1.0]])


@pytest.fixture(scope="module")
def evaluator(shed, golden):
    return PhysicsEvaluator(shed, golden, steps_per_hour=1)


@pytest.fixture(scope="module")
def evaluation(evaluator):
    return evaluator.evaluate(ROWS)


def test_the_table_ends_with_provenance(evaluation, shed):
    frame = evaluation.to_frame(shed)
    assert list(frame.columns) == [
        *("heating_kwh_m2", "cooling_kwh_m2", "heating_peak_kw", "cooling_peak_kw", "hours_above_26"),
        *("energy_kwh_m2", "cost_eur", "g_energy", "residual", "engine", "fidelity", "status"),
    ]
    assert frame["status"].tolist()[0] == "ok"
    assert set(frame["engine"]) == {"reference 1/h"}


def test_the_table_of_zones_holds_one_line_per_good_design_and_zone(evaluation):
    frame = evaluation.zones.to_frame(["heating_kwh"])
    assert list(frame.columns) == ["design_row", "zone", "area_m2", "heating_kwh"]
    assert frame["design_row"].tolist() == [1, 3]
    np.testing.assert_allclose(frame["heating_kwh"], 25.0 * evaluation.columns["heating_kwh_m2"][[0, 2]])
    with pytest.raises(InputError, match="did you mean 'heating_kwh'"):
        evaluation.zones.to_frame(["heating_kwhh"])


def test_parts_put_together_equal_the_whole(evaluator, evaluation):
    # The second part holds no design that can be built, so it knows no zones.
    parts = [evaluator.evaluate(ROWS[i : i + 1]) for i in range(3)]
    whole = concatenate(parts)
    np.testing.assert_array_equal(whole.status, evaluation.status)
    for name, values in evaluation.columns.items():
        np.testing.assert_array_equal(whole.columns[name], values)
    np.testing.assert_array_equal(whole.zones.area_m2, evaluation.zones.area_m2)
    assert whole.zones.names == ("room",)


def test_batches_cover_every_row_once(evaluator, evaluation):
    X = np.tile(ROWS, (5, 1))
    parts = list(evaluate_in_batches(replace(evaluator, threads=1), X))
    assert [len(part) for part in parts] == [4, 4, 4, 3]
    np.testing.assert_array_equal(concatenate(parts).status, np.tile(evaluation.status, 5))


def test_parts_of_different_evaluators_are_refused(evaluator, evaluation):
    finer = replace(evaluator, steps_per_hour=2).evaluate(ROWS[:1])
    with pytest.raises(InputError, match="physics by reference 1/h and physics by reference 2/h"):
        concatenate([evaluation, finer])
    with pytest.raises(InputError, match="no evaluations"):
        concatenate([])


def test_a_column_that_was_not_computed_is_named(evaluation, shed):
    with pytest.raises(InputError, match="objective 'energy_kwh_m'; did you mean 'energy_kwh_m2'"):
        evaluation.objectives(replace(shed, objectives=("energy_kwh_m",)))
