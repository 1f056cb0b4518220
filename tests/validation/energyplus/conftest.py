"""A comparison of the shed with a program of the tests' own in place of EnergyPlus."""

import pytest
from programs import answering
from shed import shed_problem

from fluxion.energyplus import RunCache
from fluxion.validation.energyplus import Plan, compare

#: Designs of the seed: of nine, three are heated above their cooling setpoint and cannot be built.
DESIGNS, SEED = 9, 2


@pytest.fixture(scope="session")
def shed():
    return shed_problem()


@pytest.fixture(scope="session")
def make(shed, golden, tmp_path_factory):
    """Compare the shed: options of the plan, and lines for the program."""

    def comparison(more="", **options):
        folder = tmp_path_factory.mktemp("program")
        chosen = {"designs": DESIGNS, "seed": SEED, "steps_per_hour": 1, "hourly": 0} | options
        plan = Plan(chosen.pop("problem", shed), golden, **chosen)
        return compare(plan, program=answering(folder, more), cache=RunCache(folder / "cache"))

    return comparison


@pytest.fixture(scope="session")
def compared(make):
    return make(hourly=2, against_steps=30)


@pytest.fixture(scope="session")
def all_failed(make):
    return make("refuse('no')", designs=2, hourly=1)
