"""Random pairwise functions and their bits."""

import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.qubo.encodings import encoding
from fluxion.qubo.grid import level_grid
from fluxion.qubo.model import QuboModel
from fluxion.qubo.slack import AdditiveLimit

SPACE = DesignSpace(
    (
        Real("depth", 0.0, 1.0, 0.5, "m"),
        Integer("storeys", 1, 6, 2),
        Choice("window", ("clear", "low_e", "triple", "solar", "passive"), "clear"),
        Choice("exterior_mass", ("light", "heavy"), "heavy"),
        Real("infiltration_ach", 0.1, 0.7, 0.4, "1/h"),
    )
)


@pytest.fixture(scope="session")
def space():
    return SPACE


@pytest.fixture(scope="session")
def grid():
    """3 x 6 x 5 x 2 x 4 levels."""
    return level_grid(SPACE, SPACE.variables, {"depth": 3, "storeys": 6})


@pytest.fixture(scope="session")
def make_model(grid):
    """Function that makes a model of random coefficients: ``make_model("one_hot", slack=True)``."""

    def make(name, slack=False, seed=0, penalty=1.0):
        random = np.random.default_rng(seed)
        code = encoding(name, grid.counts)
        basis = code.basis()
        objective = basis.model(random.normal(size=basis.width)).centred()
        limits = ()
        if slack:
            limits = ((AdditiveLimit("g_cost", -1.0, random.normal(size=len(objective.main)), 0.9), 2.0),)
        model = QuboModel(grid, code, objective, limits, np.zeros(len(grid.counts)))
        return QuboModel(grid, code, objective, limits, penalty * model.swings())

    return make
