"""Problems for the optimisers' adapters."""

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
def doubtful_valley():
    """An evaluator that says how far it may be off."""
    return Valley(half=0.1)
