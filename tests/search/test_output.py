import json

import numpy as np
import pandas as pd
import pytest

from fluxion.design import read_designs
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.search import run_study
from fluxion.search.output import write_run
from fluxion.weather import load_weather


@pytest.fixture(scope="module")
def office_folder(office_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("office") / "run"
    assert write_run(office_run, folder) == ("pareto.csv", "checked.csv", "pareto.png", "run.json")
    return folder


@pytest.fixture(scope="module")
def valley_folder(valley_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("valley")
    write_run(valley_run, folder)
    return folder


def test_physics_on_the_rows_of_the_file_gives_their_values_again(office_folder):
    frame = pd.read_csv(office_folder / "pareto.csv", dtype={"thermal_mass": str})
    problem = load("office-design")
    X = read_designs(frame[list(problem.space.names)], problem.space)
    again = PhysicsEvaluator(problem, load_weather("golden"), steps_per_hour=1).evaluate(X)
    assert len(frame) >= 1
    for name in (*problem.objectives, *problem.outputs):
        np.testing.assert_allclose(again.columns[name], frame[name], rtol=1e-9, atol=1e-12)
    for constraint, values in zip(problem.constraints, again.constraints(problem).T):
        np.testing.assert_allclose(values, frame[constraint.name], rtol=1e-9, atol=1e-12)


def test_every_row_of_the_front_is_checked_and_feasible(office_folder, valley_folder):
    for folder, constraints in ((office_folder, ["g_overheating", "g_investment"]), (valley_folder, ["g_far"])):
        frame = pd.read_csv(folder / "pareto.csv")
        assert set(frame["fidelity"]) == {"physics"}
        assert set(frame["status"]) == {"ok"}
        assert (frame[constraints] <= 0.0).all().all()


def test_held_variables_are_held_in_every_run(office_folder):
    assert set(pd.read_csv(office_folder / "checked.csv")["thermal_mass"]) == {"heavy"}


def test_claims_stand_beside_the_truth(valley_folder, wrong_valley, valley):
    frame = pd.read_csv(valley_folder / "pareto.csv")
    claims = wrong_valley.evaluate(read_designs(frame[list(valley.space.names)], valley.space))
    np.testing.assert_array_equal(frame["f2_claimed"], claims.columns["f2"])
    np.testing.assert_array_equal(frame["g_far_claimed"], claims.constraints(valley)[:, 0])
    assert (frame["f2_claimed"] < frame["f2"]).all()
    names = list(frame.columns)
    assert names[:11] == [*valley.space.names, "f1", "f2", "g_far"]
    assert names[-5:] == ["residual", "engine", "fidelity", "status", "origin"]


def test_all_runs_are_written_with_their_origin(valley_folder, valley_run):
    frame = pd.read_csv(valley_folder / "checked.csv")
    assert len(frame) == 80
    assert np.flatnonzero(frame["on_front"]).tolist() == sorted(valley_run.front.tolist())
    assert frame["origin"][0] == "baseline"


def test_the_record_says_how_the_answer_came_about(office_folder, office_run):
    record = json.loads((office_folder / "run.json").read_text())
    assert record["seed"] == 0
    assert record["engine"] == office_run.truth.engine
    assert record["counts"]["truth_runs"] == 12
    assert record["counts"]["surrogate_evaluations"] == 0
    assert record["hashes"]["weather"] == load_weather("golden").fingerprint()
    assert record["hashes"]["space"] == load("office-design").space.fingerprint()
    assert record["hashes"]["surrogate"] is None
    assert {"numpy", "pymoo", "fluxion-bem", "python"} <= set(record["versions"])
    assert record["baseline"]["design"]["thermal_mass"] == "heavy"
    assert "physics" in record["method"]
    assert record["timings_s"]["total"] > 0.0
    assert sum(record["counts"]["dropped"].values()) + record["counts"]["front"] == 12


def test_the_record_holds_both_hypervolumes_with_their_reference(valley_folder, valley_run):
    quality = json.loads((valley_folder / "run.json").read_text())["hypervolume"]
    assert quality["true"] == valley_run.true_hypervolume
    assert quality["claimed"] == valley_run.claimed_hypervolume
    assert quality["reference_point_scaled"] == [1.1, 1.1]
    front = pd.read_csv(valley_folder / "pareto.csv")
    assert quality["ideal"] == {"f1": front["f1"].min(), "f2": front["f2"].min()}
    assert quality["nadir"] == {"f1": front["f1"].max(), "f2": front["f2"].max()}


def test_no_feasible_design_gives_empty_files_that_say_so(valley_setup, valley, tmp_path):
    result = run_study(valley_setup(problem=valley.with_settings(far=-1.0), budget=20, rounds=2))
    write_run(result, tmp_path)
    assert len(pd.read_csv(tmp_path / "pareto.csv")) == 0
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["verdict"].startswith("no feasible design")
    assert record["hypervolume"]["true"] is None
