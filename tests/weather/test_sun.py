import dataclasses
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.weather import Weather, solar_signals
from fluxion.weather.sun import DELTA_T_S, PEREZ_SOLAR_CONSTANT, SUN_YEAR, perez_coefficients, sun_position


@cache
def place(latitude, steps=20):
    """Elevation and azimuth (365, 24 steps) on the meridian of a zone, where the sun culminates near 12 h."""
    elevation, azimuth = sun_position(latitude, 0.0, 0.0, steps)
    return elevation.reshape(365, -1), azimuth.reshape(365, -1)


def test_noon_altitudes_by_hand():
    # Noon altitude is 90 - latitude + declination: 0 at the equinox of 20 March, 23.44 deg at the solstices.
    elevation, _ = place(40.0)
    assert elevation[78].max() == pytest.approx(50.0, abs=0.25)
    assert elevation[171].max() == pytest.approx(50.0 + 23.44, abs=0.02)
    assert elevation[354].max() == pytest.approx(50.0 - 23.44, abs=0.02)


def test_sun_culminates_in_the_south_and_in_the_south_of_the_world_in_the_north():
    elevation, azimuth = place(40.0)
    assert azimuth[78, elevation[78].argmax()] == pytest.approx(180.0, abs=1.5)
    elevation, azimuth = place(-40.0)
    assert abs((azimuth[78, elevation[78].argmax()] + 180.0) % 360.0 - 180.0) < 1.5


def test_equation_of_time():
    # Culmination on the meridian: 11 February about 14 min late, 3 November about 16 min early.
    elevation, _ = place(40.0)
    minute = 3 * (elevation.argmax(axis=1) + 1)
    assert minute[41] - 720 == pytest.approx(14.2, abs=2.0)
    assert minute[306] - 720 == pytest.approx(-16.4, abs=2.0)


@pytest.mark.parametrize("day", [20, 79, 171, 264, 340])
def test_day_is_symmetric_about_noon(day):
    elevation, azimuth = place(40.0)
    up = np.flatnonzero(elevation[day] > 0.0)
    noon = elevation[day].argmax()
    assert abs((up[0] + up[-1]) / 2 - noon) <= 2
    # Day length from cos(hour angle) = -tan(latitude) tan(declination).
    declination = np.radians(elevation[day].max() - 50.0)
    length_min = 8.0 * np.degrees(np.arccos(-np.tan(np.radians(40.0)) * np.tan(declination)))
    assert 3 * len(up) == pytest.approx(length_min, abs=5)
    assert azimuth[day, up[0]] + azimuth[day, up[-1]] == pytest.approx(360.0, abs=1.5)


@pytest.mark.filterwarnings("ignore:DatetimeIndex.dayofyear")
def test_position_agrees_with_another_algorithm():
    import pandas as pd
    from pvlib.solarposition import ephemeris

    elevation, azimuth = sun_position(39.74, -105.18, -7.0, 1)
    times = pd.date_range(f"{SUN_YEAR}-01-01 01:00", periods=8760, freq="h", tz="Etc/GMT+7")
    other = ephemeris(times, 39.74, -105.18)
    np.testing.assert_allclose(elevation, other["elevation"], atol=0.03)
    turn = (azimuth - other["azimuth"].to_numpy() + 180.0) % 360.0 - 180.0
    assert np.abs(turn[elevation > 0.0]).max() < 0.05


def test_the_year_of_the_sun_is_the_nearest_to_the_mean_of_its_four_years():
    import pandas as pd
    from pvlib.solarposition import spa_python

    declination = {}
    for year in range(2001, 2005):
        noons = pd.date_range(f"{year}-01-01 12:00", f"{year}-12-31 12:00", freq="D", tz="UTC")
        noons = noons[(noons.month != 2) | (noons.day != 29)]
        # Seen from the north pole, the sun's altitude is its declination.
        declination[year] = spa_python(noons, 90.0, 0.0, delta_t=DELTA_T_S)["elevation"].to_numpy()
    mean = np.mean(list(declination.values()), axis=0)
    farthest = {year: np.abs(values - mean).max() for year, values in declination.items()}
    assert min(farthest, key=farthest.get) == SUN_YEAR == 2002
    assert farthest[2002] < 0.06
    assert max(farthest.values()) < 0.16
    hourly, _ = sun_position(90.0, 0.0, 0.0, 1)
    np.testing.assert_allclose(hourly[11::24], declination[2002], atol=1e-9)


