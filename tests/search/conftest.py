"""Problems, models and runs for the search."""

from dataclasses import replace

import pytest
from valley import VALLEY, Valley

from fluxion.problems.task import define_task
from fluxion.search import Setup, StudyConfig, prepare, run_study


@pytest.fixture(scope="session")
def valley():
    """The problem."""
    return VALLEY


@pytest.fixture(scope="session")
def true_valley():
    """Its exact evaluator."""
    return Valley()


@pytest.fixture(scope="session")
def wrong_valley():
    """An evaluator that claims too much."""
    return Valley(bias=0.05, offset=0.2)


@pytest.fixture(scope="session")
def valley_setup(valley, true_valley, wrong_valley, golden):
    """Function that makes the setup of a study of the valley: ``valley_setup(budget=60, model=None)``."""

    def make(model=wrong_valley, objectives=None, problem=valley, **study):
        values = {"budget": 80, "rounds": 4, "population": 40, "generations": 40, "seed": 1, **study}
        truth = define_task(problem, replace(true_valley, problem=problem), objectives)
        surrogate = None
        if model is not None:
            surrogate = define_task(problem, replace(model, problem=problem), objectives)
        return Setup(StudyConfig("valley", "golden", **values), truth, surrogate, "in a test", golden)

    return make


@pytest.fixture(scope="session")
def valley_run(valley_setup):
    """A finished run with a surrogate that claims too much."""
    return run_study(valley_setup())


@pytest.fixture(scope="session")
def office_run():
    """A finished run of the office on physics alone."""
    study = StudyConfig(
        "office-design",
        "golden",
        objectives=("energy_kwh_m2", "cost_eur_m2"),
        fixed={"thermal_mass": "heavy"},
        budget=12,
        steps_per_hour=1,
        surrogate="none",
        rounds=1,
    )
    return run_study(prepare(study))
