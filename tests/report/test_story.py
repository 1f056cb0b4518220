import numpy as np
import pandas as pd
import pytest

from fluxion.report.chosen import by_violation, chosen_designs, violations
from fluxion.report.convergence import course
from fluxion.report.labels import change, label, shown, shown_in, words
from fluxion.report.run_folder import Run, read_run
from fluxion.report.story import moves
from fluxion.search.pareto import Scale, hypervolume


@pytest.fixture
def made_up(tmp_path):
    """A run of twenty designs on a front along which every kind of variable moves in its own way."""
    n = 21
    t = np.linspace(0.0, 1.0, n)
    frame = pd.DataFrame(
        {
            "rising": 2.0 * t,
            "flat": np.full(n, 0.001) + 1e-4 * t,
            "cloud": np.tile([0.1, 0.9, 0.5], 7),
            "glass": np.where(t < 0.5, "two_panes", "three_panes").astype(object),
            "wall": np.array(["brick"] * n, dtype=object),
            "f1": t,
            "f2": 1.0 - t,
            "g": np.full(n, -1.0),
            "status": np.array(["ok"] * n, dtype=object),
        }
    )
    frame.loc[0, ["wall", "f1", "f2", "g", "flat"]] = ["wood", 3.0, 4.0, 2.0, 0.5]
    design = {"rising": 0.0, "flat": 0.5, "cloud": 0.1, "glass": "two_panes", "wall": "wood"}
    record = {
        "objectives": ["f1", "f2"],
        "constraints": ["g"],
        "baseline": {"design": design},
        "steps": [],
        "study": {"problem": "p", "weather": ["golden", "a/b/hot.epw"]},
    }
    return Run(tmp_path, record, frame, np.arange(1, n))


def test_every_kind_of_move_has_its_words(made_up):
    found = {move.name: move for move in moves(made_up, {"rising": "m"}, {"flat": (0.0, 1.0)})}
    assert found["rising"].text == "rising rises from 0.2 to 1.9 m."
    assert found["rising"].kind == "trend"
    assert found["rising"].correlation == (1.0, -1.0)
    assert found["flat"].text == "flat stays near 0, near its lower bound."
    assert found["cloud"].kind == "spread"
    assert found["cloud"].text == "cloud lies between 0.1 and 0.9 without a clear trend."
    assert found["glass"].text.startswith(
        "glass switches from two panes to three panes (three panes in 11, two panes in 9"
    )
    assert found["wall"].text == "wall is brick throughout."
    order = [move.kind for move in moves(made_up, {}, {})]
    assert order == sorted(order, key=["trend", "switch", "spread", "stay"].index) or order[:2] == ["trend", "switch"]


def test_chosen_designs_of_a_front(made_up):
    chosen = chosen_designs(made_up, {}, {})
    assert [(one.name, one.row) for one in chosen] == [("baseline", 0), ("least f1", 1), ("least f2", 20)]
    assert made_up.title == "p in golden, hot"


def test_a_design_with_two_names_has_both(one_folder):
    run = read_run(one_folder)
    assert len({one.row for one in chosen_designs(run, {}, {})}) == len(chosen_designs(run, {}, {}))


def test_the_closest_design_is_chosen_where_none_is_feasible(nothing_folder):
    run = read_run(nothing_folder)
    closest = chosen_designs(run, {}, {})[-1]
    assert closest.key in ("closest", "baseline")
    assert closest.row == by_violation(run, {})[0]
    assert run.column("g_far")[closest.row] == np.nanmin(run.column("g_far"))
    assert f"exceeds g_far by {run.column('g_far')[closest.row]:.3g}" in run.record["verdict"]
    excess = run.column("g_far")
    np.testing.assert_allclose(violations(run, {"g_far": 2.0}), excess / (2.0 + excess))


def test_the_course_ends_at_the_hypervolume_of_the_run(valley_folder):
    run = read_run(valley_folder)
    found = course(run)
    assert found.value[-1] == pytest.approx(run.record["hypervolume"]["true"], rel=1e-9)
    assert found.front[-1] == len(run.front)
    assert (np.diff(found.value) >= -1e-12).all()
    for step in run.record["steps"]:
        assert found.value[step["runs"] - 1] == pytest.approx(step["hypervolume"], rel=1e-9)
        assert found.front[step["runs"] - 1] == step["front"]
    scale = Scale.of_front(run.F[run.front])
    half = np.arange(30)
    assert found.value[29] == pytest.approx(hypervolume(run.F[half][run.feasible[half]], scale))


def test_the_course_of_one_objective_is_its_least_value(one_folder):
    run = read_run(one_folder)
    found = course(run)
    assert not found.is_volume
    assert found.value[-1] == run.column("f2")[run.feasible].min()


def test_a_run_without_feasible_designs_has_no_course(nothing_folder):
    assert np.isnan(course(read_run(nothing_folder)).value).all()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (65.664, "65.66"),
        (0.0, "0"),
        (-3.0, "−3"),
        (1035.8, "1 036"),
        (0.00012344, "0.000123"),
        (float("nan"), "–"),
        ("double_solar", "double solar"),
    ],
)
def test_numbers_for_people(value, text):
    assert shown(value).replace(" ", " ") == text


def test_labels():
    units = {"wall_insulation_m": "m", "wwr_south": "", "cooling_setpoint_c": "degC"}
    assert label("wall_insulation_m", units) == "wall insulation [m]"
    assert label("cooling_setpoint_c", units) == "cooling setpoint [°C]"
    assert words("wwr_south", units) == "window share south"
    assert label("energy_kwh_m2", units) == "energy [kWh/(m² a)]"
    assert shown_in(0.000088, 1.5) == "0"
    assert shown_in(24.8148, 3.0) == "24.81"
    assert (change(40.0, 50.0), change(50.0, 50.0), change(51.0, 50.0)) == ("−20 %", "±0 %", "+2.0 %")
    assert change(1.0, 0.0) == change(float("nan"), 1.0) == ""
