"""The sun for the engine's sub-steps: direction, beam, diffuse, and the Perez sky.

Conventions, as in EnergyPlus (Engineering Reference, chapter "Climate, Sky and Solar/Shading Calculations"):

- an hourly solar value stands at the middle of its hour, values between are linear, and the year is a ring;
- a sub-step is represented by its end: the sun's place and the interpolated values are those of that moment;
- the sun's place is geometric, without refraction, whose 0.5 deg at the horizon would add 0.04 % (south) to
  0.15 % (north, east, west) to a year of incident sun at Denver;
- the year of the sun is `SUN_YEAR` for every weather, since a typical year joins months of many years.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import numpy as np

from fluxion._kept import kept
from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR, SECONDS_PER_HOUR
from fluxion.weather.model import Weather

#: Calendar year whose sun is used: the middle one between two leap years. Its declination stays within 0.06 deg of the
#: mean of the four years of the cycle, that of the others within 0.16 deg.
SUN_YEAR = 2002
#: Terrestrial time minus UT1 in `SUN_YEAR` [s].
DELTA_T_S = 64.3
#: Solar constant in the Perez brightness, the value with which its coefficients are used in EnergyPlus [W/m2].
PEREZ_SOLAR_CONSTANT = 1353.0

_MAX_STEPS_PER_HOUR = 60
_LOCK = threading.Lock()


@dataclass(frozen=True, eq=False)
class SolarSignals:
    """Sun and sky of one site for every sub-step of the year.

    All arrays are read-only float64; sub-step k covers the time from k/n to (k+1)/n h of the year (n sub-steps an
    hour) and holds the state at its end.

    Attributes:
        steps_per_hour: n.
        direction: (8760*n, 3) unit vectors to the sun, x east, y north, z up; z < 0 when it is below the horizon.
        dni_w_m2: (8760*n,) direct normal irradiance, 0 when the sun is below the horizon [W/m2].
        dhi_w_m2: (8760*n,) diffuse horizontal irradiance, 0 when the sun is below the horizon [W/m2].
        perez_f1: (8760*n,) circumsolar coefficient F1 of Perez (1990), 0 without diffuse sun [-].
        perez_f2: (8760*n,) horizon coefficient F2 of Perez (1990), 0 without diffuse sun [-].
    """

    steps_per_hour: int
    direction: FloatArray
    dni_w_m2: FloatArray
    dhi_w_m2: FloatArray
    perez_f1: FloatArray
    perez_f2: FloatArray


def solar_signals(weather: Weather, steps_per_hour: int) -> SolarSignals:
    """Sun and sky of every sub-step of the year; repeated calls return the same object.

    Args:
        weather: site and hourly sun.
        steps_per_hour: sub-steps an hour, 1 to 60.

    Returns:
        Arrays of 8760 * steps_per_hour sub-steps; see `SolarSignals`.

    Raises:
        InputError: `steps_per_hour` is no integer from 1 to 60.
    """
    if isinstance(steps_per_hour, bool) or not isinstance(steps_per_hour, int | np.integer):
        raise InputError(f"steps_per_hour must be an integer, got {steps_per_hour!r}.")
    if not 1 <= steps_per_hour <= _MAX_STEPS_PER_HOUR:
        raise InputError(f"steps_per_hour must lie between 1 and {_MAX_STEPS_PER_HOUR}, got {steps_per_hour}.")
    # The lock makes threads that ask at the same moment wait for one computation instead of repeating it.
    with _LOCK:
        return _solar_signals(weather, int(steps_per_hour))


@lru_cache(maxsize=32)
def _solar_signals(weather: Weather, steps_per_hour: int) -> SolarSignals:
    key = f"{weather.fingerprint()} {steps_per_hour} {version('pvlib')}"
    arrays = kept("sun", key, (__file__,), lambda: _computed(weather, steps_per_hour))
    for array in arrays.values():
        array.flags.writeable = False
    return SolarSignals(steps_per_hour, **arrays)


def _computed(weather: Weather, steps_per_hour: int) -> dict[str, FloatArray]:
    # The arrays of `SolarSignals` by name.
    elevation_deg, azimuth_deg = sun_position(
        weather.latitude_deg, weather.longitude_deg, weather.utc_offset_h, steps_per_hour
    )
    elevation, azimuth = np.radians(elevation_deg), np.radians(azimuth_deg)
    direction = np.stack(
        [np.cos(elevation) * np.sin(azimuth), np.cos(elevation) * np.cos(azimuth), np.sin(elevation)], axis=1
    )
    up = direction[:, 2] > 0.0
    dni = np.where(up, _at_step_ends(weather.dni_w_m2, steps_per_hour), 0.0)
    dhi = np.where(up, _at_step_ends(weather.dhi_w_m2, steps_per_hour), 0.0)
    f1, f2 = perez_coefficients(90.0 - elevation_deg, dni, dhi, weather.elevation_m)
    return {"direction": direction, "dni_w_m2": dni, "dhi_w_m2": dhi, "perez_f1": f1, "perez_f2": f2}


def sun_position(
    latitude_deg: float, longitude_deg: float, utc_offset_h: float, steps_per_hour: int
) -> tuple[FloatArray, FloatArray]:
    """Geometric place of the sun at the end of every sub-step of `SUN_YEAR`.

    The NREL solar position algorithm (Reda and Andreas 2004, Solar Energy 76(5)) of pvlib, in its NumPy form: compiling
    the other form costs more than it saves.

    Args:
        latitude_deg: north positive [deg].
        longitude_deg: east positive [deg].
        utc_offset_h: local standard time minus UTC [h].
        steps_per_hour: sub-steps an hour.

    Returns:
        (8760*n,) elevation without refraction [deg] and (8760*n,) azimuth, 0 north, 90 east [deg].
    """
    # pvlib takes more than a second to import, which a program that reads no sun should not pay.
    import pandas as pd
    from pvlib.solarposition import spa_python

    ends_h = np.arange(1, HOURS_PER_YEAR * steps_per_hour + 1) / steps_per_hour
    after = np.rint((ends_h - utc_offset_h) * SECONDS_PER_HOUR * 1e3).astype("timedelta64[ms]")
    times = pd.DatetimeIndex(np.datetime64(f"{SUN_YEAR}-01-01", "ns") + after).tz_localize("UTC")
    place = spa_python(times, latitude_deg, longitude_deg, delta_t=DELTA_T_S)
    return place["elevation"].to_numpy(dtype=np.float64), place["azimuth"].to_numpy(dtype=np.float64)


def perez_coefficients(
    zenith_deg: FloatArray, dni_w_m2: FloatArray, dhi_w_m2: FloatArray, elevation_m: float
) -> tuple[FloatArray, FloatArray]:
    """Coefficients F1 and F2 of the anisotropic sky of Perez et al. (1990, Solar Energy 44(5)), all sites.

    The air mass is Kasten's (1966) times (1 - 0.1 altitude in km), the brightness uses the constant
    `PEREZ_SOLAR_CONSTANT`, both as EnergyPlus does. A tilted face receives the diffuse sun
    dhi [ (1-F1) (1+cos tilt)/2 + F1 max(0, cos incidence)/max(cos 85 deg, cos zenith) + F2 sin tilt ], at least 0.

    Args:
        zenith_deg: (n,) array, angle between sun and zenith [deg].
        dni_w_m2: (n,) array, direct normal irradiance [W/m2].
        dhi_w_m2: (n,) array, diffuse horizontal irradiance [W/m2].
        elevation_m: height of the site above sea level [m].

    Returns:
        (n,) F1 >= 0 and (n,) F2 [-]; both 0 where there is no diffuse sun or the sun is below the horizon.
    """
    from pvlib.atmosphere import get_relative_airmass
    from pvlib.irradiance import perez

    f1, f2 = np.zeros(zenith_deg.shape), np.zeros(zenith_deg.shape)
    lit = (dhi_w_m2 > 0.0) & (zenith_deg < 90.0)
    zenith, dni, dhi = zenith_deg[lit], dni_w_m2[lit], dhi_w_m2[lit]
    air_mass = (1.0 - 0.1e-3 * elevation_m) * get_relative_airmass(zenith, model="kasten1966")

    def part(tilt_deg: float, name: str) -> FloatArray:
        # On a face turned towards the sun the sum of the parts stays positive; pvlib clears them where it does not.
        parts = perez(tilt_deg, 180.0, dhi, dni, PEREZ_SOLAR_CONSTANT, zenith, 180.0, air_mass, return_components=True)
        # Older releases of pvlib name the parts without the prefix.
        return np.asarray(parts[f"poa_{name}"] if f"poa_{name}" in parts else parts[name], dtype=np.float64)

    # The isotropic part of a horizontal face is dhi (1 - F1), the horizon part of a vertical one dhi F2.
    f1[lit] = np.maximum(1.0 - part(0.0, "isotropic") / dhi, 0.0)
    f2[lit] = part(90.0, "horizon") / dhi
    return f1, f2


def _at_step_ends(hourly: FloatArray, steps_per_hour: int) -> FloatArray:
    """(8760*n,) values at the end of every sub-step from (8760,) means that stand at mid-hour."""
    ends_h = np.arange(1, HOURS_PER_YEAR * steps_per_hour + 1) / steps_per_hour
    middles_h = np.arange(HOURS_PER_YEAR) + 0.5
    return np.interp(ends_h, middles_h, hourly, period=float(HOURS_PER_YEAR))
