"""A small real problem: one zone with one window, two variables that matter and one that can make it impossible."""

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
from fluxion.design import Choice, Constraint, DesignProblem, DesignSpace, Parameter, Real
from fluxion.errors import InputError

SIDE, HEIGHT = 5.0, 3.0
WALLS = {
    "south": ((0, 0), (SIDE, 0)),
    "east": ((SIDE, 0), (SIDE, SIDE)),
    "north": ((SIDE, SIDE), (0, SIDE)),
    "west": ((0, SIDE), (0, 0)),
}


def build_shed(design, settings):
    if design["heating_c"] > settings["cooling_c"]:
        raise InputError(f"the heating setpoint {design['heating_c']} is above the cooling setpoint.")
    heavy = design["mass"] == "heavy"
    layers = (
        Material("insulation", design["insulation_m"], 0.04, 30.0, 1400.0),
        Material("inner", 0.15, 1.4, 2100.0, 840.0) if heavy else Material("inner", 0.0125, 0.16, 950.0, 840.0),
    )
    shell = Construction("shell", layers)
    glazing = SimpleGlazing("window", 1.8, 0.5)
    surfaces = []
    for name, ((x0, y0), (x1, y1)) in WALLS.items():
        corners = ((x0, y0, 0.0), (x1, y1, 0.0), (x1, y1, HEIGHT), (x0, y0, HEIGHT))
        windows = ()
        if name == "south":
            windows = (Window("pane", ((1, 0, 1.0), (4, 0, 1.0), (4, 0, 2.0), (1, 0, 2.0)), glazing),)
        surfaces.append(Surface(name, corners, shell, Outdoors(), windows))
    roof = ((0, 0, HEIGHT), (SIDE, 0, HEIGHT), (SIDE, SIDE, HEIGHT), (0, SIDE, HEIGHT))
    floor = ((0, 0, 0.0), (0, SIDE, 0.0), (SIDE, SIDE, 0.0), (SIDE, 0, 0.0))
    surfaces += [Surface("roof", roof, shell, Outdoors()), Surface("floor", floor, shell, Ground(15.0))]
    return Building(
        "shed",
        (
            Zone(
                "room",
                floor_area=SIDE * SIDE,
                volume=SIDE * SIDE * HEIGHT,
                surfaces=tuple(surfaces),
                thermostat=Thermostat(Schedule.constant(design["heating_c"]), Schedule.constant(settings["cooling_c"])),
                gains=(InternalGain("people", 100.0, 0.3, Schedule.weekdays(8, 18, 1.0, 0.0)),),
                infiltration_ach=0.5,
            ),
        ),
        occupied=Schedule.weekdays(8, 18, 1.0, 0.0),
    )


def score_shed(columns, settings, outputs):
    return {
        "energy_kwh_m2": outputs["heating_kwh_m2"] / 0.9 + outputs["cooling_kwh_m2"] / 3.0,
        "cost_eur": settings["price"] * columns["insulation_m"],
    }


def shed_problem():
    return DesignProblem(
        name="shed",
        title="A heated shed",
        space=DesignSpace(
            (
                Real("insulation_m", 0.05, 0.3, 0.1, "m"),
                Real("heating_c", 15.0, 30.0, 20.0, "degC"),
                Choice("mass", ("light", "heavy"), "light"),
            )
        ),
        build=build_shed,
        score=score_shed,
        outputs=("heating_kwh_m2", "cooling_kwh_m2", "heating_peak_kw", "cooling_peak_kw", "hours_above_26"),
        predicted=("heating_kwh_m2", "cooling_kwh_m2"),
        parameters=(
            Parameter("cooling_c", 26.0, "degC", low=10.0, high=40.0),
            Parameter("price", 100.0, "EUR", simulated=False),
            Parameter("limit", 100.0, "kWh/m2", simulated=False),
        ),
        objectives=("energy_kwh_m2", "cost_eur"),
        constraints=(Constraint("g_energy", "energy_kwh_m2", "limit"),),
    )
