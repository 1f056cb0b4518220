"""Facts of the suite, checked on the buildings themselves: areas, conductances, heat capacities, settings."""

import json

import numpy as np
import pytest

from fluxion.building import Adjacent, Door, Outdoors, PaneGlazing, Resistance
from fluxion.validation.ashrae140.outputs import asked, headline

# Combined coefficients outside and inside [W/(m2 K)], for sums of conductances only.
FILMS = {"wall": (21.6, 1.8), "roof": (21.8, 1.7), "floor": (5.2, 3.7), "opening": (17.8, 4.5)}
# Conductance of the gap of the double glazing [W/(m2 K)] and of a pane.
GAP, PANE = 5.208, 1.0 / 0.003048
AIR_DENSITY, AIR_CP = 1.0156, 1015.0


def kind(surface):
    return "roof" if surface.tilt_deg < 1 else "floor" if surface.tilt_deg > 179 else "wall"


def u_value(resistance, place):
    outside, inside = FILMS[place]
    return 1.0 / (1.0 / outside + resistance + 1.0 / inside)


def conductance(building):
    """Air to air, openings and infiltration included [W/K]."""
    total = 0.0
    for zone in building.zones:
        total += zone.infiltration_ach * zone.volume / 3600.0 * AIR_DENSITY * AIR_CP
        for surface in zone.surfaces:
            total += surface.net_area * u_value(surface.construction.resistance, kind(surface))
            for window in surface.windows:
                total += window.area * u_value(2.0 / PANE + 1.0 / GAP, "opening")
            for door in surface.doors:
                total += door.area * u_value(door.construction.resistance, "opening")
    return total


def heat_capacity(building):
    return sum(s.net_area * s.construction.heat_capacity for zone in building.zones for s in zone.surfaces)


def room(building):
    (zone,) = building.zones
    return zone


def face(building, name):
    (found,) = [s for zone in building.zones for s in zone.surfaces if s.name == name]
    return found


def test_every_case_is_a_building(buildings):
    assert len(buildings) == 52
    assert {len(b.zones) for name, b in buildings.items() if name != "960"} == {1}
    assert all(b.interior_beam == "traced" for b in buildings.values())
    assert all(b.terrain.exponent == 0.14 and b.ground_reflectance == 0.2 for b in buildings.values())


@pytest.mark.parametrize(("case", "published"), [("600", 85.440), ("900", 85.351), ("680", 59.134), ("980", 59.133)])
def test_conductance_equals_the_published_one(buildings, case, published):
    assert conductance(buildings[case]) == pytest.approx(published, abs=0.02)


@pytest.mark.parametrize(("case", "published"), [("900", 15480.0), ("980", 15783.0)])
def test_heat_capacity_equals_the_published_one(buildings, case, published):
    assert heat_capacity(buildings[case]) / 1e3 == pytest.approx(published, rel=5e-5)


@pytest.mark.parametrize(
    ("case", "place", "published"),
    [
        ("600", "wall_north", 0.418),
        ("900", "wall_north", 0.417),
        ("680", "wall_north", 0.143),
        ("980", "wall_north", 0.143),
        ("600", "roof", 0.276),
        ("680", "roof", 0.092),
        ("600", "floor", 0.039),
        ("900", "floor", 0.039),
    ],
)
def test_u_values_equal_the_published_ones(buildings, case, place, published):
    surface = face(buildings[case], f"room_{place}")
    assert u_value(surface.construction.resistance, kind(surface)) == pytest.approx(published, abs=5e-4)


def test_the_opaque_panel_conducts_like_the_window(buildings):
    (panel, other) = face(buildings["220"], "room_wall_south").doors
    assert u_value(panel.construction.resistance, "opening") == pytest.approx(2.10, abs=2e-3)
    assert panel.construction.outside.roughness == "very smooth"
    assert (panel.area, other.area) == (6.0, 6.0)


