import numpy as np
import pytest

from fluxion.validation.ashrae140.outputs import asked
from fluxion.validation.ashrae140.quantities import bin_hours, day_values, month_values, year_values

from .series import constant, run_of, sun_of

# 1 February, hour 8: the eighth hour of day 32 of the year.
HOUR = 31 * 24 + 7


@pytest.fixture
def wanted(catalogue):
    return asked(catalogue)


def at(hour, value, elsewhere=0.0):
    series = constant(elsewhere)
    series[hour] = value
    return series


def test_loads_and_peaks(catalogue, wanted):
    run = run_of(catalogue, "600", heating_w=at(HOUR, 3000.0, 1000.0), cooling_w=at(0, 5000.0))
    values = year_values({"600": run}, catalogue, wanted)
    assert values["600", "annual_heating"].number == pytest.approx(8.762)
    assert values["600", "annual_cooling"].number == pytest.approx(0.005)
    peak = values["600", "peak_heating"]
    assert (peak.number, peak.month, peak.day, peak.hour) == (3.0, 2, 1, 8)
    peak = values["600", "peak_cooling"]
    assert (peak.number, peak.month, peak.day, peak.hour) == (5.0, 1, 1, 1)


def test_a_floating_case_has_temperatures_only(catalogue, wanted):
    values = year_values({"900FF": run_of(catalogue, "900FF", air_c=at(8759, 40.0, 10.0))}, catalogue, wanted)
    assert set(values) == {("900FF", f"zone_temp_{word}") for word in ("mean", "min", "max")}
    assert values["900FF", "zone_temp_mean"].number == pytest.approx(10.0 + 30.0 / 8760.0)
    top = values["900FF", "zone_temp_max"]
    assert (top.number, top.month, top.day, top.hour) == (40.0, 12, 31, 24)


def test_the_sun_zone_stands_beside_the_loads(catalogue, wanted):
    run = run_of(catalogue, "960", heating_w=500.0, air_c=20.0, sun_zone_c=at(HOUR, -3.0, 30.0))
    values = year_values({"960": run}, catalogue, wanted)
    assert values["960", "annual_heating"].number == pytest.approx(4.38)
    assert values["960", "sun_zone_temp_min"].number == -3.0
    assert ("960", "zone_temp_min") not in values


def test_sun_and_sky(catalogue, wanted):
    runs = {
        "600": run_of(catalogue, "600", sun=sun_of()),
        "610": run_of(catalogue, "610", sun=sun_of(transmitted=(30.0, 30.0))),
        "620": run_of(catalogue, "620", sun=sun_of()),
    }
    values = {key: value.number for key, value in year_values(runs, catalogue, wanted).items()}
    # Faces get 100 to 500 W/m2, in the order roof, north, east, south, west.
    assert values["600", "incident_solar_horizontal"] == pytest.approx(876.0)
    assert values["600", "incident_solar_south"] == pytest.approx(4 * 876.0)
    assert values["600", "transmitted_solar_south"] == pytest.approx(60.0 * 8.76)
    assert values["600", "transmissivity_coefficient_south"] == pytest.approx(60.0 / 400.0)
    assert values["610", "shading_coefficient_south"] == pytest.approx(0.5)
    assert values["620", "transmissivity_coefficient_west"] == pytest.approx(50.0 / 500.0)
    assert values["600", "sky_temp_mean"] == pytest.approx(-5.0)
    assert ("620", "incident_solar_west") not in values
    assert ("620", "shading_coefficient_west") not in values


def test_months(catalogue, wanted):
    run = run_of(catalogue, "900", heating_w=at(HOUR, 3000.0, 1000.0))
    values = month_values({"900": run, "600": "failed"}, wanted)
    assert {case for case, _, _ in values} == {"900"}
    assert values["900", "monthly_heating", 1].number == pytest.approx(744.0)
    assert values["900", "monthly_heating", 2].number == pytest.approx(674.0)
    peak = values["900", "monthly_peak_heating", 2]
    assert (peak.number, peak.month, peak.day, peak.hour) == (3.0, 2, 1, 8)


def test_prescribed_days(catalogue, wanted):
    run = run_of(catalogue, "640", heating_w=at(HOUR, 3000.0), cooling_w=500.0, air_c=at(HOUR, 17.0, 20.0))
    values = day_values({"640": run}, wanted)
    assert len(values) == 2 * 24
    assert values["640", "zone_load", 2, 1, 8] == pytest.approx(2.5)
    assert values["640", "zone_load", 2, 1, 9] == pytest.approx(-0.5)
    assert values["640", "zone_temp", 2, 1, 8] == 17.0


def test_sun_of_prescribed_days_needs_a_report(catalogue, wanted):
    with_sun = day_values({"600": run_of(catalogue, "600", sun=sun_of())}, wanted)
    without = day_values({"600": run_of(catalogue, "600")}, wanted)
    assert with_sun["600", "transmitted_solar_south", 7, 14, 12] == 60.0
    assert with_sun["600", "incident_solar_west", 5, 4, 1] == 500.0
    assert with_sun["600", "sky_temp", 2, 1, 24] == -5.0
    assert {quantity for _, quantity, *_ in without} == {"zone_load"}


def test_bins_hold_their_lower_edge(catalogue, wanted):
    air = np.concatenate([np.full(4000, -0.5), np.full(4000, 0.0), np.full(759, 0.999), [40.0]])
    assert bin_hours({"900FF": run_of(catalogue, "900FF", air_c=air)}, wanted) == {
        ("900FF", -1): 4000,
        ("900FF", 0): 4759,
        ("900FF", 40): 1,
    }
