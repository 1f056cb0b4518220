"""The first users' names on the real office: small networks that were really trained, at one step an hour."""

import copy
import multiprocessing
import pickle
import re
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import fluxion
from fluxion.assets import asset_path
from fluxion.design import DesignSpace
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.oracle import FallbackWarning
from fluxion.problems import load
from fluxion.problems.reference_office.genes import predicted_genes
from fluxion.surrogate import AdaptiveSurrogate, ModelCard
from fluxion.surrogate.onnx_file import parse_model, with_card
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import train_on_runs
from fluxion.training.split import Runs, SplitRuns
from fluxion.training.targets import Target

GENES = ("window_u", "heating_setpoint_c", "cooling_setpoint_c")
FLOOR_AREA = 2 * 30.0 * 20.0


@dataclass(frozen=True)
class Taught:
    """A model file and the physics runs it learned from."""

    path: Path
    X: np.ndarray
    loads_kwh: np.ndarray


def teach(golden, path, count, runs):
    problem = load("reference-office")
    space = DesignSpace(tuple(problem.space.variable(name) for name in GENES[:count]))
    X = space.sample(runs, 3, "lhs")
    designs = np.tile(problem.baseline, (runs, 1))
    designs[:, [problem.space.index(name) for name in GENES[:count]]] = X
    outcome = PhysicsEvaluator(problem, golden, steps_per_hour=1).compute(designs)
    loads = outcome.zones.outputs["heating_kwh"] + outcome.zones.outputs["cooling_kwh"]
    everything = Runs(X, loads)
    # Nine runs are the fewest that calibrate an interval of 90 %.
    edges = (np.arange(0, runs - 15), np.arange(runs - 15, runs - 12), np.arange(runs - 12, runs - 3))
    split = SplitRuns(*(everything.part(rows) for rows in (*edges, np.arange(runs - 3, runs))))
    card = ModelCard(
        title="Zone loads",
        problem=problem.name,
        space_json=space.to_json(),
        settings=dict(problem.settings),
        weather=golden.name,
        weather_fingerprint=golden.fingerprint(),
        engine=outcome.engine,
        engine_fingerprint="0" * 16,
        probes={},
        outputs=(),
        confidence=0.9,
        runs={},
    )
    targets = [Target(f"{zone}_kwh", "kWh") for zone in outcome.zones.names]
    options = FitOptions(members=1, hidden=(16,), epochs=300, batch=8, patience=300)
    scores = predicted_genes(GENES[:count], 2).scores
    path.write_bytes(train_on_runs(split, space, targets, card, options, scores=scores).data)
    return Taught(path, X, loads)


@pytest.fixture(scope="module")
def two(golden, tmp_path_factory):
    return teach(golden, tmp_path_factory.mktemp("models") / "two.onnx", 2, 27)


@pytest.fixture(scope="module")
def three(golden, tmp_path_factory):
    return teach(golden, tmp_path_factory.mktemp("models") / "three.onnx", 3, 33)


@pytest.fixture
def oracle():
    return fluxion.BatchOracle(steps_per_hour=1)


def retold(taught, path, **changes):
    """The model file with a card that says something else of its origin."""
    file = parse_model(taught.path.read_bytes(), "the model")
    card = replace(ModelCard.from_json(file.card_json), **changes)
    path.write_bytes(with_card(file.data, card.to_json()))
    return path


@pytest.fixture
def no_runtime(monkeypatch):
    # What Python does for a module that is not installed.
    monkeypatch.setitem(sys.modules, "onnxruntime", None)


# --- the shelf


def test_names_are_on_the_public_shelf():
    for name in ("BatchOracle", "Model", "ThermalModel", "SurrogateManager"):
        assert name in dir(fluxion)
        assert getattr(fluxion, name).__module__.startswith("fluxion.oracle.")


# --- physics


def test_physics_is_that_of_the_reference_office(oracle, golden):
    population = [[0.9, 21.0, 24.0], [2.5, 19.0, 26.0]]
    eui = oracle.evaluate_population(population, use_surrogates=False)
    problem = load("reference-office")
    designs = problem.space.encode([dict(zip(GENES, row)) for row in population])
    columns = PhysicsEvaluator(problem, golden, steps_per_hour=1).evaluate(designs).columns
    np.testing.assert_allclose(eui, columns["heating_kwh_m2"] + columns["cooling_kwh_m2"], rtol=1e-12)
    assert eui.dtype == np.float64
    assert oracle.last_fidelity == "physics"
    assert list(oracle.last_status) == ["ok", "ok"]