def test_areas_of_the_base_case(buildings):
    zone = room(buildings["600"])
    assert (zone.floor_area, zone.volume) == pytest.approx((48.0, 129.6))
    walls = [s for s in zone.surfaces if kind(s) == "wall"]
    assert sum(s.net_area for s in walls) == pytest.approx(63.6)
    assert sorted(s.azimuth_deg for s in walls) == pytest.approx([0.0, 90.0, 180.0, 270.0])
    floor = face(buildings["600"], "room_floor")
    assert floor.boundary == Outdoors(sun_exposed=False, wind_exposed=False)
    assert isinstance(floor.construction.layers[0], Resistance)


@pytest.mark.parametrize(
    ("case", "wall", "low", "high"),
    [
        ("600", "wall_south", (0.5, 0.0, 0.2), (3.5, 0.0, 2.2)),
        ("600", "wall_south", (4.5, 0.0, 0.2), (7.5, 0.0, 2.2)),
        ("620", "wall_east", (8.0, 1.5, 0.2), (8.0, 4.5, 2.2)),
        ("620", "wall_west", (0.0, 1.5, 0.2), (0.0, 4.5, 2.2)),
    ],
)
def test_windows_lie_where_they_should(buildings, case, wall, low, high):
    corners = [
        (tuple(np.min(window.vertices, axis=0)), tuple(np.max(window.vertices, axis=0)))
        for window in face(buildings[case], f"room_{wall}").windows
    ]
    assert any(np.allclose(a, low) and np.allclose(b, high) for a, b in corners)


def test_the_sunspace_shares_one_wall(buildings):
    building = buildings["960"]
    back, sun = building.zones
    shared = face(building, "back_wall_south")
    assert shared.boundary == Adjacent("sun")
    assert shared.construction.outside == shared.construction.inside
    assert shared.construction.resistance == pytest.approx(0.392, abs=2e-4)
    assert (shared.area, sun.floor_area, sun.volume) == pytest.approx((21.6, 16.0, 43.2))
    places = ("wall_south", "wall_east", "wall_west", "roof", "floor")
    assert [s.name for s in sun.surfaces] == [f"sun_{place}" for place in places]
    assert [s.area for s in sun.surfaces if s.name in ("sun_wall_east", "sun_wall_west")] == pytest.approx([5.4, 5.4])
    assert [min(v[2] for v in w.vertices) for w in face(building, "sun_wall_south").windows] == [0.5, 0.5]
    assert face(building, "sun_wall_south").construction.name == "heavy wall"
    assert face(building, "back_wall_north").construction.name == "light wall"
    assert (sun.thermostat, sun.gains, sun.infiltration_ach) == (None, (), 0.5)
    assert back.thermostat is not None
    assert back.gains[0].power_w == 200.0


def windows(building):
    return [w for zone in building.zones for s in zone.surfaces for w in s.windows]


def test_glazing_is_given_pane_by_pane(buildings):
    found = {name: windows(buildings[name])[0].glazing for name in ("600", "660", "670")}
    assert all(isinstance(glazing, PaneGlazing) for glazing in found.values())
    assert [len(glazing.panes) for glazing in found.values()] == [2, 2, 1]
    assert [gap.gas for glazing in found.values() for gap in glazing.gaps] == ["air", "argon"]
    assert {gap.thickness for glazing in found.values() for gap in glazing.gaps} == {0.012}
    coated = found["660"].panes[0]
    assert (coated.emissivity_front, coated.emissivity_back, coated.transmittance) == (0.84, 0.047, 0.452)


@pytest.mark.parametrize(
    ("case", "inside", "outside"),
    [("450", True, True), ("460", True, False), ("470", False, True), ("600", False, False)],
)
def test_imposed_coefficients_replace_film_and_radiation(buildings, case, inside, outside):
    for surface in room(buildings[case]).surfaces:
        expected_outside, expected_inside = FILMS[kind(surface)]
        assert surface.films.inside == (expected_inside if inside else None)
        assert surface.films.outside == (expected_outside if outside else None)
        assert surface.construction.inside.emissivity == (0.0 if inside else 0.9)
        assert surface.construction.outside.emissivity == (0.0 if outside else 0.9)
    for window in windows(buildings[case]):
        assert window.films.inside == (4.5 if inside else None)
        assert window.films.outside == (17.8 if outside else None)
        first, last = window.glazing.panes
        assert (first.emissivity_front, last.emissivity_back) == (0.0 if outside else 0.84, 0.0 if inside else 0.84)
        assert (first.emissivity_back, last.emissivity_front) == (0.84, 0.84)


