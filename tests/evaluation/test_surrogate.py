"""A real, if simple, surrogate: the least-squares plane through 64 simulations of the shed, as an ONNX file."""

import pickle
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from fluxion.design import DesignSpace, Real
from fluxion.engine import choose_engine
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.evaluation.probes import PROBES, check_engine, probe_designs, probe_outputs
from fluxion.surrogate import ModelCard, OutputCard, ScoreCard, Surrogate
from fluxion.surrogate.card import probe_fingerprint
from fluxion.surrogate.domain import learn_domain
from fluxion.surrogate.onnx_file import network_sha256, with_card
from fluxion.weather import load_weather

STEPS = 1


def plane_as_onnx(weights, bias):
    nodes = [helper.make_node("Gemm", ["designs", "weights", "bias"], ["mean"])]
    tensors = [
        numpy_helper.from_array(weights.astype(np.float32), "weights"),
        numpy_helper.from_array(bias.astype(np.float32), "bias"),
    ]
    inputs = [helper.make_tensor_value_info("designs", TensorProto.FLOAT, ["n", weights.shape[0]])]
    outputs = [helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["n", weights.shape[1]])]
    graph = helper.make_graph(nodes, "plane", inputs, outputs, tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()


@pytest.fixture(scope="module")
def surrogate(shed, golden):
    X = shed.space.sample(64, 1, "sobol")
    evaluation = PhysicsEvaluator(shed, golden, steps_per_hour=STEPS).evaluate(X)
    X = X[evaluation.ok]
    Y = np.stack([evaluation.columns[name][evaluation.ok] for name in shed.predicted], axis=1)
    plane, *_ = np.linalg.lstsq(np.hstack([X, np.ones((len(X), 1))]), Y, rcond=None)
    network = plane_as_onnx(plane[:-1], plane[-1])
    half = np.quantile(np.abs(Y - np.hstack([X, np.ones((len(X), 1))]) @ plane), 0.9, axis=0)
    probes = probe_outputs(shed, golden, choose_engine("reference", STEPS))
    card = ModelCard(
        title="Plane",
        problem=shed.name,
        space_json=shed.space.to_json(),
        settings=dict(shed.settings),
        weather=golden.name,
        weather_fingerprint=golden.fingerprint(),
        engine=evaluation.engine,
        engine_fingerprint=probe_fingerprint(probes),
        probes=probes,
        outputs=tuple(
            OutputCard(name, "kWh/m2", 0.0, None, 1.0, float(reach)) for name, reach in zip(shed.predicted, half)
        ),
        confidence=0.9,
        runs={"training": len(X)},
        network_sha256=network_sha256(network),
    )
    return Surrogate.from_bytes(with_card(network, card.to_json()))


@pytest.fixture(scope="module")
def evaluator(shed, golden, surrogate):
    return SurrogateEvaluator(shed, golden, surrogate)


def test_predictions_come_with_intervals_and_exact_scores(evaluator, shed):
    evaluation = evaluator.evaluate([[0.15, 21.0, 0.0], [0.2, 19.0, 1.0]])
    columns = evaluation.columns
    assert list(columns) == ["heating_kwh_m2", "cooling_kwh_m2", "energy_kwh_m2", "cost_eur"]
    assert list(evaluation.lower) == list(evaluation.upper) == ["heating_kwh_m2", "cooling_kwh_m2"]
    for name in evaluation.lower:
        assert (evaluation.lower[name] <= columns[name]).all()
        assert (columns[name] <= evaluation.upper[name]).all()
    np.testing.assert_allclose(
        columns["energy_kwh_m2"], columns["heating_kwh_m2"] / 0.9 + columns["cooling_kwh_m2"] / 3.0, rtol=1e-14
    )
    assert (evaluation.fidelity, evaluation.engine) == ("surrogate", "reference 1/h")
    assert evaluation.zones is None
    frame = evaluation.to_frame(shed)
    assert list(frame.columns)[-4:] == [f"{name}_{end}" for name in shed.predicted for end in ("lo", "hi")]


def test_nine_of_ten_simulations_lie_in_the_interval(evaluator, shed, golden):
    X = shed.space.sample(48, 1, "sobol")
    predicted = evaluator.evaluate(X)
    simulated = PhysicsEvaluator(shed, golden, steps_per_hour=STEPS).evaluate(X)
    ok = simulated.ok
    for name in shed.predicted:
        truth = simulated.columns[name][ok]
        inside = (truth >= predicted.lower[name][ok] - 1e-3) & (truth <= predicted.upper[name][ok] + 1e-3)
        assert inside.mean() > 0.8


def test_rows_outside_what_it_learned_are_refused_one_by_one(evaluator):
    evaluation = evaluator.evaluate([[0.15, 21.0, 0.0], [0.5, 21.0, 0.0], [np.nan, 21.0, 0.0]])
    assert evaluation.ok.tolist() == [True, False, False]
    assert "0.5 m is out of bounds" in evaluation.status[1]
    assert np.isnan(evaluation.columns["heating_kwh_m2"][1:]).all()


def test_another_problem_weather_building_or_space_is_refused(shed, golden, surrogate):
    wider = DesignSpace((Real("insulation_m", 0.05, 0.4, 0.1, "m"), *shed.space.variables[1:]))
    cases = [
        (replace(shed, name="barn"), golden, "problem 'shed', not on 'barn'"),
        (shed, load_weather("tampa"), "weather 'golden', not on 'tampa'"),
        (shed.with_settings(cooling_c=24.0), golden, "with cooling_c=26.0, not with 24.0"),
        (replace(shed, space=wider), golden, "other variables or bounds of 'shed'"),
        (replace(shed, predicted=("heating_kwh_m2", "hours_above_26")), golden, "does not predict hours_above_26"),
    ]
    for problem, weather, sentence in cases:
        with pytest.raises(SurrogateError) as caught:
            SurrogateEvaluator(problem, weather, surrogate)
        assert sentence in str(caught.value)
        assert f"'fluxion train --problem {problem.name} --weather {weather.name}" in str(caught.value)


def test_parameters_of_scores_may_change(shed, golden, surrogate, evaluator):
    X = shed.baseline[None, :]
    dearer = SurrogateEvaluator(shed.with_settings(price=200.0), golden, surrogate).evaluate(X)
    assert dearer.columns["cost_eur"][0] == 2 * evaluator.evaluate(X).columns["cost_eur"][0]


def test_no_shipped_model_names_the_command_that_makes_one(shed, golden, tmp_path):
    with pytest.raises(SurrogateError, match=r"no surrogate ships for the problem 'shed'.*fluxion train"):
        load_surrogate(shed, golden)
    with pytest.raises(InputError, match="does not exist"):
        load_surrogate(shed, golden, tmp_path / "absent.onnx")


def test_a_corrupt_file_is_refused(shed, golden, tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"\x08\x09" + bytes(range(256)))
    with pytest.raises(SurrogateError, match=r"broken\.onnx"):
        load_surrogate(shed, golden, path)


def test_evaluators_travel_between_processes(evaluator, shed):
    X = shed.baseline[None, :]
    again = pickle.loads(pickle.dumps(evaluator))
    assert again.evaluate(X).columns["heating_kwh_m2"] == evaluator.evaluate(X).columns["heating_kwh_m2"]


def test_probes_can_be_built_and_repeat(shed):
    X = probe_designs(shed)
    assert X.shape == (PROBES, 3)
    assert (X[:, 1] <= 26.0).all()
    np.testing.assert_array_equal(X, probe_designs(shed))
    with pytest.raises(InputError, match="can be built"):
        probe_designs(shed.with_settings(cooling_c=15.0))


def test_probes_accept_the_engine_and_notice_other_physics(shed, golden, surrogate):
    check_engine(SurrogateEvaluator(shed, golden, surrogate))
    check_engine(SurrogateEvaluator(shed, golden, surrogate), count=2)
    name = shed.predicted[0]
    moved = {**surrogate.card.probes, name: tuple(1.01 * value for value in surrogate.card.probes[name])}
    other = replace(surrogate, card=replace(surrogate.card, probes=moved))
    with pytest.raises(SurrogateError, match=f"learned from other physics: at the probe designs '{name}' was"):
        check_engine(SurrogateEvaluator(shed, golden, other), count=2)


def test_a_surrogate_of_an_engine_that_is_gone_is_refused(shed, golden, surrogate):
    other = replace(surrogate, card=replace(surrogate.card, engine="analogue 4/h"))
    with pytest.raises(SurrogateError, match="learned from 'analogue 4/h', which this Fluxion does not have"):
        check_engine(SurrogateEvaluator(shed, golden, other), count=2)


def test_designs_far_from_the_learned_ones_are_marked(evaluator, surrogate, shed, golden):
    assert evaluator.evaluate(shed.space.sample(5, 1)).out_of_domain is None
    learned = shed.space.sample(200, 3)
    learned[:, 2] = 0.0
    domain = learn_domain(shed.space, learned, learned)
    knowing = SurrogateEvaluator(shed, golden, replace(surrogate, card=replace(surrogate.card, domain=domain)))
    X = shed.space.sample(40, 4)
    X[0, 0] = 9.0
    evaluation = knowing.evaluate(X)
    assert not evaluation.out_of_domain[0]
    assert evaluation.status[0] != "ok"
    assert evaluation.out_of_domain[1:][X[1:, 2] == 1.0].all()
    assert evaluation.out_of_domain[1:][X[1:, 2] == 0.0].mean() < 0.2
    assert evaluation.to_frame(shed)["out_of_domain"].tolist() == evaluation.out_of_domain.tolist()
    assert set(evaluator.evaluate(X).to_frame(shed)["out_of_domain"]) == {"unknown"}


def test_nothing_is_out_of_the_domain_of_physics(shed, golden):
    physics = PhysicsEvaluator(shed, golden, steps_per_hour=STEPS)
    np.testing.assert_array_equal(physics.out_of_domain(shed.space.sample(3, 1)), [False] * 3)


def test_intervals_of_scores_by_design_are_on_average_those_of_the_card(shed, golden, surrogate):
    # The plane knows no spread, so its outputs have one width for every design, and so has their score.
    score = ScoreCard("energy_kwh_m2", 3.0, 0.9, 1.0, 1.0, 0.1, 0.9)
    evaluator = SurrogateEvaluator(shed, golden, replace(surrogate, card=replace(surrogate.card, scores=(score,))))
    X = shed.space.sample(64, 1)
    constant, local = evaluator.evaluate(X), evaluator.by_design().evaluate(X)
    np.testing.assert_array_equal(constant.columns["energy_kwh_m2"], local.columns["energy_kwh_m2"])
    np.testing.assert_allclose(constant.upper["energy_kwh_m2"] - constant.columns["energy_kwh_m2"], 3.0)
    half = local.upper["energy_kwh_m2"] - local.columns["energy_kwh_m2"]
    np.testing.assert_allclose(half, 3.0)
    assert "cost_eur" not in local.lower


def test_by_other_prices_scores_have_uncalibrated_intervals_only_when_asked(shed, golden, surrogate):
    score = ScoreCard("energy_kwh_m2", 3.0, 0.9, 1.0, 1.0, 0.1, 0.9)
    card = replace(surrogate.card, scores=(score,), settings={**surrogate.card.settings, **_other_price(shed)})
    evaluator = SurrogateEvaluator(shed, golden, replace(surrogate, card=card))
    X = shed.space.sample(5, 1)
    assert "energy_kwh_m2" not in evaluator.evaluate(X).lower
    assert evaluator.score_scales == {}
    assert (
        evaluator.by_design().evaluate(X).upper["energy_kwh_m2"] > evaluator.evaluate(X).columns["energy_kwh_m2"]
    ).all()


def _other_price(problem):
    free = next(parameter for parameter in problem.parameters if not parameter.simulated)
    return {free.name: -1.0}


def test_own_columns_are_computed_of_predictions_with_intervals_of_their_own(shed, golden, surrogate):
    problem = shed.with_column("loads", "heating_kwh_m2 + cooling_kwh_m2").with_column("size", "2 * insulation_m")
    evaluator = SurrogateEvaluator(problem, golden, surrogate)
    X = shed.space.sample(100, 4)
    constant, local = evaluator.evaluate(X), evaluator.by_design().evaluate(X)
    loads = constant.columns["heating_kwh_m2"] + constant.columns["cooling_kwh_m2"]
    np.testing.assert_allclose(constant.columns["loads"], loads)
    outcome = evaluator.compute(X)
    half = np.hypot(outcome.half_width["heating_kwh_m2"], outcome.half_width["cooling_kwh_m2"])
    mean = evaluator.half_widths()["loads"]
    np.testing.assert_allclose(local.upper["loads"] - loads, np.maximum(half, 0.05 * mean), rtol=1e-6)
    np.testing.assert_allclose(loads - constant.lower["loads"], mean)
    assert mean == pytest.approx(half.mean(), rel=0.2)
    assert "size" not in constant.upper
    assert "size" not in local.upper
