"""Rows of rooms with whatever a building may have, drawn by a seeded generator."""

from boxes import BARE, BOARD, BRICK, INSULATED, room

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Construction,
    Door,
    Films,
    Finish,
    Gap,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Pane,
    PaneGlazing,
    Resistance,
    Schedule,
    Shade,
    SimpleGlazing,
    Surface,
    Terrain,
    Thermostat,
    Ventilation,
    VentilativeCooling,
    Window,
    Zone,
)

GASES = ("air", "argon", "krypton", "xenon")
TERRAINS = ("country", "suburbs", "city", "ocean")


def random_building(rng):
    """One to three rooms from west to east, each a box of its own construction, openings, use and control."""
    count, zones = int(rng.integers(1, 4)), []
    for i in range(count):
        boundaries = {"E": Adjacent(f"room {i + 2}")} if i + 1 < count else {}
        plain = room(
            f"room {i + 1}", prefix=f"{i + 1} ", origin=(6.0 * i, 0.0, 0.0), boundaries=boundaries,
            skip=() if i == 0 else ("W",),
        )  # fmt: skip
        surfaces = tuple(_surface(rng, surface) for surface in plain.surfaces)
        zones.append(Zone(plain.name, plain.floor_area, plain.volume, surfaces, *_use(rng)))
    terrain = Terrain.named(str(rng.choice(TERRAINS))) if rng.random() < 0.7 else Terrain(0.2, 350.0)
    shades = (Shade("fence", ((0.0, -5.0, 0.0), (9.0, -5.0, 0.0), (9.0, -5.0, 2.0), (0.0, -5.0, 2.0))),)
    return Building(
        f"building {rng.integers(1000)}",
        tuple(zones),
        shades=shades if rng.random() < 0.5 else (),
        ground_reflectance=float(rng.random()),
        terrain=terrain,
        interior_beam=str(rng.choice(("floor", "traced"))),
    )


def _surface(rng, plain):
    boundary, name = plain.boundary, plain.name
    if name.endswith("floor"):
        months = tuple(float(t) for t in rng.uniform(0.0, 20.0, 12))
        raised = Outdoors(sun_exposed=False, wind_exposed=False)
        boundary = (Ground(12.0), Ground(months), Adiabatic(), raised)[rng.integers(4)]
    elif name.endswith("N"):
        boundary = (Outdoors(), Outdoors(wind_exposed=False), Outdoors(sun_exposed=False), Adiabatic())[rng.integers(4)]
    windows, doors = (), ()
    if name.endswith("S"):
        (x0, _, _), (x1, _, _) = plain.vertices[:2]
        corners = tuple((x, 0.0, z) for x, z in ((x0 + 0.3, 0.5), (x1 - 2.0, 0.5), (x1 - 2.0, 2.2), (x0 + 0.3, 2.2)))
        leaf = tuple((x, 0.0, z) for x, z in ((x1 - 1.5, 0.0), (x1 - 0.5, 0.0), (x1 - 0.5, 2.0), (x1 - 1.5, 2.0)))
        windows = (Window(f"{name} window", corners, _glazing(rng), _films(rng)),) if rng.random() < 0.8 else ()
        doors = (Door(f"{name} door", leaf, _construction(rng), _films(rng)),) if rng.random() < 0.6 else ()
    films = _films(rng)
    if isinstance(boundary, Ground | Adiabatic):
        films = Films(inside=films.inside)
    return Surface(name, plain.vertices, _construction(rng), boundary, windows, doors, films)


def _films(rng):
    inside, outside = (float(value) if rng.random() < 0.3 else None for value in rng.uniform(0.1, 40.0, 2))
    return Films(inside, outside)


def _construction(rng):
    if rng.random() < 0.4:
        return (BARE, BOARD, BRICK, INSULATED)[rng.integers(4)]
    finishes = (Finish(float(a), float(e), "smooth") for a, e in rng.uniform(0.0, 1.0, (2, 2)))
    layers = (Material("panel", float(rng.uniform(0.01, 0.2)), 0.5, 900.0, 1000.0), Resistance("gap", 0.18))
    return Construction("panel", layers[: rng.integers(1, 3)], *finishes)


def _glazing(rng):
    if rng.random() < 0.4:
        return SimpleGlazing("rated", float(rng.uniform(0.5, 5.8)), float(rng.uniform(0.1, 0.85)))
    count = int(rng.integers(1, 4))
    panes = tuple(
        Pane(float(rng.uniform(0.003, 0.01)), t, *(float(r) for r in rng.uniform(0.0, 1.0 - t, 2)),
             *(float(e) for e in rng.uniform(0.0, 1.0, 2)))
        for t in (float(t) for t in rng.uniform(0.1, 0.9, count))
    )  # fmt: skip
    gaps = tuple(Gap(float(rng.uniform(0.006, 0.02)), str(rng.choice(GASES))) for _ in range(count - 1))
    return PaneGlazing("panes", panes, gaps)


def _use(rng):
    heating = Schedule.daily_line([(0, 15.0), (int(rng.integers(4, 7)), 15.0), (8, 20.0), (20, 20.0), (22, 15.0)])
    cooling = Schedule.weekdays(8, 18, 25.0, 30.0)
    always = Schedule.constant(1.0)
    thermostat = (None, Thermostat(heating, None), Thermostat(None, cooling), Thermostat(heating, cooling))
    recovery, bypass = (0.0, 0.8, 1.0)[rng.integers(3)], (None, 23.0)[rng.integers(2)]
    return (
        thermostat[rng.integers(4)],
        tuple(InternalGain("use", float(p), 0.3, Schedule.weekdays(8, 18, 1.0, 0.1)) for p in rng.uniform(0, 500, 2)),
        float(rng.uniform(0.0, 2.0)),
        Ventilation(0.05, always, recovery, bypass) if rng.random() < 0.6 else None,
        VentilativeCooling(0.1, always, 22.0, 2.0, 10.0) if rng.random() < 0.5 else None,
    )
