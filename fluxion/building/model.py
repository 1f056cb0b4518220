"""The whole building."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from fluxion.building.boundary import Adjacent
from fluxion.building.checks import require_between, require_name
from fluxion.building.geometry import overlap
from fluxion.building.schedule import Schedule
from fluxion.building.surface import Shade, Surface
from fluxion.building.zone import Zone
from fluxion.errors import InputError

InteriorBeam = Literal["floor", "traced"]


@dataclass(frozen=True)
class Terrain:
    """Wind profile between the weather station and the building.

    V(z) = V_station (270/10)^0.14 (z/boundary_layer_m)^exponent, the station standing in open country
    (ASHRAE Handbook of Fundamentals 2005, chapter 16; EnergyPlus Engineering Reference, "Local wind speed").

    Attributes:
        exponent: [-].
        boundary_layer_m: [m].

    Raises:
        InputError: a value out of range.
    """

    exponent: float = 0.22
    boundary_layer_m: float = 370.0

    def __post_init__(self) -> None:
        require_between("terrain", "exponent", self.exponent, 0.0, 1.0, "")
        require_between("terrain", "boundary_layer_m", self.boundary_layer_m, 10.0, 1000.0, "m")

    @classmethod
    def named(cls, name: str) -> "Terrain":
        """One of ``country``, ``suburbs``, ``city``, ``ocean``.

        Raises:
            InputError: unknown name.
        """
        table = {
            "country": (0.14, 270.0),
            "suburbs": (0.22, 370.0),
            "city": (0.33, 460.0),
            "ocean": (0.10, 210.0),
        }
        if name not in table:
            raise InputError(f"terrain: expected one of {sorted(table)}, but got {name!r}.")
        return cls(*table[name])


@dataclass(frozen=True)
class Building:
    """Zones on a site.

    Attributes:
        name: name of the building.
        zones: at least one.
        occupied: 1 in the hours whose comfort counts, otherwise 0.
        shades: planes that cast shade; the building's own outer faces do so as well.
        ground_reflectance: solar reflectance of the ground [-].
        terrain: wind profile.
        interior_beam: where the beam through a window falls. ``floor``: on the floor, for zones of any shape.
            ``traced``: on the faces that it meets, for convex zones whose faces close them.

    Raises:
        InputError: names that clash, a partition towards a zone that does not exist, a zone without faces, a solar
            share of a face that its zone does not have.
    """

    name: str
    zones: tuple[Zone, ...]
    occupied: Schedule = field(default_factory=lambda: Schedule.constant(1.0, "always"))
    shades: tuple[Shade, ...] = ()
    ground_reflectance: float = 0.2
    terrain: Terrain = field(default_factory=Terrain)
    interior_beam: InteriorBeam = "floor"

    def __post_init__(self) -> None:
        require_name("building", self.name)
        require_between(f"building '{self.name}'", "ground_reflectance", self.ground_reflectance, 0.0, 1.0, "")
        if self.interior_beam not in get_args(InteriorBeam):
            raise InputError(
                f"building '{self.name}': interior_beam must be one of {list(get_args(InteriorBeam))}, but it is "
                f"{self.interior_beam!r}."
            )
        if not self.zones:
            raise InputError(f"building '{self.name}': expected at least one zone, but there is none.")
        _require_unique("zone", (zone.name for zone in self.zones))
        _require_unique(
            "surface and every opening",
            (face.name for zone in self.zones for surface in zone.surfaces for face in (surface, *surface.openings)),
        )
        names = {zone.name for zone in self.zones}
        has_face = {zone.name for zone in self.zones if zone.surfaces}
        for zone in self.zones:
            for surface in zone.surfaces:
                if not isinstance(surface.boundary, Adjacent):
                    continue
                other = surface.boundary.zone
                if other not in names:
                    raise InputError(
                        f"surface '{surface.name}': its neighbour '{other}' is no zone of the building; "
                        f"the zones are {sorted(names)}."
                    )
                if other == zone.name:
                    raise InputError(
                        f"surface '{surface.name}': zone '{zone.name}' cannot be its own neighbour; "
                        "use an adiabatic boundary for internal mass."
                    )
                has_face.add(other)
        _require_single_partitions(self.zones)
        _require_known_shares(self.zones)
        for zone in self.zones:
            if zone.name not in has_face:
                raise InputError(f"zone '{zone.name}': expected at least one surface, but it has none.")

    @property
    def floor_area(self) -> float:
        """Conditioned floor area of all zones [m2]."""
        return sum(zone.floor_area for zone in self.zones)


def _require_single_partitions(zones: tuple[Zone, ...]) -> None:
    # A partition belongs to one of its two zones; stated in both, the heat through it would count twice.
    between: dict[tuple[str, str], list[Surface]] = {}
    for zone in zones:
        for surface in zone.surfaces:
            if isinstance(surface.boundary, Adjacent):
                between.setdefault((zone.name, surface.boundary.zone), []).append(surface)
    for (here, there), surfaces in between.items():
        for surface in surfaces:
            for other in between.get((there, here), ()):
                if here < there and overlap(surface.vertices, other.vertices):
                    raise InputError(
                        f"the partition between '{here}' and '{there}' is stated twice, as '{surface.name}' and "
                        f"'{other.name}'; state it in one of the two zones."
                    )


def _require_known_shares(zones: tuple[Zone, ...]) -> None:
    faces: dict[str, set[str]] = {zone.name: set() for zone in zones}
    for zone in zones:
        for surface in zone.surfaces:
            faces[zone.name] |= {surface.name, *(opening.name for opening in surface.openings)}
            if isinstance(surface.boundary, Adjacent):
                faces[surface.boundary.zone].add(surface.name)
    for zone in zones:
        for face in zone.solar_shares:
            if face not in faces[zone.name]:
                raise InputError(
                    f"zone '{zone.name}': a solar share is given for '{face}', which is none of its faces; they are "
                    f"{sorted(faces[zone.name])}."
                )


def _require_unique(kind: str, names: Iterable[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(f"every {kind} needs a name of its own, but '{repeated[0]}' occurs more than once.")
