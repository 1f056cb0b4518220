from types import SimpleNamespace

import pytest
from box_space import BOX_SPACE


@pytest.fixture(scope="session")
def box():
    return SimpleNamespace(space=BOX_SPACE)