def test_two_genes_are_three_with_cooling_to_25_degrees(oracle):
    short = oracle.evaluate_population(np.array([[1.5, 20.0]]), use_surrogates=False)
    long = oracle.evaluate_population([(1.5, 20.0, 25.0)], use_surrogates=False)
    assert short == long


def test_another_climate(oracle, chicago):
    there = fluxion.BatchOracle(chicago, steps_per_hour=1).evaluate_population([[1.8, 20.0]], use_surrogates=False)
    named = fluxion.BatchOracle("chicago", steps_per_hour=1).evaluate_population([[1.8, 20.0]], use_surrogates=False)
    assert there == named
    assert abs(there - oracle.evaluate_population([[1.8, 20.0]], use_surrogates=False)) > 1.0
    with pytest.raises(InputError, match="chicago"):
        fluxion.BatchOracle("chicaco")


# --- surrogates


def test_surrogate_answers_with_the_sum_of_its_zones(oracle, two):
    oracle.load_surrogate(two.path)
    eui = oracle.evaluate_population(two.X)
    loads = fluxion.SurrogateManager.load_onnx(two.path).predict_loads(two.X)
    assert loads.shape == (len(two.X), 10)
    np.testing.assert_allclose(eui, loads.sum(axis=1) / FLOOR_AREA, rtol=1e-12)
    assert oracle.last_fidelity == "surrogate"
    # A dozen runs teach the trend; that the file works for the right building is what shows here.
    true = two.loads_kwh.sum(axis=1) / FLOOR_AREA
    assert np.abs(eui - true).max() < 0.05 * true.mean()
    assert np.corrcoef(eui, true)[0, 1] > 0.97


def test_three_genes_also_answer_for_two(oracle, three):
    oracle.load_surrogate(str(three.path))
    assert oracle.evaluate_population([[1.5, 20.0]]) == oracle.evaluate_population([[1.5, 20.0, 25.0]])
    warmer, colder = oracle.evaluate_population([[1.5, 20.0, 27.0], [1.5, 20.0, 23.0]])
    assert warmer < colder
    assert oracle.last_fidelity == "surrogate"


def test_a_model_of_two_genes_refuses_a_third(oracle, two):
    oracle.load_surrogate(two.path)
    with pytest.raises(SurrogateError, match="cooling_setpoint_c"):
        oracle.evaluate_population([[1.5, 20.0, 24.0]])


def test_surrogate_is_refused_elsewhere(oracle, two, tmp_path):
    with pytest.raises(SurrogateError, match="weather 'golden', not on 'chicago'"):
        fluxion.BatchOracle("chicago").load_surrogate(two.path)
    with pytest.raises(SurrogateError, match="problem 'office-design'"):
        oracle.load_surrogate(retold(two, tmp_path / "other.onnx", problem="office-design"))
    settings = {**load("reference-office").settings, "cooling": False}
    with pytest.raises(SurrogateError, match="cooling=False"):
        oracle.load_surrogate(retold(two, tmp_path / "free.onnx", settings=settings))
    manager = fluxion.SurrogateManager.load_onnx(two.path)
    with pytest.raises(SurrogateError, match="n_floors=2, not with 1"):
        fluxion.ThermalModel(5).solve_timesteps(8760, manager, True)


def test_surrogate_of_other_genes_or_bounds_is_refused(oracle, two, tmp_path):
    space = load("reference-office").space
    swapped = DesignSpace((space.variable(GENES[1]), space.variable(GENES[0])))
    path = retold(two, tmp_path / "swapped.onnx", space_json=swapped.to_json())
    for refuse in (oracle.load_surrogate, fluxion.SurrogateManager.load_onnx):
        with pytest.raises(SurrogateError, match="learned from heating_setpoint_c, window_u"):
            refuse(path)
    wider = DesignSpace((replace(space.variable(GENES[0]), high=4.0), space.variable(GENES[1])))
    with pytest.raises(SurrogateError, match="other variables or bounds"):
        oracle.load_surrogate(retold(two, tmp_path / "wider.onnx", space_json=wider.to_json()))


def test_unusable_files_are_errors_and_leave_the_loaded_model_alone(oracle, two, tmp_path):
    oracle.load_surrogate(two.path)
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(two.path.read_bytes()[:-200])
    for refuse in (oracle.load_surrogate, fluxion.Model().load_surrogate, fluxion.SurrogateManager.load_onnx):
        with pytest.raises(SurrogateError, match=r"damaged\.onnx"):
            refuse(damaged)
        with pytest.raises(InputError, match="does not exist"):
            refuse(tmp_path / "absent.onnx")
    oracle.evaluate_population([[1.5, 20.0]])
    assert oracle.last_fidelity == "surrogate"


