import numpy as np
import pytest

from fluxion.engine import BUILDING_OUTPUTS, ZONE_OUTPUTS
from fluxion.evaluation import ZoneTable
from fluxion.problems import load
from fluxion.validation.energyplus.quantities import BUILDING, HOURLY, ZONE, unit_of, zone_values


def test_what_is_compared_exists():
    assert set(BUILDING) <= set(BUILDING_OUTPUTS)
    assert {name.removesuffix("_m2") for name in ZONE} <= set(ZONE_OUTPUTS)


def test_everything_has_a_unit():
    objectives = load("office-design").objectives
    assert all(unit_of(name) for name in (*BUILDING, *ZONE, *HOURLY, *objectives))
    assert unit_of("something") == ""


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("heating_kwh_m2", "kWh/m2"),
        ("heating_kwh", "kWh"),
        ("heating_peak_kw", "kW"),
        ("hours_above_28_occ", "h"),
        ("unmet_heating_hours", "h"),
        ("night_ventilation_m3", "m3"),
        ("operative_c", "K"),
        ("cooling_w", "W"),
    ],
)
def test_units(name, unit):
    assert unit_of(name) == unit


def test_loads_per_area_come_from_loads():
    zones = ZoneTable(("a", "b"), np.array([[10.0, 20.0]]), {"heating_kwh": np.array([[50.0, 60.0]])})
    np.testing.assert_array_equal(zone_values(zones, "heating_kwh_m2"), [[5.0, 3.0]])
    np.testing.assert_array_equal(zone_values(zones, "heating_kwh"), [[50.0, 60.0]])
