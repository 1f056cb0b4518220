"""Walls of a few states: film-weighted balanced truncation of the hourly conduction problem, exact in steady state.

The full wall, `conduction_modes`, is advanced by one hour with inputs held at their mean. In its symmetric form

    z+ = e z + o To + i Ti,   q_i = d_ii Ti - d_oi To - sum(i z),   q_o = d_oo To - d_oi Ti - sum(o z)

both Gramians are the same matrix P, and an orthogonal projection on the leading eigenvectors of P is a balanced
truncation (Moore 1981, "Principal component analysis in linear systems", IEEE Transactions on Automatic Control 26).
It keeps the symmetry, so the decays stay real and between zero and one, and the small wall passive: at every frequency
its flux is the static one plus a sum of terms o o', (z - 1)/((1 - e)(z - e)), whose real part is never negative.

P is that of the wall with films at both faces. Surface temperatures are no inputs of a building: a wall reduced for
them spends its states on waves that its own films damp, and puts what it leaves out into the instantaneous flux from
outdoors to indoors, which is wrong for heavy walls. What truncation loses of the static flux goes into the direct
conductances, so the U-value and the balance of heat are exact at any order.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.building import Construction
from fluxion.engine.conduction import conduction_modes
from fluxion.errors import InputError
from fluxion.typing import FloatArray, IntArray

#: No wall is given more states by `order_of`.
MOST_STATES = 8
#: Step for which walls are reduced [s].
_HOUR = 3600.0
# Films that weigh the Gramian, outside and inside [W/(m2 K)]: convection and radiation in moderate wind and in a room.
_FILMS = np.array([20.0, 6.0])
# Largest allowed errors: of the admittances, in shares of the largest one; of the transmission, of the static U-value.
_ADMITTANCE_ERROR, _TRANSMISSION_ERROR = 0.01, 0.05
# The shift operator exp(i omega h) of waves from two hours, the shortest that hourly values carry, to one year.
_SHIFT = np.exp(2j * math.pi / np.geomspace(2.0, 8760.0, 32))
# Decay within an hour below which a mode follows its inputs at once, at sub-steps too.
_LEAST_DECAY = 1e-12
# Decay of entries that stand for no mode; their couplings are zero, and no wave of _SHIFT meets a pole here.
_NO_MODE = -0.5


@dataclass(frozen=True)
class ReducedWall:
    """Conduction per square metre in continuous time; leading axes (...) hold one wall or many.

    Each mode follows dz/dt = -rate z + outer To + inner Ti and takes outer z and inner z from the fluxes into the wall.

    Attributes:
        rates: (..., M) decay rates, ascending [1/s]; M = 0 without heat capacity.
        outer: (..., M) coupling of each mode to the outer surface temperature.
        inner: (..., M) coupling to the inner surface temperature; not negative, or if it vanishes, `outer` is not.
        u: (...) static conductance between the two surfaces [W/(m2 K)].
    """

    rates: FloatArray
    outer: FloatArray
    inner: FloatArray
    u: FloatArray


@dataclass(frozen=True)
class DiscreteWall:
    """One step of a wall, the fluxes being means over it; equations at the head of the module.

    The heat stored is sum(h (o + i)/(1 - e) z). At a change of the step from h to h', z is multiplied by sqrt(h/h').

    Attributes:
        decay: (..., M) e, factor of a mode over the step.
        outer: (..., M) o, response to the outer surface temperature and share in the outer flux.
        inner: (..., M) i, the same for the inner surface.
        d_oo: (...) direct conductance at the outer surface [W/(m2 K)].
        d_ii: (...) at the inner surface [W/(m2 K)].
        d_oi: (...) between the surfaces [W/(m2 K)].
    """

    decay: FloatArray
    outer: FloatArray
    inner: FloatArray
    d_oo: FloatArray
    d_ii: FloatArray
    d_oi: FloatArray


@dataclass(frozen=True)
class BalancedWalls:
    """Walls of equally many cells, ready to be truncated at any order.

    Attributes:
        full: (k, n) all modes.
        step: (k, n) one hour of them.
        leading: (k, n, c) orthonormal eigenvectors of the film-weighted Gramian, the largest eigenvalue first.
    """

    full: ReducedWall
    step: DiscreteWall
    leading: FloatArray


def discrete(wall: ReducedWall, step_s: float) -> DiscreteWall:
    """Exact step of a wall for surface temperatures held at their mean.

    Args:
        wall: (..., M) one wall or many.
        step_s: length of the step [s].
    """
    span = wall.rates * step_s
    decay, lost = np.exp(-span), -np.expm1(-span)
    gain = lost / span * math.sqrt(step_s)
    o, i = wall.outer * gain, wall.inner * gain
    return DiscreteWall(
        decay=decay,
        outer=o,
        inner=i,
        d_oo=wall.u + np.sum(o * o / lost, axis=-1),
        d_ii=wall.u + np.sum(i * i / lost, axis=-1),
        d_oi=wall.u - np.sum(o * i / lost, axis=-1),
    )


def reduced_wall(construction: Construction, order: int | None = None) -> ReducedWall:
    """(M,) reduced wall of a construction; finishes do not matter.

    Args:
        construction: layers outside to inside.
        order: number of states; `order_of` by default. No wall gets more than it has cells.

    Raises:
        InputError: a negative order.
    """
    if order is not None and order < 0:
        raise InputError(
            f"the order of a reduced wall must be 0 or more, but it is {order}; leave it out to choose it."
        )
    walls = balanced_walls([construction], MOST_STATES if order is None else order)
    wall = truncated(walls, int(required_orders(walls)[0]) if order is None else order)
    return ReducedWall(wall.rates[0], wall.outer[0], wall.inner[0], wall.u[0])


def order_of(construction: Construction) -> int:
    """Smallest number of states, 0 to `MOST_STATES`, that carries waves of two hours and longer well enough.

    Fluxes per surface temperature must be within 1 % of the largest of them, and the flux into the room per outdoor air
    temperature, through films of 20 and 6 W/(m2 K), within 5 % of the static one. The full wall of hourly steps is the
    judge. Walls that miss this with `MOST_STATES` get that many. The answer depends on the construction alone.
    """
    return int(required_orders(balanced_walls([construction]))[0])


def reduction_errors(construction: Construction) -> tuple[FloatArray, FloatArray]:
    """(c + 1,) errors of the orders 0 to c = min(`MOST_STATES`, number of cells), the measures of `order_of`.

    Returns:
        of the fluxes per surface temperature, in shares of the largest, and of the transmission from outdoor air to
        the room, in shares of the static U-value [-].
    """
    admittance, transmission = _errors(balanced_walls([construction]))
    return admittance[0], transmission[0]


def balanced_walls(constructions: Sequence[Construction], most: int = MOST_STATES) -> BalancedWalls:
    """(k,) constructions of equally many cells in coordinates that show which directions matter.

    Args:
        constructions: they must have the same number of modes.
        most: directions to keep.
    """
    modes = [conduction_modes(c) for c in constructions]
    full = ReducedWall(
        rates=np.array([m.rates for m in modes]),
        outer=np.array([m.outer for m in modes]),
        inner=np.array([m.inner for m in modes]),
        u=np.array([1.0 / c.resistance for c in constructions]),
    )
    step = discrete(full, _HOUR)
    faces = _couplings(step)
    # With films the surfaces follow from (films + D) T = films air + B' z, which closes the loop around the modes.
    held = np.stack([step.d_oo + _FILMS[0], -step.d_oi, -step.d_oi, step.d_ii + _FILMS[1]], -1).reshape(-1, 2, 2)
    driven = faces @ np.linalg.inv(held)
    closed = driven @ faces.swapaxes(-1, -2)
    diagonal = np.arange(full.rates.shape[-1])
    closed[:, diagonal, diagonal] += step.decay
    decay, vectors = np.linalg.eigh(closed)
    # P = A P A' + Bc Bc', solved entry by entry where A is diagonal.
    source = vectors.swapaxes(-1, -2) @ (driven * _FILMS)
    gramian = source @ source.swapaxes(-1, -2) / (1.0 - decay[:, :, None] * decay[:, None, :])
    leading = np.linalg.eigh(gramian)[1][:, :, ::-1][:, :, :most]
    return BalancedWalls(full, step, vectors @ leading)


def required_orders(walls: BalancedWalls, least_transmission: float = 0.0) -> IntArray:
    """(k,) smallest orders that meet the criterion of `order_of`.

    Args:
        walls: from `balanced_walls`.
        least_transmission: errors of the transmission count in shares of at least this [W/(m2 K)].
    """
    admittance, transmission = _errors(walls, least_transmission)
    good = (admittance < _ADMITTANCE_ERROR) & (transmission < _TRANSMISSION_ERROR)
    good[:, -1] = True
    return np.argmax(good, axis=1)


def truncated(walls: BalancedWalls, order: int) -> ReducedWall:
    """(k, M) walls of `order` states, or all of their modes where they have no more."""
    full = walls.full
    if order >= full.rates.shape[-1]:
        return _oriented(full.rates, full.outer, full.inner, full.u)
    decay, faces = _diagonalised(*_projected(walls, order))
    decay = np.clip(decay[:, ::-1], _LEAST_DECAY, None)
    rates = -np.log(decay) / _HOUR
    faces = faces[:, ::-1] * (rates * math.sqrt(_HOUR) / (1.0 - decay))[:, :, None]
    return _oriented(rates, faces[..., 0], faces[..., 1], full.u)


def _couplings(step: DiscreteWall) -> FloatArray:
    # (k, n, 2): outer and inner surface.
    return np.stack([step.outer, step.inner], axis=-1)


def _projected(walls: BalancedWalls, order: int) -> tuple[FloatArray, FloatArray]:
    # Decay matrices (k, m, m) and couplings (k, m, 2) on the leading directions.
    basis = walls.leading[:, :, :order]
    across = basis.swapaxes(-1, -2)
    return across @ (walls.step.decay[:, :, None] * basis), across @ _couplings(walls.step)


def _diagonalised(matrix: FloatArray, faces: FloatArray) -> tuple[FloatArray, FloatArray]:
    # Modes (..., m) of symmetric decay matrices, the fastest first, and their couplings (..., m, 2).
    decay, vectors = np.linalg.eigh(matrix)
    return decay, vectors.swapaxes(-1, -2) @ faces


def _oriented(rates: FloatArray, outer: FloatArray, inner: FloatArray, u: FloatArray) -> ReducedWall:
    # The sign of a mode is arbitrary; where it reaches one side only by rounding, the other side decides.
    leads = np.where(np.abs(inner) > 1e-9 * np.abs(outer), inner, outer)
    sign = np.where(leads < 0.0, -1.0, 1.0)
    return ReducedWall(rates, sign * outer, sign * inner, u)


def _errors(walls: BalancedWalls, least_transmission: float = 0.0) -> tuple[FloatArray, FloatArray]:
    # (k, c + 1) errors of all orders at once: lower orders are the leading blocks of the projection on c directions.
    count = walls.leading.shape[-1]
    matrix, faces = _projected(walls, count)
    kept = np.tri(count + 1, count, -1)
    blocks = matrix[:, None] * (kept[:, :, None] * kept[:, None, :])
    index = np.arange(count)
    blocks[:, :, index, index] += _NO_MODE * (1.0 - kept)
    decay, faces = _diagonalised(blocks, faces[:, None] * kept[:, :, None])
    got = _response(decay, faces, walls.full.u[:, None])
    exact = _response(walls.step.decay[:, None], _couplings(walls.step)[:, None], walls.full.u[:, None])
    largest = np.abs(exact).max(axis=(-1, -2))
    admittance = np.abs(got - exact).max(axis=(-1, -2)) / largest
    static = 1.0 / (1.0 / walls.full.u + np.sum(1.0 / _FILMS))
    shares = np.maximum(static, least_transmission)
    transmission = np.abs(_transmission(got) - _transmission(exact)).max(axis=-1) / shares[:, None]
    return admittance, transmission


def _response(decay: FloatArray, faces: FloatArray, u: FloatArray) -> FloatArray:
    # (..., 3, waves) complex fluxes into the wall per surface temperature: outer, cross, inner.
    o, i = faces[..., 0], faces[..., 1]
    pairs = np.stack([o * o, o * i, i * i], axis=-2) / (1.0 - decay)[..., None, :]
    waves = (_SHIFT - 1.0) / (_SHIFT - decay[..., :, None])
    return u[..., None, None] * np.array([1.0, -1.0, 1.0])[:, None] + pairs @ waves


def _transmission(response: FloatArray) -> FloatArray:
    # Complex flux into the room per outdoor air temperature at constant room air.
    outer, cross, inner = response[..., 0, :] + _FILMS[0], response[..., 1, :], response[..., 2, :] + _FILMS[1]
    return -_FILMS[0] * _FILMS[1] * cross / (outer * inner - cross * cross)
