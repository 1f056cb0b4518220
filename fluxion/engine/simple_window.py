"""Glazing from its rating: the simple window model of EnergyPlus.

Source: Arasteh, Kohler, Griffith, "Modeling windows in EnergyPlus with simple performance indices", LBNL-2804E (2009);
EnergyPlus Engineering Reference, "Simple Window Model". One equivalent pane gets the conductance that gives the rated
U-value with the rating's films, the transmittance and absorptance that give the rated SHGC, and angular curves chosen
by the rating.
"""

import itertools
import math
from functools import lru_cache

import numpy as np

from fluxion.building import SimpleGlazing
from fluxion.engine.optics import COSINES, GlazingOptics
from fluxion.typing import FloatArray

# Polynomials in the cosine of incidence: transmittance a1..a4 and transmittance + reflectance b1..b4, relative to
# normal incidence, for the coating and pane families A to J (Engineering Reference, simple window model, table of
# angular curves).
_CURVES = {
    "A": ((3.36, -3.85, 1.49, 0.01), (-0.70, 2.57, -3.20, 1.33)),
    "B": ((2.83, -2.42, 0.04, 0.55), (-1.87, 6.50, -7.86, 3.23)),
    "C": ((2.45, -1.58, -0.64, 0.77), (-2.52, 8.40, -9.86, 3.99)),
    "D": ((2.85, -2.58, 0.40, 0.35), (-1.85, 6.40, -7.64, 3.11)),
    "E": ((1.51, 2.49, -5.87, 2.88), (-1.57, 5.60, -6.82, 2.80)),
    "F": ((1.21, 3.14, -6.37, 3.03), (-3.15, 10.98, -13.14, 5.32)),
    "G": ((1.09, 3.54, -6.84, 3.23), (-3.25, 11.32, -13.54, 5.49)),
    "H": ((0.98, 3.83, -7.13, 3.33), (-3.39, 11.70, -13.94, 5.64)),
    "I": ((0.79, 3.93, -6.86, 3.15), (-4.06, 13.55, -15.74, 6.27)),
    "J": ((0.08, 6.02, -8.84, 3.74), (-4.35, 14.27, -16.32, 6.39)),
}


@lru_cache(maxsize=4096)
def simple_glazing(glazing: SimpleGlazing) -> GlazingOptics:
    """Equivalent pane of a rated window (LBNL-2804E, equations 1 to 8)."""
    u, g = glazing.u_value, glazing.shgc
    resistance = _pane_resistance(u)
    solar = _normal_transmittance(u, g)
    inward = _inward_fraction(u, g - solar, resistance)
    # A rating with more transmitted than admitted heat has no absorbing pane; the model then absorbs nothing.
    absorbed = max(0.0, min((g - solar) / inward, 1.0 - solar))
    reflected = 1.0 - solar - absorbed
    relative_t, relative_tr = _angular_curves(u, g)
    # r(c) runs from 0 at normal to 1 at grazing incidence; reflectance grows with it towards 1.
    relative_r = relative_tr - relative_t
    transmittance = np.clip(solar * relative_t, 0.0, 1.0)
    reflectance = np.clip(reflected + (1.0 - reflected) * relative_r, 0.0, 0.9999 - transmittance)
    absorptance = 1.0 - transmittance - reflectance
    through = _hemispherical(transmittance)
    kept = np.array([_hemispherical(absorptance)])
    return GlazingOptics(
        transmittance=transmittance,
        absorptance=absorptance[None, :],
        diffuse_transmittance=through,
        diffuse_absorptance=kept,
        back_absorptance=kept,
        emissivity_front=glazing.emissivity,
        emissivity_back=glazing.emissivity,
        resistances=(resistance,),
        capacities=(0.0,),
        gaps=(),
    )


def _pane_resistance(u: float) -> float:
    inside = 1.0 / (0.359073 * math.log(u) + 6.949915) if u < 5.85 else 1.0 / (1.788041 * u - 2.886625)
    outside = 1.0 / (0.025342 * u + 29.163853)
    return max(1.0 / u - inside - outside, 0.001)


def _blend(u: float, low: float, high: float) -> float:
    # The correlations hold below U 3.4 and above 4.5 and are joined linearly between.
    if u <= 3.4:
        return low
    if u >= 4.5:
        return high
    return low + (high - low) * (u - 3.4) / (4.5 - 3.4)


def _normal_transmittance(u: float, g: float) -> float:
    high = 0.939998 * g**2 + 0.20332 * g if g < 0.7206 else 1.30415 * g - 0.30515
    low = 0.41040 * g if g <= 0.15 else 0.085775 * g**2 + 0.963954 * g - 0.084958
    return _blend(u, low, high)


def _inward_fraction(u: float, x: float, resistance: float) -> float:
    inside_high = 1.0 / (29.436546 * x**3 - 21.943415 * x**2 + 9.945872 * x + 7.426151)
    outside_high = 1.0 / (2.225824 * x + 20.577080)
    inside_low = 1.0 / (199.8208128 * x**3 - 90.639733 * x**2 + 19.737055 * x + 6.766575)
    outside_low = 1.0 / (5.763355 * x + 20.541528)
    inside = _blend(u, inside_low, inside_high)
    outside = _blend(u, outside_low, outside_high)
    return (outside + 0.5 * resistance) / (outside + resistance + inside)


def _curve(families: str) -> tuple[FloatArray, FloatArray]:
    # Relative transmittance and transmittance + reflectance over COSINES, mean of the named families.
    c = COSINES
    powers = np.stack([c, c**2, c**3, c**4])
    t = np.mean([np.asarray(_CURVES[f][0]) @ powers for f in families], axis=0)
    tr = np.mean([1.0 + np.asarray(_CURVES[f][1]) @ powers for f in families], axis=0)
    return t, tr


def _mix(a: tuple[FloatArray, FloatArray], b: tuple[FloatArray, FloatArray], share: float) -> tuple[FloatArray, ...]:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _between(g: float, points: tuple[tuple[float, str], ...]) -> tuple[FloatArray, ...]:
    # Families at ascending SHGC, linear between them, constant outside.
    if g <= points[0][0]:
        return _curve(points[0][1])
    for (g0, f0), (g1, f1) in itertools.pairwise(points):
        if g <= g1:
            return _mix(_curve(f0), _curve(f1), (g - g0) / (g1 - g0))
    return _curve(points[-1][1])


def _angular_curves(u: float, g: float) -> tuple[FloatArray, ...]:
    # Families over SHGC in the three bands of U; between the bands both results are joined linearly in U.
    triple = _between(g, ((0.35, "J"), (0.45, "E")))
    double = _between(g, ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E")))
    single = _between(g, ((0.30, "D"), (0.45, "BDCD"), (0.60, "BDCD"), (0.65, "A")))
    if u <= 1.4195:
        return triple
    if u < 1.7034:
        return _mix(triple, double, (u - 1.4195) / (1.7034 - 1.4195))  # type: ignore[arg-type]
    if u <= 3.4068:
        return double
    if u < 4.5424:
        return _mix(double, single, (u - 3.4068) / (4.5424 - 3.4068))  # type: ignore[arg-type]
    return single


def _hemispherical(values: FloatArray) -> float:
    # The simple window is a model of EnergyPlus, whose diffuse properties are sums over trapezoids of ten degrees: half
    # a per cent below the integral.
    angles = np.radians(np.arange(0.0, 91.0, 10.0))
    at = np.interp(np.cos(angles), COSINES, values)
    weights = np.diff(np.sin(angles) ** 2)
    return float(np.sum(0.5 * (at[:-1] + at[1:]) * weights))
