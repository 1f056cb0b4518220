"""Outer sides of sixteen buildings in their weather: film, long-wave exchange and sun, the side itself eliminated."""

from numba import njit

from fluxion.engine._kernels.batch.films import outside_film, radiative_secant
from fluxion.engine._kernels.batch.lanes import chosen, load, reciprocal, splat
from fluxion.engine._kernels.films import KELVIN
from fluxion.engine._kernels.walls import WET_FILM


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def exchange(k, s, imposed, wetted, sides, weather, outer):
    """Conductance of a side to its surroundings [W/(m2 K)], and that times their temperature [W/m2]."""
    t_out, t_sky = weather.temperature[k], weather.sky[k]
    kelvin = outer + KELVIN
    to_sky = load(sides.to_sky, s) * radiative_secant(kelvin, t_sky + KELVIN)
    to_air = load(sides.to_air, s) * radiative_secant(kelvin, t_out + KELVIN)
    air, film = t_out, load(sides.hot, s)
    if not imposed:
        if weather.raining[k] and wetted:
            air, film = weather.wet_bulb[k], splat(WET_FILM)
        else:
            upwind = load(sides.normal_x, s) * weather.wind_x[k] + load(sides.normal_y, s) * weather.wind_y[k]
            forced = chosen(
                upwind >= -1e-6,
                load(sides.windward, s) * weather.wind_089[k],
                load(sides.leeward, s) * weather.wind_0617[k],
            )
            film = outside_film(outer, t_out, film, load(sides.cold, s), load(sides.roughness, s), forced)
    return to_sky + to_air + film, to_sky * t_sky + to_air * t_out + film * air


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def eliminate(total, drive, d_oo, d_oi):
    """Temperature of the side with the inner face at zero, and its change per kelvin of the inner face."""
    gain = reciprocal(total + d_oo)
    return gain * drive, gain * d_oi
