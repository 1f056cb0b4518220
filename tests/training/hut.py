"""A real problem that simulates fast: one room with one window."""

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
from fluxion.design import Choice, DesignProblem, DesignSpace, Parameter, Real
from fluxion.errors import InputError

WIDTH, DEPTH, HEIGHT = 4.0, 5.0, 2.8
GLAZING = {"clear": SimpleGlazing("clear", 2.7, 0.7), "solar": SimpleGlazing("solar", 1.1, 0.3)}


def build(design, settings):
    """One room on the ground; refuses setpoints that cross."""
    if design["heating_c"] >= settings["cooling_c"]:
        raise InputError(f"the heating setpoint {design['heating_c']:.1f} degC reaches the cooling setpoint.")
    layers = (
        Material("wool", design["insulation_m"], 0.036, 40.0, 1030.0),
        Material("board", 0.0125, 0.25, 900.0, 1000.0),
    )
    shell = Construction("shell", layers)
    plan = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, DEPTH), (0.0, DEPTH))
    pane = Window("pane", ((0.5, 0, 0.8), (3.5, 0, 0.8), (3.5, 0, 2.2), (0.5, 0, 2.2)), GLAZING[design["glazing"]])
    walls = [
        Surface(
            f"wall{k}",
            ((x0, y0, 0.0), (x1, y1, 0.0), (x1, y1, HEIGHT), (x0, y0, HEIGHT)),
            shell,
            Outdoors(),
            (pane,) if k == 0 else (),
        )
        for k, ((x0, y0), (x1, y1)) in enumerate(zip(plan, plan[1:] + plan[:1]))
    ]
    roof = Surface("roof", tuple((x, y, HEIGHT) for x, y in plan), shell, Outdoors())
    floor = Surface("floor", tuple((x, y, 0.0) for x, y in reversed(plan)), shell, Ground(15.0))
    hours = Schedule.weekdays(8, 18, 1.0, 0.0)
    room = Zone(
        "room",
        floor_area=WIDTH * DEPTH,
        volume=WIDTH * DEPTH * HEIGHT,
        surfaces=(*walls, roof, floor),
        thermostat=Thermostat(Schedule.constant(design["heating_c"]), Schedule.constant(settings["cooling_c"])),
        gains=(InternalGain("people", 200.0, 0.3, hours),),
        infiltration_ach=0.4,
    )
    return Building("hut", (room,), occupied=hours)


def score(columns, settings, outputs):
    """What heat costs, and what is known without any simulation."""
    heat = outputs["heating_kwh_m2"] + 0.5 * outputs["cooling_kwh_m2"]
    return {"bill_eur_m2": 1e-3 * settings["price"] * heat, "wool_m3_m2": 4.0 * columns["insulation_m"]}


def problem():
    """Three variables, two of them numbers; about one design in twelve cannot be built."""
    return DesignProblem(
        name="hut",
        title="A heated hut",
        space=DesignSpace(
            (
                Real("insulation_m", 0.04, 0.25, 0.1, "m", "thickness of the insulation"),
                Real("heating_c", 17.0, 26.5, 20.0, "degC", "heating setpoint"),
                Choice("glazing", tuple(GLAZING), "clear", "window product"),
            )
        ),
        build=build,
        outputs=("heating_kwh_m2", "cooling_kwh_m2", "heating_peak_kw"),
        predicted=("heating_kwh_m2", "cooling_kwh_m2"),
        score=score,
        parameters=(
            Parameter("cooling_c", 26.0, "degC", low=15.0, high=40.0),
            Parameter("price", 100.0, "EUR", simulated=False),
        ),
    )
