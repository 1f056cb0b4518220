"""Sun at the top of the atmosphere, hour by hour, for plausibility checks."""

import numpy as np

from fluxion.typing import FloatArray

#: Solar constant [W/m2] (Gueymard 2018, Solar Energy 168).
SOLAR_CONSTANT = 1361.1

_SAMPLES_PER_HOUR = 6


def hourly_horizontal(latitude_deg: float, longitude_deg: float, utc_offset_h: float) -> FloatArray:
    """Mean extraterrestrial irradiance on the horizontal of each hour.

    Declination, equation of time and distance are Spencer's Fourier series (Spencer 1971, Search 2(5)), good to
    0.04 deg; the hour mean is taken over six samples.

    Args:
        latitude_deg: north positive [deg].
        longitude_deg: east positive [deg].
        utc_offset_h: local standard time minus UTC [h].

    Returns:
        (8760,) array [W/m2], 0 while the sun is below the horizon for the whole hour.
    """
    hours = (np.arange(8760 * _SAMPLES_PER_HOUR) + 0.5) / _SAMPLES_PER_HOUR
    angle = 2.0 * np.pi * np.floor(hours / 24.0) / 365.0
    cos1, sin1, cos2, sin2 = np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)
    cos3, sin3 = np.cos(3 * angle), np.sin(3 * angle)
    declination = (
        0.006918 - 0.399912 * cos1 + 0.070257 * sin1 - 0.006758 * cos2 + 0.000907 * sin2 - 0.002697 * cos3
    ) + 0.00148 * sin3
    equation_h = 12.0 / np.pi * (0.0000075 + 0.001868 * cos1 - 0.032077 * sin1 - 0.014615 * cos2 - 0.040849 * sin2)
    distance = 1.00011 + 0.034221 * cos1 + 0.00128 * sin1 + 0.000719 * cos2 + 0.000077 * sin2
    hour_angle = np.pi / 12.0 * (hours % 24.0 - 12.0 + longitude_deg / 15.0 - utc_offset_h + equation_h)
    latitude = np.radians(latitude_deg)
    sine = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    irradiance = SOLAR_CONSTANT * distance * np.maximum(sine, 0.0)
    return irradiance.reshape(8760, _SAMPLES_PER_HOUR).mean(axis=1)
