"""What every engineer knows beforehand: directions of change, symmetries, sums."""

import dataclasses
import itertools

import numpy as np
import pytest
from boxes import BOARD, BRICK, INSULATED, MIRROR, box, heated_to, pair, room, turned, without_sun

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Construction,
    Finish,
    InternalGain,
    Resistance,
    Schedule,
    Thermostat,
)
from fluxion.engine import BALANCE_OUTPUTS, BALANCE_TERMS, simulate
from fluxion.problems.reference_office.building import reference_office
from fluxion.weather import Weather

GAINS = (InternalGain("people", 600.0, 0.4, Schedule.weekdays(8, 18, 1.0, 0.1)),)
DAY = Thermostat(Schedule.weekdays(7, 18, 20.0, 16.0), Schedule.weekdays(7, 18, 25.0, 29.0))


def office(weather, **parameters):
    return simulate(reference_office(**parameters), weather, steps_per_hour=1).outputs


def rising(values, tolerance=1e-6):
    return all(b >= a * (1.0 - tolerance) for a, b in itertools.pairwise(values))


def test_heating_falls_with_insulation_and_with_sun_in_chicago(chicago):
    for name, values in (("wall_insulation_m", (0.3, 0.1)), ("roof_insulation_m", (0.3, 0.15)), ("shgc", (0.6, 0.45))):
        less, more = (office(chicago, **{name: value})["heating_kwh"] for value in values)
        assert less < more, name


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("wall_insulation_m", (0.35, 0.10, 0.02)),
        ("roof_insulation_m", (0.45, 0.15, 0.04)),
        ("shgc", (0.65, 0.45, 0.20)),
        ("window_u", (0.7, 1.8, 3.0)),
        ("infiltration_ach", (0.05, 0.3, 0.8)),
        ("heating_setpoint_c", (18.0, 20.0, 22.0)),
        ("overhang_m", (0.0, 0.7, 1.5)),
        ("internal_gains_w_m2", (25.0, 12.0, 4.0)),
        ("setback_k", (8.0, 4.0, 0.0)),
    ],
)
def test_heating_rises_with(golden, name, values):
    heating = [office(golden, **{name: value})["heating_kwh"] for value in values]
    assert rising(heating)
    assert heating[-1] > heating[0]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("shgc", (0.20, 0.45, 0.65)),
        ("internal_gains_w_m2", (4.0, 12.0, 25.0)),
        ("cooling_setpoint_c", (27.0, 25.0, 23.0)),
        ("overhang_m", (1.5, 0.7, 0.0)),
        ("wwr_south", (0.1, 0.4, 0.7)),
        ("night_ventilation_ach", (6.0, 2.0, 0.0)),
    ],
)
def test_cooling_rises_with(golden, name, values):
    cooling = [office(golden, **{name: value})["cooling_kwh"] for value in values]
    assert rising(cooling)
    assert cooling[-1] > cooling[0]


@pytest.mark.parametrize("climate", Weather.names())
def test_a_higher_heating_setpoint_heats_more_everywhere(climate):
    weather = Weather.bundled(climate)
    low, high = (office(weather, heating_setpoint_c=c)["heating_kwh"] for c in (19.0, 21.0))
    assert high > low
    assert low >= 0.0


def test_mass_cuts_peaks(golden):
    light, heavy = (office(golden, thermal_mass=m) for m in ("light", "heavy"))
    assert heavy["cooling_peak_kw"] < light["cooling_peak_kw"]
    assert heavy["cooling_kwh"] < light["cooling_kwh"]


