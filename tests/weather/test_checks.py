import dataclasses

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.units import STEFAN_BOLTZMANN, ZERO_CELSIUS
from fluxion.weather import Weather
from fluxion.weather.checks import check_sun
from fluxion.weather.columns import COLUMNS, calendar, row_label
from fluxion.weather.extraterrestrial import SOLAR_CONSTANT, hourly_horizontal

NOON = 4115


def with_value(weather, column, value, index=NOON):
    values = getattr(weather, column).copy()
    values[index] = value
    return dataclasses.replace(weather, **{column: values})


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_values_outside_the_range_of_a_column(golden, column):
    for value in (column.low - 0.1, column.high + 0.1, column.missing, np.nan, np.inf):
        with pytest.raises(InputError, match=rf"'{column.title}', data row 4116 \(6/21 hour 12\).*got"):
            with_value(golden, column.name, value)


@pytest.mark.parametrize("name", ["wind_speed_m_s", "ghi_w_m2", "dni_w_m2", "dhi_w_m2"])
def test_zero_is_inside_the_range(golden, name):
    assert getattr(with_value(golden, name, 0.0), name)[NOON] == 0.0


def test_dew_point_may_pass_the_dry_bulb_by_rounding_only(golden):
    air = golden.temperature_c[NOON]
    assert with_value(golden, "dew_point_c", air + 0.9).dew_point_c[NOON] == air + 0.9
    with pytest.raises(InputError, match="lies above the dry bulb"):
        with_value(golden, "dew_point_c", air + 1.1)


@pytest.mark.parametrize(("kelvin", "believable"), [(-61.0, False), (-59.0, True), (19.0, True), (21.0, False)])
def test_bounds_of_the_sky_temperature(golden, kelvin, believable):
    infrared = STEFAN_BOLTZMANN * (golden.temperature_c[NOON] + ZERO_CELSIUS + kelvin) ** 4
    if believable:
        assert with_value(golden, "infrared_w_m2", infrared).infrared_w_m2[NOON] == infrared
    else:
        with pytest.raises(InputError, match="means a sky of"):
            with_value(golden, "infrared_w_m2", infrared)


def test_calendar_names_every_hour_once():
    rows = calendar()
    assert len(rows) == len(set(rows)) == 8760
    assert rows[0] == (1, 1, 1)
    assert rows[59 * 24] == (3, 1, 1)
    assert rows[-1] == (12, 31, 24)
    assert row_label(24) == "data row 25 (1/2 hour 1)"


def test_extraterrestrial_sun_by_hand():
    # Equinox (day 80), longitude on the zone's meridian, latitude 40: noon sun 50 deg high, about the mean distance.
    horizontal = hourly_horizontal(40.0, 0.0, 0.0)
    noon = horizontal[79 * 24 + 11 : 79 * 24 + 13].mean()
    assert noon == pytest.approx(SOLAR_CONSTANT * np.sin(np.radians(50.0)), rel=0.02)
    # Over a day at the equator at equinox the mean is S/pi.
    equator = hourly_horizontal(0.0, 0.0, 0.0)[79 * 24 : 80 * 24].mean()
    assert equator == pytest.approx(SOLAR_CONSTANT / np.pi, rel=0.01)
    assert horizontal.min() == 0.0
    # The poles have half a year of night.
    assert (hourly_horizontal(90.0, 0.0, 0.0) > 0.0).mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("name", Weather.names())
def test_bundled_climates_fit_their_sun(name):
    weather = Weather.bundled(name)
    columns = {column.name: getattr(weather, column.name) for column in COLUMNS}
    site = (weather.latitude_deg, weather.longitude_deg, weather.utc_offset_h)
    check_sun(columns, hourly_horizontal(*site), row_label)
    with pytest.raises(InputError, match="check latitude, longitude and UTC offset"):
        check_sun(columns, hourly_horizontal(-site[0], *site[1:]), row_label)
    for shift in (-3, 3):
        with pytest.raises(InputError, match="check latitude, longitude and UTC offset"):
            check_sun(columns, hourly_horizontal(*site[:2], site[2] + shift), row_label)
