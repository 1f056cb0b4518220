"""The problem as a whole: its shape, its baseline, and that it travels between processes."""

import pickle

import numpy as np
import pytest

from fluxion.building import Building
from fluxion.design import Choice, Integer, Real
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.office_design import office_design
from fluxion.problems.office_design.problem import OUTPUTS
from fluxion.problems.office_design.score import NEEDED


def test_the_space_has_the_promised_shape(problem):
    kinds = [type(variable) for variable in problem.space.variables]
    assert 14 <= len(kinds) <= 20
    assert kinds.count(Real) >= 8
    assert kinds.count(Integer) >= 1
    assert kinds.count(Choice) >= 3
    assert problem.space.variable("cooling_system").options[0] == "none"


def test_ranges_lie_inside_those_that_the_physics_supports(problem):
    supported = {
        "wall_insulation_m": (0.02, 0.35),
        "roof_insulation_m": (0.04, 0.45),
        "floor_insulation_m": (0.02, 0.30),
        "wwr_south": (0.1, 0.7),
        "wwr_east": (0.1, 0.7),
        "wwr_north": (0.1, 0.7),
        "wwr_west": (0.1, 0.7),
        "overhang_m": (0.0, 1.5),
        "infiltration_ach": (0.05, 0.8),
        "heating_setpoint_c": (18.0, 22.0),
        "cooling_setpoint_c": (23.0, 27.0),
    }
    for name, (low, high) in supported.items():
        variable = problem.space.variable(name)
        assert low <= variable.low < variable.high <= high


def test_what_the_score_needs_is_simulated_and_learnt(problem):
    assert set(NEEDED) <= set(problem.outputs)
    assert set(NEEDED) <= set(problem.predicted)
    assert problem.outputs == OUTPUTS
    assert {"budget_eur_m2", "discount_rate"} <= {p.name for p in problem.parameters if not p.simulated}


def test_objectives_and_constraints_are_columns(problem, loads):
    X = problem.space.sample(20, seed=1)
    columns = {**loads(20), **problem.scores(X, loads(20))}
    for name in problem.objectives:
        assert columns[name].shape == (20,)
    for constraint in problem.constraints:
        assert np.isfinite(constraint.value(columns, problem.settings)).all()


def test_constraints_say_what_is_feasible(problem, loads):
    X = problem.space.sample(50, seed=2)
    columns = {**loads(50), **problem.scores(X, loads(50))}
    values = {c.name: c.value(columns, problem.settings) for c in problem.constraints}
    assert ((values["g_overheating"] <= 0) == (columns["overheating_fraction"] <= 0.05)).all()
    assert ((values["g_investment"] <= 0) == (columns["investment_eur_m2"] <= problem.settings["budget_eur_m2"])).all()
    assert (values["g_window_head"] <= 0).all()
    tighter = problem.with_settings(budget_eur_m2=500.0)
    assert (tighter.constraints[1].value(columns, tighter.settings) > values["g_investment"]).all()


def test_any_design_becomes_a_building(problem):
    for building in problem.population(problem.space.sample(12, seed=3)):
        assert isinstance(building, Building)
        assert len(building.zones) == 10


def test_the_building_follows_the_choices(problem, catalogue):
    X = problem.space.encode(
        [
            {"window": "triple", "cooling_system": "none", "heat_recovery": "rotor_85", "night_ventilation_ach": 4},
            {"cooling_system": "multi_split", "heat_recovery": "none"},
        ]
    )
    passive, active = problem.population(X)
    zone = passive.zones[0]
    (window,) = next(surface for surface in zone.surfaces if surface.windows).windows
    assert window.glazing.u_value == catalogue.windows["triple"].u_value
    assert window.glazing.shgc == catalogue.windows["triple"].shgc
    assert zone.thermostat.cooling_c is None
    assert zone.ventilation.heat_recovery == 0.85
    assert zone.ventilative_cooling.flow_m3_s == pytest.approx(4 * zone.volume / 3600.0)
    assert active.zones[0].thermostat.cooling_c is not None
    assert active.zones[0].ventilative_cooling is None
    assert active.zones[0].ventilation.heat_recovery == 0.0


def test_it_can_be_pickled(problem, loads):
    copy = pickle.loads(pickle.dumps(problem))
    X = problem.space.sample(5, seed=4)
    here, there = problem.scores(X, loads(5)), copy.scores(X, loads(5))
    assert all((here[name] == there[name]).all() for name in here)


def test_a_folder_with_other_products_makes_another_space(folder):
    path = folder / "windows.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("double_clear", "box_window"), encoding="utf-8")
    problem = office_design(str(folder))
    assert "box_window" in problem.space.variable("window").options
    assert problem.settings["catalogue"] == str(folder)


def test_the_setting_brings_the_options_of_the_folder(folder, problem):
    path = folder / "windows.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("double_clear", "box_window"), encoding="utf-8")
    assert "box_window" in load("office-design", catalogue=str(folder)).space.variable("window").options
    assert load("office-design", setback_k=2.0).space == problem.space


def test_a_surrogate_that_learned_other_products_refuses(folder, golden):
    model = load_surrogate(office_design(), golden)
    path = folder / "windows.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("value = 2.73", "value = 2.5"), encoding="utf-8")
    with pytest.raises(SurrogateError, match="learned window=double_clear with the properties"):
        SurrogateEvaluator(load("office-design", catalogue=str(folder)), golden, model)
    with pytest.raises(SurrogateError, match="learned window=double_clear with the properties"):
        SurrogateEvaluator(office_design().with_settings(catalogue=str(folder)), golden, model)


def test_bad_settings_are_refused(problem, tmp_path):
    with pytest.raises(InputError, match="did you mean 'budget_eur_m2'"):
        problem.with_settings(budget_eur=900.0)
    with pytest.raises(InputError, match="discount_rate"):
        problem.with_settings(discount_rate=3.0)
    with pytest.raises(InputError, match="does not exist"):
        office_design(str(tmp_path / "nowhere"))
