import pytest
from shed import shed_problem


@pytest.fixture(scope="session")
def shed():
    return shed_problem()