@pytest.mark.parametrize("steps", [1, 4, 6])
def test_shapes_units_and_limits(golden, steps):
    sun = solar_signals(golden, steps)
    n = 8760 * steps
    assert sun.direction.shape == (n, 3)
    np.testing.assert_allclose(np.linalg.norm(sun.direction, axis=1), 1.0, atol=1e-12)
    down = sun.direction[:, 2] <= 0.0
    assert 0.4 < down.mean() < 0.6
    for array in (sun.dni_w_m2, sun.dhi_w_m2, sun.perez_f1, sun.perez_f2):
        assert array.shape == (n,)
        assert np.isfinite(array).all()
        assert (array[down] == 0.0).all()
        assert not array.flags.writeable
    assert not sun.direction.flags.writeable
    assert sun.dni_w_m2.max() <= golden.dni_w_m2.max()
    assert sun.perez_f1.min() == 0.0
    assert sun.perez_f1.max() < 1.0
    assert np.abs(sun.perez_f2).max() < 0.6


def test_morning_sun_stands_in_the_east(golden):
    direction = solar_signals(golden, 6).direction.reshape(365, 144, 3)
    morning, noon, evening = direction[171, 7 * 6 - 1], direction[171, 12 * 6 - 1], direction[171, 17 * 6 - 1]
    assert morning[0] > 0.8
    assert evening[0] < -0.8
    assert noon[1] < 0.0 < noon[2]


def test_interpolation_weights_by_hand(golden):
    # Six steps: the hour's own weight is 4, 5, 6, 5, 4, 3 sixths, the rest from the nearer neighbour.
    hour = 171 * 24 + 11
    before, own, after = (golden.dni_w_m2[hour + k] for k in (-1, 0, 1))
    expected = [
        (2 * before + 4 * own) / 6,
        (before + 5 * own) / 6,
        own,
        (5 * own + after) / 6,
        (4 * own + 2 * after) / 6,
        (3 * own + 3 * after) / 6,
    ]
    assert len({before, own, after}) == 3
    np.testing.assert_allclose(solar_signals(golden, 6).dni_w_m2[6 * hour : 6 * hour + 6], expected, rtol=1e-12)


@pytest.mark.parametrize("name", Weather.names())
def test_beam_and_diffuse_close_on_global(name):
    weather = Weather.bundled(name)
    sun = solar_signals(weather, 6)
    horizontal = sun.dni_w_m2 * np.maximum(sun.direction[:, 2], 0.0) + sun.dhi_w_m2
    assert horizontal.sum() / 6 == pytest.approx(weather.ghi_w_m2.sum(), rel=0.01)
    daily = horizontal.reshape(365, -1).sum(axis=1) / 6
    assert np.corrcoef(daily, weather.ghi_w_m2.reshape(365, 24).sum(axis=1))[0, 1] > 0.999


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 180.0), (35.0, 180.0), (90.0, 0.0), (90.0, 95.0), (60.0, 270.0)])
def test_coefficients_rebuild_the_full_perez_model(golden, tilt, azimuth):
    from pvlib.atmosphere import get_relative_airmass
    from pvlib.irradiance import aoi_projection, perez

    sun = solar_signals(golden, 2)
    lit = sun.dhi_w_m2 > 0.0
    zenith = np.degrees(np.arccos(sun.direction[lit, 2]))
    sun_azimuth = np.degrees(np.arctan2(sun.direction[lit, 0], sun.direction[lit, 1])) % 360.0
    dhi, dni = sun.dhi_w_m2[lit], sun.dni_w_m2[lit]
    air_mass = (1.0 - 0.1829) * get_relative_airmass(zenith, "kasten1966")
    full = perez(tilt, azimuth, dhi, dni, PEREZ_SOLAR_CONSTANT, zenith, sun_azimuth, air_mass)

    incidence = aoi_projection(tilt, azimuth, zenith, sun_azimuth)
    f1, f2 = sun.perez_f1[lit], sun.perez_f2[lit]
    cosine = np.cos(np.radians(tilt))
    ratio = np.maximum(incidence, 0.0) / np.maximum(np.cos(np.radians(85.0)), np.cos(np.radians(zenith)))
    rebuilt = dhi * ((1 - f1) * (1 + cosine) / 2 + f1 * ratio + f2 * np.sin(np.radians(tilt)))
    np.testing.assert_allclose(np.maximum(rebuilt, 0.0), full, atol=1e-6)


