"""Objectives and studies for the sampler."""

import optuna
import pytest

from fluxion.problems.optuna import to_optuna
from fluxion.search.proposal import SearchOptions

optuna.logging.set_verbosity(optuna.logging.ERROR)


@pytest.fixture(scope="session")
def objective(valley, true_valley):
    """The valley, answered by its truth."""
    return to_optuna(valley, true_valley)


@pytest.fixture(scope="session")
def quick():
    """A search of a moment."""
    return SearchOptions(population=20, generations=4)
