"""A case becomes a building, by what `fluxion.building` offers to everybody.

How the words of the standard are said there:

| standard | building |
|---|---|
| raised floor, no sun, no wind | `Outdoors(sun_exposed=False, wind_exposed=False)` |
| opaque panel in an opening | `Door` with layers of its own |
| imposed combined coefficient | `Films`, and no emissivity on that side (glass: its outermost or innermost face) |
| underfloor insulation without mass | `Resistance` |
| night fan, unconditional | `VentilativeCooling` whose limits never bind |
| common wall | stated once, by one of the two zones |

The standard's fractions of interior sun and its constant coefficients are for programs without models of their own
and are not used.
"""

from collections.abc import Mapping
from typing import Any

from fluxion.building import (
    Adjacent,
    Building,
    Construction,
    Door,
    Films,
    Finish,
    InternalGain,
    Material,
    Outdoors,
    Resistance,
    Schedule,
    Shade,
    Surface,
    Terrain,
    Thermostat,
    VentilativeCooling,
    Window,
    Zone,
)
from fluxion.units import SECONDS_PER_HOUR
from fluxion.validation.ashrae140.box import FACES, WALLS, face, opening
from fluxion.validation.ashrae140.case import Case, Catalogue, load_catalogue
from fluxion.validation.ashrae140.glass import pane_glazing

# Texture of the standard: opaque faces rough outside, panels and glass very smooth.
_TEXTURE = {"wall": "rough", "roof": "rough", "floor": "rough", "opening": "very smooth"}


def build(case: Case, catalogue: Catalogue | None = None) -> Building:
    """The building of one case.

    Args:
        case: one of `Catalogue.cases`.
        catalogue: where its parts are looked up; None: the shipped one.

    Raises:
        AssetError: a part is missing.
        InputError: a part is impossible.
    """
    catalogue = load_catalogue() if catalogue is None else catalogue
    site = catalogue.tables["site"]
    zones = catalogue.part("geometry", case.settings["geometry"])["zones"]
    shades = catalogue.part("shading", case.settings["shading"])
    return Building(
        name=case.name,
        zones=tuple(_zone(catalogue, case, name, plan) for name, plan in zones.items()),
        shades=tuple(Shade(name, tuple(_point(point) for point in points)) for name, points in shades.items()),
        ground_reflectance=site["ground_reflectance"],
        terrain=Terrain.named(site["terrain"]),
        interior_beam=site["interior_beam"],
    )


def surface_name(zone: str, place: str) -> str:
    """Name of the face of a zone that looks to `place`: a wall's direction, ``roof`` or ``floor``."""
    return f"{zone}_{'wall_' if place in WALLS else ''}{place}"


def _point(point: list[float]) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z


def _zone(catalogue: Catalogue, case: Case, name: str, plan: Mapping[str, Any]) -> Zone:
    length, depth, height = plan["size"]
    towards = plan.get("towards", {})
    known = set(catalogue.zones(case))
    surfaces = [
        _surface(catalogue, case, name, plan, place, towards.get(place))
        for place in FACES
        # A wall that the other zone states is not stated again.
        if place not in towards or towards[place] in known
    ]
    gain_w = case.of(name, "gain_w")
    radiant = catalogue.tables["gain"]["radiant_fraction"]
    gains = (InternalGain("gain", gain_w, radiant, Schedule.constant(1.0)),) if gain_w > 0 else ()
    return Zone(
        name=name,
        floor_area=length * depth,
        volume=length * depth * height,
        surfaces=tuple(surfaces),
        thermostat=_thermostat(catalogue.part("thermostats", case.of(name, "thermostat"))),
        gains=gains,
        infiltration_ach=case.of(name, "infiltration_ach"),
        ventilative_cooling=_fan(catalogue.part("fans", case.of(name, "fan"))),
    )


def _surface(
    catalogue: Catalogue, case: Case, zone: str, plan: Mapping[str, Any], place: str, other: str | None
) -> Surface:
    kind = "wall" if place in WALLS else place
    polygon = face(plan["origin"], plan["size"], place)
    name = surface_name(zone, place)
    if other is not None:
        room = Finish(case.settings["solar_absorptance_inside"], case.settings["emissivity_inside"])
        layers = _layers(catalogue, case.settings["common_wall"])
        return Surface(name, polygon, Construction("common wall", layers, room, room), Adjacent(other))
    windows: list[Window] = []
    doors: list[Door] = []
    for hole in plan.get("openings", ()):
        if hole["wall"] != place:
            continue
        outline = opening(polygon, *(float(hole[key]) for key in ("start", "sill", "width", "height")))
        filling, label = case.settings["opening"], f"{zone}_{hole['name']}"
        films = _films(catalogue, case, "opening")
        if filling in catalogue.tables["glazing"]:
            outside, inside = films.outside is not None, films.inside is not None
            windows.append(Window(label, outline, pane_glazing(catalogue, filling, outside, inside), films))
        else:
            doors.append(Door(label, outline, _construction(catalogue, case, filling, "opening"), films))
    under_floor = place == "floor"
    return Surface(
        name=name,
        vertices=polygon,
        construction=_construction(catalogue, case, case.of(zone, kind), kind),
        boundary=Outdoors(sun_exposed=not under_floor, wind_exposed=not under_floor),
        windows=tuple(windows),
        doors=tuple(doors),
        films=_films(catalogue, case, kind),
    )


def _construction(catalogue: Catalogue, case: Case, name: str, kind: str) -> Construction:
    films = _films(catalogue, case, kind)
    finishes = []
    for side, imposed in (("outside", films.outside), ("inside", films.inside)):
        # An imposed coefficient already holds the exchange of radiation.
        emissivity = case.settings[f"emissivity_{side}"] if imposed is None else 0.0
        finishes.append(Finish(case.settings[f"solar_absorptance_{side}"], emissivity, _TEXTURE[kind]))
    return Construction(name, _layers(catalogue, name), outside=finishes[0], inside=finishes[1])


def _layers(catalogue: Catalogue, construction: str) -> tuple[Material | Resistance, ...]:
    layers: list[Material | Resistance] = []
    for name, thickness in catalogue.part("constructions", construction):
        material = catalogue.part("materials", name)
        if "density" in material:
            layers.append(Material(name, thickness, **material))
        else:
            layers.append(Resistance(name, thickness / material["conductivity"]))
    return tuple(layers)


def _films(catalogue: Catalogue, case: Case, kind: str) -> Films:
    values: dict[str, float | None] = {}
    for side in ("inside", "outside"):
        choice = case.settings[f"films_{side}"]
        values[side] = None if choice == "computed" else float(catalogue.part("films", choice)[side][kind])
    return Films(**values)


def _thermostat(setpoints: Mapping[str, Any]) -> Thermostat | None:
    if not setpoints:
        return None
    lines = {side: _line(setpoints[side], side) if side in setpoints else None for side in ("heating", "cooling")}
    return Thermostat(heating_c=lines["heating"], cooling_c=lines["cooling"])


def _fan(fan: Mapping[str, Any]) -> VentilativeCooling | None:
    if not fan:
        return None
    return VentilativeCooling(fan["flow_m3_h"] / SECONDS_PER_HOUR, _line(fan["schedule"], "fan"))


def _line(points: list[list[float]], name: str) -> Schedule:
    return Schedule.daily_line([(hour, value) for hour, value in points], name)
