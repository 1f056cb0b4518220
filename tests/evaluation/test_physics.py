import pickle
from dataclasses import replace

import numpy as np
import pytest
from distributed import Client

from fluxion.engine import simulate
from fluxion.errors import InputError
from fluxion.evaluation import OK, PhysicsEvaluator, concatenate, evaluate_in_batches

ROWS = np.array([[0.1, 20.0, 0.0], [0.3, 20.0, 0.0], [0.1, 20.0, 1.0]])


@pytest.fixture(scope="module")
def evaluator(shed, golden):
    return PhysicsEvaluator(shed, golden, steps_per_hour=1)


def test_columns_stand_in_the_order_of_the_problem_and_equal_single_simulations(evaluator, shed, golden):
    evaluation = evaluator.evaluate(ROWS)
    assert list(evaluation.columns) == [*shed.outputs, "energy_kwh_m2", "cost_eur"]
    assert evaluation.ok.all()
    for i, building in enumerate(shed.population(ROWS)):
        single = simulate(building, golden, steps_per_hour=1)
        for name in shed.outputs:
            assert evaluation.columns[name][i] == single.outputs[name]
        assert evaluation.zones.outputs["heating_kwh"][i] == single.zone_outputs["heating_kwh"]
    assert (evaluation.residual < 1e-5).all()
    assert (evaluation.fidelity, evaluation.engine) == ("physics", "reference 1/h")


def test_more_insulation_needs_less_heating(evaluator):
    heating = evaluator.evaluate(ROWS).columns["heating_kwh_m2"]
    assert heating[1] < 0.7 * heating[0]


def test_scores_objectives_and_constraints_follow_their_definition(evaluator, shed):
    evaluation = evaluator.evaluate(ROWS)
    columns = evaluation.columns
    energy = columns["heating_kwh_m2"] / 0.9 + columns["cooling_kwh_m2"] / 3.0
    np.testing.assert_array_equal(evaluation.objectives(shed), np.stack([energy, columns["cost_eur"]], axis=1))
    np.testing.assert_array_equal(evaluation.constraints(shed), (energy - 100.0)[:, None])
    loose = shed.with_settings(limit=1000.0)
    assert (evaluation.constraints(loose) < 0).all()


def test_bad_rows_have_a_sentence_and_leave_the_others_alone(evaluator, shed):
    good = evaluator.evaluate(ROWS)
    mixed = np.array([[np.nan, 20, 0], ROWS[0], [0.1, 28, 0], ROWS[1], [0.1, 20, 0.5], [9.0, 20, 0], ROWS[2]])
    evaluation = evaluator.evaluate(mixed)
    kept = [1, 3, 6]
    assert evaluation.ok.tolist() == [i in kept for i in range(7)]
    assert "column 'insulation_m': the value is nan" in evaluation.status[0]
    assert evaluation.status[2] == "the heating setpoint 28.0 is above the cooling setpoint."
    assert "is no option" in evaluation.status[4]
    assert "9 m is out of bounds" in evaluation.status[5]
    for name, values in evaluation.columns.items():
        np.testing.assert_array_equal(values[kept], good.columns[name])
        assert np.isnan(values[~evaluation.ok]).all()
    assert np.isnan(evaluation.objectives(shed)[~evaluation.ok]).all()
    np.testing.assert_array_equal(evaluation.zones.area_m2[kept], good.zones.area_m2)


def test_settings_reach_the_building(shed, golden):
    cooler = PhysicsEvaluator(shed.with_settings(cooling_c=22.0), golden, steps_per_hour=1).evaluate(ROWS[:1])
    warmer = PhysicsEvaluator(shed.with_settings(cooling_c=30.0), golden, steps_per_hour=1).evaluate(ROWS[:1])
    assert cooler.columns["cooling_kwh_m2"][0] > 2 * warmer.columns["cooling_kwh_m2"][0]


def test_a_population_without_a_good_row_is_no_error(evaluator, shed):
    evaluation = evaluator.evaluate([[np.nan, 20, 0]])
    assert np.isnan(evaluation.columns["energy_kwh_m2"]).all()
    empty = evaluator.evaluate(np.empty((0, 3)))
    assert len(empty) == 0
    assert empty.objectives(shed).shape == (0, 2)


def dividing_score(columns, settings, outputs):
    with np.errstate(divide="ignore"):
        return {"ratio": 1.0 / (columns["insulation_m"] - 0.1)}


def test_a_result_that_is_not_finite_becomes_a_status(shed, golden):
    problem = replace(shed, score=dividing_score, objectives=("ratio",), constraints=())
    evaluation = PhysicsEvaluator(problem, golden, steps_per_hour=1).evaluate(ROWS)
    assert evaluation.status[0].startswith("the result 'ratio' is inf; expected a finite number")
    assert evaluation.status[1] == OK
    assert np.isnan(evaluation.columns["heating_kwh_m2"][0])


def test_a_cluster_gives_the_same_evaluation(evaluator, shed):
    seen = []
    X = np.concatenate([shed.space.sample(9, seed=3, method="sobol"), [[np.nan, 20.0, 0.0], [0.1, 28.0, 0.0]]])
    here = evaluator.evaluate(X)
    with Client(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as client:
        there = replace(evaluator, client=client, progress=seen.append)
        whole, pieces = there.evaluate(X), list(evaluate_in_batches(there, X))
    assert [len(piece) for piece in pieces] == [8, 3]
    assert seen[-1] == 2
    for evaluation in (whole, concatenate(pieces)):
        assert evaluation.status.tolist() == here.status.tolist()
        assert evaluation.engine == here.engine
        for name, values in here.columns.items():
            np.testing.assert_array_equal(evaluation.columns[name], values)
        np.testing.assert_array_equal(evaluation.residual, here.residual)


def test_threads_belong_to_this_machine(shed, golden):
    with pytest.raises(InputError, match="threads: expected None beside a client"):
        PhysicsEvaluator(shed, golden, threads=2, client=object())
    with pytest.raises(InputError, match=r"client: expected a distributed\.Client, but got a str"):
        PhysicsEvaluator(shed, golden, client="tcp://127.0.0.1:8786").evaluate(ROWS)
    with pytest.raises(InputError, match=r"client: expected a distributed\.Client, but got a str"):
        next(evaluate_in_batches(PhysicsEvaluator(shed, golden, client="tcp://127.0.0.1:8786"), ROWS))


def test_progress_counts_designs(shed, golden):
    seen = []
    PhysicsEvaluator(shed, golden, steps_per_hour=1, progress=seen.append).evaluate(ROWS)
    assert seen[-1] == 3
    assert seen == sorted(seen)


def test_evaluators_travel_between_processes(evaluator):
    again = pickle.loads(pickle.dumps(evaluator))
    np.testing.assert_array_equal(
        again.evaluate(ROWS[:1]).columns["heating_kwh_m2"], evaluator.evaluate(ROWS[:1]).columns["heating_kwh_m2"]
    )


def test_unusable_arguments_are_refused_at_once(shed, golden, evaluator):
    with pytest.raises(InputError, match="engine"):
        PhysicsEvaluator(shed, golden, engine="fastest")
    with pytest.raises(InputError, match="steps_per_hour"):
        PhysicsEvaluator(shed, golden, steps_per_hour=0)
    with pytest.raises(InputError, match=r"shape \(n, 3\)"):
        evaluator.evaluate([0.1, 20.0, 0.0])
