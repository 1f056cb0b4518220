"""What the engine needs of a glazing, however it is described."""

from dataclasses import dataclass

import numpy as np

from fluxion.typing import FloatArray

#: Points of the angular tables over the cosine of incidence, 0 to 1.
COSINES = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class GapGas:
    """A sealed space between panes as the kernels need it.

    Attributes:
        thickness: [m].
        emissivity: effective for the exchange between its two faces [-].
        properties: conductivity, viscosity and specific heat as a + b T, T in kelvin: (a, b) each; molar mass [kg/mol].
    """

    thickness: float
    emissivity: float
    properties: tuple[float, float, float, float, float, float, float]


@dataclass(frozen=True, eq=False)
class GlazingOptics:
    """Solar and long-wave properties of a glazing of p panes, outside first.

    Attributes:
        transmittance: (101,) beam transmittance over `COSINES`.
        absorptance: (p, 101) beam absorptance of each pane over `COSINES`, sun from outside.
        diffuse_transmittance: hemispherical, the same both ways [-].
        diffuse_absorptance: (p,) hemispherical, from outside.
        back_absorptance: (p,) hemispherical, from the room.
        emissivity_front: long-wave, of the outermost face [-].
        emissivity_back: long-wave, of the innermost face [-].
        resistances: (p,) of each pane [m2 K/W].
        capacities: (p,) heat capacity of each pane [J/(m2 K)]; zero for the equivalent pane of a rating.
        gaps: (p - 1,) between the panes.
    """

    transmittance: FloatArray
    absorptance: FloatArray
    diffuse_transmittance: float
    diffuse_absorptance: FloatArray
    back_absorptance: FloatArray
    emissivity_front: float
    emissivity_back: float
    resistances: tuple[float, ...]
    capacities: tuple[float, ...]
    gaps: tuple[GapGas, ...]

    def __post_init__(self) -> None:
        # Optics are shared by all windows of a product.
        for values in (self.transmittance, self.absorptance, self.diffuse_absorptance, self.back_absorptance):
            values.flags.writeable = False


def hemispherical(values: FloatArray) -> float:
    """Mean over the hemisphere of a property given over `COSINES`, for radiation from everywhere alike."""
    return float(np.trapezoid(2.0 * COSINES * values, COSINES))
