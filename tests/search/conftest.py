"""Problems, models and runs for the search."""

import pytest
from valley import VALLEY, Valley


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