def test_finishes_follow_the_case(buildings):
    def finishes(case):
        construction = face(buildings[case], "room_wall_north").construction
        return (
            construction.outside.solar_absorptance,
            construction.inside.solar_absorptance,
            construction.outside.emissivity,
            construction.inside.emissivity,
        )

    assert finishes("600") == (0.6, 0.6, 0.9, 0.9)
    assert finishes("195") == finishes("200") == (0.1, 0.6, 0.1, 0.1)
    assert finishes("210") == (0.1, 0.6, 0.9, 0.1)
    assert finishes("215") == (0.1, 0.6, 0.1, 0.9)
    assert finishes("250") == (0.9, 0.6, 0.9, 0.9)
    assert finishes("270") == (0.1, 0.9, 0.9, 0.9)
    assert finishes("280") == (0.1, 0.1, 0.9, 0.9)
    assert finishes("440") == finishes("810") == (0.6, 0.1, 0.9, 0.9)
    panel = face(buildings["200"], "room_wall_south").doors[0].construction
    assert (panel.outside.emissivity, panel.inside.emissivity) == (0.1, 0.1)


@pytest.mark.parametrize(
    ("case", "ach", "gain_w"),
    [
        ("600", 0.5, 200.0),
        ("220", 0.0, 0.0),
        ("230", 1.0, 0.0),
        ("240", 0.0, 200.0),
        ("410", 0.5, 0.0),
        ("800", 0.5, 200.0),
    ],
)
def test_air_and_gains(buildings, case, ach, gain_w):
    zone = room(buildings[case])
    assert zone.infiltration_ach == ach
    assert sum(gain.power_w for gain in zone.gains) == gain_w
    assert all(gain.radiant_fraction == 0.6 for gain in zone.gains)


def test_setpoints(buildings):
    def at(case, side, hour):
        schedule = getattr(room(buildings[case]).thermostat, f"{side}_c")
        return None if schedule is None else (schedule.values[24 + hour], schedule.end_values[24 + hour])

    assert (at("600", "heating", 3), at("600", "cooling", 3)) == ((20, 20), (27, 27))
    assert (at("685", "heating", 3), at("685", "cooling", 3)) == ((20, 20), (20, 20))
    assert [at("640", "heating", hour) for hour in (0, 6, 7, 8, 22, 23)] == [
        (10, 10),
        (10, 10),
        (10, 20),
        (20, 20),
        (20, 20),
        (10, 10),
    ]
    assert at("640", "cooling", 3) == (27, 27)
    assert at("650", "heating", 12) is None
    assert [at("650", "cooling", hour) for hour in (6, 7, 17, 18)] == [(90, 90), (27, 27), (27, 27), (90, 90)]
    assert room(buildings["600FF"]).thermostat is None


@pytest.mark.parametrize("case", ["650", "950", "650FF", "950FF"])
def test_the_fan_runs_from_evening_to_morning_whatever_the_temperatures(buildings, case):
    fan = room(buildings[case]).ventilative_cooling
    assert fan.flow_m3_s * 3600.0 == pytest.approx(1700.0)
    on = fan.schedule.values[24:48]
    assert on.tolist() == [1.0] * 7 + [0.0] * 11 + [1.0] * 6
    assert (fan.above_indoor_c, fan.delta_k, fan.above_outdoor_c) == (-100.0, -200.0, -100.0)


def test_cases_without_openings_have_none(buildings):
    for case in ("195", "395"):
        assert all(not s.openings for s in room(buildings[case]).surfaces)
    assert all(isinstance(o, Door) for s in room(buildings["400"]).surfaces for o in s.openings)


def test_shades(buildings):
    (overhang,) = buildings["610"].shades
    assert overhang.area == pytest.approx(8.0)
    boxes = {shade.name: shade for shade in buildings["630"].shades}
    assert len(boxes) == 6
    assert boxes["east_overhang"].area == pytest.approx(3.0)
    assert boxes["west_fin_north"].area == pytest.approx(2.7)
    assert not buildings["620"].shades