def quadrants(turn):
    """A square of four equal rooms, each with two facades; each owns the partition to the next one."""
    side, size = 6.0, (6.0, 6.0, 3.0)
    place = turned(turn)
    corners = {"SW": (0.0, 0.0), "SE": (side, 0.0), "NE": (side, side), "NW": (0.0, side)}
    following = {"SW": "SE", "SE": "NE", "NE": "NW", "NW": "SW"}
    # The face towards the next quadrant, and the one towards the quadrant before, which that one owns.
    shared = {"SW": ("E", "N"), "SE": ("N", "W"), "NE": ("W", "S"), "NW": ("S", "E")}
    zones = []
    for name, (x, y) in corners.items():
        own, other = shared[name]
        outer = [f for f in "SENW" if f not in (own, other)]
        zones.append(
            room(
                name,
                prefix=f"{name} ",
                origin=(x - side, y - side, 0.0),
                size=size,
                skip=(other,),
                boundaries={own: Adjacent(following[name])},
                constructions={own: BOARD},
                bands={face: (0.5, 0.8, 2.2) for face in outer},
                place=place,
                thermostat=DAY,
                gains=GAINS,
            )
        )
    return Building("square", tuple(zones))


@pytest.mark.parametrize("start", [0.0, 25.0])
def test_turning_a_square_by_90_degrees_permutes_its_rooms(golden, start):
    before = simulate(quadrants(start), golden, steps_per_hour=2)
    after = simulate(quadrants(start + 90.0), golden, steps_per_hour=2)
    # Clockwise: what stood in the south-west now stands in the north-west.
    order = [before.zone_names.index(n) for n in ("NW", "SW", "SE", "NE")]
    for name in ("heating_kwh", "cooling_kwh", "heating_peak_kw", "cooling_peak_kw"):
        assert after.zone_outputs[name] == pytest.approx(before.zone_outputs[name][order], rel=1e-6)
    assert after.outputs["heating_kwh"] == pytest.approx(before.outputs["heating_kwh"], rel=1e-8)
    # The rooms do differ, or there would be nothing to permute.
    assert np.ptp(before.zone_outputs["cooling_kwh"]) > 0.1 * before.zone_outputs["cooling_kwh"].max()


def test_turning_the_office_by_180_degrees_swaps_its_facades(chicago):
    plain = simulate(reference_office(overhang_m=0.5), chicago, steps_per_hour=1)
    turned_around = simulate(reference_office(overhang_m=0.5, orientation_deg=180.0), chicago, steps_per_hour=1)
    swap = {"S": "N", "N": "S", "E": "W", "W": "E", "C": "C"}
    order = [plain.zone_names.index(f"{n[:3]}{swap[n[3]]}") for n in plain.zone_names]
    for name in ("heating_kwh", "cooling_kwh"):
        assert turned_around.zone_outputs[name] == pytest.approx(plain.zone_outputs[name][order], rel=1e-6)


def test_a_full_turn_changes_nothing(golden):
    assert office(golden, orientation_deg=360.0)["cooling_kwh"] == pytest.approx(
        office(golden, orientation_deg=0.0)["cooling_kwh"], rel=1e-9
    )


def test_mirrored_rooms_agree_in_the_dark(golden):
    # Sun is not symmetric about noon in a real year; without it a building and its mirror image see the same climate.
    dark = without_sun(golden, direction=180.0)
    sides = {"bands": {"S": (0.5, 0.8, 2.2)}, "thermostat": DAY, "gains": GAINS, "infiltration_ach": 0.3}
    # A partition with equal sides, so that it does not matter who owns it.
    result = simulate(pair(BRICK_BETWEEN, **sides), dark, steps_per_hour=2)
    air, heating = result.hourly.air_c, result.hourly.heating_w
    np.testing.assert_allclose(air[:, 0], air[:, 1], atol=1e-7)
    np.testing.assert_allclose(heating[:, 0], heating[:, 1], atol=1e-3)
    assert heating.max() > 100.0


BRICK_BETWEEN = Construction("between", (BRICK.layers[1],))


def test_mirrored_rooms_under_a_southern_sun_differ_little_over_the_year(golden):
    result = simulate(pair(BRICK_BETWEEN, bands={"S": (0.5, 0.8, 2.2)}, thermostat=DAY), golden, steps_per_hour=1)
    heating = result.zone_outputs["heating_kwh"]
    assert heating[0] == pytest.approx(heating[1], rel=0.05)
    assert heating[0] != pytest.approx(heating[1], rel=1e-6)


