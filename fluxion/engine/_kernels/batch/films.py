"""Surface films of a block of buildings; the equations of `fluxion.engine._kernels.films`."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import chosen, larger, magnitude, power_guess, root
from fluxion.engine._kernels.batch.records import FLAT, GLAZED, IMPOSED
from fluxion.engine._kernels.films import KELVIN, LEAST_FILM, STEFAN_BOLTZMANN


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def cube_root(x):
    """x^(1/3) of lanes that are not negative, to 0.2 %."""
    guess = power_guess(x, -1.0 / 3.0)
    root, square = x * guess, guess * guess
    # root guess = x^(1/3) p^(2/3) with p = x guess^3: the series of p^(-2/3) about one, to its square, takes it back.
    p = root * square
    return (root * guess) * (20.0 / 9.0 + p * (p * (5.0 / 9.0) - 16.0 / 9.0))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def fourth_root(x):
    """x^(1/4) of lanes that are not negative, to 0.2 %."""
    guess = power_guess(x, -0.25)
    root, square = x * guess, guess * guess
    # The same with p = x guess^4 and p^(-3/4).
    p = (root * guess) * square
    return (root * square) * (77.0 / 32.0 + p * (p * (21.0 / 32.0) - 66.0 / 32.0))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def inside_film(kind, surface, air, hot, cold):
    """Natural convection on a face towards a zone [W/(m2 K)].

    hot, cold: coefficients of |dT|^(1/3) for a face warmer and colder than the air; on upright glass (GLAZED) the
    coefficient of |dT|^(1/4) at 20 degC and its relative change per kelvin; where IMPOSED, hot is the film itself.
    """
    if kind == IMPOSED:
        return hot
    difference = surface - air
    size = magnitude(difference)
    if kind == GLAZED:
        film_air = air + 0.25 * difference
        return larger(LEAST_FILM, hot * (1.0 + cold * (film_air - 20.0)) * fourth_root(size))
    coefficient = chosen(difference > 0.0, hot, cold) if kind == FLAT else hot
    return larger(LEAST_FILM, coefficient * cube_root(size))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def outside_film(surface, air, hot, cold, roughness, forced):
    """DOE-2 film [W/(m2 K)]: natural and forced parts of smooth glass, scaled for rougher faces."""
    difference = surface - air
    natural = chosen(difference > 0.0, hot, cold) * cube_root(magnitude(difference))
    smooth = root(natural * natural + forced * forced)
    return natural + roughness * (smooth - natural)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def radiative_secant(kelvin, other):
    """4 sigma T^3 between lanes at `kelvin` and a temperature `other` [K], as the exact secant [W/(m2 K)]."""
    return STEFAN_BOLTZMANN * (kelvin * kelvin + other * other) * (kelvin + other)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def radiative_tangent(celsius):
    """4 sigma T^3 at a temperature in degC [W/(m2 K)]."""
    kelvin = celsius + KELVIN
    return 4.0 * STEFAN_BOLTZMANN * kelvin * kelvin * kelvin