def test_children_differ_from_their_parents(catalogue, buildings):
    for name, case in catalogue.cases.items():
        if case.parent is not None:
            parent = catalogue.cases[case.parent]
            assert (case.settings, case.by_zone) != (parent.settings, parent.by_zone), name


def stated_layers(library, name):
    layers = library["constructions"][name]["layers_outside_to_inside"]
    return [layer["thickness_m"] / library["materials"][layer["material"]]["k"] for layer in layers]


def test_the_pack_states_the_same_facts(pack_folder, catalogue, buildings):
    """The user's copy restates every case in full, in a form of its own."""
    facts = json.loads((pack_folder / "cases.json").read_text(encoding="utf-8"))
    library = facts["library"]
    assert set(facts["cases"]) == set(catalogue.cases)
    for name, entry in facts["cases"].items():
        building, case, stated = buildings[name], catalogue.cases[name], entry["parameters"]
        assert case.parent == entry["parent"], name
        assert case.settings["solar_absorptance_outside"] == stated["ext_solar_absorptance"]
        assert case.settings["solar_absorptance_inside"] == stated["int_solar_absorptance"]
        assert case.settings["emissivity_outside"] == stated["ext_ir_emittance"]
        assert case.settings["emissivity_inside"] == stated["int_ir_emittance"]
        for side, word in (("outside", "exterior"), ("inside", "interior")):
            imposed = stated["surface_coefficients"][word] == "constant_combined"
            assert case.settings[f"films_{side}"] == ("combined" if imposed else "computed")
        plans = {zone["name"]: zone for zone in library["geometry"][stated["geometry"]]["zones"]}
        assert len(plans) == len(building.zones)
        for zone in building.zones:
            plan = plans["main" if zone.name == "room" else zone.name]
            key = plan["name"]
            assert zone.infiltration_ach == stated["infiltration_ach"][key]
            assert sum(gain.power_w for gain in zone.gains) == stated["internal_gain_W"][key]
            assert (zone.thermostat is None) == (stated["thermostat"][key] == "none")
            assert (zone.ventilative_cooling is None) == (stated["ventilation"][key] is None)
            assert (zone.floor_area, zone.volume) == pytest.approx((plan["floor_area_m2"], plan["volume_m3"]))
            corners = {frozenset(map(tuple, surface["vertices"])): surface for surface in plan["surfaces"]}
            for surface in zone.surfaces:
                role = corners[frozenset(surface.vertices)]["construction_role"]
                expected = stated_layers(library, stated["constructions"][key][role])
                assert [layer.resistance for layer in surface.construction.layers] == pytest.approx(expected)
            holes = {frozenset(map(tuple, hole["vertices"])) for hole in plan["openings"]}
            assert {frozenset(hole.vertices) for s in zone.surfaces for hole in s.openings} == holes
        shades = library["shading"][stated["shading"]]["surfaces"] if stated["shading"] else []
        assert {frozenset(s.vertices) for s in building.shades} == {
            frozenset(map(tuple, s["vertices"])) for s in shades
        }
        for side, films in library["surface_coefficients"].items():
            if side in ("exterior", "interior"):
                word = "outside" if side == "exterior" else "inside"
                assert catalogue.tables["films"]["combined"][word] == films["default"]["combined"]


def test_the_pack_asks_for_the_same_outputs(pack_folder, catalogue):
    facts = json.loads((pack_folder / "cases.json").read_text(encoding="utf-8"))["cases"]
    wanted = asked(catalogue)
    for (month, day), quantities in wanted.hourly.items():
        for quantity, cases in quantities.items():
            stated = [name for name in facts if quantity in hours_of(facts[name], month, day)]
            assert sorted(cases) == sorted(stated), (month, day, quantity)
    assert set(wanted.monthly) == {name for name in facts if "monthly" in facts[name]["outputs"]}
    for case, quantity in headline(catalogue):
        assert quantity in facts[case]["outputs"]["annual"]


def hours_of(case, month, day):
    return case["outputs"].get("hourly", {}).get(f"{month:02d}-{day:02d}", [])
