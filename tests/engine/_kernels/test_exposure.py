"""Incident radiation against pvlib, table look-up and window signals against plain sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.engine._kernels.exposure import add_opaque, add_window, incident, over_cosine, table_value, wrapped
from fluxion.engine.climate import step_weather
from fluxion.engine.shading import ELEVATIONS, RELATIVE_AZIMUTHS

NO_TABLE = np.empty((0, 0))


def plane(tilt_deg, azimuth_deg):
    tilt, azimuth = np.radians([tilt_deg, azimuth_deg])
    return np.array([np.sin(tilt) * np.sin(azimuth), np.sin(tilt) * np.cos(azimuth), np.cos(tilt)]), azimuth


def on_plane(climate, tilt_deg, azimuth_deg, table=NO_TABLE, isotropic=1.0, horizon=1.0, albedo=0.2):
    normal, azimuth = plane(tilt_deg, azimuth_deg)
    return incident(
        normal, azimuth, table, isotropic, horizon, albedo, climate.up, climate.sun, climate.elevation,
        climate.azimuth, climate.dni, climate.dhi, climate.f1, climate.f2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tilt", "azimuth"), [(0.0, 0.0), (30.0, 180.0), (90.0, 180.0), (90.0, 90.0), (90.0, 0.0), (60.0, 265.0)]
)
def test_incident_radiation_equals_pvlib(golden, tilt, azimuth):
    from pvlib.irradiance import get_ground_diffuse, get_sky_diffuse

    climate = step_weather(golden, 1)
    beam, cosine, diffuse = on_plane(climate, tilt, azimuth)
    up = climate.up
    zenith, sun = 90.0 - np.degrees(climate.elevation[up]), np.degrees(climate.azimuth[up])
    dni, dhi, height = climate.dni[up], climate.dhi[up], climate.sun[up, 2]
    from pvlib.atmosphere import get_relative_airmass

    air_mass = (1.0 - 1e-4 * golden.elevation_m) * get_relative_airmass(zenith, model="kasten1966")
    sky = get_sky_diffuse(
        tilt, azimuth, zenith, sun, dni, dni * height + dhi, dhi, dni_extra=1353.0, airmass=air_mass, model="perez"
    )
    ground = get_ground_diffuse(tilt, dni * height + dhi, albedo=0.2)
    has_sky = dhi > 0.0
    np.testing.assert_allclose(diffuse[has_sky], (sky + ground)[has_sky], rtol=1e-3, atol=0.06)
    expected_cosine = np.cos(np.radians(zenith)) * np.cos(np.radians(tilt)) + np.sin(np.radians(zenith)) * np.sin(
        np.radians(tilt)
    ) * np.cos(np.radians(sun - azimuth))
    np.testing.assert_allclose(cosine, np.maximum(expected_cosine, 0.0), atol=1e-9)
    np.testing.assert_allclose(beam, dni * np.maximum(expected_cosine, 0.0), atol=1e-6)


def test_a_horizontal_plane_receives_the_files_global_radiation(golden):
    climate = step_weather(golden, 1)
    beam, _, diffuse = on_plane(climate, 0.0, 0.0)
    assert (beam.sum() + diffuse.sum()) / 6.0 == pytest.approx(golden.ghi_w_m2.sum(), rel=0.02)


def test_the_underside_sees_the_ground_only(golden):
    climate = step_weather(golden, 1)
    beam, _, diffuse = on_plane(climate, 180.0, 0.0)
    up = climate.up
    assert (beam == 0.0).all()
    np.testing.assert_allclose(diffuse, 0.2 * (climate.dni[up] * climate.sun[up, 2] + climate.dhi[up]))


def test_facades_of_golden_have_their_known_order(golden):
    climate = step_weather(golden, 1)
    kwh = {}
    for name, azimuth in (("N", 0.0), ("E", 90.0), ("S", 180.0), ("W", 270.0)):
        beam, _, diffuse = on_plane(climate, 90.0, azimuth)
        kwh[name] = (beam + diffuse).sum() / 6000.0
    assert kwh["S"] > kwh["E"] > kwh["N"]
    assert kwh["S"] > kwh["W"] > kwh["N"]
    assert 350.0 < kwh["N"] < 500.0
    assert 1200.0 < kwh["S"] < 1500.0


def test_shade_tables_scale_beam_and_circumsolar_and_shares_scale_the_sky(golden):
    climate = step_weather(golden, 1)
    open_beam, _, open_diffuse = on_plane(climate, 90.0, 200.0, albedo=0.0)
    dark = np.zeros((31, 73))
    beam, _, diffuse = on_plane(climate, 90.0, 200.0, table=dark, isotropic=0.0, horizon=0.0, albedo=0.0)
    assert (beam == 0.0).all()
    assert np.abs(diffuse).max() < 1e-9
    beam, _, diffuse = on_plane(climate, 90.0, 200.0, table=dark + 0.5, isotropic=0.5, horizon=0.5, albedo=0.0)
    np.testing.assert_allclose(beam, 0.5 * open_beam)
    np.testing.assert_allclose(diffuse, 0.5 * open_diffuse, atol=1e-9)


@given(st.floats(0.0, 90.0), st.floats(-180.0, 180.0))
def test_table_is_bilinear_and_exact_for_a_bilinear_function(elevation, azimuth):
    e, a = np.meshgrid(np.degrees(ELEVATIONS), np.degrees(RELATIVE_AZIMUTHS), indexing="ij")
    table = 0.3 + 0.002 * e + 0.001 * a + 1e-5 * e * a
    expected = 0.3 + 0.002 * elevation + 0.001 * azimuth + 1e-5 * elevation * azimuth
    assert table_value(table, np.radians(elevation), np.radians(azimuth)) == pytest.approx(expected, abs=1e-9)


@given(st.floats(-20.0, 20.0))
def test_wrapped_angles(angle):
    got = wrapped(angle)
    assert -np.pi - 1e-9 <= got <= np.pi + 1e-9
    assert np.cos(got) == pytest.approx(np.cos(angle), abs=1e-9)
    assert np.sin(got) == pytest.approx(np.sin(angle), abs=1e-9)


def test_signals_are_means_over_the_sub_steps():
    up = np.array([1, 2, 3, 6])
    beam, cosine, diffuse = np.array([60.0, 30.0, 0.0, 90.0]), np.array([1.0, 0.5, 0.0, 0.25]), np.full(4, 12.0)
    signals = np.zeros((4, 5))
    add_opaque(beam, diffuse, up, 3, 0, signals)
    np.testing.assert_allclose(signals[:, 0], [(90.0 + 24.0) / 3, 4.0, 34.0, 0.0])
    # Two panes, of which the second absorbs a tenth of what the first does.
    transmittance, absorptance = np.array([0.0, 0.4, 0.6]), np.array([[0.1, 0.2, 0.3], [0.01, 0.02, 0.03]])
    add_window(beam, cosine, diffuse, transmittance, absorptance, 0.5, np.array([0.25, 0.025]), up, 3, 1, signals)
    np.testing.assert_allclose(signals[:, 1], [(60.0 * 0.6 + 30.0 * 0.4) / 3, 0.0, 90.0 * 0.2 / 3, 0.0])
    np.testing.assert_allclose(signals[:, 2], [4.0, 2.0, 2.0, 0.0])
    np.testing.assert_allclose(signals[:, 3], [(60.0 * 0.3 + 30.0 * 0.2 + 6.0) / 3, 1.0, (90.0 * 0.15 + 3.0) / 3, 0.0])
    np.testing.assert_allclose(signals[:, 4], 0.1 * signals[:, 3])


@given(st.floats(0.0, 1.0), st.integers(2, 101))
def test_properties_over_the_cosine_are_lines_between_their_points(cosine, points):
    values = np.random.default_rng(points).uniform(0.0, 1.0, points)
    expected = np.interp(cosine, np.linspace(0.0, 1.0, points), values)
    assert over_cosine(values, cosine) == pytest.approx(expected, abs=1e-12)
