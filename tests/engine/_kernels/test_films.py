"""Films and radiation coefficients against their formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import glass_film as plain_glass
from naive import inside_film as plain_inside
from naive import outside_film as plain_outside

from fluxion.engine._kernels.films import inside_film, inside_glass_film, outside_film, radiative_secant

degrees = st.floats(-40.0, 70.0)


@given(degrees, degrees, st.floats(0.5, 2.5), st.floats(0.5, 2.5))
def test_inside_film(face, air, hot, cold):
    assert inside_film(face, air, hot, cold) == pytest.approx(plain_inside(face, air, hot, cold))


def test_inside_film_has_a_floor_and_knows_its_direction():
    assert inside_film(20.0, 20.0, 1.31, 1.31) == 0.1
    assert inside_film(28.0, 20.0, 1.5, 0.75) == pytest.approx(3.0)
    assert inside_film(12.0, 20.0, 1.5, 0.75) == pytest.approx(1.5)


@given(degrees, degrees, st.floats(0.5, 2.5), st.floats(-0.002, 0.002))
def test_glass_film(face, air, coefficient, slope):
    assert inside_glass_film(face, air, coefficient, slope) == pytest.approx(plain_glass(face, air, coefficient, slope))


def test_glass_film_has_a_floor_and_follows_the_temperature_of_the_film():
    assert inside_glass_film(20.0, 20.0, 1.5, 0.0) == 0.1
    # 16 K apart: the fourth root is two; the film is a quarter of the way from air to glass.
    assert inside_glass_film(36.0, 20.0, 1.5, 0.0) == pytest.approx(3.0)
    assert inside_glass_film(36.0, 20.0, 1.5, -0.001) == pytest.approx(3.0 * (1.0 - 0.004))
    assert inside_glass_film(4.0, 20.0, 1.5, -0.001) == pytest.approx(3.0 * (1.0 + 0.004))


@given(degrees, degrees, st.floats(1.0, 2.2), st.floats(0.0, 40.0))
def test_outside_film(face, air, roughness, forced):
    got = outside_film(face, air, 1.509, 0.76, roughness, forced)
    assert got == pytest.approx(plain_outside(face, air, 1.509, 0.76, roughness, forced), rel=1e-12, abs=1e-12)


@given(degrees, degrees)
def test_secant_gives_the_exact_exchange(a, b):
    exchange = 5.670374419e-8 * ((a + 273.15) ** 4 - (b + 273.15) ** 4)
    assert radiative_secant(a, b) * (a - b) == pytest.approx(exchange, abs=1e-8)
    assert radiative_secant(a, b) == radiative_secant(b, a)


def test_secant_at_equal_temperatures_is_the_tangent():
    assert radiative_secant(20.0, 20.0) == pytest.approx(4.0 * 5.670374419e-8 * 293.15**3)