def test_who_owns_a_partition_does_not_matter(golden):
    layers = (BRICK.layers[1], Resistance("gap", 0.2), BOARD.layers[0])
    there, back = Construction("there", layers), Construction("back", layers[::-1])
    cold = {"thermostat": heated_to(15.0)}
    warm = {"thermostat": DAY, "gains": GAINS, "bands": {"S": (0.5, 0.8, 2.2)}}
    west_owns = pair(there, west=warm, east=cold)
    rooms = (
        room("west", prefix="west ", skip=("E",), **warm),
        room(
            "east", prefix="east ", origin=(6.0, 0.0, 0.0), boundaries={"W": Adjacent("west")},
            constructions={"W": back}, **cold,
        ),
    )  # fmt: skip
    one = simulate(west_owns, golden, steps_per_hour=1)
    other = simulate(Building("pair", rooms), golden, steps_per_hour=1)
    # The two statements differ in the order of their sums only.
    assert other.zone_outputs["heating_kwh"] == pytest.approx(one.zone_outputs["heating_kwh"], rel=1e-6)
    assert other.zone_outputs["cooling_kwh"] == pytest.approx(one.zone_outputs["cooling_kwh"], rel=1e-6)


def split_and_whole(finish, size, construction):
    """Two rooms with a wall of almost no resistance between them, and the same volume undivided."""
    film = Construction("film", (Resistance("film", 1e-4),), finish, finish)
    use = {"thermostat": heated_to(20.0, 25.0), "infiltration_ach": 0.3, "construction": construction}
    bands = {"S": (0.5, 0.8, 2.2), "N": (0.5, 0.8, 2.2)}
    split = pair(film, size=size, bands=bands, **use)
    lx, ly, lz = size
    undivided = room("whole", size=(2.0 * lx, ly, lz), **use)
    surfaces = {s.name: s for s in undivided.surfaces}
    for face in bands:
        # The same two windows in the undivided wall.
        windows = tuple(w for z in split.zones for s in z.surfaces for w in s.windows if s.name.endswith(f" {face}"))
        surfaces[face] = dataclasses.replace(surfaces[face], windows=windows)
    return split, Building("whole", (dataclasses.replace(undivided, surfaces=tuple(surfaces.values())),))


@pytest.mark.parametrize("climate", ["golden", "chicago"])
@pytest.mark.parametrize(
    # A real wall is also two faces that radiate and take up sun; one that reflects all is nothing but a border.
    ("finish", "size", "construction", "allowed"),
    [(MIRROR, (6.0, 8.0, 3.0), INSULATED, 0.002), (Finish(), (10.0, 10.0, 3.0), BRICK, 0.01)],
)
def test_a_wall_of_almost_no_resistance_changes_the_total_little(climate, finish, size, construction, allowed, request):
    weather = request.getfixturevalue(climate)
    split, whole = (simulate(b, weather, steps_per_hour=1).outputs for b in split_and_whole(finish, size, construction))
    total = whole["heating_kwh"] + whole["cooling_kwh"]
    assert split["heating_kwh"] + split["cooling_kwh"] == pytest.approx(total, rel=allowed)
    assert split["heating_kwh"] == pytest.approx(whole["heating_kwh"], rel=allowed)


def test_an_adiabatic_wall_is_a_symmetry_plane(golden):
    dark = without_sun(golden)
    settings = {"thermostat": DAY, "gains": GAINS}
    # The mass of the partition belongs half to each room: an adiabatic wall of half the thickness.
    full = Construction("full", (BRICK.layers[1],))
    thin = BRICK.layers[1]
    half_layer = type(thin)("half", thin.thickness / 2.0, thin.conductivity, thin.density, thin.specific_heat)
    half = Construction("half", (half_layer,))
    double = simulate(pair(full, **settings), dark, steps_per_hour=2)
    single = simulate(box(constructions={"E": half}, boundaries={"E": Adiabatic()}, **settings), dark, steps_per_hour=2)
    assert double.zone_outputs["heating_kwh"][0] == pytest.approx(single.zone_outputs["heating_kwh"][0], rel=2e-4)


