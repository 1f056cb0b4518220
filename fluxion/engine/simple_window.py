"""Glazing from its rating: the simple window model of EnergyPlus.

Source: Arasteh, Kohler, Griffith, "Modeling windows in EnergyPlus with simple performance indices", LBNL-2804E (2009);
EnergyPlus Engineering Reference, "Simple Window Model". One equivalent pane gets the conductance that gives the rated
U-value with the rating's films, the transmittance and absorptance that give the rated SHGC, and angular curves chosen
by the rating.
"""

import itertools
from dataclasses import dataclass
from functools import cache, lru_cache

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
# Transmittance and reflectance never add up to more [-].
_MOST_NOT_ABSORBED = 0.9999
# Limits of the three bands of U-values, between which families mix [W/(m2 K)].
_TRIPLE, _DOUBLE_FROM, _DOUBLE, _SINGLE_FROM = 1.4195, 1.7034, 3.4068, 4.5424


@dataclass(frozen=True, eq=False)
class RatedPanes:
    """Equivalent panes of n ratings; angular curves are polynomials in the cosine of incidence, from its first power.

    Attributes:
        resistance: (n,) of the pane [m2 K/W].
        through: (n, 4) transmittance.
        kept: (n, 4) absorptance.
        through_diffuse: (n,) hemispherical transmittance [-].
        kept_diffuse: (n,) hemispherical absorptance [-].
    """

    resistance: FloatArray
    through: FloatArray
    kept: FloatArray
    through_diffuse: FloatArray
    kept_diffuse: FloatArray


def rated_panes(u: FloatArray, g: FloatArray) -> RatedPanes:
    """Equivalent panes of many ratings (LBNL-2804E, equations 1 to 8).

    Args:
        u: (n,) rated U-values [W/(m2 K)].
        g: (n,) rated solar heat gain coefficients [-].
    """
    resistance = _pane_resistance(u)
    solar = _normal_transmittance(u, g)
    inward = _inward_fraction(u, g - solar, resistance)
    # A rating with more transmitted than admitted heat has no absorbing pane; the model then absorbs nothing.
    absorbed = np.clip(np.minimum((g - solar) / inward, 1.0 - solar), 0.0, None)
    reflected = 1.0 - solar - absorbed
    relative_t, relative_tr = _angular_curves(u, g)
    through = solar[:, None] * relative_t
    # Relative to normal incidence, reflectance runs from 0 to 1 at grazing incidence, where nothing passes.
    kept = (reflected - 1.0)[:, None] * (relative_tr - relative_t) - through
    weights = _hemispherical_weights()
    used = np.flatnonzero(weights)
    t, a = limited_curves(through, kept, COSINES[used])
    # Sums of rows, not matrix products: those round differently as n changes, and a pane depends on no other.
    return RatedPanes(resistance, through, kept, (t * weights[used]).sum(axis=1), (a * weights[used]).sum(axis=1))


