"""Glazing from its panes: angular properties of each pane, and of the stack by following every reflection.

Uncoated panes: Fresnel's equations with the index of refraction and the absorption that give the normal values back
(EnergyPlus Engineering Reference, "Angular properties for uncoated glass"). Coated panes: the normal values times the
curves of clear or bronze glass (Finlayson et al. 1993, WINDOW 4.0; Engineering Reference, "Angular properties for
coated glass"). The stack: every layer with its mean over both polarisations (WINDOW 4.0).
"""

import math
from functools import lru_cache

import numpy as np

from fluxion.building import Pane, PaneGlazing
from fluxion.engine.optics import COSINES, GapGas, GlazingOptics, hemispherical
from fluxion.typing import FloatArray

# Polynomials in the cosine of incidence, constant first: relative transmittance, and relative transmittance +
# reflectance, of clear and bronze glass.
_CLEAR = ((-0.0015, 3.355, -3.840, 1.460, 0.0288), (0.999, -0.563, 2.043, -2.532, 1.054))
_BRONZE = ((-0.002, 2.813, -2.341, -0.05725, 0.599), (0.997, -1.868, 6.513, -7.862, 3.225))
# A coated pane that transmits more than this at normal incidence follows clear glass, otherwise bronze.
_CLEAR_ABOVE = 0.645
# Reflectances of the two faces that differ by more than measurement scatters mark a coating.
_COATED_ABOVE = 0.005
# Conductivity [W/(m K)], viscosity [kg/(m s)] and specific heat [J/(kg K)] as a + b T with T in kelvin, molar mass
# [kg/mol] (ISO 15099, annex B).
_GASES = {
    "air": (2.873e-3, 7.760e-5, 3.723e-6, 4.940e-8, 1002.737, 1.2324e-2, 28.97e-3),
    "argon": (2.285e-3, 5.149e-5, 3.379e-6, 6.451e-8, 521.9285, 0.0, 39.948e-3),
    "krypton": (9.443e-4, 2.826e-5, 2.213e-6, 7.777e-8, 248.0907, 0.0, 83.80e-3),
    "xenon": (4.538e-4, 1.723e-5, 1.069e-6, 7.414e-8, 158.3397, 0.0, 131.30e-3),
}


@lru_cache(maxsize=1024)
def pane_glazing(glazing: PaneGlazing) -> GlazingOptics:
    """Optics of a stack of panes."""
    layers = [_angular(pane) for pane in glazing.panes]
    transmittance, absorptance = stack(layers)
    _, from_room = stack([(t, back, front) for t, front, back in reversed(layers)])
    return GlazingOptics(
        transmittance=transmittance,
        absorptance=absorptance,
        diffuse_transmittance=hemispherical(transmittance),
        diffuse_absorptance=np.array([hemispherical(row) for row in absorptance]),
        back_absorptance=np.array([hemispherical(row) for row in from_room[::-1]]),
        emissivity_front=glazing.panes[0].emissivity_front,
        emissivity_back=glazing.panes[-1].emissivity_back,
        resistances=tuple(pane.thickness / pane.conductivity for pane in glazing.panes),
        capacities=tuple(pane.thickness * pane.density * pane.specific_heat for pane in glazing.panes),
        gaps=tuple(
            GapGas(gap.thickness, _exchange(outer.emissivity_back, inner.emissivity_front), _GASES[gap.gas])
            for gap, outer, inner in zip(glazing.gaps, glazing.panes, glazing.panes[1:])
        ),
    )


def stack(layers: list[tuple[FloatArray, FloatArray, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Transmittance (k,) of a stack and absorptance (p, k) of its layers, for light on the front of the first.

    Args:
        layers: (p) transmittance, front and back reflectance of each layer, (k,) arrays.
    """
    behind = [np.zeros_like(layers[0][0])]
    for t, front, back in reversed(layers):
        behind.append(front + t * t * behind[-1] / _echo(back, behind[-1]))
    reflected = behind[::-1]
    arriving = np.ones_like(layers[0][0])
    absorbed = []
    for k, (t, front, back) in enumerate(layers):
        beyond = arriving * t / _echo(back, reflected[k + 1])
        absorbed.append(arriving * (1.0 - t - front) + beyond * reflected[k + 1] * (1.0 - t - back))
        arriving = beyond
    return arriving, np.array(absorbed)


def _echo(one: FloatArray, other: FloatArray) -> FloatArray:
    # One less what comes back between two faces; at grazing incidence everything does, and nothing has entered.
    return np.maximum(1.0 - one * other, 1e-9)


def _angular(pane: Pane) -> tuple[FloatArray, FloatArray, FloatArray]:
    # Transmittance, front and back reflectance over COSINES.
    if abs(pane.reflectance_front - pane.reflectance_back) > _COATED_ABOVE or pane.transmittance <= 0.0:
        return _coated(pane)
    return _uncoated(pane.transmittance, 0.5 * (pane.reflectance_front + pane.reflectance_back))


def _uncoated(t0: float, r0: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    # Interface reflectance and internal transmittance that give t0 and r0, then both at every angle. The root of the
    # quadratic equation is written so that nothing cancels where r0 is small.
    beta = t0 * t0 - r0 * r0 + 2.0 * r0 + 1.0
    root = beta + math.sqrt(beta * beta - 4.0 * (2.0 - r0) * r0)
    interface = 2.0 * r0 / root
    index = (1.0 + math.sqrt(interface)) / (1.0 - math.sqrt(interface))
    internal = max((0.5 * root - 1.0) / t0, 1e-9)
    inside = np.sqrt(np.maximum(1.0 - (1.0 - COSINES**2) / index**2, 1e-30))
    passes = internal ** (1.0 / inside)
    across = ((index * COSINES - inside) / (index * COSINES + inside)) ** 2
    along = ((COSINES - index * inside) / (COSINES + index * inside)) ** 2
    transmittance, reflectance = np.zeros_like(COSINES), np.zeros_like(COSINES)
    for rho in (across, along):
        echo = 1.0 - (rho * passes) ** 2
        through = np.divide((1.0 - rho) ** 2 * passes, echo, out=np.zeros_like(rho), where=echo > 0.0)
        transmittance += 0.5 * through
        reflectance += 0.5 * rho * (1.0 + through * passes)
    return transmittance, reflectance, reflectance


def _coated(pane: Pane) -> tuple[FloatArray, FloatArray, FloatArray]:
    a, b = _CLEAR if pane.transmittance > _CLEAR_ABOVE else _BRONZE
    powers = COSINES[:, None] ** np.arange(5)
    relative_t = np.clip(powers @ np.array(a), 0.0, 1.0)
    relative_r = np.clip(powers @ np.array(b) - relative_t, 0.0, 1.0)
    transmittance = pane.transmittance * relative_t

    def reflectance(normal: float) -> FloatArray:
        rising: FloatArray = np.minimum(normal * (1.0 - relative_r) + relative_r, 1.0 - transmittance)
        return rising

    return transmittance, reflectance(pane.reflectance_front), reflectance(pane.reflectance_back)


def _exchange(one: float, other: float) -> float:
    # Two large parallel grey plates.
    if one <= 0.0 or other <= 0.0:
        return 0.0
    return 1.0 / (1.0 / one + 1.0 / other - 1.0)
