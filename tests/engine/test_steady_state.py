"""Answers that can be worked out by hand: U-values, exponentials, air flows."""

import math

import numpy as np
import pytest
from boxes import BARE, FACES, MIRROR, always, box, heated_to, steady_weather
from naive import steady_flux

from fluxion.building import (
    Adiabatic,
    Construction,
    Finish,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Resistance,
    Schedule,
    SimpleGlazing,
    Thermostat,
    Ventilation,
    VentilativeCooling,
)
from fluxion.engine import BALANCE_TERMS, simulate
from fluxion.engine.climate import step_weather
from fluxion.engine.films import forced_film, glass_film

CLOSED = {face: Adiabatic() for face in FACES}
NO_STORE = {"construction": BARE, "boundaries": CLOSED}
# Natural films, warm and cold face (TARP): outside of walls and roof, inside of walls, ceiling, floor.
OUTSIDE = {"roof": (9.482 / 6.283, 1.81 / 2.382), "wall": (1.31, 1.31)}
INSIDE = {"roof": (1.81 / 2.382, 9.482 / 6.283), "wall": (1.31, 1.31)}


def term(result, name, zone=0):
    return result.balance.total().kwh()[0, zone, BALANCE_TERMS.index(name)]


def mean_power(result):
    """Heating minus cooling [W] of the last day of the year: the building has settled."""
    return float((result.hourly.heating_w - result.hourly.cooling_w)[-24:].sum(axis=1).mean())


def only(face, **keywords):
    """A box that exchanges heat through one face and nothing else."""
    return box(**{**NO_STORE, "boundaries": {**CLOSED, face: keywords.pop("boundary", Outdoors())}, **keywords})


@pytest.mark.parametrize("face", ["S", "E", "N", "W", "roof"])
@pytest.mark.parametrize(("outdoors", "indoors"), [(-10.0, 20.0), (38.0, 24.0)])
def test_one_wall_in_still_air_is_its_u_value(face, outdoors, indoors):
    kind = "roof" if face == "roof" else "wall"
    area = {"S": 16.2, "N": 16.2, "E": 21.6, "W": 21.6, "roof": 48.0}[face]
    flux = steady_flux(BARE, outdoors, indoors, *OUTSIDE[kind], *INSIDE[kind], roughness=1.0, forced=0.0)
    building = only(face, thermostat=heated_to(indoors, indoors))
    assert mean_power(simulate(building, steady_weather(outdoors), steps_per_hour=1)) == pytest.approx(
        area * flux, rel=1e-6
    )
    # By hand: films and layers in series.
    assert abs(flux) < BARE.u_value(0.0, 0.0) * abs(indoors - outdoors)
    assert abs(flux) > BARE.u_value(1.0, 1.0) * abs(indoors - outdoors)


@pytest.mark.parametrize(("direction", "windward"), [(180.0, True), (0.0, False), (90.0, True)])
def test_wind_and_radiation_of_the_outer_face(direction, windward):
    wall = Construction("wall", (Resistance("foam", 0.4),), outside=Finish(0.6, 0.9, "rough"), inside=MIRROR)
    building = only("S", constructions={"S": wall}, thermostat=heated_to(20.0))
    wind = 5.0
    front, back = forced_film(building.terrain, 1.35, True)
    forced = front * wind**0.89 if windward else back * wind**0.617
    flux = steady_flux(wall, 0.0, 20.0, 1.31, 1.31, 1.31, 1.31, roughness=1.67, forced=forced, eps=0.9)
    result = simulate(building, steady_weather(0.0, wind=wind, direction=direction), steps_per_hour=1)
    assert mean_power(result) == pytest.approx(16.2 * flux, rel=1e-6)


