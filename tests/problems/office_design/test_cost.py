"""Global cost against amounts worked out by hand."""

import numpy as np
import pytest

from fluxion.design import Chosen
from fluxion.problems.office_design.catalogue import Carrier, Component
from fluxion.problems.office_design.cost import (
    discount_factor,
    final_value_share,
    global_cost,
    present_value_factor,
    replacements,
    upkeep_factor,
)
from fluxion.problems.office_design.energy import FinalEnergy
from fluxion.problems.office_design.quantities import FLOOR_AREA, Purchase


def energy(heating, carrier="gas", electricity=0.0):
    zero = np.zeros_like(heating)
    burnt = Chosen(np.zeros(len(heating), dtype=np.intp), (carrier,))
    return FinalEnergy(heating, burnt, zero, zero, zero + electricity)


def test_discounting_by_hand():
    assert discount_factor(0.03, 0) == 1.0
    assert discount_factor(0.03, 20) == pytest.approx(0.5536757542)
    # 1/1.1 + 1/1.21 + 1/1.331
    assert present_value_factor(0.10, 3) == pytest.approx(2.4868519910)
    assert present_value_factor(0.0, 30) == pytest.approx(30.0)
    # The closed form of a payment that grows: (1 - q^n) q / (1 - q) with q = 1.02/1.03.
    q = 1.02 / 1.03
    assert present_value_factor(0.03, 30, 0.02) == pytest.approx(q * (1.0 - q**30) / (1.0 - q))
    # Growth equal to the discount rate: every year counts in full.
    assert present_value_factor(0.03, 30, 0.03) == pytest.approx(30.0)


def test_present_value_is_the_inverse_of_the_loan_annuity():
    rate, years = 0.03, 30
    assert 1.0 / present_value_factor(rate, years) == pytest.approx(rate / (1.0 - 1.03**-30))
    assert 1.0 / present_value_factor(rate, years) == pytest.approx(0.0510192593)


@pytest.mark.parametrize(
    ("life", "years", "times", "left"),
    [
        (20, 30, 1, 0.5),  # bought in year 20, ten years old at the end
        (15, 30, 1, 0.0),  # the second one ends with the period
        (30, 30, 0, 0.0),
        (50, 30, 0, 0.4),
        (18, 30, 1, 1.0 - 12.0 / 18.0),
        (10, 30, 2, 0.0),
        (60, 50, 0, 1.0 / 6.0),
        (40, 30, 0, 0.25),
        (7, 30, 4, 1.0 - 2.0 / 7.0),
    ],
)
def test_replacements_and_final_value(life, years, times, left):
    assert replacements(life, years) == times
    assert final_value_share(life, years) == pytest.approx(left)


def test_global_cost_by_hand():
    boiler = Component("boiler", "kW", 100.0, 0.0, 20.0, maintenance_per_year=0.02)
    loop = Component("loop", "kW", 50.0, 0.0, 60.0)
    carrier = Carrier("gas", 0.10, 0.0, 0.2)
    cost = global_cost(
        (Purchase((boiler,), np.array([12.0])), Purchase((loop,), np.array([24.0]))),
        energy(np.array([24000.0])),
        {"gas": carrier},
        0.03,
        30,
    )
    v20, v30, pv = 1.03**-20, 1.03**-30, (1.0 - 1.03**-30) / 0.03
    invested = 1200.0 + 1200.0
    upkeep = 1200.0 * (0.02 * pv + v20 - 0.5 * v30) - 1200.0 * 0.5 * v30
    bills = 24000.0 * 0.10 * pv
    assert cost.investment[0] == pytest.approx(invested / FLOOR_AREA)
    assert cost.upkeep[0] == pytest.approx(upkeep / FLOOR_AREA)
    assert cost.energy[0] == pytest.approx(bills / FLOOR_AREA)
    assert cost.total[0] == pytest.approx((invested + upkeep + bills) / FLOOR_AREA)


def test_without_interest_the_final_value_returns_what_is_not_used_up():
    part = Component("part", "each", 1.0, 0.0, 20.0)
    # 30 of 20-year lives are used: 1.5 purchases in all, one of them the investment.
    assert 1.0 + upkeep_factor(part, 0.0, 30) == pytest.approx(1.5)


def test_each_carrier_is_charged_its_own_price_and_escalation():
    carriers = {"gas": Carrier("gas", 0.1, 0.02, 0.2), "electricity": Carrier("electricity", 0.3, 0.0, 0.3)}
    cost = global_cost((), energy(np.array([1000.0]), "gas", 500.0), carriers, 0.03, 30)
    by_hand = 100.0 * present_value_factor(0.03, 30, 0.02) + 150.0 * present_value_factor(0.03, 30)
    assert cost.energy[0] == pytest.approx(by_hand / FLOOR_AREA)
