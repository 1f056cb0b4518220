import numpy as np
import pytest

from fluxion.engine import BALANCE_OUTPUTS
from fluxion.errors import InputError
from fluxion.training.targets import Target, check_targets, target


@pytest.mark.parametrize(
    ("name", "unit", "upper"),
    [
        ("heating_kwh", "kWh", None),
        ("cooling_kwh_m2", "kWh/m2", None),
        ("heating_peak_kw", "kW", None),
        ("hours_above_26_occ", "h", 8760.0),
        ("unmet_cooling_hours", "h", 8760.0),
        ("night_ventilation_m3", "m3", None),
        ("overheating_fraction", "1", 1.0),
        ("something", "", None),
    ],
)
def test_unit_and_range_are_read_from_the_name(name, unit, upper):
    weight = 10.0 if name in {"heating_kwh_m2", "cooling_kwh_m2"} else 1.0
    assert target(name) == Target(name, unit, 0.0, upper, weight)


@pytest.mark.parametrize("name", BALANCE_OUTPUTS)
def test_gains_are_not_negative_and_other_terms_of_a_balance_may_be(name):
    assert target(name) == Target(name, "kWh/m2", 0.0 if "gains" in name else None)


def test_values_without_limits_must_still_be_finite():
    signed = [target("opaque_kwh_m2")]
    check_targets(np.array([[-1e6], [1e6]]), signed)
    for value in (-np.inf, np.inf, np.nan):
        with pytest.raises(InputError, match=r"row 2, output 'opaque_kwh_m2': expected a finite value kWh/m2"):
            check_targets(np.array([[0.0], [value]]), signed)


@pytest.mark.parametrize("value", [-1.0, 8761.0, np.nan, np.inf])
def test_impossible_training_values_are_named(value):
    Y = np.full((3, 2), 10.0)
    Y[1, 1] = value
    with pytest.raises(InputError, match=r"row 2, output 'hours_above_26'.*0 to 8760 h"):
        check_targets(Y, [target("heating_kwh"), target("hours_above_26")])


def test_a_wrong_number_of_outputs_is_named():
    with pytest.raises(InputError, match=r"\(n, 1\)"):
        check_targets(np.zeros((3, 2)), [target("heating_kwh")])
