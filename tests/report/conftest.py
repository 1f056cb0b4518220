"""Folders of finished runs: two, three and one objectives, a run without a feasible design, and an office."""

from dataclasses import replace

import pytest
from valley import VALLEY, Valley

from fluxion.problems.task import define_task
from fluxion.search import Setup, StudyConfig, prepare, run_study
from fluxion.search.output import write_run


@pytest.fixture(scope="session")
def run_folder(golden, tmp_path_factory):
    """Function that runs a study of the valley and returns its folder."""

    def make(objectives=("f1", "f2"), problem=VALLEY, model=True, **study):
        values = {"budget": 60, "rounds": 3, "population": 40, "generations": 20, "seed": 1, **study}
        truth = define_task(problem, Valley(problem), objectives)
        wrong = Valley(problem, bias=0.05, offset=0.2, half=0.3)
        surrogate = define_task(problem, wrong, objectives) if model else None
        setup = Setup(
            StudyConfig("valley", "golden", objectives=objectives, **values), truth, surrogate, "in a test.", golden
        )
        folder = tmp_path_factory.mktemp("runs") / "run"
        write_run(run_study(setup), folder)
        return folder

    return make


@pytest.fixture(scope="session")
def valley_folder(run_folder):
    return run_folder()


@pytest.fixture(scope="session")
def three_folder(run_folder):
    return run_folder(objectives=("f1", "f2", "twice"))


@pytest.fixture(scope="session")
def one_folder(run_folder):
    return run_folder(objectives=("f2",))


@pytest.fixture(scope="session")
def nothing_folder(run_folder):
    return run_folder(problem=replace(VALLEY, settings={"far": -1.0}), budget=20, rounds=2)


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory):
    """A run on physics alone, by the batch engine."""
    study = StudyConfig(
        "office-design",
        "golden",
        title="An office in <Golden> & elsewhere",
        objectives=("energy_kwh_m2", "cost_eur_m2"),
        settings={"budget_eur_m2": 1200.0},
        fixed={"thermal_mass": "heavy"},
        budget=40,
        surrogate="none",
        rounds=1,
        seed=3,
    )
    folder = tmp_path_factory.mktemp("office") / "run"
    write_run(run_study(prepare(study)), folder)
    return folder


@pytest.fixture
def copy_of(tmp_path):
    """Function that copies a folder, for a test that spoils it."""
    import shutil

    return lambda folder: shutil.copytree(folder, tmp_path / "copy")
