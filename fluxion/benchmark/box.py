"""A box of one zone as a design problem: of the size of a small test building, with few faces and little to compute."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from fluxion.building import (
    Building,
    Construction,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Schedule,
    SimpleGlazing,
    Surface,
    Thermostat,
    Window,
    Zone,
)
from fluxion.building.family import Family, VariedLayer
from fluxion.building.geometry import Polygon
from fluxion.design import DesignProblem, DesignSpace, Real
from fluxion.problems import load
from fluxion.typing import IntArray

#: Extent in x, y and z [m].
SIZE = (8.0, 6.0, 2.7)
# The window in the middle of its south wall: width, and sill above the floor [m].
_WINDOW_WIDTH, _SILL = 6.0, 0.2
_BOARD = Material("plasterboard", 0.012, 0.16, 950.0, 840.0)
_SIDING = Material("siding", 0.009, 0.14, 530.0, 900.0)
_TIMBER = Material("timber", 0.025, 0.14, 650.0, 1200.0)
_SPACE = DesignSpace(
    (
        Real("wall_insulation_m", 0.02, 0.30, 0.066, "m", "insulation of the walls"),
        Real("roof_insulation_m", 0.04, 0.40, 0.112, "m", "insulation of the roof"),
        Real("window_u", 0.7, 3.0, 2.1, "W/(m2 K)", "rated U-value of the window"),
        Real("shgc", 0.20, 0.78, 0.70, "", "rated solar heat gain coefficient of the window"),
        Real("window_height_m", 0.5, 2.4, 2.0, "m", "height of the window"),
    )
)


def one_zone_box() -> DesignProblem:
    """A box of 48 m2 with a window to the south; insulation and window are to be designed."""
    return DesignProblem(
        name="one-zone-box",
        title="Box of one zone: insulation and window",
        space=_SPACE,
        build=_build,
        families=_families,
        outputs=load("reference-office").outputs,
        predicted=load("reference-office").outputs,
    )


def _build(design: Mapping[str, Any], settings: Mapping[str, Any]) -> Building:
    length, depth, height = SIZE
    parts = {
        "wall": Construction("wall", (_SIDING, _insulation(design["wall_insulation_m"]), _BOARD)),
        "roof": Construction("roof", (_SIDING, _insulation(design["roof_insulation_m"]), _BOARD)),
        "floor": Construction("floor", (_insulation(0.20), _TIMBER)),
    }
    glazing = SimpleGlazing("window", design["window_u"], design["shgc"])
    zone = Zone(
        name="room",
        floor_area=length * depth,
        volume=length * depth * height,
        surfaces=_surfaces(parts, glazing, design["window_height_m"]),
        thermostat=Thermostat(Schedule.constant(20.0), Schedule.constant(27.0)),
        gains=(InternalGain("equipment", 200.0, 0.6, Schedule.constant(1.0)),),
        infiltration_ach=0.5,
    )
    return Building("one-zone box", (zone,))


def _families(columns: Mapping[str, Any], settings: Mapping[str, Any]) -> list[tuple[IntArray, Family]]:
    # All boxes are one family: they differ in numbers only.
    count = len(columns["shgc"])
    varied = {name: columns[f"{name}_insulation_m"] for name in ("wall", "roof")}
    family = Family(
        template=_template(),
        size=count,
        layers=tuple(VariedLayer(name, "insulation", depth, *_span(name)) for name, depth in varied.items()),
        window_height={"window": columns["window_height_m"]},
        u_value=columns["window_u"],
        shgc=columns["shgc"],
    )
    return [(np.arange(count), family)]


@cache
def _template() -> Building:
    return _build(_SPACE.decode_row(_SPACE.defaults()), {})


def _span(name: str) -> tuple[float, float]:
    variable = _SPACE.variable(f"{name}_insulation_m")
    return variable.lower, variable.upper


def _insulation(thickness_m: float) -> Material:
    return Material("insulation", thickness_m, 0.04, 12.0, 840.0)


def _surfaces(parts: Mapping[str, Construction], glazing: SimpleGlazing, window_height: float) -> tuple[Surface, ...]:
    length, depth, height = SIZE
    corners = ((0.0, 0.0), (length, 0.0), (length, depth), (0.0, depth))
    left, right = 0.5 * (length - _WINDOW_WIDTH), 0.5 * (length + _WINDOW_WIDTH)
    window = Window("window", _upright((left, 0.0), (right, 0.0), _SILL, _SILL + window_height), glazing)
    walls = tuple(
        Surface(
            name,
            _upright(corners[i], corners[(i + 1) % 4], 0.0, height),
            parts["wall"],
            Outdoors(),
            (window,) if name == "south" else (),
        )
        for i, name in enumerate(("south", "east", "north", "west"))
    )
    roof = tuple((x, y, height) for x, y in corners)
    floor = tuple((x, y, 0.0) for x, y in corners[::-1])
    return (
        *walls,
        Surface("roof", roof, parts["roof"], Outdoors()),
        Surface("floor", floor, parts["floor"], Ground(10.0)),
    )


def _upright(start: tuple[float, float], end: tuple[float, float], low: float, high: float) -> Polygon:
    # Counter-clockwise seen from the right of the way from start to end.
    return (*start, low), (*end, low), (*end, high), (*start, high)
