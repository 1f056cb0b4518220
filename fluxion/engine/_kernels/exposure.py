"""Solar radiation on a tilted plane and through a window, averaged to the steps of the engine."""

import numpy as np
from numba import njit

# The circumsolar disc is treated as a point no lower than 85 degrees from the zenith (Perez et al. 1990).
_LOWEST_COSINE = 0.0872


@njit(cache=True, nogil=True, fastmath=False)
def table_value(table, elevation, relative_azimuth):
    """Bilinear value of a table over even grids of elevation, 0 to pi/2, and azimuth, -pi to pi [rad]."""
    row = elevation * (table.shape[0] - 1) / (0.5 * np.pi)
    column = (relative_azimuth + np.pi) * (table.shape[1] - 1) / (2.0 * np.pi)
    i = min(max(int(row), 0), table.shape[0] - 2)
    j = min(max(int(column), 0), table.shape[1] - 2)
    u, v = row - i, column - j
    low = table[i, j] * (1.0 - v) + table[i, j + 1] * v
    high = table[i + 1, j] * (1.0 - v) + table[i + 1, j + 1] * v
    return low * (1.0 - u) + high * u


@njit(cache=True, nogil=True, fastmath=False)
def wrapped(angle):
    """The angle moved into -pi .. pi."""
    return angle - 2.0 * np.pi * np.floor((angle + np.pi) / (2.0 * np.pi))


@njit(cache=True, nogil=True, fastmath=False)
def incident(
    normal, azimuth, table, isotropic, horizon, reflectance, up, sun, elevation, sun_azimuth, dni, dhi, f1, f2
):
    """Beam, cosine of incidence and diffuse irradiance on a plane at the sub-steps `up` with the sun above the horizon.

    normal: (3,); table: sunlit shares, size 0 if unshaded; sun: (n, 3). Returns (k,), (k,), (k,), Perez 1990 eq. 9.
    """
    beam, cosine, diffuse = np.empty(up.size), np.empty(up.size), np.empty(up.size)
    sky_view = 0.5 * (1.0 + normal[2]) * isotropic
    ground_view = 0.5 * (1.0 - normal[2]) * reflectance
    rim = np.sqrt(max(0.0, 1.0 - normal[2] * normal[2])) * horizon
    shaded = table.size > 0
    for j in range(up.size):
        k = up[j]
        c = normal[0] * sun[k, 0] + normal[1] * sun[k, 1] + normal[2] * sun[k, 2]
        seen = max(c, 0.0)
        lit = 1.0
        if shaded and seen > 0.0:
            lit = table_value(table, elevation[k], wrapped(sun_azimuth[k] - azimuth))
        height = max(sun[k, 2], 0.0)
        around_sun = f1[k] * seen / max(_LOWEST_COSINE, height) * lit
        sky = dhi[k] * ((1.0 - f1[k]) * sky_view + around_sun + f2[k] * rim)
        beam[j] = dni[k] * seen * lit
        cosine[j] = seen
        diffuse[j] = max(sky, 0.0) + ground_view * (dni[k] * height + dhi[k])
    return beam, cosine, diffuse


@njit(cache=True, nogil=True, fastmath=False)
def add_opaque(beam, diffuse, up, per_step, column, signals):
    """Mean incident irradiance of each step [W/m2] into one column of `signals` (n_steps, columns)."""
    share = 1.0 / per_step
    for j in range(up.size):
        signals[up[j] // per_step, column] += (beam[j] + diffuse[j]) * share


@njit(cache=True, nogil=True, fastmath=False)
def over_cosine(values, cosine):
    """Value at a cosine of incidence of a property given over an even grid of it from 0 to 1."""
    place = cosine * (values.size - 1)
    i = min(int(place), values.size - 2)
    u = place - i
    return values[i] * (1.0 - u) + values[i + 1] * u


@njit(cache=True, nogil=True, fastmath=False)
def add_window(beam, cosine, diffuse, transmittance, absorptance, t_diffuse, a_diffuse, up, per_step, column, signals):
    """Transmitted beam, transmitted diffuse and what each pane absorbs [W/m2], into columns from `column`.

    transmittance: (101,), absorptance: (p, 101) over an even grid of the cosine of incidence; a_diffuse: (p,).
    """
    share = 1.0 / per_step
    for j in range(up.size):
        step = up[j] // per_step
        signals[step, column] += beam[j] * over_cosine(transmittance, cosine[j]) * share
        signals[step, column + 1] += diffuse[j] * t_diffuse * share
        for p in range(a_diffuse.size):
            absorbed = beam[j] * over_cosine(absorptance[p], cosine[j]) + diffuse[j] * a_diffuse[p]
            signals[step, column + 2 + p] += absorbed * share