def test_a_manager_without_model_predicts_nothing():
    with pytest.raises(SurrogateError, match="load_onnx"):
        fluxion.SurrogateManager().predict_loads([[1.5, 20.0]])


# --- falling back


def test_without_a_surrogate_physics_answers_and_says_so_once(oracle):
    expected = oracle.evaluate_population([[1.5, 20.0]], use_surrogates=False)
    with pytest.warns(FallbackWarning, match="no surrogate is loaded: computing with physics") as caught:
        assert oracle.evaluate_population([[1.5, 20.0]]) == expected
    assert caught[0].filename == __file__
    assert oracle.last_fidelity == "physics"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert oracle.evaluate_population([[1.5, 20.0]]) == expected


def test_without_onnxruntime_the_surrogate_answers_by_numpy_and_says_so(oracle, two, no_runtime):
    oracle.load_surrogate(two.path)
    with pytest.warns(UserWarning, match="pip install onnxruntime"):
        by_numpy = oracle.evaluate_population([[1.5, 20.0]])
    assert oracle.last_fidelity == "surrogate"
    physics = oracle.evaluate_population([[1.5, 20.0]], use_surrogates=False)
    np.testing.assert_allclose(by_numpy, physics, rtol=0.1)
    with pytest.warns(UserWarning, match="onnxruntime"):
        loads = fluxion.SurrogateManager.load_onnx(two.path).predict_loads([[1.5, 20.0]])
    assert (loads > 0.0).all()


# --- bad rows, bad arrays


@pytest.mark.parametrize("fidelity", ["physics", "surrogate"])
def test_bad_rows_are_explained_and_leave_the_others_alone(oracle, three, fidelity):
    oracle.load_surrogate(three.path)
    rows = [
        [np.nan, 20.0, 25.0],
        [1.5, 20.0, 25.0],
        [9.0, 20.0, 25.0],
        [1.5, 26.0, 24.0],
        [1.5, np.inf, 25.0],
    ]
    use = fidelity == "surrogate"
    eui = oracle.evaluate_population(rows, use_surrogates=use)
    status = oracle.last_status
    assert oracle.last_fidelity == fidelity
    np.testing.assert_array_equal(np.isnan(eui), [True, False, True, True, True])
    assert eui[1] == oracle.evaluate_population([rows[1]], use_surrogates=use)[0]
    for row, sentence in {0: "window_u.*nan", 1: "^ok$", 2: "window_u.*9", 3: "26 degC.*above.*24 degC"}.items():
        assert re.search(sentence, status[row]), status[row]


def test_a_setpoint_above_25_degrees_crosses_the_default_cooling(oracle):
    assert np.isnan(oracle.evaluate_population([[1.5, 25.5]], use_surrogates=False)).all()
    assert "above the cooling setpoint (25 degC)" in oracle.last_status[0]


@pytest.mark.parametrize(
    "population",
    [
        [1.5, 20.0],
        [[1.5]],
        [[1.5, 20.0, 25.0, 1.0]],
        np.zeros((0, 4)),
        [[1.5, 20.0], [1.5, 20.0, 25.0]],
        [["cold", 20.0]],
        np.zeros((2, 3, 2)),
        1.5,
        None,
    ],
)
def test_another_shape_is_one_error(oracle, population):
    with pytest.raises(InputError, match=r"expected a population of shape \(n, 2\) or \(n, 3\).*got"):
        oracle.evaluate_population(population)
    assert oracle.last_status is None


@pytest.mark.parametrize("population", [[], np.empty((0, 2)), np.empty((0, 3))])
def test_an_empty_population_has_an_empty_answer(oracle, population):
    eui = oracle.evaluate_population(population, use_surrogates=False)
    assert eui.shape == (0,)
    assert oracle.last_status.shape == (0,)


# --- threads, pickles


def test_threads_see_their_own_last_call(oracle, two, three):
    oracle.load_surrogate(three.path)
    alone = oracle.evaluate_population(three.X)

    def ask(k):
        eui = oracle.evaluate_population(three.X[: k + 1])
        return eui, len(oracle.last_status), oracle.last_fidelity

    with ThreadPoolExecutor(8) as pool:
        for k, (eui, count, fidelity) in enumerate(pool.map(ask, range(30))):
            np.testing.assert_allclose(eui, alone[: k + 1], rtol=1e-6)
            assert (count, fidelity) == (k + 1, "surrogate")
    assert len(oracle.last_status) == len(three.X)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: oracle.last_fidelity).result() == "surrogate"