def test_perez_table_by_hand():
    # Zenith 60 deg at sea level, beam 600 and diffuse 100 W/m2: the air mass is 1/(0.5 + 0.15 * 33.9^-1.253) = 1.9928,
    # the brightness 100 * 1.9928/1353 = 0.14729, the clearness (7 + 1.041 z^3)/(1 + 1.041 z^3) = 3.73, bin 6 of 8.
    # Its published row is 1.132 -1.237 -0.412 for F1 and 0.288 -0.823 0.056 for F2.
    f1, f2 = perez_coefficients(np.array([60.0]), np.array([600.0]), np.array([100.0]), 0.0)
    z, brightness = np.pi / 3, 0.14729
    assert f1[0] == pytest.approx(1.132 - 1.237 * brightness - 0.412 * z, abs=2e-4)
    assert f2[0] == pytest.approx(0.288 - 0.823 * brightness + 0.056 * z, abs=2e-4)


def test_overcast_sky_is_isotropic_but_for_the_horizon():
    # Clearness 1: bin 1 has F1 = max(0, -0.008 + 0.588 D - 0.062 z), F2 = -0.060 + 0.072 D - 0.022 z.
    f1, f2 = perez_coefficients(np.array([70.0]), np.array([0.0]), np.array([50.0]), 0.0)
    z = np.radians(70.0)
    brightness = 50.0 / (np.cos(z) + 0.15 * 23.9**-1.253) / 1353.0
    assert f1[0] == pytest.approx(max(0.0, -0.008 + 0.588 * brightness - 0.062 * z), abs=1e-6)
    assert f2[0] == pytest.approx(-0.060 + 0.072 * brightness - 0.022 * z, abs=1e-6)


def test_no_diffuse_and_no_sun_give_zero():
    f1, f2 = perez_coefficients(
        np.array([30.0, 90.0, 120.0]), np.array([500.0, 0.0, 0.0]), np.array([0.0, 5.0, 5.0]), 0.0
    )
    assert (f1 == 0.0).all()
    assert (f2 == 0.0).all()


def test_same_weather_and_steps_return_the_same_object(golden):
    first = solar_signals(golden, 3)
    assert solar_signals(golden, 3) is first
    assert solar_signals(pickle.loads(pickle.dumps(golden)), 3) is first
    assert solar_signals(golden, 2) is not first


def test_other_weather_is_not_mistaken(golden):
    north = dataclasses.replace(golden, latitude_deg=golden.latitude_deg + 5.0)
    assert not np.array_equal(solar_signals(north, 1).direction, solar_signals(golden, 1).direction)


def test_threads_share_one_result(golden):
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: solar_signals(golden, 5), range(16)))
    assert all(result is results[0] for result in results)


@pytest.mark.parametrize("steps", [0, -1, 61, 1.5, "6", True, None])
def test_bad_steps(golden, steps):
    with pytest.raises(InputError, match="steps_per_hour must"):
        solar_signals(golden, steps)


def test_importing_the_package_does_not_import_pvlib():
    code = "import sys, fluxion.weather; sys.exit('pvlib' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
