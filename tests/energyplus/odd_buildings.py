"""Buildings that share nothing with the reference office: they judge the writer and the engine on other ground."""

import math
from dataclasses import dataclass

from boxes import BOARD, heated_to

from fluxion.building import (
    Adjacent,
    Building,
    Construction,
    Door,
    Finish,
    Gap,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Pane,
    PaneGlazing,
    Schedule,
    SimpleGlazing,
    Surface,
    Thermostat,
    Window,
    Zone,
)

PLASTER = Material("plaster", 0.015, 0.35, 950.0, 840.0)
BRICK = Material("brick", 0.12, 0.75, 1700.0, 840.0)
CONCRETE = Material("concrete", 0.16, 1.8, 2300.0, 900.0)
FOAM = Material("foam", 0.12, 0.035, 30.0, 1450.0)
WALL = Construction("brick wall", (BRICK, FOAM, BRICK, PLASTER), Finish(0.7, 0.9), Finish(0.3, 0.9))
ROOF = Construction("roof", (FOAM, CONCRETE, PLASTER), Finish(0.5, 0.85), Finish(0.3, 0.9))
SLAB = Construction("slab", (CONCRETE, Material("screed", 0.05, 1.2, 2000.0, 900.0)), Finish(0.3), Finish(0.6))
BASE = Construction("base", (FOAM, CONCRETE), inside=Finish(0.6))
OAK = Construction("oak", (Material("oak", 0.044, 0.18, 700.0, 1600.0),), Finish(0.8, 0.9, "smooth"), Finish(0.5))

CLEAR = Pane(0.004, 0.816, 0.074, 0.074)
COATED = Pane(0.004, 0.60, 0.22, 0.17, emissivity_front=0.05)
TWO_PANES = PaneGlazing("clear and coated", (CLEAR, COATED), (Gap(0.014, "argon"),))
WORK = Schedule.weekdays(8, 18, 1.0, 0.1, "work")


def upright(start, end, z0, z1):
    """A rectangle from `start` to `end` whose outside lies to the right of the way."""
    return (*start, z0), (*end, z0), (*end, z1), (*start, z1)


def level(corners, z, *, up):
    """A horizontal polygon from corners that run counter-clockwise seen from above."""
    return tuple((x, y, z) for x, y in (corners if up else corners[::-1]))


def band(name, start, end, z0, z1, margin, glazing):
    """A window in the wall from `start` to `end`, `margin` from its ends."""
    length = math.dist(start, end)
    step = tuple(margin * (b - a) / length for a, b in zip(start, end))
    inner = [tuple(a + s for a, s in zip(start, step)), tuple(b - s for b, s in zip(end, step))]
    return Window(name, upright(*inner, z0, z1), glazing)


def cabin():
    """One zone with an oak door, two coated panes, and a thermostat that ramps in the morning and in the evening."""
    south, east, north, west = (0.0, 0.0), (7.0, 0.0), (7.0, 5.0), (0.0, 5.0)
    door = Door("door", ((7.0, 1.0, 0.0), (7.0, 2.0, 0.0), (7.0, 2.0, 2.1), (7.0, 1.0, 2.1)), OAK)
    corners = (south, east, north, west)
    heating = [(0, 16.0), (5, 16.0), (7, 21.0), (21, 21.0), (23, 16.0)]
    surfaces = (
        Surface(
            "south", upright(south, east, 0.0, 2.6), WALL, Outdoors(),
            (band("view", south, east, 0.6, 2.2, 1.5, TWO_PANES),),
        ),
        Surface("east", upright(east, north, 0.0, 2.6), WALL, Outdoors(), doors=(door,)),
        Surface("north", upright(north, west, 0.0, 2.6), WALL, Outdoors()),
        Surface("west", upright(west, south, 0.0, 2.6), WALL, Outdoors()),
        Surface("roof", level(corners, 2.6, up=True), ROOF, Outdoors()),
        Surface("floor", level(corners, 0.0, up=False), BASE, Ground(12.0)),
    )  # fmt: skip
    zone = Zone(
        "cabin",
        35.0,
        91.0,
        surfaces,
        Thermostat(Schedule.daily_line(heating, "heating"), Schedule.constant(26.0)),
        (InternalGain("people", 150.0, 0.4, Schedule.daily_line([(6, 1.0), (8, 0.2), (17, 0.2), (18, 1.0)])),),
        infiltration_ach=0.4,
    )
    return Building("cabin", (zone,))


XS, YS, STOREY_HEIGHT, STOREYS = (0.0, 5.0, 10.0, 15.0), (0.0, 6.0, 12.0), 3.0, 4
TOWER_GLAZING = SimpleGlazing("tower glazing", 1.4, 0.5)
# Each facade has its own amount of glass: metres of wall beside the windows.
MARGINS = {"S": 0.4, "E": 1.6, "N": 1.2, "W": 0.8}


@dataclass(frozen=True)
class Cell:
    """A room of the tower: columns `first` to `last` of a row on a storey."""

    storey: int
    row: int
    first: int
    last: int

    @property
    def name(self):
        return f"{self.storey + 1}.{self.row}{self.first}"

    @property
    def plan(self):
        (x0, x1), (y0, y1) = (XS[self.first], XS[self.last]), (YS[self.row], YS[self.row + 1])
        return (x0, y0), (x1, y0), (x1, y1), (x0, y1)

    @property
    def heights(self):
        return STOREY_HEIGHT * self.storey, STOREY_HEIGHT * (self.storey + 1)

    def columns(self):
        return range(self.first, self.last)