def test_oracles_travel_to_other_processes(oracle, two):
    oracle.load_surrogate(two.path)
    here = oracle.evaluate_population(two.X)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(oracle.evaluate_population, two.X).result()
    np.testing.assert_array_equal(here, there)


def test_everything_can_be_pickled_and_copied(two):
    model = fluxion.Model([1.2, 21.0], steps_per_hour=1)
    model.load_surrogate(two.path)
    manager = fluxion.SurrogateManager.load_onnx(two.path)
    for again in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), copy.copy(model)):
        np.testing.assert_array_equal(again.simulate(2), model.simulate(2))
        assert again.last_fidelity == "surrogate"
    office = pickle.loads(pickle.dumps(fluxion.ThermalModel(10)))
    office.apply_parameters([1.2, 21.0])
    assert office.solve_timesteps(8760, pickle.loads(pickle.dumps(manager)), True) == model.simulate()[0]
    silent = fluxion.BatchOracle(steps_per_hour=1)
    assert pickle.loads(pickle.dumps(silent)).last_fidelity is None


# --- one design


def test_model_repeats_a_typical_year(oracle, two):
    model = fluxion.Model([0.8, 19.0], steps_per_hour=1)
    years = model.simulate(4, use_surrogates=False)
    assert model.last_fidelity == "physics"
    np.testing.assert_array_equal(years, np.repeat(oracle.evaluate_population([[0.8, 19.0]], False), 4))
    with pytest.warns(FallbackWarning):
        np.testing.assert_array_equal(model.simulate(1, True), years[:1])
    model.load_surrogate(two.path)
    oracle.load_surrogate(two.path)
    np.testing.assert_array_equal(model.simulate(3), np.repeat(oracle.evaluate_population([[0.8, 19.0]]), 3))
    assert model.last_fidelity == "surrogate"


@pytest.mark.parametrize("years", [0, -1, 1.5, True, "3", None])
def test_years_are_whole(years):
    with pytest.raises(InputError, match="years: expected a whole number"):
        fluxion.Model().simulate(years, use_surrogates=False)


@pytest.mark.parametrize("genes", [[1.5], [[1.5, 20.0]], ["u", 20.0], "office.json", [1.5, 20.0, 25.0, 1.0], []])
def test_one_design_has_two_or_three_numbers(genes):
    for take in (fluxion.Model, fluxion.ThermalModel().apply_parameters):
        with pytest.raises(InputError, match=r"shape \(2,\) or \(3,\).*got"):
            take(genes)


@pytest.mark.parametrize(
    ("genes", "sentence"),
    [([np.nan, 20.0], "window_u"), ([1.5, 17.0], "heating_setpoint_c"), ([1.5, 26.0, 24.0], "above the cooling")],
)
def test_one_design_must_be_possible(genes, sentence):
    for take in (fluxion.Model, fluxion.ThermalModel().apply_parameters):
        with pytest.raises(InputError, match=sentence):
            take(genes)


# --- the zones of one design


def test_zone_loads_add_up_to_the_building(oracle):
    office = fluxion.ThermalModel(10, steps_per_hour=1)
    office.apply_parameters([1.0, 21.0, 26.0])
    loads = office.calc_analytical_loads()
    assert loads.shape == (10,)
    assert (loads > 0.0).all()
    assert office.zone_names[0] == "F1_S"
    assert len(office.zone_names) == 10
    eui = office.solve_timesteps(8760)
    assert office.last_fidelity == "physics"
    assert eui == pytest.approx(loads.sum() / FLOOR_AREA, rel=1e-12)
    assert eui == oracle.evaluate_population([[1.0, 21.0, 26.0]], use_surrogates=False)[0]


def test_thermal_model_asks_the_surrogate_it_is_given(two):
    office = fluxion.ThermalModel(10, steps_per_hour=1)
    office.apply_parameters(two.X[0])
    manager = fluxion.SurrogateManager.load_onnx(two.path)
    claimed = office.solve_timesteps(8760, manager, use_ai=True)
    assert office.last_fidelity == "surrogate"
    assert claimed == pytest.approx(manager.predict_loads(two.X[:1]).sum() / FLOOR_AREA, rel=1e-12)
    true = office.solve_timesteps(8760, manager, use_ai=False)
    assert office.last_fidelity == "physics"
    assert true == pytest.approx(two.loads_kwh[0].sum() / FLOOR_AREA, rel=1e-12)
    for nothing in (None, fluxion.SurrogateManager()):
        fresh = fluxion.ThermalModel(10, steps_per_hour=1)
        fresh.apply_parameters(two.X[0])
        with pytest.warns(FallbackWarning, match="no surrogate is loaded"):
            assert fresh.solve_timesteps(8760, nothing, use_ai=True) == true
        assert fresh.last_fidelity == "physics"


