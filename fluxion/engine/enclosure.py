"""Radiation inside a zone: long-wave exchange between its faces and the distribution of solar radiation over them.

View factors come without geometry: every face sees all others except those in its own plane, in proportion to what
makes the factors reciprocal and complete. Long-wave exchange is that of the full matrix of grey faces; the star network
of Carroll (1980), "An MRT method of computing radiant energy exchange in rooms", serves as its implicit part.
"""

import numpy as np

from fluxion.engine._kernels.enclosure import exchange_strengths, mrt_factors
from fluxion.typing import FloatArray, IntArray

# A plane may hold at most half of a closed enclosure's area; stay below where faces are stated without geometry.
_LARGEST_SHARE = 0.49


def view_factors(area: FloatArray, plane: IntArray) -> FloatArray:
    """View factors between the faces of a convex room.

    Args:
        area: (n,) areas [m2].
        plane: (n,) number of the plane each face lies in; faces of one plane do not see each other.

    Returns:
        (n, n) F[i, j], share of what leaves face i that arrives at face j; rows sum to one, A_i F_ij = A_j F_ji.
        Where faces are stated without a closed geometry, what finds no partner returns to its own face.
    """
    sees = (plane[:, None] != plane[None, :]).astype(np.float64)
    x = exchange_strengths(area, sees)
    exchange = x[:, None] * x[None, :] * sees
    excess = np.minimum(1.0, np.divide(area, exchange.sum(axis=1), out=np.ones_like(area), where=x > 0.0))
    factors: FloatArray = exchange * excess[:, None] * excess[None, :] / area[:, None]
    np.fill_diagonal(factors, np.maximum(0.0, 1.0 - factors.sum(axis=1)))
    return factors


def star_conductances(area: FloatArray, emissivity: FloatArray, plane: IntArray) -> FloatArray:
    """Radiative conductance of each face to the star node per 4 sigma T^3 [-].

    Args:
        area: (n,) [m2].
        emissivity: (n,) [-].
        plane: (n,) number of the plane each face lies in.

    Returns:
        (n,) g with 1/g = 1/F + (1 - eps)/eps, F the MRT view factor of Carroll; zero where the emissivity is zero.
    """
    planes, group = np.unique(plane, return_inverse=True)
    plane_area = np.bincount(group, weights=area, minlength=planes.size)
    f = mrt_factors(plane_area, _LARGEST_SHARE)
    factor = f[group]
    inverse = 1.0 / factor + np.divide(
        1.0 - emissivity, emissivity, out=np.full_like(emissivity, np.inf), where=emissivity > 0.0
    )
    return 1.0 / inverse


def exchange_factors(area: FloatArray, emissivity: FloatArray, plane: IntArray) -> FloatArray:
    """Long-wave exchange between all faces, reflections included (Hottel's script-F for grey faces).

    Args:
        area: (n,) [m2].
        emissivity: (n,) [-].
        plane: (n,) number of the plane each face lies in.

    Returns:
        (n, n) A_i S_ij [m2], symmetric: face i receives sigma A_i S_ij (T_j^4 - T_i^4) from face j.
    """
    if not (emissivity > 0.0).any():
        return np.zeros((area.size, area.size))
    view = view_factors(area, plane)
    reflected = np.eye(area.size) - (1.0 - emissivity)[:, None] * view
    # The pseudo-inverse serves where mirrors see nothing but each other; no heat reaches them.
    script = emissivity[:, None] * (view @ _inverse(reflected)) * emissivity[None, :]
    exchange = area[:, None] * script
    symmetric: FloatArray = 0.5 * (exchange + exchange.T)
    return symmetric


def _inverse(matrix: FloatArray) -> FloatArray:
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(matrix)
    return np.asarray(inverse, dtype=np.float64)


def solar_shares(
    area: FloatArray,
    absorptance: FloatArray,
    transmittance: FloatArray,
    plane: IntArray,
    is_floor: FloatArray,
    windows: IntArray,
) -> tuple[FloatArray, FloatArray]:
    """Where the sun that enters through each window is absorbed.

    Beam falls on the floor, which absorbs its absorptance; the reflected rest spreads over all faces by area times
    absorptance, a part leaving through the glass. Diffuse radiation first meets the faces that the window sees; what
    they reflect spreads likewise (EnergyPlus Engineering Reference, "Interior solar absorbed", full exterior).

    Args:
        area: (n,) areas of the zone's faces [m2].
        absorptance: (n,) solar absorptance; of glass: diffuse absorptance from inside.
        transmittance: (n,) diffuse transmittance of glass to the outside, zero for opaque faces.
        plane: (n,) number of the plane each face lies in.
        is_floor: (n,) 1 for floors, else 0.
        windows: (w,) positions of the windows among the faces.

    Returns:
        (w, n) shares of the beam and (w, n) shares of the diffuse radiation absorbed by each face; what is missing to
        one leaves the zone.
    """
    takes = area * (absorptance + transmittance)
    total = takes.sum()
    spread = area * absorptance / total if total > 0.0 else np.zeros_like(area)
    view = view_factors(area, plane)
    floor = area * is_floor
    first_beam = floor / floor.sum() if floor.sum() > 0.0 else None

    def shares(first: FloatArray) -> FloatArray:
        taken = first * absorptance
        reflected = float(np.sum(first * (1.0 - absorptance - transmittance))) + 1.0 - float(first.sum())
        return taken + reflected * spread

    diffuse = np.array([shares(view[w]) for w in windows]).reshape(windows.size, area.size)
    beam = diffuse if first_beam is None else np.tile(shares(first_beam), (windows.size, 1))
    return beam, diffuse
