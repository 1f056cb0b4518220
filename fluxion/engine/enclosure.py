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


def exchange_factors(area: FloatArray, emissivity: FloatArray, view: FloatArray) -> FloatArray:
    """Long-wave exchange between all faces, reflections included (Hottel's script-F for grey faces).

    Args:
        area: (n,) [m2].
        emissivity: (n,) [-].
        view: (n, n) view factors.

    Returns:
        (n, n) A_i S_ij [m2], symmetric: face i receives sigma A_i S_ij (T_j^4 - T_i^4) from face j.
    """
    if not (emissivity > 0.0).any():
        return np.zeros((area.size, area.size))
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


def spread_reflections(area: FloatArray, absorptance: FloatArray, transmittance: FloatArray) -> FloatArray:
    """Where sun ends that a face reflects, as in an integrating sphere: over all faces by area times absorptance.

    EnergyPlus Engineering Reference, "Interior solar absorbed".

    Args:
        area: (n,) areas of the zone's faces [m2].
        absorptance: (n,) solar absorptance; of glass: diffuse absorptance from inside.
        transmittance: (n,) diffuse transmittance of glass to the outside, zero for opaque faces.

    Returns:
        (n, n) K[i, j], share of the sun that first falls on face j which face i absorbs; what is missing to one leaves
        through the glass.
    """
    takes = float(np.sum(area * (absorptance + transmittance)))
    spread = area * absorptance / takes if takes > 0.0 else np.zeros_like(area)
    ends: FloatArray = np.diag(absorptance) + spread[:, None] * (1.0 - absorptance - transmittance)[None, :]
    return ends


def traced_reflections(view: FloatArray, absorptance: FloatArray, transmittance: FloatArray) -> FloatArray:
    """Where sun ends that diffuse faces reflect, every reflection followed (radiosity).

    Args:
        view: (n, n) view factors.
        absorptance: (n,) as for `spread_reflections`.
        transmittance: (n,) likewise.

    Returns:
        (n, n) K[i, j] as of `spread_reflections`.
    """
    reflected = (1.0 - absorptance - transmittance)[None, :] * view.T
    ends: FloatArray = absorptance[:, None] * _inverse(np.eye(absorptance.size) - reflected)
    return ends


def solar_shares(
    area: FloatArray, view: FloatArray, ends: FloatArray, is_floor: FloatArray, windows: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Where the sun that enters through each window is absorbed.

    Beam falls on the floor, by area where there are several; without a floor it is taken as diffuse. Diffuse radiation
    first meets the faces that the window sees.

    Args:
        area: (n,) areas of the zone's faces [m2].
        view: (n, n) view factors.
        ends: (n, n) from `spread_reflections` or `traced_reflections`.
        is_floor: (n,) 1 for floors, else 0.
        windows: (w,) positions of the windows among the faces.

    Returns:
        (w, n) shares of the beam and (w, n) shares of the diffuse radiation absorbed by each face; what is missing to
        one leaves the zone.
    """
    diffuse = (ends @ view[windows].T).T
    floor = area * is_floor
    beam = diffuse if floor.sum() <= 0.0 else np.tile(ends @ (floor / floor.sum()), (windows.size, 1))
    return beam, diffuse
