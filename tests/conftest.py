"""What all tests share: reproducible property tests and the bundled climates."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fluxion.weather import Weather

# Tests import their twins and test buildings by name, whatever way pytest imports the tests themselves.
sys.path.append(str(Path(__file__).parent))

# Numba and NumPy threads of several test processes would fight for the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile(
    "fluxion", derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fluxion")


@pytest.fixture(scope="session")
def golden() -> Weather:
    return Weather.bundled("golden")


@pytest.fixture(scope="session")
def chicago() -> Weather:
    return Weather.bundled("chicago")
