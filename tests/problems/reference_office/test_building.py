"""The reference office is what its definition says, at every corner of its ranges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.building import Adjacent, Ground, Outdoors
from fluxion.errors import InputError
from fluxion.problems.reference_office import plan
from fluxion.problems.reference_office.building import reference_office
from fluxion.problems.reference_office.layers import constructions

# Bounds that a design space over the office has to support (its definition, ranges_to_support).
RANGES = {
    "wall_insulation_m": (0.02, 0.35),
    "roof_insulation_m": (0.04, 0.45),
    "floor_insulation_m": (0.02, 0.30),
    "window_u": (0.7, 3.0),
    "shgc": (0.20, 0.65),
    "wwr_south": (0.1, 0.7),
    "wwr_east": (0.1, 0.7),
    "wwr_north": (0.1, 0.7),
    "wwr_west": (0.1, 0.7),
    "overhang_m": (0.0, 1.5),
    "infiltration_ach": (0.05, 0.8),
    "internal_gains_w_m2": (4.0, 25.0),
    "heating_setpoint_c": (18.0, 22.0),
    "cooling_setpoint_c": (23.0, 27.0),
    "orientation_deg": (0.0, 360.0),
}
# Depths that nobody would draw have a test of their own.
OVERHANG = st.just(0.0) | st.floats(0.001, 1.5)
AREAS = {"S": 114.75, "E": 69.75, "N": 114.75, "W": 69.75, "C": 231.0}


def surfaces(building):
    return {s.name: s for zone in building.zones for s in zone.surfaces}


def test_ten_zones_with_their_areas_and_volumes():
    office = reference_office()
    assert [z.name for z in office.zones] == [f"F{f}_{u}" for f in (1, 2) for u in "SENWC"]
    for zone in office.zones:
        assert zone.floor_area == pytest.approx(AREAS[zone.name[3]])
        assert zone.volume == pytest.approx(3.0 * zone.floor_area)
    assert office.floor_area == pytest.approx(1200.0)
    assert sum(z.volume for z in office.zones) == pytest.approx(3600.0)


def test_every_zone_is_closed():
    office = reference_office(orientation_deg=17.0)
    total = {zone.name: np.zeros(3) for zone in office.zones}
    for zone in office.zones:
        for s in zone.surfaces:
            vector = np.array(s.normal) * s.area
            total[zone.name] += vector
            if isinstance(s.boundary, Adjacent):
                total[s.boundary.zone] -= vector
    for name, vector in total.items():
        np.testing.assert_allclose(vector, 0.0, atol=1e-9, err_msg=name)


def test_zones_touch_what_the_plan_says():
    office = reference_office()
    links = {frozenset((z.name, s.boundary.zone)) for z in office.zones for s in z.surfaces
             if isinstance(s.boundary, Adjacent)}  # fmt: skip
    expected = {frozenset((f"F{f}_{a}", f"F{f}_{b}")) for f in (1, 2) for a, b in ("SE", "EN", "NW", "WS")}
    expected |= {frozenset((f"F{f}_{u}", f"F{f}_C")) for f in (1, 2) for u in "SENW"}
    expected |= {frozenset((f"F1_{u}", f"F2_{u}")) for u in "SENWC"}
    assert links == expected
    partitions = [s for s in surfaces(office).values() if isinstance(s.boundary, Adjacent) and s.tilt_deg < 100.0]
    diagonal = 4.5 * math.sqrt(2.0) * 3.0
    lengths = sorted({round(s.area, 6) for s in partitions})
    assert lengths == pytest.approx([diagonal, 33.0, 63.0])


def test_ground_roof_and_facades():
    faces = surfaces(reference_office(ground_temperature_c=12.0))
    ground = [s for s in faces.values() if isinstance(s.boundary, Ground)]
    assert sum(s.area for s in ground) == pytest.approx(600.0)
    assert all(s.boundary.monthly == (12.0,) * 12 and s.tilt_deg == pytest.approx(180.0) for s in ground)
    roofs = [s for s in faces.values() if isinstance(s.boundary, Outdoors) and s.tilt_deg < 1.0]
    assert sum(s.area for s in roofs) == pytest.approx(600.0)
    assert all(s.centroid[2] == pytest.approx(6.0) for s in roofs)
    facades = [s for s in faces.values() if isinstance(s.boundary, Outdoors) and s.tilt_deg > 1.0]
    assert sum(s.area for s in facades) == pytest.approx(600.0)


@given(st.floats(0.1, 0.7), st.sampled_from("SENW"), st.floats(0.0, 360.0))
def test_window_bands_have_the_stated_share(wwr, unit, turn):
    key = {"S": "wwr_south", "E": "wwr_east", "N": "wwr_north", "W": "wwr_west"}[unit]
    faces = surfaces(reference_office(**{key: wwr}, orientation_deg=turn))
    for floor in (1, 2):
        facade = faces[f"F{floor}_{unit}_facade"]
        (band,) = facade.windows
        assert band.area == pytest.approx(wwr * facade.area)
        heights = [v[2] for v in band.vertices]
        assert min(heights) == pytest.approx(0.8 + 3.0 * (floor - 1))
        assert max(heights) <= 3.0 * floor - 0.01


@pytest.mark.parametrize(("turn", "looks"), [(0.0, 180.0), (90.0, 270.0), (180.0, 0.0), (270.0, 90.0), (45.0, 225.0)])
def test_orientation_turns_clockwise(turn, looks):
    facade = surfaces(reference_office(orientation_deg=turn))["F1_S_facade"]
    assert math.cos(math.radians(facade.azimuth_deg - looks)) == pytest.approx(1.0)


def test_overhangs_lie_at_the_heads_over_the_full_length():
    office = reference_office(overhang_m=1.2, wwr_south=0.5, orientation_deg=30.0)
    assert len(office.shades) == 8
    faces = surfaces(office)
    for shade in office.shades:
        unit = shade.name[3]
        facade = faces[f"{shade.name[:4]}_facade"]
        length = 30.0 if unit in "SN" else 20.0
        assert shade.area == pytest.approx(1.2 * length)
        head = max(v[2] for v in facade.windows[0].vertices)
        assert {round(v[2], 9) for v in shade.vertices} == {round(head, 9)}
        # It stands out from the facade by its depth.
        out = [np.dot(np.subtract(v, facade.vertices[0]), facade.normal) for v in shade.vertices]
        assert sorted(out) == pytest.approx([0.0, 0.0, 1.2, 1.2], abs=1e-9)
    assert reference_office(overhang_m=0.0).shades == ()


def test_use_of_the_zones():
    office = reference_office(internal_gains_w_m2=10.0)
    zone = office.zones[0]
    monday_noon, sunday_noon = 12, 6 * 24 + 12

    def power(hour):
        return sum(g.power_w * g.schedule.values[hour] for g in zone.gains) / zone.floor_area

    assert power(monday_noon) == pytest.approx(10.0)
    assert power(sunday_noon) == pytest.approx(10.0 * (0.35 * 0.1 + 0.40 * 0.3))
    radiant = sum(g.power_w * g.radiant_fraction for g in zone.gains) / zone.floor_area
    assert radiant == pytest.approx(10.0 * (0.25 * 0.3 + 0.35 * 0.5 + 0.40 * 0.3))
    heating, cooling = zone.thermostat.heating_c.values, zone.thermostat.cooling_c.values
    assert (heating[6], heating[7], heating[17], heating[18]) == (16.0, 20.0, 20.0, 16.0)
    assert (cooling[6], cooling[7], cooling[17], cooling[18]) == (29.0, 25.0, 25.0, 29.0)
    assert office.occupied.values.sum() == 2610.0
    assert (office.occupied.values[7], office.occupied.values[8], office.occupied.values[18]) == (0.0, 1.0, 0.0)


def test_services_on_request():
    plain = reference_office().zones[0]
    assert plain.ventilation is None
    assert plain.ventilative_cooling is None
    full = reference_office(
        ventilation_m3_s_m2=0.001, heat_recovery=0.7, bypass_above_c=23.0, night_ventilation_ach=3.0, cooling=False
    ).zones[0]
    assert full.ventilation.flow_m3_s == pytest.approx(0.11475)
    assert full.ventilation.heat_recovery == 0.7
    assert full.ventilative_cooling.flow_m3_s == pytest.approx(3.0 * 344.25 / 3600.0)
    # Night air stays out of occupied hours.
    assert (full.ventilative_cooling.schedule.values * full.ventilation.schedule.values).max() == 0.0
    assert full.thermostat.cooling_c is None
    assert reference_office(heating=False).zones[0].thermostat.heating_c is None


@given(
    st.sampled_from(["light", "heavy"]),
    st.fixed_dictionaries({**{name: st.floats(*bounds) for name, bounds in RANGES.items()}, "overhang_m": OVERHANG}),
)
def test_all_parameters_in_their_ranges_build(mass, values):
    assert len(reference_office(thermal_mass=mass, **values).zones) == 10


@pytest.mark.parametrize("depth", [1e-17, 1e-9, 1e-7])
def test_a_vanishing_overhang_is_none(depth):
    # What arithmetic of an optimiser leaves of zero is still within the range.
    assert len(reference_office(overhang_m=depth, orientation_deg=10.0).zones) == 10


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("name", RANGES)
def test_each_bound_builds(name, side):
    assert len(reference_office(**{name: RANGES[name][side]}).zones) == 10


@pytest.mark.parametrize("n_floors", [1, 2, 3, 7])
def test_storeys(n_floors):
    office = reference_office(n_floors=n_floors)
    assert len(office.zones) == 5 * n_floors
    faces = surfaces(office).values()
    assert office.floor_area == pytest.approx(600.0 * n_floors)
    assert sum(s.area for s in faces if isinstance(s.boundary, Ground)) == pytest.approx(600.0)
    assert sum(s.area for s in faces if isinstance(s.boundary, Outdoors) and s.tilt_deg < 1.0) == pytest.approx(600.0)
    between = [s for s in faces if isinstance(s.boundary, Adjacent) and s.tilt_deg > 170.0]
    assert sum(s.area for s in between) == pytest.approx(600.0 * (n_floors - 1))


@pytest.mark.parametrize("wwr", [0.0, -0.2, 0.8, 1.0, math.nan])
@pytest.mark.parametrize("facade", ["south", "east", "north", "west"])
def test_a_window_band_that_does_not_fit_is_refused_with_the_limit(wwr, facade):
    with pytest.raises(InputError, match=r"the window band of facade .* does not fit: .* at most 0\.7\d\d"):
        reference_office(**{f"wwr_{facade}": wwr})


def test_the_largest_window_that_fits():
    limit = (2.99 - 0.8) * (20.0 - 0.3) / 60.0
    assert plan.window_height("E", limit - 1e-6) < 2.19
    with pytest.raises(InputError, match="does not fit"):
        plan.window_height("E", limit + 1e-6)


@pytest.mark.parametrize(
    "parameters",
    [
        {"heating_setpoint_c": 26.0, "cooling_setpoint_c": 24.0},
        {"n_floors": 2.5},
        {"n_floors": 0},
        {"ventilation_m3_s_m2": -1.0},
        {"heat_recovery": 1.5},
        {"night_ventilation_ach": -1.0},
        {"setback_k": -1.0},
        {"thermal_mass": "medium"},
        {"wall_insulation_m": 0.0},
        {"window_u": "1.8"},
        {"ground_temperature_c": (1.0, 2.0)},
        {"overhang_m": -0.5},
    ],
)
def test_impossible_parameters_are_refused(parameters):
    with pytest.raises(InputError) as caught:
        reference_office(**parameters)
    assert len(str(caught.value)) > 30


NUMBERS = (
    *RANGES,
    "setback_k",
    "setup_k",
    "ground_temperature_c",
    "n_floors",
    "ventilation_m3_s_m2",
    "heat_recovery",
    "bypass_above_c",
    "night_ventilation_ach",
    "night_above_indoor_c",
    "night_delta_k",
    "night_above_outdoor_c",
)


@pytest.mark.parametrize("name", NUMBERS)
def test_nan_is_never_taken_for_a_parameter(name):
    with pytest.raises(InputError):
        reference_office(**{name: math.nan})


def test_layers_and_their_resistance():
    light = constructions("light", 0.10, 0.15, 0.10)
    assert light["wall"].resistance == pytest.approx(0.009 / 0.14 + 2.5 + 0.0125 / 0.16)
    assert light["roof"].resistance == pytest.approx(0.019 / 0.14 + 3.75 + 0.0125 / 0.16)
    assert light["ground"].resistance == pytest.approx(2.5 + 0.025 / 0.14)
    assert light["partition"].resistance == pytest.approx(2 * 0.0125 / 0.16 + 0.18)
    heavy = constructions("heavy", 0.10, 0.15, 0.10)
    assert heavy["wall"].resistance == pytest.approx(0.10 / 0.89 + 2.5 + 0.15 / 0.51)
    assert heavy["midfloor"].resistance == pytest.approx(0.20 / 1.4)
    # Outside to inside: the insulated ground floor has its insulation towards the ground.
    assert heavy["ground"].layers[0].name == "insulation"
    assert heavy["midfloor"].heat_capacity == pytest.approx(0.20 * 2100.0 * 840.0)