def storey_cells(storey):
    """Three rooms by two; on the last storey one room takes two columns of the southern row."""
    merged = storey == STOREYS - 1
    south = ((0, 1), (1, 3)) if merged else ((0, 1), (1, 2), (2, 3))
    rows = (south, ((0, 1), (1, 2), (2, 3)))
    return [Cell(storey, row, first, last) for row, spans in enumerate(rows) for first, last in spans]


def facades(cell):
    a, b, c, d = cell.plan
    z0, z1 = cell.heights
    outer = {
        "S": (a, b, cell.row == 0),
        "E": (b, c, cell.last == 3),
        "N": (c, d, cell.row == 1),
        "W": (d, a, cell.first == 0),
    }
    for side, (start, end, exposed) in outer.items():
        if exposed:
            window = band(f"{cell.name} {side} window", start, end, z0 + 0.8, z0 + 2.3, MARGINS[side], TOWER_GLAZING)
            yield Surface(f"{cell.name} {side}", upright(start, end, z0, z1), WALL, Outdoors(), (window,))


def partitions(cell):
    """Light walls to the room in the east, brick ones to those in the north; the western or southern room owns them."""
    _, east, north_east, _ = cell.plan
    for other in storey_cells(cell.storey):
        way = Adjacent(other.name)
        if other.row == cell.row and other.first == cell.last:
            yield Surface(f"{cell.name} to {other.name}", upright(east, north_east, *cell.heights), BOARD, way)
        if cell.row == 0 and other.row == 1 and other.first in cell.columns():
            corners = upright(other.plan[1], other.plan[0], *cell.heights)
            yield Surface(f"{cell.name} to {other.name}", corners, WALL, way)


def floors(cell):
    """A floor on the ground, or one part for each room below; the room above owns it."""
    z0, z1 = cell.heights
    if cell.storey == 0:
        yield Surface(f"{cell.name} floor", level(cell.plan, z0, up=False), BASE, Ground(14.0))
    else:
        for below in storey_cells(cell.storey - 1):
            if below.row == cell.row and below.first in cell.columns():
                part = level(below.plan, z0, up=False)
                yield Surface(f"{cell.name} over {below.name}", part, SLAB, Adjacent(below.name))
    if cell.storey == STOREYS - 1:
        yield Surface(f"{cell.name} roof", level(cell.plan, z1, up=True), ROOF, Outdoors())


def tower():
    """23 zones on four storeys; one room of each storey is a store without heating and cooling."""
    zones = []
    for cell in (cell for storey in range(STOREYS) for cell in storey_cells(storey)):
        (x0, y0), _, (x1, y1), _ = cell.plan
        area = (x1 - x0) * (y1 - y0)
        store = cell.row == 1 and cell.first == 1
        zones.append(
            Zone(
                cell.name,
                area,
                area * STOREY_HEIGHT,
                (*facades(cell), *partitions(cell), *floors(cell)),
                None if store else heated_to(20.0 + cell.row, 25.0),
                (InternalGain("use", 12.0 * area, 0.5, WORK),),
                infiltration_ach=0.3,
            )
        )
    return Building("tower", tuple(zones))


def courtyard():
    """Four mitred wings around a court whose windows they shade; the beam is traced to the faces that it meets."""
    outer = ((0.0, 0.0), (18.0, 0.0), (18.0, 18.0), (0.0, 18.0))
    inner = ((5.0, 5.0), (13.0, 5.0), (13.0, 13.0), (5.0, 13.0))
    height, names, zones = 3.5, ("south", "east", "north", "west"), []
    glazing = SimpleGlazing("court glazing", 1.8, 0.6)
    for i, name in enumerate(names):
        j, following = (i + 1) % 4, names[(i + 1) % 4]
        plan = (outer[i], outer[j], inner[j], inner[i])
        area = 0.5 * (18.0 + 8.0) * 5.0
        surfaces = (
            Surface(
                f"{name} street", upright(outer[i], outer[j], 0.0, height), WALL, Outdoors(),
                (band(f"{name} street window", outer[i], outer[j], 1.0, 2.0, 5.0, glazing),),
            ),
            Surface(
                f"{name} court", upright(inner[j], inner[i], 0.0, height), WALL, Outdoors(),
                (band(f"{name} court window", inner[j], inner[i], 0.5, 3.0, 0.5, glazing),),
            ),
            Surface(f"{name} mitre", upright(outer[j], inner[j], 0.0, height), BOARD, Adjacent(following)),
            Surface(f"{name} roof", level(plan, height, up=True), ROOF, Outdoors()),
            Surface(f"{name} floor", level(plan, 0.0, up=False), BASE, Ground(15.0)),
        )  # fmt: skip
        gains = (InternalGain("use", 800.0, 0.3, WORK),)
        zones.append(Zone(name, area, area * height, surfaces, heated_to(20.0, 26.0), gains, infiltration_ach=0.5))
    return Building("courtyard", tuple(zones), interior_beam="traced", ground_reflectance=0.25)