def test_layers_with_capacity_reach_the_same_u_value():
    heavy = Construction(
        "heavy", (Material("brick", 0.24, 0.89, 1920.0, 790.0), Resistance("foam", 1.0)), outside=MIRROR, inside=MIRROR
    )
    light = Construction("light", (Resistance("same", heavy.resistance),), outside=MIRROR, inside=MIRROR)
    powers = [
        mean_power(
            simulate(
                only("E", constructions={"E": c}, thermostat=heated_to(20.0)), steady_weather(-5.0), steps_per_hour=1
            )
        )
        for c in (heavy, light)
    ]
    assert powers[0] == pytest.approx(powers[1], rel=1e-6)


def test_floor_on_the_ground_has_no_outer_film():
    floor = Construction("floor", (Resistance("foam", 2.0),), inside=MIRROR)
    building = only("floor", constructions={"floor": floor}, boundary=Ground(8.0), thermostat=heated_to(20.0))

    def flux(ti):
        return 0.76 * abs(20.0 - ti) ** (1 / 3) * (20.0 - ti)

    low, high = 8.0, 20.0
    for _ in range(200):
        ti = 0.5 * (low + high)
        low, high = (ti, high) if flux(ti) > (ti - 8.0) / 2.0 else (low, ti)
    result = simulate(building, steady_weather(25.0), steps_per_hour=1)
    assert mean_power(result) == pytest.approx(48.0 * (ti - 8.0) / 2.0, rel=1e-3)
    assert term(result, "ground") == pytest.approx(-48.0 * (ti - 8.0) / 2.0 * 8.76, rel=1e-3)


def test_window_in_the_dark_by_hand():
    glazing = SimpleGlazing("mirrorless", 1.8, 0.45, emissivity=0.0)
    building = box(
        **{
            **NO_STORE,
            "constructions": {"S": Construction("thick", (Resistance("none", 1000.0),), MIRROR, MIRROR)},
            "boundaries": {**CLOSED, "S": Outdoors()},
        },
        bands={"S": (0.5, 0.6, 2.1)},
        glazing=glazing,
        thermostat=heated_to(20.0),
    )
    c, slope = glass_film(1.5, 101325.0)
    inside = 1.0 / (0.359073 * math.log(1.8) + 6.949915)
    resistance = 1.0 / 1.8 - inside - 1.0 / (0.025342 * 1.8 + 29.163853)
    low, high = 0.0, 20.0
    for _ in range(200):
        ti = 0.5 * (low + high)
        film_air = 20.0 - 0.25 * (20.0 - ti)
        flux = max(c * (1.0 + slope * (film_air - 20.0)) * (20.0 - ti) ** 0.25, 0.1) * (20.0 - ti)
        to = ti - resistance * flux
        out = 1.31 * max(to, 0.0) ** (4 / 3)
        low, high = (ti, high) if flux > out else (low, ti)
    result = simulate(building, steady_weather(0.0), steps_per_hour=1)
    assert -term(result, "glazing") / 8.76 == pytest.approx(5.0 * 1.5 * flux, rel=1e-4)


def test_long_wave_to_a_cold_sky_costs_heat_and_a_sheltered_face_does_not_see_it():
    plate = Construction("plate", (Resistance("foam", 0.2),), inside=MIRROR)
    warm, cold = steady_weather(0.0), steady_weather(0.0, sky=-25.0)

    def power(boundary, weather):
        building = only("roof", constructions={"roof": plate}, boundary=boundary, thermostat=heated_to(20.0))
        return mean_power(simulate(building, weather, steps_per_hour=1))

    assert power(Outdoors(), cold) > 1.1 * power(Outdoors(), warm)
    hidden = Outdoors(sun_exposed=False)
    assert power(hidden, cold) == pytest.approx(power(hidden, warm), rel=1e-9)


@pytest.mark.parametrize("ach", [0.2, 3.0])
def test_infiltration_at_outdoor_density(ach):
    weather = steady_weather(-8.0)
    capacity = step_weather(weather, 1).heat_capacity[0]
    result = simulate(box(**NO_STORE, infiltration_ach=ach, thermostat=heated_to(21.0)), weather, steps_per_hour=1)
    assert mean_power(result) == pytest.approx(ach * 129.6 / 3600.0 * capacity * 29.0, rel=1e-9)
    assert term(result, "infiltration") == pytest.approx(-term(result, "heating"), rel=1e-6)


