"""Coefficients of the surface films; the kernels apply them.

Inside: TARP (Walton 1983) for opaque faces, ISO 15099 for vertical glass. Outside: DOE-2 (Lawrence Berkeley Laboratory
1994, MoWiTT fit of the forced part). All as in the EnergyPlus Engineering Reference, "Inside/Outside surface heat
balance".
"""

import math
from typing import TypeVar

import numpy as np

from fluxion.building import Terrain
from fluxion.typing import FloatArray

#: One value or an array of them.
Values = TypeVar("Values", float, FloatArray)

#: Forced film of smooth glass 3.26 V^0.89 windward, 3.55 V^0.617 leeward (Yazdanian and Klems 1994, MoWiTT).
_WINDWARD = (3.26, 0.89)
_LEEWARD = (3.55, 0.617)
# Temperatures between which the properties of the air film on glass are taken as linear [degC].
_GLASS_FILM_C = (0.0, 20.0, 40.0)


def natural_film(room_side_tilt_deg: float) -> tuple[float, float]:
    """Coefficients c of h = c |dT|^(1/3), for a face warmer and colder than the air [W/(m2 K^(4/3))].

    TARP (Walton 1983): 9.482/(7.283 - |cos|) where buoyancy helps, 1.810/(1.382 + |cos|) where the air is stratified,
    1.31 on vertical faces.

    Args:
        room_side_tilt_deg: angle between the face's normal into the air and the zenith [deg]: 0 for a floor seen from
            the room or a roof seen from outdoors, 180 for a ceiling.
    """
    cosine = math.cos(math.radians(room_side_tilt_deg))
    if abs(cosine) < 1e-6:
        return 1.31, 1.31
    enhanced = 9.482 / (7.283 - abs(cosine))
    reduced = 1.810 / (1.382 + abs(cosine))
    return (enhanced, reduced) if cosine > 0.0 else (reduced, enhanced)


def glass_film(height: Values, pressure: float) -> tuple[Values, Values]:
    """Coefficient c of h = c |dT|^(1/4) on vertical glass (ISO 15099, section 8.3.2.2).

    h = 0.56 Ra^(1/4) k/H with Ra = rho^2 H^3 g cp |dT| / (T mu k), valid to the transition of the boundary layer, which
    windows of buildings stay below. The properties are those of air at the film temperature, a quarter of the way from
    the air to the glass.

    Args:
        height: of the glass [m].
        pressure: of the air [Pa].

    Returns:
        c at a film temperature of 20 degC [W/(m2 K^(5/4))], and its relative change per kelvin of film temperature
        [1/K].
    """
    cold, mild, hot = (_glass_coefficient(height, pressure, celsius) for celsius in _GLASS_FILM_C)
    return mild, (hot - cold) / (mild * (_GLASS_FILM_C[2] - _GLASS_FILM_C[0]))


def _glass_coefficient(height: Values, pressure: float, celsius: float) -> Values:
    kelvin = celsius + 273.15
    density = pressure / (287.0 * kelvin)
    heat = 1002.737 + 0.012324 * kelvin
    viscosity = 3.723e-6 + 4.94e-8 * kelvin
    conductivity = 2.873e-3 + 7.76e-5 * kelvin
    rayleigh = density**2 * height**3 * 9.81 * heat / (kelvin * viscosity * conductivity)
    return 0.56 * rayleigh**0.25 * conductivity / height


def forced_film(terrain: Terrain, height: Values, wind_exposed: bool) -> tuple[Values, Values]:
    """Factors of V_station^0.89 windward and V_station^0.617 leeward [W/(m2 K)].

    The station measures at 10 m over open country, where the boundary layer is 270 m deep with exponent 0.14.

    Args:
        terrain: wind profile at the building.
        height: of the face's centre above ground [m].
        wind_exposed: False gives no forced part.
    """
    if not wind_exposed:
        return 0.0 * height, 0.0 * height
    factor = (270.0 / 10.0) ** 0.14 * (np.maximum(height, 0.0) / terrain.boundary_layer_m) ** terrain.exponent
    return _WINDWARD[0] * factor ** _WINDWARD[1], _LEEWARD[0] * factor ** _LEEWARD[1]