def test_one_storey_has_five_zones():
    office = fluxion.ThermalModel(5, steps_per_hour=1)
    assert office.zone_names == ("F1_S", "F1_E", "F1_N", "F1_W", "F1_C")
    assert office.calc_analytical_loads().shape == (5,)


@pytest.mark.parametrize("zones", [0, -5, 7, 10.0, True, "10"])
def test_zones_come_in_storeys(zones):
    with pytest.raises(InputError, match="num_zones: expected a multiple of 5"):
        fluxion.ThermalModel(zones)


def test_towers_end_at_twenty_storeys():
    with pytest.raises(InputError, match=r"n_floors.*from 1 to 20"):
        fluxion.ThermalModel(105)


@pytest.mark.parametrize("steps", [0, 1, 8759, 8784, 2 * 8760, 0.5, None, "8760"])
def test_steps_are_those_of_a_year(steps):
    with pytest.raises(InputError, match="expected 8760"):
        fluxion.ThermalModel().solve_timesteps(steps)


def test_a_surrogate_comes_in_its_manager(two):
    with pytest.raises(InputError, match="expected a SurrogateManager or None; got a str"):
        fluxion.ThermalModel().solve_timesteps(8760, str(two.path), True)


# --- the seed assets


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "genes"),
    [
        ("thermal_surrogate.onnx", [[1.0, 21.3], [2.6, 18.7]]),
        ("thermal_surrogate_3.onnx", [[1.0, 21.3, 23.5], [2.6, 18.7, 26.1]]),
    ],
)
def test_seed_surrogates_agree_with_physics(file, genes):
    oracle = fluxion.BatchOracle()
    oracle.load_surrogate(asset_path(file))
    claimed = oracle.evaluate_population(genes)
    assert oracle.last_fidelity == "surrogate"
    np.testing.assert_allclose(claimed, oracle.evaluate_population(genes, use_surrogates=False), rtol=0.02)


# --- how sure it is


def test_uncertain_answers_are_the_answers_with_intervals(oracle, two):
    oracle.load_surrogate(two.path)
    population = np.vstack([two.X, [[1.8, np.nan]]])
    mean, lower, upper = oracle.evaluate_population_uncertain(population)
    np.testing.assert_array_equal(mean, oracle.evaluate_population(population))
    assert (lower[:-1] < mean[:-1]).all()
    assert (mean[:-1] < upper[:-1]).all()
    assert np.isnan([mean[-1], lower[-1], upper[-1]]).all()
    card = ModelCard.from_json(parse_model(two.path.read_bytes(), "the model").card_json)
    (score,) = card.scores
    np.testing.assert_allclose(upper[:-1] - lower[:-1], 2.0 * score.half_width)


def test_physics_is_as_sure_as_can_be(oracle):
    mean, lower, upper = oracle.evaluate_population_uncertain([[1.8, 20.0]], use_surrogates=False)
    assert mean[0] == lower[0] == upper[0] > 0.0
    mean[0] = 0.0
    assert lower[0] > 0.0


def test_an_adapted_model_says_why_it_has_no_intervals(oracle, two, tmp_path):
    adaptive = AdaptiveSurrogate.load(two.path)
    X = two.X[:40]
    adaptive.observe(X, adaptive.surrogate.predict(X).mean.matrix + 0.5)
    path = tmp_path / "adapted.onnx"
    path.write_bytes(adaptive.version.data)
    oracle.load_surrogate(path)
    assert np.isfinite(oracle.evaluate_population(X)).all()
    with pytest.raises(SurrogateError, match=r"of the EUI, because its last layers were adapted.*evaluate_population"):
        oracle.evaluate_population_uncertain(X)


def test_a_model_without_intervals_of_the_eui_says_so(oracle, two, tmp_path):
    oracle.load_surrogate(retold(two, tmp_path / "old.onnx", scores=()))
    assert np.isfinite(oracle.evaluate_population([[1.8, 20.0]])).all()
    with pytest.raises(SurrogateError, match="has no interval of the EUI"):
        oracle.evaluate_population_uncertain([[1.8, 20.0]])