def test_without_services_a_room_floats(golden):
    result = simulate(box(bands={"S": (0.5, 0.8, 2.2)}, infiltration_ach=0.3), golden, steps_per_hour=1)
    assert result.outputs["heating_kwh"] == 0.0
    assert result.outputs["cooling_kwh"] == 0.0
    assert result.outputs["unmet_heating_hours"] == 0.0
    air = result.hourly.air_c[:, 0]
    assert golden.temperature_c.min() < air.min()
    assert air.mean() > golden.temperature_c.mean() + 2.0


def test_a_missing_service_is_never_used(golden):
    cold = office(golden, heating=False)
    hot = office(golden, cooling=False)
    assert cold["heating_kwh"] == 0.0
    assert cold["cooling_kwh"] > 0.0
    assert hot["cooling_kwh"] == 0.0
    assert hot["hours_above_28_occ"] > office(golden)["hours_above_28_occ"]


def test_ideal_control_keeps_the_air_within_its_setpoints(chicago):
    building = reference_office()
    result = simulate(building, chicago, steps_per_hour=1)
    for z, zone in enumerate(building.zones):
        air = result.hourly.air_c[:, z]
        assert (air >= zone.thermostat.heating_c.values - 1e-6).all()
        assert (air <= zone.thermostat.cooling_c.values + 1e-6).all()
    assert result.outputs["unmet_heating_hours"] == 0.0
    both = (result.hourly.heating_w > 0.0) & (result.hourly.cooling_w > 0.0)
    assert not both.any()


def test_terms_of_the_balance_have_their_signs(golden):
    result = simulate(reference_office(ventilation_m3_s_m2=0.0007), golden, steps_per_hour=1, balance="month")
    terms = dict(zip(BALANCE_TERMS, result.balance.kwh().sum(axis=1).T))
    assert (terms["heating"] >= 0.0).all()
    assert (terms["cooling"] <= 0.0).all()
    assert (terms["solar"] > 0.0).all()
    assert (terms["internal_gains"] > 0.0).all()
    january = {name: values[0] for name, values in terms.items()}
    for lost in ("opaque", "glazing", "infiltration", "ventilation"):
        assert january[lost] < 0.0
    # What leaves one zone through a partition arrives in another; only what the partitions themselves keep is left:
    # their capacity of some 12 kWh/K times the few kelvin between the first and the last night.
    assert abs(terms["partitions"].sum()) < 100.0
    assert np.abs(result.balance.total().kwh()[0, :, BALANCE_TERMS.index("partitions")]).max() > 500.0
    gains = 12.0 * 1200.0 / 1000.0 * (2610.0 * (0.25 + 0.35 + 0.40) + 6150.0 * (0.35 * 0.1 + 0.40 * 0.3))
    assert terms["internal_gains"].sum() == pytest.approx(gains, rel=1e-9)


def test_months_and_hours_sum_to_the_year(golden):
    building = box(bands={"S": (0.5, 0.8, 2.2)}, thermostat=DAY, gains=GAINS, infiltration_ach=0.3)
    year, month, hour = (simulate(building, golden, steps_per_hour=2, balance=p) for p in ("year", "month", "hour"))
    assert [r.balance.values.shape[0] for r in (year, month, hour)] == [1, 12, 8760]
    scale = np.abs(year.balance.values).max()
    for result in (month, hour):
        np.testing.assert_allclose(result.balance.total().values, year.balance.values, atol=1e-9 * scale)
        # Terms of the balance are added up over other periods.
    exact = [name for name in year.outputs if name not in BALANCE_OUTPUTS]
    assert {name: result.outputs[name] for name in exact} == {name: year.outputs[name] for name in exact}
    for name in BALANCE_OUTPUTS:
        assert result.outputs[name] == pytest.approx(year.outputs[name], rel=1e-9, abs=1e-9)
    # Loads of the balance are those of the series.
    heating = hour.balance.kwh()[:, 0, 0] * 1000.0
    np.testing.assert_allclose(heating, hour.hourly.heating_w[:, 0], atol=1e-6)
    # Every single hour balances.
    values = hour.balance.values
    open_part = np.abs(values[:, :, :-1].sum(axis=2) - values[:, :, -1])
    assert (open_part <= 1e-7 * np.abs(values).sum(axis=2) + 1e-3).all()


