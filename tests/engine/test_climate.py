"""Weather at the steps: means of the line between readings, and air with its real density."""

import dataclasses

import numpy as np
import pytest
from boxes import SIGMA, steady_weather

from fluxion.engine.climate import at_steps, step_weather


def test_an_hour_is_the_mean_of_the_readings_at_its_two_ends():
    readings = np.arange(8760.0)
    hourly = at_steps(readings, 1)
    assert hourly[1] == 0.5
    assert hourly[100] == 99.5
    # The year is a ring: the first hour starts at the last reading.
    assert hourly[0] == 8759.0 / 2.0


@pytest.mark.parametrize("per_hour", [1, 2, 6, 60])
def test_steps_keep_the_hourly_mean(golden, per_hour):
    steps = at_steps(golden.temperature_c, per_hour)
    assert steps.shape == (8760 * per_hour,)
    np.testing.assert_allclose(steps.reshape(8760, -1).mean(axis=1), at_steps(golden.temperature_c, 1), atol=1e-12)


def test_steady_air():
    climate = step_weather(steady_weather(10.0, wind=4.0, sky=-5.0, direction=90.0), 2)
    np.testing.assert_allclose(climate.temperature, 10.0)
    np.testing.assert_allclose(climate.sky, -5.0, atol=1e-9)
    np.testing.assert_allclose(climate.wind_089, 4.0**0.89)
    np.testing.assert_allclose(climate.wind_0617, 4.0**0.617)
    # From the east.
    np.testing.assert_allclose(climate.wind_x, 1.0)
    np.testing.assert_allclose(climate.wind_y, 0.0, atol=1e-12)
    # 1.247 kg/m3 of dry air at 10 degC and sea level, less the little vapour of a dew point of 0 degC.
    assert climate.heat_capacity[0] == pytest.approx(1.247 * 1006.0, rel=0.01)
    assert climate.indoor_heat_capacity == pytest.approx(1.204 * 1006.0, rel=0.01)


def test_air_at_altitude_is_thinner(golden, chicago):
    high, low = step_weather(golden, 1), step_weather(chicago, 1)
    assert high.pressure / low.pressure == pytest.approx(0.82, abs=0.02)
    assert high.indoor_heat_capacity / low.indoor_heat_capacity == pytest.approx(0.82, abs=0.02)


def test_sky_of_the_file(golden):
    climate = step_weather(golden, 1)
    np.testing.assert_allclose(SIGMA * (climate.sky + 273.15) ** 4, at_steps(golden.infrared_w_m2, 1), rtol=1e-12)
    assert climate.sky.mean() < climate.temperature.mean() - 5.0


@pytest.mark.parametrize(("per_hour", "sub"), [(1, 6), (2, 3), (4, 2), (6, 1), (12, 1)])
def test_the_sun_moves_at_least_every_ten_minutes(golden, per_hour, sub):
    climate = step_weather(golden, per_hour)
    assert climate.sun_steps == sub
    assert climate.sun.shape == (8760 * per_hour * sub, 3)
    assert (climate.sun[climate.up, 2] > 0.0).all()
    # Nothing shines outside `up`.
    night = np.setdiff1d(np.arange(climate.dni.size), climate.up)
    assert climate.dni[night].sum() + climate.dhi[night].sum() == 0.0
    np.testing.assert_allclose(
        np.column_stack([np.sin(climate.azimuth), np.cos(climate.azimuth)]) * np.cos(climate.elevation)[:, None],
        climate.sun[:, :2],
        atol=1e-9,
    )


def test_rain_wets_from_a_threshold_and_brings_the_wet_bulb():
    # Dry bulb 10 and dew point 0 degC at sea level: 50 % relative humidity, wet bulb 5.5 degC on a psychrometric chart.
    light, heavy = (step_weather(steady_weather(10.0, rain=mm), 2) for mm in (0.79, 0.81))
    assert not light.raining.any()
    np.testing.assert_array_equal(light.wet_bulb, light.temperature)
    assert heavy.raining.all()
    np.testing.assert_allclose(heavy.wet_bulb, 5.5, atol=0.05)


def test_rain_is_a_reading_at_the_end_of_its_hour():
    rain = np.zeros(8760)
    rain[100] = 2.0
    climate = step_weather(dataclasses.replace(steady_weather(10.0), rain_mm=rain), 4)
    # A line from 0 to 2 mm and back: 0.25, 0.75, 1.25, 1.75 mm in the middle of the four steps that rise.
    wet = np.flatnonzero(climate.raining)
    assert wet.tolist() == [402, 403, 404, 405]
    dry = ~climate.raining
    np.testing.assert_array_equal(climate.wet_bulb[dry], climate.temperature[dry])
    assert (climate.wet_bulb[wet] < climate.temperature[wet] - 3.0).all()


def test_equal_weather_is_prepared_once(golden):
    assert step_weather(golden, 1) is step_weather(golden, 1)
