"""Materials and constructions of the reference office."""

from fluxion.building import Construction, Finish, Material, Resistance
from fluxion.building.material import Layer
from fluxion.errors import InputError

# Thickness [m], conductivity [W/(m K)], density [kg/m3], specific heat [J/(kg K)].
_MATERIALS = {
    "siding": (0.009, 0.14, 530.0, 900.0),
    "brick": (0.10, 0.89, 1920.0, 790.0),
    "plasterboard": (0.0125, 0.16, 950.0, 840.0),
    "block150": (0.15, 0.51, 1400.0, 1000.0),
    "block100": (0.10, 0.51, 1400.0, 1000.0),
    "roofdeck": (0.019, 0.14, 530.0, 900.0),
    "timber": (0.025, 0.14, 650.0, 1200.0),
    "slab150": (0.15, 1.4, 2100.0, 840.0),
    "slab200": (0.20, 1.4, 2100.0, 840.0),
}
#: Of all insulation [W/(m K)].
INSULATION_CONDUCTIVITY = 0.04
_INSULATION = (INSULATION_CONDUCTIVITY, 30.0, 1400.0)
_AIR_GAP = Resistance("airgap", 0.18)

# Outside to inside; the midfloor as seen from the storey above.
_LAYERS = {
    "light": {
        "wall": ("siding", "insulation", "plasterboard"),
        "roof": ("roofdeck", "insulation", "plasterboard"),
        "ground": ("insulation", "timber"),
        "partition": ("plasterboard", "airgap", "plasterboard"),
        "midfloor": ("plasterboard", "airgap", "timber"),
    },
    "heavy": {
        "wall": ("brick", "insulation", "block150"),
        "roof": ("roofdeck", "insulation", "slab150"),
        "ground": ("insulation", "slab150"),
        "partition": ("block100",),
        "midfloor": ("slab200",),
    },
}
#: The mass classes that the office knows.
MASS_CLASSES = tuple(_LAYERS)

_FINISH = Finish(solar_absorptance=0.6, emissivity=0.9, roughness="rough")


def constructions(
    thermal_mass: str, wall_insulation_m: float, roof_insulation_m: float, floor_insulation_m: float
) -> dict[str, Construction]:
    """The five constructions of the office, keyed ``wall, roof, ground, partition, midfloor``.

    Args:
        thermal_mass: one of `MASS_CLASSES`.
        wall_insulation_m: insulation of the facade [m].
        roof_insulation_m: insulation of the roof [m].
        floor_insulation_m: insulation under the ground floor [m].

    Raises:
        InputError: unknown mass class or impossible thickness.
    """
    if thermal_mass not in _LAYERS:
        raise InputError(f"thermal_mass must be one of {list(MASS_CLASSES)}, but it is {thermal_mass!r}.")
    thickness = {"wall": wall_insulation_m, "roof": roof_insulation_m, "ground": floor_insulation_m}
    return {
        part: Construction(
            f"{thermal_mass} {part}",
            tuple(_layer(name, thickness.get(part, 0.0)) for name in names),
            outside=_FINISH,
            inside=_FINISH,
        )
        for part, names in _LAYERS[thermal_mass].items()
    }


def _layer(name: str, insulation_m: float) -> Layer:
    if name == "airgap":
        return _AIR_GAP
    if name == "insulation":
        return Material("insulation", insulation_m, *_INSULATION)
    return Material(name, *_MATERIALS[name])
