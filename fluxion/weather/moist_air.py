"""Moist air from a weather file: humidity ratio, density, heat capacity.

Sources: saturation pressure after Hyland and Wexler (1983) as in the ASHRAE Handbook of Fundamentals 2017, chapter 1,
equations 5 (ice) and 6 (water); density and heat capacity as EnergyPlus has them (Engineering Reference,
chapter "Psychrometric services").
"""

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import GAS_CONSTANT_AIR, ZERO_CELSIUS

#: Molar mass of water over that of dry air [-].
MASS_RATIO = 0.621945
#: Molar mass of dry air over that of water as EnergyPlus rounds it [-].
INVERSE_MASS_RATIO = 1.6078
#: Heat capacity of dry air and its growth with the humidity ratio [J/(kg K)].
CP_DRY_AIR = 1004.84
CP_VAPOUR = 1858.95
# Dew point and dry bulb are less than 64 K apart; halving that so often leaves less than a microkelvin.
_BISECTIONS = 28


def saturation_pressure_pa(temperature_c: FloatArray | float) -> FloatArray:
    """Saturation pressure of water vapour, over ice below 0 degC and over water above.

    Args:
        temperature_c: array of any shape [degC], -100 to 200.

    Returns:
        Array of the same shape [Pa].
    """
    t = np.asarray(temperature_c, dtype=np.float64) + ZERO_CELSIUS
    ice = (
        -5.6745359e3 / t
        + 6.3925247
        - 9.677843e-3 * t
        + 6.2215701e-7 * t**2
        + 2.0747825e-9 * t**3
        - 9.484024e-13 * t**4
        + 4.1635019 * np.log(t)
    )
    water = (
        -5.8002206e3 / t
        + 1.3914993
        - 4.8640239e-2 * t
        + 4.1764768e-5 * t**2
        - 1.4452093e-8 * t**3
        + 6.5459673 * np.log(t)
    )
    return np.exp(np.where(t < ZERO_CELSIUS, ice, water))


def humidity_ratio(dew_point_c: FloatArray | float, pressure_pa: FloatArray | float) -> FloatArray:
    """Mass of vapour per mass of dry air.

    Args:
        dew_point_c: array of any shape [degC].
        pressure_pa: array of the same shape, or one number [Pa].

    Returns:
        Array of the same shape [kg/kg].

    Raises:
        InputError: the vapour pressure at the dew point reaches the total pressure.
    """
    vapour = saturation_pressure_pa(dew_point_c)
    pressure = np.asarray(pressure_pa, dtype=np.float64)
    if np.any(vapour >= pressure):
        raise InputError(
            "the vapour pressure at the dew point must stay below the air pressure; check the units (degC and Pa)."
        )
    return MASS_RATIO * vapour / (pressure - vapour)


def air_density(
    temperature_c: FloatArray | float, pressure_pa: FloatArray | float, humidity: FloatArray | float
) -> FloatArray:
    """Density P / (287 T (1 + 1.6078 w)): mass of dry air per volume of moist air.

    Args:
        temperature_c: dry bulb, array of any shape [degC].
        pressure_pa: array of the same shape, or one number [Pa].
        humidity: humidity ratio w, array of the same shape, or one number [kg/kg].

    Returns:
        Array of the same shape [kg/m3].
    """
    kelvin = np.asarray(temperature_c, dtype=np.float64) + ZERO_CELSIUS
    vapour = 1.0 + INVERSE_MASS_RATIO * np.asarray(humidity, dtype=np.float64)
    return np.asarray(pressure_pa, dtype=np.float64) / (GAS_CONSTANT_AIR * kelvin * vapour)


def air_heat_capacity(humidity: FloatArray | float) -> FloatArray:
    """Heat capacity at constant pressure, 1004.84 + 1858.95 w, per mass of dry air.

    Args:
        humidity: humidity ratio w, array of any shape [kg/kg].

    Returns:
        Array of the same shape [J/(kg K)].
    """
    return CP_DRY_AIR + CP_VAPOUR * np.asarray(humidity, dtype=np.float64)


def wet_bulb_c(temperature_c: FloatArray, dew_point_c: FloatArray, pressure_pa: FloatArray) -> FloatArray:
    """Thermodynamic wet-bulb temperature (ASHRAE Handbook of Fundamentals 2017, chapter 1, equations 33 and 35).

    Args:
        temperature_c: dry bulb, array of any shape [degC].
        dew_point_c: array of the same shape [degC]; where it exceeds the dry bulb, the air counts as saturated.
        pressure_pa: array of the same shape [Pa].

    Returns:
        Array of the same shape, between dew point and dry bulb [degC].

    Raises:
        InputError: the vapour pressure reaches the total pressure.
    """
    high = np.asarray(temperature_c, dtype=np.float64)
    low = np.minimum(dew_point_c, high)
    dry, actual = high, humidity_ratio(low, pressure_pa)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        saturated = humidity_ratio(middle, pressure_pa)
        over_water = ((2501.0 - 2.326 * middle) * saturated - 1.006 * (dry - middle)) / (
            2501.0 + 1.86 * dry - 4.186 * middle
        )
        over_ice = ((2830.0 - 0.24 * middle) * saturated - 1.006 * (dry - middle)) / (
            2830.0 + 1.86 * dry - 2.1 * middle
        )
        too_wet = np.where(middle >= 0.0, over_water, over_ice) > actual
        high = np.where(too_wet, middle, high)
        low = np.where(too_wet, low, middle)
    return 0.5 * (low + high)
