"""One layer of a construction: a material with heat capacity, or a pure thermal resistance."""

from dataclasses import dataclass

from fluxion.building.checks import require_between, require_name

#: Thickness that a layer can have [m].
THICKNESS = (1e-5, 10.0)


@dataclass(frozen=True)
class Material:
    """A homogeneous layer that stores heat.

    Attributes:
        name: name of the layer.
        thickness: [m].
        conductivity: [W/(m K)].
        density: [kg/m3].
        specific_heat: [J/(kg K)].

    Raises:
        InputError: a value is outside what building materials can have.
    """

    name: str
    thickness: float
    conductivity: float
    density: float
    specific_heat: float

    def __post_init__(self) -> None:
        require_name("material", self.name)
        owner = f"material '{self.name}'"
        require_between(owner, "thickness", self.thickness, *THICKNESS, "m")
        require_between(owner, "conductivity", self.conductivity, 1e-3, 500.0, "W/(m K)")
        require_between(owner, "density", self.density, 0.1, 25000.0, "kg/m3")
        require_between(owner, "specific_heat", self.specific_heat, 50.0, 10000.0, "J/(kg K)")

    @property
    def resistance(self) -> float:
        """Thermal resistance [m2 K/W]."""
        return self.thickness / self.conductivity

    @property
    def heat_capacity(self) -> float:
        """Areal heat capacity [J/(m2 K)]."""
        return self.thickness * self.density * self.specific_heat


@dataclass(frozen=True)
class Resistance:
    """A layer without heat capacity, for example an air gap.

    Attributes:
        name: name of the layer.
        resistance: [m2 K/W].

    Raises:
        InputError: the resistance is not positive and finite.
    """

    name: str
    resistance: float

    def __post_init__(self) -> None:
        require_name("resistance", self.name)
        require_between(f"resistance '{self.name}'", "resistance", self.resistance, 1e-6, 1000.0, "m2 K/W")

    @property
    def heat_capacity(self) -> float:
        """Areal heat capacity [J/(m2 K)]: none."""
        return 0.0


Layer = Material | Resistance
