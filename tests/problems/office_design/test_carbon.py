"""Emissions against amounts worked out by hand."""

import numpy as np
import pytest

from fluxion.design import Chosen
from fluxion.problems.office_design.carbon import emission_years, life_cycle_carbon
from fluxion.problems.office_design.catalogue import Carrier, Component
from fluxion.problems.office_design.energy import FinalEnergy
from fluxion.problems.office_design.quantities import FLOOR_AREA, Purchase

CARRIERS = {"gas": Carrier("gas", 0.1, 0.0, 0.24), "electricity": Carrier("electricity", 0.2, 0.0, 0.25)}


def energy(heating, electricity):
    zero = np.zeros_like(heating)
    burnt = Chosen(np.zeros(len(heating), dtype=np.intp), ("gas",))
    return FinalEnergy(heating, burnt, zero, zero, zero + electricity)


def test_production_replacement_leakage_and_operation_by_hand():
    machine = Component("machine", "kW", 1.0, 160.0, 20.0, leakage_kgco2e_year=8.0)
    carbon = life_cycle_carbon(
        (Purchase((machine,), np.array([50.0])),), energy(np.array([10000.0]), 20000.0), CARRIERS, 50
    )
    # Bought in years 0, 20 and 40.
    assert carbon.embodied[0] == pytest.approx(3 * 50 * 160.0 / FLOOR_AREA)
    assert carbon.leakage[0] == pytest.approx(50 * 8.0 * 50 / FLOOR_AREA)
    assert carbon.operational[0] == pytest.approx(50 * (10000.0 * 0.24 + 20000.0 * 0.25) / FLOOR_AREA)
    assert carbon.total[0] == pytest.approx(carbon.embodied[0] + carbon.leakage[0] + carbon.operational[0])


def test_a_falling_factor_counts_for_electricity_alone():
    assert emission_years(50) == 50.0
    assert emission_years(3, 0.5) == pytest.approx(1.75)
    falling = life_cycle_carbon((), energy(np.array([10000.0]), 20000.0), CARRIERS, 50, 0.05)
    years = (1.0 - 0.95**50) / 0.05
    assert falling.operational[0] == pytest.approx((50 * 2400.0 + years * 5000.0) / FLOOR_AREA)
