"""A building of one's own: a garden studio, searched by NSGA-II on physics.

Other commands take the problem by this file and its name, for example

    fluxion evaluate designs.csv --problem examples/own_building.py:problem --weather golden --out results.csv
    fluxion train --problem examples/own_building.py:problem --weather golden --runs 2048 --out studio.onnx

Usage:
    python examples/own_building.py [--weather golden] [--budget 60] [--surrogate MODEL.onnx]
"""

import argparse

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
from fluxion.design import Choice, Constraint, DesignProblem, DesignSpace, Parameter, Real
from fluxion.errors import InputError

WIDTH, DEPTH, HEIGHT = 6.0, 4.0, 2.8
# U-value [W/(m2 K)], solar heat gain coefficient [-], price [EUR/m2].
WINDOWS = {"double": (1.4, 0.60, 260.0), "triple": (0.8, 0.50, 390.0)}
WORK = Schedule.weekdays(8, 18, 1.0, 0.0)


def build(design, settings):
    """The studio of one design; whatever cannot be built is refused with a sentence."""
    if design["heating_c"] > settings["cooling_c"] - 2.0:
        raise InputError("heating and cooling setpoints are less than 2 K apart; lower heating_c.")
    insulation = Material("wood fibre", design["insulation_m"], 0.040, 160.0, 2000.0)
    shell = Construction("shell", (insulation, Material("timber", 0.08, 0.13, 500.0, 1600.0)))
    u_value, shgc, _ = WINDOWS[design["window"]]
    half = 0.5 * (WIDTH - 0.2) * design["glazed_share"]
    low, high, middle = 0.2, HEIGHT - 0.2, 0.5 * WIDTH
    pane = tuple((middle + x, 0.0, z) for x, z in ((-half, low), (half, low), (half, high), (-half, high)))
    window = Window("south window", pane, SimpleGlazing(design["window"], u_value, shgc))
    corners = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, DEPTH), (0.0, DEPTH))
    surfaces = [
        Surface(
            f"{side} wall",
            ((*start, 0.0), (*end, 0.0), (*end, HEIGHT), (*start, HEIGHT)),
            shell,
            Outdoors(),
            (window,) if side == "south" else (),
        )
        for side, start, end in zip(("south", "east", "north", "west"), corners, (*corners[1:], corners[0]))
    ]
    surfaces.append(Surface("roof", tuple((x, y, HEIGHT) for x, y in corners), shell, Outdoors()))
    surfaces.append(Surface("floor", tuple((x, y, 0.0) for x, y in corners[::-1]), shell, Ground(12.0)))
    studio = Zone(
        "studio",
        floor_area=WIDTH * DEPTH,
        volume=WIDTH * DEPTH * HEIGHT,
        surfaces=tuple(surfaces),
        thermostat=Thermostat(Schedule.constant(design["heating_c"]), Schedule.constant(settings["cooling_c"])),
        gains=(InternalGain("people and computers", settings["gains_w"], 0.3, WORK),),
        infiltration_ach=0.4,
    )
    return Building("garden studio", (studio,), occupied=WORK)


def score(columns, settings, outputs):
    """What a design costs to build and to run; (n,) columns, exact and vectorised."""
    glass = (WIDTH - 0.2) * columns["glazed_share"] * (HEIGHT - 0.4)
    price = np.array([WINDOWS[name][2] for name in columns["window"]])
    shell = 2.0 * (WIDTH + DEPTH) * HEIGHT + 2.0 * WIDTH * DEPTH
    electricity = outputs["heating_kwh_m2"] / 3.0 + outputs["cooling_kwh_m2"] / 4.0
    return {
        "investment_eur": glass * price + (shell - glass) * 180.0 * columns["insulation_m"],
        "electricity_kwh_m2": electricity,
    }


problem = DesignProblem(
    name="garden-studio",
    title="A garden studio: insulation, glass and setpoint for money and electricity",
    space=DesignSpace(
        (
            Real("insulation_m", 0.06, 0.40, 0.16, "m", "wood fibre of all sides"),
            Real("glazed_share", 0.20, 0.95, 0.50, "", "glass in the south wall"),
            Choice("window", tuple(WINDOWS), "double", "glass"),
            Real("heating_c", 19.0, 22.0, 20.0, "degC", "heating setpoint"),
        )
    ),
    parameters=(
        Parameter("cooling_c", 26.0, "degC", "cooling setpoint", 22.0, 30.0),
        Parameter("gains_w", 250.0, "W", "people and computers", 0.0, 2000.0),
        Parameter("warm_hours", 500.0, "h", "most occupied hours above 26 degC", 0.0, 8760.0, simulated=False),
    ),
    build=build,
    score=score,
    outputs=("heating_kwh_m2", "cooling_kwh_m2", "hours_above_26_occ"),
    predicted=("heating_kwh_m2", "cooling_kwh_m2", "hours_above_26_occ"),
    objectives=("investment_eur", "electricity_kwh_m2"),
    constraints=(Constraint("g_warm", "hours_above_26_occ", "warm_hours", "few warm hours at work"),),
)


def main():
    from fluxion.search import StudyConfig, prepare, run_study

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weather", default="golden", help="bundled climate or EPW file")
    parser.add_argument("--budget", type=int, default=60, help="designs to simulate")
    parser.add_argument("--surrogate", default="none", help="model that 'fluxion train' made of this problem")
    options = parser.parse_args()

    study = StudyConfig(
        problem=f"{__file__}:problem",
        weather=options.weather,
        budget=options.budget,
        surrogate=options.surrogate,
    )
    setup = prepare(study)
    print(setup.method)
    result = run_study(setup)
    print(result.verdict)
    print(f"{'investment':>10} {'electricity':>11} {'insulation':>10} {'glass':>6}  [EUR], [kWh/(m2 a)], [m], [-]")
    for i in result.front[:: max(1, len(result.front) // 8)]:
        design = setup.problem.space.decode(result.truth.X[i : i + 1])[0]
        investment, electricity = result.answer.F[i]
        print(
            f"{investment:10.0f} {electricity:11.2f} {design['insulation_m']:10.2f} {design['glazed_share']:6.2f}"
            f"  {design['window']}"
        )


if __name__ == "__main__":
    main()
