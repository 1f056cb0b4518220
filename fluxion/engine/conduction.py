"""Transient conduction through layered constructions: finite volumes, solved exactly in modal form.

The layers are cut into cells; the symmetric system C dT/dt = -K T + B [To, Ti] is diagonalised, and each mode is
advanced exactly for inputs held at their mean over the step. The mean fluxes of a step are then linear in the two
surface temperatures and the stored modes, and the heat that enters equals the change of stored heat to rounding.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Construction, Material
from fluxion.typing import FloatArray

# A cell is at most this share of the depth that a ten-minute pulse penetrates, sqrt(alpha * 600 s).
_CELL_SHARE = 0.6
_PULSE = 600.0
# More cells than this only matter for materials that no building has, and would fill the memory.
_MOST_CELLS = 400


@dataclass(frozen=True)
class ConductionModes:
    """Modes of a construction, per square metre; independent of the time step.

    Attributes:
        rates: (m,) decay rates [1/s]; empty for a construction without heat capacity.
        outer: (m,) coupling of each mode to the outer surface temperature.
        inner: (m,) coupling to the inner surface temperature.
        stored: (m,) stored heat per unit of the mode.
        outer_conductance: between outer surface and first cell [W/(m2 K)].
        inner_conductance: between last cell and inner surface [W/(m2 K)].
        through: direct conductance between the surfaces, for constructions without capacity [W/(m2 K)].
    """

    rates: FloatArray
    outer: FloatArray
    inner: FloatArray
    stored: FloatArray
    outer_conductance: float
    inner_conductance: float
    through: float


@dataclass(frozen=True)
class StepResponse:
    """The modes for one length of step: q_in = d_ii Ti - d_oi To - sum(inner_mean z), into the wall from inside.

    Likewise q_out = d_oo To - d_oi Ti - sum(outer_mean z); then z becomes decay z + outer_gain To + inner_gain Ti.

    Attributes:
        decay: (m,) factor of a mode over the step.
        outer_gain: (m,) response to the outer surface temperature.
        inner_gain: (m,) response to the inner surface temperature.
        outer_mean: (m,) share of the mode in the mean outer flux.
        inner_mean: (m,) share of the mode in the mean inner flux.
        d_oo: [W/(m2 K)].
        d_ii: [W/(m2 K)].
        d_oi: [W/(m2 K)].
    """

    decay: FloatArray
    outer_gain: FloatArray
    inner_gain: FloatArray
    outer_mean: FloatArray
    inner_mean: FloatArray
    d_oo: float
    d_ii: float
    d_oi: float


def _cells(construction: Construction) -> tuple[list[float], list[float]]:
    # Heat capacity of each cell and resistance between neighbours; the first and last lead to the surfaces.
    capacities: list[float] = []
    resistances = [0.0]
    for layer in construction.layers:
        if not isinstance(layer, Material):
            resistances[-1] += layer.resistance
            continue
        depth = math.sqrt(layer.conductivity / (layer.density * layer.specific_heat) * _PULSE)
        n = min(max(2, math.ceil(layer.thickness / (_CELL_SHARE * depth))), _MOST_CELLS)
        half = 0.5 * layer.resistance / n
        for _ in range(n):
            resistances[-1] += half
            capacities.append(layer.heat_capacity / n)
            resistances.append(half)
    return capacities, resistances


def conduction_modes(construction: Construction) -> ConductionModes:
    """Modal form of a construction's layers; finishes do not matter.

    Equal layers are computed once.
    """
    return _modes(Construction("layers", construction.layers))


@lru_cache(maxsize=8192)
def _modes(construction: Construction) -> ConductionModes:
    capacities, resistances = _cells(construction)
    none = np.empty(0)
    if not capacities:
        return ConductionModes(none, none, none, none, 0.0, 0.0, 1.0 / construction.resistance)
    g = 1.0 / np.asarray(resistances)
    n = len(capacities)
    scale = 1.0 / np.sqrt(np.asarray(capacities))
    matrix = np.zeros((n, n))
    index = np.arange(n)
    matrix[index, index] = (g[:-1] + g[1:]) * scale**2
    matrix[index[:-1], index[1:]] = matrix[index[1:], index[:-1]] = -g[1:-1] * scale[:-1] * scale[1:]
    rates, vectors = np.linalg.eigh(matrix)
    return ConductionModes(
        rates=rates,
        outer=g[0] * scale[0] * vectors[0],
        inner=g[-1] * scale[-1] * vectors[-1],
        stored=vectors.T @ (1.0 / scale),
        outer_conductance=float(g[0]),
        inner_conductance=float(g[-1]),
        through=0.0,
    )


def step_response(modes: ConductionModes, step_s: float) -> StepResponse:
    """Exact response of the modes to inputs that are constant over a step.

    Args:
        modes: from `conduction_modes`.
        step_s: length of the step [s].
    """
    if not modes.rates.size:
        u = modes.through
        none = modes.rates
        return StepResponse(none, none, none, none, none, u, u, u)
    decay = np.exp(-modes.rates * step_s)
    mean = -np.expm1(-modes.rates * step_s) / (modes.rates * step_s)
    held = (1.0 - mean) / modes.rates
    return StepResponse(
        decay=decay,
        outer_gain=modes.outer * mean * step_s,
        inner_gain=modes.inner * mean * step_s,
        outer_mean=modes.outer * mean,
        inner_mean=modes.inner * mean,
        d_oo=modes.outer_conductance - float(np.sum(modes.outer**2 * held)),
        d_ii=modes.inner_conductance - float(np.sum(modes.inner**2 * held)),
        d_oi=float(np.sum(modes.outer * modes.inner * held)),
    )
