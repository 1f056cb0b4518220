"""Coefficients of the films against values from the literature."""

import pytest

from fluxion.building import Terrain
from fluxion.engine.films import forced_film, glass_film, natural_film


@pytest.mark.parametrize(
    ("tilt", "hot", "cold"), [(90.0, 1.31, 1.31), (0.0, 1.509, 0.760), (180.0, 0.760, 1.509), (45.0, 1.442, 0.866)]
)
def test_natural_film(tilt, hot, cold):
    # TARP: enhanced where a warm face looks up or a cold one looks down.
    assert natural_film(tilt) == pytest.approx((hot, cold), rel=0.001)


# Kinematic viscosity and thermal diffusivity [m2/s] and conductivity [W/(m K)] of dry air at one atmosphere, from
# tables of its properties (for example Incropera et al., Fundamentals of Heat and Mass Transfer, appendix A).
AIR = {0.0: (1.330e-5, 1.870e-5, 0.0241), 20.0: (1.516e-5, 2.147e-5, 0.0257), 40.0: (1.698e-5, 2.417e-5, 0.0272)}


@pytest.mark.parametrize("celsius", AIR)
def test_glass_film_of_a_two_metre_pane_at_sea_level(celsius):
    viscosity, diffusivity, conductivity = AIR[celsius]
    rayleigh = 9.81 / (celsius + 273.15) * 2.0**3 / (viscosity * diffusivity)
    coefficient, slope = glass_film(2.0, 101325.0)
    got = coefficient * (1.0 + slope * (celsius - 20.0))
    assert got == pytest.approx(0.56 * rayleigh**0.25 * conductivity / 2.0, rel=0.005)


def test_cold_air_convects_more_on_glass():
    _, slope = glass_film(2.0, 101325.0)
    # (g / (T nu a))^(1/4) k: by the powers of the temperature 1, 1.8, 1.8 and 0.85, -0.3 over 293 K.
    assert slope == pytest.approx(-0.3 / 293.15, rel=0.1)


def test_glass_film_scales_with_pressure_and_height():
    base, slope = glass_film(1.0, 101325.0)
    thin, slope_of_thin = glass_film(1.0, 81060.0)
    tall, slope_of_tall = glass_film(16.0, 101325.0)
    assert thin / base == pytest.approx(0.8**0.5)
    assert tall / base == pytest.approx(0.5)
    assert slope_of_thin == pytest.approx(slope)
    assert slope_of_tall == pytest.approx(slope)


def test_forced_film_in_suburbs():
    # V(10 m) = (27)^0.14 (10/370)^0.22 of the station's wind.
    factor = 27.0**0.14 * (10.0 / 370.0) ** 0.22
    windward, leeward = forced_film(Terrain.named("suburbs"), 10.0, True)
    assert windward == pytest.approx(3.26 * factor**0.89)
    assert leeward == pytest.approx(3.55 * factor**0.617)


def test_forced_film_in_open_country_at_ten_metres_is_that_of_the_station():
    assert forced_film(Terrain.named("country"), 10.0, True) == pytest.approx((3.26, 3.55))


def test_no_wind_on_sheltered_faces_and_at_the_ground():
    assert forced_film(Terrain(), 5.0, False) == (0.0, 0.0)
    assert forced_film(Terrain(), 0.0, True) == (0.0, 0.0)
    assert forced_film(Terrain(), -2.0, True) == (0.0, 0.0)