@pytest.mark.parametrize("recovery", [0.0, 0.5, 0.8, 1.0])
def test_heat_recovery_saves_its_share(recovery):
    weather = steady_weather(-8.0)
    capacity = step_weather(weather, 1).heat_capacity[0]
    supply = Ventilation(0.05, Schedule.weekdays(8, 18, 1.0, 0.0), recovery)
    # A little infiltration keeps something to heat.
    building = box(**NO_STORE, ventilation=supply, infiltration_ach=0.1, thermostat=heated_to(21.0))
    result = simulate(building, weather, steps_per_hour=1)
    hours = 261 * 10
    assert result.outputs["ventilation_m3"] == pytest.approx(0.05 * 3600.0 * hours, rel=1e-9)
    lost = (1.0 - recovery) * 0.05 * capacity * 29.0 * hours / 1000.0
    assert term(result, "ventilation") == pytest.approx(-lost, rel=1e-6, abs=1e-9)


def test_the_exchanger_is_bypassed_when_the_room_is_warm_and_outdoors_cooler():
    gains = (InternalGain("machine", 3000.0, 0.0, always(1.0)),)

    def flow_loss(bypass, outdoors):
        supply = Ventilation(0.05, always(1.0), 0.8, bypass)
        building = box(**NO_STORE, ventilation=supply, gains=gains, thermostat=heated_to(20.0, 24.0))
        result = simulate(building, steady_weather(outdoors), steps_per_hour=1)
        capacity = step_weather(steady_weather(outdoors), 1).heat_capacity[0]
        difference = outdoors - result.hourly.air_c[:, 0]
        return term(result, "ventilation") * 1000.0 / (0.05 * capacity * difference.sum())

    assert flow_loss(None, 15.0) == pytest.approx(0.2)
    assert flow_loss(23.0, 15.0) == pytest.approx(1.0)
    assert flow_loss(26.0, 15.0) == pytest.approx(0.2)
    # Warmer outdoors than inside: recovery keeps the heat out.
    assert flow_loss(23.0, 30.0) == pytest.approx(0.2)


def test_night_air_runs_only_under_its_conditions(golden):
    cooling = VentilativeCooling(
        0.1, Schedule.weekdays(8, 18, inside=0.0, outside=0.5), above_indoor_c=23.0, delta_k=3.0, above_outdoor_c=12.0
    )
    gains = (InternalGain("people", 800.0, 0.5, Schedule.weekdays(8, 18, 1.0, 0.2)),)
    room = {"gains": gains, "thermostat": heated_to(20.0, 27.0), "bands": {"S": (0.5, 0.8, 2.2)}}
    result = simulate(box(ventilative_cooling=cooling, **room), golden, steps_per_hour=1)
    outdoors = step_weather(golden, 1).temperature
    # What decides is the air of the step before; the first hour of the year is cold in any case.
    before = np.roll(result.hourly.air_c[:, 0], 1)
    runs = (cooling.schedule.values > 0.0) & (before > 23.0) & (before - outdoors > 3.0) & (outdoors >= 12.0)
    assert 100 < runs.sum() < 5000
    assert result.outputs["night_ventilation_m3"] == pytest.approx(runs.sum() * 0.05 * 3600.0, rel=0.002)
    without = simulate(box(**room), golden, steps_per_hour=1)
    assert result.outputs["cooling_kwh"] < 0.95 * without.outputs["cooling_kwh"]
    assert without.outputs["night_ventilation_m3"] == 0.0


def cooling_down(hours, tau_h, per_hour, start, end):
    """Hourly means of an implicit Euler decay and of the exact exponential."""
    factor = 1.0 / (1.0 + 1.0 / (per_hour * tau_h))
    steps = end + (start - end) * factor ** np.arange(1, hours * per_hour + 1)
    h = np.arange(hours)
    exact = end + (start - end) * tau_h * (np.exp(-h / tau_h) - np.exp(-(h + 1) / tau_h))
    return steps.reshape(hours, per_hour).mean(axis=1), exact


