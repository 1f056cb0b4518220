import shutil

import numpy as np
import pytest

from fluxion.problems.office_design import office_design
from fluxion.problems.office_design.loading import catalogue_folder, load_catalogue


@pytest.fixture(scope="session")
def problem():
    return office_design()


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped catalogue that a test may spoil."""
    return shutil.copytree(catalogue_folder(), tmp_path / "catalogue")


@pytest.fixture(scope="session")
def loads():
    """Outputs of n imagined simulations, in the size that the office really has."""

    def make(n, seed=0):
        random = np.random.default_rng(seed)
        ranges = {
            "heating_kwh_m2": (2.0, 60.0),
            "cooling_kwh_m2": (2.0, 50.0),
            "heating_peak_kw": (40.0, 120.0),
            "cooling_peak_kw": (30.0, 90.0),
            "hours_above_26_occ": (0.0, 800.0),
            "hours_above_adaptive_occ": (0.0, 800.0),
            "night_ventilation_m3": (0.0, 1e7),
        }
        return {name: random.uniform(low, high, n) for name, (low, high) in ranges.items()}

    return make
