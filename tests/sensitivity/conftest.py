import pytest
from ishigami import ISHIGAMI, Ishigami

from fluxion.problems.task import define_task


@pytest.fixture(scope="session")
def ishigami():
    """Function that makes the task of the function as a model answers it: ``ishigami(wrong=1.0)``."""

    def make(fixed=None, **model):
        return define_task(ISHIGAMI, Ishigami(**model), fixed=fixed)

    return make
