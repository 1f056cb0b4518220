"""A layered construction and how its two faces take up radiation."""

from dataclasses import dataclass, field

from fluxion.building.checks import require_between, require_name
from fluxion.building.material import Layer, Material, Resistance
from fluxion.errors import InputError

#: Roughness classes and their multipliers of the forced film (DOE-2 model, EnergyPlus Engineering Reference,
#: "Outside surface heat balance", table of roughness multipliers).
ROUGHNESS = {
    "very rough": 2.17,
    "rough": 1.67,
    "medium rough": 1.52,
    "medium smooth": 1.13,
    "smooth": 1.11,
    "very smooth": 1.0,
}


@dataclass(frozen=True)
class Finish:
    """Optical and surface properties of one face.

    Attributes:
        solar_absorptance: share of incident solar radiation absorbed [-].
        emissivity: long-wave hemispherical emissivity [-].
        roughness: a key of `ROUGHNESS`; matters outdoors only.

    Raises:
        InputError: a share outside 0..1 or an unknown roughness.
    """

    solar_absorptance: float = 0.6
    emissivity: float = 0.9
    roughness: str = "rough"

    def __post_init__(self) -> None:
        require_between("finish", "solar_absorptance", self.solar_absorptance, 0.0, 1.0, "")
        require_between("finish", "emissivity", self.emissivity, 0.0, 1.0, "")
        if self.roughness not in ROUGHNESS:
            raise InputError(f"finish: roughness must be one of {sorted(ROUGHNESS)}, but it is {self.roughness!r}.")


@dataclass(frozen=True)
class Construction:
    """Layers from outside to inside, as seen from the zone that owns the surface.

    Attributes:
        name: name of the construction.
        layers: at least one layer, outside first.
        outside: finish of the outer face (for a partition: the face in the neighbouring zone).
        inside: finish of the inner face.

    Raises:
        InputError: there is no layer, or an element is not a layer.
    """

    name: str
    layers: tuple[Layer, ...]
    outside: Finish = field(default_factory=Finish)
    inside: Finish = field(default_factory=Finish)

    def __post_init__(self) -> None:
        require_name("construction", self.name)
        if not self.layers:
            raise InputError(f"construction '{self.name}': expected at least one layer, but it has none.")
        for layer in self.layers:
            if not isinstance(layer, (Material, Resistance)):
                raise InputError(
                    f"construction '{self.name}': a layer must be a Material or a Resistance, but one is {layer!r}."
                )

    @property
    def resistance(self) -> float:
        """Thermal resistance of the layers without films [m2 K/W]."""
        return sum(layer.resistance for layer in self.layers)

    @property
    def heat_capacity(self) -> float:
        """Areal heat capacity of all layers [J/(m2 K)]."""
        return sum(layer.heat_capacity for layer in self.layers)

    def u_value(self, outside_resistance: float = 0.04, inside_resistance: float = 0.13) -> float:
        """U-value with the given film resistances [W/(m2 K)].

        Args:
            outside_resistance: Rse [m2 K/W]; the default is ISO 6946 table 7.
            inside_resistance: Rsi [m2 K/W]; the default is ISO 6946 table 7 for horizontal flow.
        """
        return 1.0 / (outside_resistance + self.resistance + inside_resistance)