@pytest.mark.parametrize("per_hour", [1, 6, 20])
def test_room_air_cools_down_as_an_exponential(per_hour):
    # Air alone, emptied by infiltration: one node. The heating goes off for good at noon of the hundredth day.
    off, outdoors = 99 * 24 + 12, 0.0
    weather = steady_weather(outdoors)
    heating = Schedule("off", np.where(np.arange(8760) < off, 20.0, -60.0))
    building = box(**NO_STORE, infiltration_ach=0.25, thermostat=Thermostat(heating, None))
    result = simulate(building, weather, steps_per_hour=per_hour)
    climate = step_weather(weather, per_hour)
    tau_h = climate.indoor_heat_capacity / (0.25 * climate.heat_capacity[0])
    assert tau_h == pytest.approx(3.7, abs=0.2)
    implicit, exact = cooling_down(24, tau_h, per_hour, 20.0, outdoors)
    air = result.hourly.air_c[off : off + 24, 0]
    assert air == pytest.approx(implicit, abs=1e-9)
    # First order in the step.
    assert np.abs(air - exact).max() < 20.0 * 0.5 / (per_hour * tau_h)
    assert result.hourly.heating_w[off:].sum() == 0.0


def test_a_slab_follows_a_step_of_the_ground_as_an_exponential():
    # One node of concrete behind a resistance; all else is adiabatic, so the air has to follow the slab.
    slab = Construction(
        "slab",
        (Resistance("foam", 2.0), Material("mass", 0.10, 500.0, 2000.0, 1000.0)),
        inside=Finish(0.0, 0.0),
    )
    months = (10.0,) + (20.0,) * 11
    building = only("floor", constructions={"floor": slab}, boundary=Ground(months), size=(6.0, 8.0, 0.01))
    result = simulate(building, steady_weather(15.0), steps_per_hour=1)
    tau_h = 2.0 * 0.10 * 2000.0 * 1000.0 / 3600.0
    start = 31 * 24
    hours = np.arange(1.0, 24 * 20)
    air = result.hourly.air_c[start : start + hours.size, 0]
    before = result.hourly.air_c[start - 1, 0]
    exact = 20.0 + (before - 20.0) * np.exp(-hours / tau_h)
    assert air == pytest.approx(exact, abs=0.03)
    assert 20.0 - air[-1] < 0.25


def test_an_adiabatic_room_with_a_machine_warms_at_the_rate_of_its_mass():
    mass = Construction("mass", (Material("mass", 0.10, 500.0, 2000.0, 1000.0),))
    hour = np.arange(8760)
    running = Schedule("some days", ((hour >= 200) & (hour < 300)).astype(float))
    result = simulate(
        box(construction=mass, boundaries=CLOSED, gains=(InternalGain("machine", 1000.0, 0.5, running),)),
        steady_weather(20.0),
        steps_per_hour=1,
    )
    faces = 2 * (16.2 + 21.6 + 48.0)
    rise = 1000.0 * 100 * 3600.0 / (faces * 0.10 * 2000.0 * 1000.0 + 129.6 * 1204.0 * 1.006)
    assert result.hourly.air_c[-1, 0] - 20.0 == pytest.approx(rise, rel=1e-3)
    assert term(result, "storage") == pytest.approx(100.0, rel=1e-6)


def test_monthly_ground_temperatures_act_in_their_month():
    months = tuple(10.0 + m for m in range(12))
    floor = Construction("floor", (Resistance("thin", 0.01),))
    building = only("floor", constructions={"floor": floor}, boundary=Ground(months))
    result = simulate(building, steady_weather(0.0), steps_per_hour=1)
    ends = np.cumsum(np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24) - 1
    assert result.hourly.air_c[ends, 0] == pytest.approx(months, abs=0.05)
