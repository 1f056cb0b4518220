"""Surface films: natural convection inside, mixed convection and long-wave exchange outside."""

import math

import numpy as np
from numba import njit

STEFAN_BOLTZMANN = 5.670374419e-8
KELVIN = 273.15
# Lower limit of the inside film [W/(m2 K)] (EnergyPlus Engineering Reference, TARP algorithm).
LEAST_FILM = 0.1


@njit(cache=True, nogil=True, fastmath=False)
def inside_film(surface, air, hot, cold):
    """Natural convection on an opaque face, h = c |dT|^(1/3) [W/(m2 K)]; c depends on the direction of the heat."""
    difference = surface - air
    return max((hot if difference > 0.0 else cold) * np.cbrt(abs(difference)), LEAST_FILM)


@njit(cache=True, nogil=True, fastmath=False)
def inside_glass_film(surface, air, coefficient, slope):
    """Natural convection on vertical glass, h = c |dT|^(1/4) [W/(m2 K)], c at the temperature of the film.

    slope: relative change of c per kelvin, from 20 degC.
    """
    difference = surface - air
    film_air = air + 0.25 * difference
    size = math.sqrt(math.sqrt(abs(difference)))
    return max(coefficient * (1.0 + slope * (film_air - 20.0)) * size, LEAST_FILM)


@njit(cache=True, nogil=True, fastmath=False)
def outside_film(surface, air, hot, cold, roughness, forced):
    """DOE-2 film [W/(m2 K)]: natural and forced parts of smooth glass, scaled for rougher faces."""
    difference = surface - air
    natural = (hot if difference > 0.0 else cold) * np.cbrt(abs(difference))
    smooth = math.sqrt(natural * natural + forced * forced)
    return natural + roughness * (smooth - natural)


@njit(cache=True, nogil=True, fastmath=False)
def emission(temperature):
    """Black-body emission at a temperature in degC [W/m2]."""
    kelvin = temperature + KELVIN
    return STEFAN_BOLTZMANN * kelvin * kelvin * kelvin * kelvin


@njit(cache=True, nogil=True, fastmath=False)
def radiative_secant(a, b):
    """4 sigma T^3 between two temperatures in degC as the exact secant [W/(m2 K)]."""
    ka, kb = a + KELVIN, b + KELVIN
    return STEFAN_BOLTZMANN * (ka * ka + kb * kb) * (ka + kb)