def test_finer_steps_converge(golden):
    building = box(bands={"S": (0.5, 0.8, 2.2)}, thermostat=DAY, gains=GAINS, infiltration_ach=0.3)
    runs = {n: simulate(building, golden, steps_per_hour=n).outputs for n in (1, 2, 6, 12)}
    for name, hourly in (("heating_kwh", 0.04), ("cooling_kwh", 0.04)):
        errors = [abs(runs[n][name] / runs[12][name] - 1.0) for n in (1, 2, 6)]
        assert errors[0] < hourly
        assert errors[2] < 0.012
        assert errors[2] <= errors[0] + 1e-3


def test_reflected_light_of_the_ground_warms(golden):
    dull, bright = (
        Building("b", box(bands={"S": (0.5, 0.8, 2.2)}, thermostat=DAY).zones, ground_reflectance=r) for r in (0.0, 0.7)
    )
    outputs = [simulate(b, golden, steps_per_hour=1).outputs for b in (dull, bright)]
    assert outputs[1]["cooling_kwh"] > outputs[0]["cooling_kwh"]
    assert outputs[1]["heating_kwh"] < outputs[0]["heating_kwh"]


def test_a_shiny_roof_is_cooler_than_a_black_one(golden):
    def cooling(absorptance):
        finish = type(MIRROR)(absorptance, 0.9)
        roof = Construction("roof", INSULATED.layers, outside=finish)
        return simulate(box(constructions={"roof": roof}, thermostat=DAY), golden, steps_per_hour=1).outputs

    black, white = cooling(0.9), cooling(0.2)
    assert black["cooling_kwh"] > white["cooling_kwh"]
    assert black["heating_kwh"] < white["heating_kwh"]


def test_order_of_zones_and_surfaces_does_not_matter(golden):
    building = pair(
        BRICK_BETWEEN, west={"thermostat": DAY, "bands": {"S": (0.5, 0.8, 2.2)}}, east={"thermostat": heated_to(15.0)}
    )
    backwards = Building(
        "backwards",
        tuple(
            type(z)(z.name, z.floor_area, z.volume, z.surfaces[::-1], z.thermostat, z.gains)
            for z in building.zones[::-1]
        ),
    )
    a, b = (simulate(x, golden, steps_per_hour=1) for x in (building, backwards))
    assert b.zone_outputs["heating_kwh"][::-1] == pytest.approx(a.zone_outputs["heating_kwh"], rel=1e-9)


def test_a_window_split_in_two_stays_the_same_window(golden):
    plain = box(bands={"S": (0.5, 0.8, 2.2)}, thermostat=DAY)
    zone = plain.zones[0]
    south = next(s for s in zone.surfaces if s.name == "S")
    (x0, y, z0), (x1, *_), (_, _, z1), _ = south.windows[0].vertices
    middle = 0.5 * (x0 + x1)
    parts = tuple(
        type(south.windows[0])(f"part {i}", ((a, y, z0), (b, y, z0), (b, y, z1), (a, y, z1)), south.windows[0].glazing)
        for i, (a, b) in enumerate(((x0, middle), (middle, x1)))
    )
    split = type(south)(south.name, south.vertices, south.construction, south.boundary, parts)
    surfaces = tuple(split if s is south else s for s in zone.surfaces)
    two = Building("two", (type(zone)("room", zone.floor_area, zone.volume, surfaces, zone.thermostat),))
    a, b = (simulate(x, golden, steps_per_hour=1).outputs for x in (plain, two))
    assert b["heating_kwh"] == pytest.approx(a["heating_kwh"], rel=1e-6)
    assert b["cooling_kwh"] == pytest.approx(a["cooling_kwh"], rel=1e-6)


def test_walls_of_the_test_buildings_face_their_direction():
    azimuth = {s.name: round(s.azimuth_deg) for s in room().surfaces}
    assert {face: azimuth[face] for face in "SENW"} == {"S": 180, "E": 90, "N": 0, "W": 270}
    turned_room = {s.name: round(s.azimuth_deg) for s in room(place=turned(90.0)).surfaces}
    assert turned_room["S"] == 270
