"""Scalars of the year from series made up for the purpose."""

import numpy as np
import pytest
from boxes import pair

from fluxion.building import Building, Schedule, Thermostat
from fluxion.engine import ANNUAL_BALANCE, BALANCE_OUTPUTS, BALANCE_TERMS
from fluxion.engine.metrics import building_scalars, zone_scalars
from fluxion.engine.result import Balance, HourlySeries
from fluxion.weather.adaptive import adaptive_limits


@pytest.fixture
def building():
    """Two rooms of 48 m2, occupied in hours 0 to 99, heated to 20 and cooled to 26 in the west only."""
    control = Thermostat(Schedule.constant(20.0), Schedule.constant(26.0))
    zones = pair(west={"thermostat": control}).zones
    return Building("two", zones, occupied=Schedule("first", (np.arange(8760) < 100).astype(float)))


@pytest.fixture
def series():
    flat = np.zeros((8760, 2))
    return HourlySeries(flat.copy(), flat.copy(), flat + 22.0, flat + 22.0)


def test_loads_and_peaks(building, series, golden):
    series.heating_w[10, 0], series.heating_w[20, 1], series.cooling_w[30] = 3000.0, 2000.0, 500.0
    zones = zone_scalars(building, golden, series)
    assert zones["heating_kwh"].tolist() == [3.0, 2.0]
    assert zones["heating_peak_kw"].tolist() == [3.0, 2.0]
    total = building_scalars(building, zones, series.peaks_w(), np.array([[5.0, 1.0], [7.0, 2.0]]))
    assert total["heating_kwh"] == 5.0
    # Not at the same time: the building's peak is no sum of peaks.
    assert total["heating_peak_kw"] == 3.0
    assert total["cooling_peak_kw"] == 1.0
    assert total["cooling_kwh_m2"] == pytest.approx(1.0 / 96.0)
    assert (total["ventilation_m3"], total["night_ventilation_m3"]) == (12.0, 3.0)
    assert total["floor_area_m2"] == 96.0
    assert total["occupied_hours"] == 100.0


def test_hours_above_limits(building, series, golden):
    series.operative_c[90:110, 0] = 26.5
    series.operative_c[95:97, 1] = 28.5
    series.operative_c[200, 1] = 26.0
    zones = zone_scalars(building, golden, series)
    assert zones["hours_above_26"].tolist() == [20.0, 2.0]
    assert zones["hours_above_26_occ"].tolist() == [10.0, 2.0]
    assert zones["hours_above_28"].tolist() == [0.0, 2.0]
    assert zones["hours_above_28_occ"].tolist() == [0.0, 2.0]
    total = building_scalars(building, zones, series.peaks_w(), np.zeros((2, 2)))
    assert total["hours_above_26"] == pytest.approx(11.0)
    assert total["worst_zone_hours_above_26_occ"] == 10.0


def test_adaptive_hours_follow_the_weather(building, series, golden):
    upper = adaptive_limits(golden, "II").upper_c
    series.operative_c[:, 0] = upper + 0.01
    series.operative_c[:, 1] = upper - 0.01
    zones = zone_scalars(building, golden, series)
    assert zones["hours_above_adaptive_occ"].tolist() == [100.0, 0.0]


def test_unmet_hours(building, series, golden):
    series.air_c[5:8] = 19.5
    series.air_c[8] = 19.9
    series.air_c[50] = 26.5
    series.air_c[500] = 10.0
    zones = zone_scalars(building, golden, series)
    assert zones["unmet_heating_hours"].tolist() == [3.0, 0.0]
    assert zones["unmet_cooling_hours"].tolist() == [1.0, 0.0]


def test_terms_of_the_balance_per_floor_area(building, series, golden):
    zones = zone_scalars(building, golden, series)
    balance = np.zeros((2, 11))
    balance[:, BALANCE_TERMS.index("solar")] = 3.6e6 * 96.0, 3.6e6 * 192.0
    balance[:, BALANCE_TERMS.index("opaque")] = -3.6e6 * 48.0
    # The west gets more through the partition than the east gives: the rest was stored in the partition.
    balance[:, BALANCE_TERMS.index("partitions")] = 3.6e6 * 96.0, -3.6e6 * 48.0
    balance[:, BALANCE_TERMS.index("storage")] = 3.6e6 * 288.0, 0.0
    total = building_scalars(building, zones, series.peaks_w(), np.zeros((2, 2)), balance)
    assert total["solar_gains_kwh_m2"] == pytest.approx(3.0)
    assert total["opaque_kwh_m2"] == pytest.approx(-1.0)
    assert total["storage_kwh_m2"] == pytest.approx(2.5)
    assert total["glazing_kwh_m2"] == 0.0
    assert set(BALANCE_OUTPUTS) < set(total)


def test_terms_of_a_balance_that_is_not_known_are_no_numbers(building, series, golden):
    total = building_scalars(building, zone_scalars(building, golden, series), series.peaks_w(), np.zeros((2, 2)))
    assert all(np.isnan(total[name]) for name in BALANCE_OUTPUTS)
    assert all(np.isfinite(total[name]) for name in set(total) - set(BALANCE_OUTPUTS))


def test_the_signed_balance_has_a_term_for_every_flow_but_partitions():
    named = {name.removesuffix("_kwh_m2").removesuffix("_gains") for name in ANNUAL_BALANCE}
    assert named == {name.removesuffix("_gains") for name in BALANCE_TERMS} - {"partitions"}


def test_kilowatt_hours_of_a_balance():
    values = np.zeros((12, 2, 11))
    values[3, 1, 0] = 7.2e6
    books = Balance(values, gross=np.zeros(2))
    assert books.kwh()[3, 1, 0] == 2.0
    assert books.total().values.shape == (1, 2, 11)
    assert books.total().kwh()[0, 1, 0] == 2.0


def test_residual_is_the_worst_zones_open_share():
    values = np.zeros((2, 3, 11))
    # Zone 0 balances over the year though not in its periods; zone 1 is open by 1 %; zone 2 keeps what it gets.
    values[0, 0, 0], values[1, 0, 4] = 1e9, -1e9
    values[0, 1, 0], values[1, 1, 4] = 1e9, -0.98e9
    values[0, 2, 2], values[1, 2, 10] = 1e9, 1e9
    assert Balance(values, gross=np.zeros(3)).residual() == pytest.approx(0.02 / 1.98)
    assert Balance(values[:, [0, 2]], gross=np.zeros(2)).residual() == 0.0


def test_an_empty_balance_is_closed_and_noise_is_measured_by_what_flowed():
    values = np.zeros((1, 1, 11))
    assert Balance(values, gross=np.zeros(1)).residual() == 0.0
    values[0, 0, 4] = 1.0
    assert Balance(values, gross=np.array([1e10])).residual() == pytest.approx(1e-7)