def limited_curves(through: FloatArray, kept: FloatArray, cosine: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n, k) transmittance and absorptance at (k,) cosines of incidence, within what is possible.

    Args:
        through: (n, 4) polynomials of `RatedPanes`.
        kept: (n, 4) likewise.
        cosine: (k,) of the angle of incidence.
    """
    transmittance = np.clip(_polynomial(through, cosine), 0.0, 1.0)
    reflectance = np.clip(1.0 - _polynomial(through + kept, cosine), 0.0, _MOST_NOT_ABSORBED - transmittance)
    return transmittance, 1.0 - transmittance - reflectance


def _polynomial(coefficients: FloatArray, cosine: FloatArray) -> FloatArray:
    # (n, k) of (n, 4) coefficients from the first power.
    total: FloatArray = np.zeros((len(coefficients), cosine.size))
    for factor in coefficients.T[::-1]:
        total = (total + factor[:, None]) * cosine
    return total


@lru_cache(maxsize=4096)
def simple_glazing(glazing: SimpleGlazing) -> GlazingOptics:
    """Equivalent pane of a rated window."""
    panes = rated_panes(np.array([glazing.u_value]), np.array([glazing.shgc]))
    transmittance, absorptance = limited_curves(panes.through, panes.kept, COSINES)
    return GlazingOptics(
        transmittance=transmittance[0],
        absorptance=absorptance,
        diffuse_transmittance=float(panes.through_diffuse[0]),
        diffuse_absorptance=panes.kept_diffuse,
        back_absorptance=panes.kept_diffuse,
        emissivity_front=glazing.emissivity,
        emissivity_back=glazing.emissivity,
        resistances=(float(panes.resistance[0]),),
        capacities=(0.0,),
        gaps=(),
    )


def _pane_resistance(u: FloatArray) -> FloatArray:
    inside = 1.0 / np.where(u < 5.85, 0.359073 * np.log(u) + 6.949915, 1.788041 * u - 2.886625)
    outside = 1.0 / (0.025342 * u + 29.163853)
    resistance: FloatArray = np.maximum(1.0 / u - inside - outside, 0.001)
    return resistance


def _blend(u: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    # The correlations hold below U 3.4 and above 4.5 and are joined linearly between.
    return low + (high - low) * np.clip((u - 3.4) / (4.5 - 3.4), 0.0, 1.0)


def _normal_transmittance(u: FloatArray, g: FloatArray) -> FloatArray:
    high = np.where(g < 0.7206, 0.939998 * g**2 + 0.20332 * g, 1.30415 * g - 0.30515)
    low = np.where(g <= 0.15, 0.41040 * g, 0.085775 * g**2 + 0.963954 * g - 0.084958)
    return _blend(u, low, high)


def _inward_fraction(u: FloatArray, x: FloatArray, resistance: FloatArray) -> FloatArray:
    inside_high = 1.0 / (29.436546 * x**3 - 21.943415 * x**2 + 9.945872 * x + 7.426151)
    outside_high = 1.0 / (2.225824 * x + 20.577080)
    inside_low = 1.0 / (199.8208128 * x**3 - 90.639733 * x**2 + 19.737055 * x + 6.766575)
    outside_low = 1.0 / (5.763355 * x + 20.541528)
    inside = _blend(u, inside_low, inside_high)
    outside = _blend(u, outside_low, outside_high)
    return (outside + 0.5 * resistance) / (outside + resistance + inside)


def _curve(families: str) -> FloatArray:
    # (8,) polynomials of relative transmittance and of transmittance + reflectance less one: mean of the families.
    return np.mean([np.concatenate(_CURVES[family]) for family in families], axis=0)


def _between(g: FloatArray, points: tuple[tuple[float, str], ...]) -> FloatArray:
    # (n, 8) families at ascending SHGC, linear between them, constant outside.
    curves: FloatArray = np.tile(_curve(points[0][1]), (g.size, 1))
    for (g0, f0), (g1, f1) in itertools.pairwise(points):
        curves += np.clip((g - g0) / (g1 - g0), 0.0, 1.0)[:, None] * (_curve(f1) - _curve(f0))
    return curves


def _angular_curves(u: FloatArray, g: FloatArray) -> tuple[FloatArray, FloatArray]:
    # (n, 4) each: families over SHGC in the three bands of U; between the bands both are joined linearly in U.
    triple = _between(g, ((0.35, "J"), (0.45, "E")))
    double = _between(g, ((0.25, "FH"), (0.30, "FGHI"), (0.50, "FGHI"), (0.55, "E")))
    single = _between(g, ((0.30, "D"), (0.45, "BDCD"), (0.60, "BDCD"), (0.65, "A")))
    to_double = np.clip((u - _TRIPLE) / (_DOUBLE_FROM - _TRIPLE), 0.0, 1.0)[:, None]
    to_single = np.clip((u - _DOUBLE) / (_SINGLE_FROM - _DOUBLE), 0.0, 1.0)[:, None]
    curves = triple + to_double * (double - triple) + to_single * (single - double)
    return curves[:, :4], curves[:, 4:]


@cache
def _hemispherical_weights() -> FloatArray:
    # (101,) weights over COSINES. The simple window is a model of EnergyPlus, whose diffuse properties are sums over
    # trapezoids of ten degrees: half a per cent below the integral.
    angles = np.radians(np.arange(0.0, 91.0, 10.0))
    place = np.cos(angles) * (COSINES.size - 1)
    low = np.minimum(place.astype(int), COSINES.size - 2)
    bands = np.diff(np.sin(angles) ** 2)
    at = 0.5 * (np.concatenate([bands, [0.0]]) + np.concatenate([[0.0], bands]))
    weights: FloatArray = np.zeros(COSINES.size)
    np.add.at(weights, low, at * (1.0 - (place - low)))
    np.add.at(weights, low + 1, at * (place - low))
    return weights
