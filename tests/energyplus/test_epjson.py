import dataclasses
import json

import numpy as np
import pytest
from boxes import BOARD, box, heated_to, pair, room
from yearly import expand

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
from fluxion.energyplus import to_epjson
from fluxion.energyplus.epjson import zone_keys
from fluxion.errors import InputError
from fluxion.problems.reference_office.building import reference_office

ALWAYS = Schedule.constant(1.0)


def points(fields):
    return [tuple(v[f"vertex_{axis}_coordinate"] for axis in "xyz") for v in fields["vertices"]]


def test_the_office_is_json_and_complete(golden):
    building = reference_office(overhang_m=0.5)
    model = json.loads(json.dumps(to_epjson(building, golden)))
    assert len(model["Zone"]) == 10
    assert len(model["FenestrationSurface:Detailed"]) == 8
    assert len(model["Shading:Building:Detailed"]) == 8
    assert len(model["OtherEquipment"]) == 30
    assert len(model["ZoneInfiltration:DesignFlowRate"]) == 10
    assert len(model["ZoneHVAC:IdealLoadsAirSystem"]) == 10
    owned = sum(len(zone.surfaces) for zone in building.zones)
    partitions = sum(isinstance(s.boundary, Adjacent) for zone in building.zones for s in zone.surfaces)
    assert len(model["BuildingSurface:Detailed"]) == owned + partitions


def test_conventions_of_the_reference_office(golden):
    model = to_epjson(reference_office(), golden)
    fields = next(iter(model["Building"].values()))
    assert fields["terrain"] == "Suburbs"
    assert fields["solar_distribution"] == "FullExterior"
    assert model["Timestep"]["timestep"]["number_of_timesteps_per_hour"] == 6
    assert model["RunPeriod"]["year"]["day_of_week_for_start_day"] == "Monday"
    assert model["SurfaceConvectionAlgorithm:Inside"]["inside films"]["algorithm"] == "TARP"
    assert model["SurfaceConvectionAlgorithm:Outside"]["outside films"]["algorithm"] == "DOE-2"
    assert model["ShadowCalculation"]["shadows"]["shading_calculation_update_frequency"] == 20
    assert "Site:HeightVariation" not in model
    site = next(iter(model["Site:Location"].values()))
    assert site["latitude"] == golden.latitude_deg
    assert site["time_zone"] == -7.0


def test_every_reference_between_objects_exists(golden):
    model = to_epjson(reference_office(overhang_m=1.0, night_ventilation_ach=2.0), golden)
    surfaces, zones = model["BuildingSurface:Detailed"], model["Zone"]
    layers = (
        model["Material"].keys() | model["Material:NoMass"].keys() | model["WindowMaterial:SimpleGlazingSystem"].keys()
    )
    schedules = model["Schedule:Year"].keys() | model["Schedule:Constant"].keys()
    for fields in surfaces.values():
        assert fields["zone_name"] in zones
        assert fields["construction_name"] in model["Construction"]
    for fields in model["FenestrationSurface:Detailed"].values():
        assert fields["building_surface_name"] in surfaces
    for fields in model["Construction"].values():
        assert set(fields.values()) <= layers
    for kind in ("OtherEquipment", "ZoneInfiltration:DesignFlowRate", "ZoneVentilation:DesignFlowRate"):
        for fields in model[kind].values():
            assert fields["schedule_name"] in schedules
            assert fields["zone_or_zonelist_or_space_or_spacelist_name"] in zones
    for fields in model["ZoneControl:Thermostat"].values():
        assert fields["control_type_schedule_name"] in schedules
        assert fields["control_1_name"] in model[fields["control_1_object_type"]]


def test_partitions_are_seen_from_both_sides(golden):
    asymmetric = Construction(
        "asymmetric",
        (
            Material("board", 0.02, 0.16, 950.0, 840.0),
            Resistance("gap", 0.18),
            Material("block", 0.1, 0.5, 1400.0, 1000.0),
        ),
        outside=Finish(0.3, 0.8, "smooth"),
        inside=Finish(0.7, 0.9, "rough"),
    )
    model = to_epjson(pair(asymmetric), golden)
    surfaces = model["BuildingSurface:Detailed"]
    mine = surfaces["west E"]
    theirs = surfaces[mine["outside_boundary_condition_object"]]
    assert theirs["outside_boundary_condition_object"] == "west E"
    assert (mine["zone_name"], theirs["zone_name"]) == ("west", "east")
    assert points(theirs) == points(mine)[::-1]
    forward, backward = (model["Construction"][s["construction_name"]] for s in (mine, theirs))
    assert list(backward.values()) == list(forward.values())[::-1]
    inner = model["Material"][list(forward.values())[-1]]
    outer = model["Material"][forward["outside_layer"]]
    assert (outer["solar_absorptance"], outer["thermal_absorptance"], outer["roughness"]) == (0.3, 0.8, "Smooth")
    assert (inner["solar_absorptance"], inner["thermal_absorptance"], inner["roughness"]) == (0.7, 0.9, "Rough")


def test_one_layer_with_two_finishes_is_cut_in_half(golden):
    plate = Construction("plate", (Material("steel", 0.01, 50.0, 7800.0, 450.0),), Finish(0.2), Finish(0.8))
    model = to_epjson(box(construction=plate), golden)
    fields = model["Construction"][model["BuildingSurface:Detailed"]["S"]["construction_name"]]
    layers = [model["Material"][name] for name in fields.values()]
    assert [layer["thickness"] for layer in layers] == [0.005, 0.005]
    assert [layer["solar_absorptance"] for layer in layers] == [0.2, 0.8]


def test_adiabatic_faces_get_their_mirror_image(golden):
    wall = Construction("wall", (Material("a", 0.1, 0.5, 1000.0, 1000.0), Material("b", 0.02, 0.2, 900.0, 900.0)))
    model = to_epjson(box(constructions={"floor": wall}), golden)
    floor = model["BuildingSurface:Detailed"]["floor"]
    assert floor["outside_boundary_condition"] == "Adiabatic"
    layers = list(model["Construction"][floor["construction_name"]].values())
    assert len(layers) == 4
    thickness = [model["Material"][name]["thickness"] for name in layers]
    assert thickness == [0.02, 0.1, 0.1, 0.02]


def test_ground_temperatures_follow_the_months(golden):
    months = tuple(float(m) for m in range(1, 13))
    model = to_epjson(box(boundaries={"floor": Ground(months)}), golden)
    floor = model["BuildingSurface:Detailed"]["floor"]
    assert floor["outside_boundary_condition"] == "OtherSideCoefficients"
    side = model["SurfaceProperty:OtherSideCoefficients"][floor["outside_boundary_condition_object"]]
    assert side["combined_convective_radiative_film_coefficient"] == 0.0
    fields = model["Schedule:Year"][side["constant_temperature_schedule_name"]]
    assert len(fields["schedule_weeks"]) >= 12
    values = expand(model, side["constant_temperature_schedule_name"])
    assert values[0] == 1.0
    assert values[31 * 24] == 2.0
    assert values[-1] == 12.0


def test_exposure(golden):
    model = to_epjson(box(boundaries={"N": Outdoors(sun_exposed=False, wind_exposed=False)}), golden)
    north, south = (model["BuildingSurface:Detailed"][name] for name in "NS")
    assert (north["sun_exposure"], north["wind_exposure"]) == ("NoSun", "NoWind")
    assert (south["sun_exposure"], south["wind_exposure"]) == ("SunExposed", "WindExposed")
    (place,) = model["SurfaceProperty:LocalEnvironment"].values()
    assert place["exterior_surface_name"] == "N"
    view = model["SurfaceProperty:SurroundingSurfaces"][place["surrounding_surfaces_object_name"]]
    assert view["sky_view_factor"] == 0.0
    # EnergyPlus ignores surroundings without any surface.
    (trace,) = view["surfaces"]
    assert view["ground_view_factor"] + trace["surrounding_surface_view_factor"] == 1.0
    assert 0.0 < trace["surrounding_surface_view_factor"] < 0.001


def test_the_underside_of_a_raised_floor_sees_no_sky_anyway(golden):
    model = to_epjson(box(boundaries={"floor": Outdoors(sun_exposed=False)}), golden)
    assert model["BuildingSurface:Detailed"]["floor"]["sun_exposure"] == "NoSun"
    assert "SurfaceProperty:LocalEnvironment" not in model


def test_surface_types_follow_the_tilt(golden):
    surfaces = to_epjson(reference_office(), golden)["BuildingSurface:Detailed"]
    assert surfaces["F2_C_roof"]["surface_type"] == "Roof"
    assert surfaces["F1_C_floor"]["surface_type"] == "Floor"
    assert surfaces["F2_C_floor"]["surface_type"] == "Floor"
    assert surfaces["F2_C_floor from F1_C"]["surface_type"] == "Ceiling"
    assert surfaces["F1_S_facade"]["surface_type"] == "Wall"


def test_windows_with_many_corners_are_split(golden):
    angles = np.linspace(0.0, 2.0 * np.pi, 7)[:-1]
    hexagon = tuple((3.0 + np.cos(a), 0.0, 1.35 + np.sin(a)) for a in angles)
    window = Window("w", hexagon, SimpleGlazing("g", 1.5, 0.5))
    zone = room()
    south = zone.surfaces[0]
    surfaces = (Surface("S", south.vertices, south.construction, south.boundary, (window,)), *zone.surfaces[1:])
    building = Building("b", (Zone("room", 48.0, 129.6, surfaces),))
    parts = to_epjson(building, golden)["FenestrationSurface:Detailed"].values()
    area = 0.0
    for part in parts:
        n = part["number_of_vertices"]
        assert n in (3, 4)
        x = [part[f"vertex_{i + 1}_x_coordinate"] for i in range(n)]
        z = [part[f"vertex_{i + 1}_z_coordinate"] for i in range(n)]
        area += 0.5 * abs(sum(x[i] * z[(i + 1) % n] - x[(i + 1) % n] * z[i] for i in range(n)))
    assert area == pytest.approx(window.area)


def overhung(depth_m):
    """A room under an overhang."""
    edge = ((0.0, 0.0, 2.7), (8.0, 0.0, 2.7), (8.0, -depth_m, 2.7), (0.0, -depth_m, 2.7))
    return Building("b", (room(),), shades=(Shade("overhang", edge),))


@pytest.mark.parametrize(("depth_m", "written"), [(1.0, True), (0.0101, True), (0.0099, False), (1e-4, False)])
def test_shades_too_thin_for_energyplus_are_left_out(golden, depth_m, written):
    model = to_epjson(overhung(depth_m), golden)
    assert ("Shading:Building:Detailed" in model) == written


@pytest.mark.parametrize(
    ("thermostat", "kind", "control"),
    [
        (heated_to(20.0, 25.0), "ThermostatSetpoint:DualSetpoint", 4.0),
        (heated_to(20.0), "ThermostatSetpoint:SingleHeating", 1.0),
        (Thermostat(None, Schedule.constant(25.0)), "ThermostatSetpoint:SingleCooling", 2.0),
    ],
)
def test_thermostats(golden, thermostat, kind, control):
    model = to_epjson(box(thermostat=thermostat), golden)
    fields = model["ZoneControl:Thermostat"]["room thermostat"]
    assert fields["control_1_object_type"] == kind
    assert model["Schedule:Constant"][fields["control_type_schedule_name"]]["hourly_value"] == control


@pytest.mark.parametrize("thermostat", [None, Thermostat(None, None)])
def test_a_free_floating_zone_has_no_system(golden, thermostat):
    model = to_epjson(box(thermostat=thermostat), golden)
    assert "ZoneHVAC:IdealLoadsAirSystem" not in model
    assert "ZoneControl:Thermostat" not in model


def test_extreme_setpoints_stay_inside_the_supply_temperatures(golden):
    model = to_epjson(box(thermostat=heated_to(45.0, 50.0)), golden)
    assert model["ZoneHVAC:IdealLoadsAirSystem"]["room ideal loads"]["maximum_heating_supply_air_temperature"] == 65.0
    model = to_epjson(box(thermostat=Thermostat(None, Schedule.constant(8.0))), golden)
    assert model["ZoneHVAC:IdealLoadsAirSystem"]["room ideal loads"]["minimum_cooling_supply_air_temperature"] == -2.0


def test_heat_recovery_and_bypass_become_two_flows(golden):
    fresh = Ventilation(0.2, ALWAYS, heat_recovery=0.75, bypass_above_c=23.0)
    flows = to_epjson(box(ventilation=fresh), golden)["ZoneVentilation:DesignFlowRate"]
    assert flows["room ventilation"]["design_flow_rate"] == pytest.approx(0.05)
    assert flows["room bypass"]["design_flow_rate"] == pytest.approx(0.15)
    assert flows["room bypass"]["minimum_indoor_temperature"] == 23.0
    assert flows["room bypass"]["delta_temperature"] == 0.0
    assert "minimum_indoor_temperature" not in flows["room ventilation"]


def test_a_perfect_exchanger_leaves_no_flow(golden):
    fresh = Ventilation(0.2, ALWAYS, heat_recovery=1.0)
    assert "ZoneVentilation:DesignFlowRate" not in to_epjson(box(ventilation=fresh), golden)


def test_ventilative_cooling_keeps_its_limits(golden):
    night = VentilativeCooling(0.3, ALWAYS, 22.0, 2.0, 10.0)
    fields = to_epjson(box(ventilative_cooling=night), golden)["ZoneVentilation:DesignFlowRate"][
        "room ventilative cooling"
    ]
    assert fields["design_flow_rate"] == 0.3
    assert fields["minimum_indoor_temperature"] == 22.0
    assert fields["delta_temperature"] == 2.0
    assert fields["minimum_outdoor_temperature"] == 10.0
    assert fields["density_basis"] == "Outdoor"


def test_no_limit_stays_inside_what_energyplus_takes(golden):
    night = VentilativeCooling(0.3, ALWAYS)
    fields = to_epjson(box(ventilative_cooling=night), golden)["ZoneVentilation:DesignFlowRate"][
        "room ventilative cooling"
    ]
    assert fields["delta_temperature"] == -100.0


def test_infiltration_is_a_constant_flow(golden):
    fields = to_epjson(box(infiltration_ach=0.5), golden)["ZoneInfiltration:DesignFlowRate"]["room infiltration"]
    assert fields["design_flow_rate"] == pytest.approx(0.5 * 6.0 * 8.0 * 2.7 / 3600.0)
    assert fields["constant_term_coefficient"] == 1.0
    assert fields["density_basis"] == "Outdoor"


def test_gains_of_one_name_are_all_written(golden):
    gains = tuple(InternalGain("people", power, 0.3, ALWAYS) for power in (100.0, 200.0))
    equipment = to_epjson(box(gains=gains), golden)["OtherEquipment"].values()
    assert sorted(fields["design_level"] for fields in equipment) == [100.0, 200.0]
    assert all(fields["fuel_type"] == "None" for fields in equipment)


def test_any_terrain(golden):
    building = box()
    other = Building("b", building.zones, terrain=Terrain(0.18, 300.0))
    profile = to_epjson(other, golden)["Site:HeightVariation"]["wind profile"]
    assert profile["wind_speed_profile_exponent"] == 0.18
    assert profile["wind_speed_profile_boundary_layer_thickness"] == 300.0
    city = Building("b", building.zones, terrain=Terrain.named("city"))
    assert next(iter(to_epjson(city, golden)["Building"].values()))["terrain"] == "City"


def test_zone_keys_tell_zones_apart_that_energyplus_would_mix_up(golden):
    building = Building("b", (room("core", prefix="a "), room("Core", prefix="b ")))
    keys = zone_keys(building)
    assert len(set(keys)) == 2
    assert {name.upper() for name in to_epjson(building, golden)["Zone"]} == set(keys)


def test_outputs_that_nothing_can_give_are_not_asked_for(golden):
    def asked(**zone):
        return {fields["variable_name"] for fields in to_epjson(box(**zone), golden)["Output:Variable"].values()}

    assert asked() == {"Zone Mean Air Temperature", "Zone Operative Temperature"}
    assert "Zone Air System Sensible Heating Energy" in asked(thermostat=heated_to(20.0))
    assert "Zone Ventilation Outdoor Density Volume Flow Rate" in asked(ventilation=Ventilation(0.1, ALWAYS))


def test_more_outputs_are_asked_for_once(golden):
    model = to_epjson(box(), golden, outputs=("Zone Operative Temperature", "Site Wind Speed"))
    names = [fields["variable_name"] for fields in model["Output:Variable"].values()]
    assert names.count("Zone Operative Temperature") == 1
    assert "Site Wind Speed" in names


@pytest.mark.parametrize("steps", [0, 7, -6, 6.0, True, 120])
def test_impossible_steps(golden, steps):
    with pytest.raises(InputError, match="steps_per_hour"):
        to_epjson(box(), golden, steps)


def test_glazing_that_the_simple_window_cannot_express(golden):
    with pytest.raises(InputError, match=r"emissivity of 0\.84"):
        to_epjson(box(bands={"S": (0.3, 0.8, 2.0)}, glazing=SimpleGlazing("low-e", 1.1, 0.5, 0.1)), golden)


def test_emissivities_stay_inside_what_energyplus_takes(golden):
    mirror = Construction("m", (Resistance("r", 1.0),), Finish(0.0, 0.0), Finish(0.0, 1.0))
    model = to_epjson(box(construction=mirror), golden)
    values = {layer["thermal_absorptance"] for layer in model["Material:NoMass"].values()}
    assert 0.0 < min(values) < 1e-5
    assert max(values) == 0.99999


def test_adiabatic_boundary_object(golden):
    model = to_epjson(box(boundaries={"N": Adiabatic()}), golden)
    assert model["BuildingSurface:Detailed"]["N"]["outside_boundary_condition"] == "Adiabatic"
    assert model["BuildingSurface:Detailed"]["N"]["sun_exposure"] == "NoSun"


CLEAR = Pane(0.003, 0.834, 0.075, 0.075, conductivity=1.06)
COATED = Pane(0.004, 0.43, 0.36, 0.42, emissivity_front=0.84, emissivity_back=0.05, conductivity=1.06)


def glazed(*glazings, **more):
    """A room with a window of each glazing in its south wall, side by side."""
    zone = room(**more)
    width = 6.0 / len(glazings)
    windows = []
    for i, glazing in enumerate(glazings):
        x0, x1 = i * width + 0.2, (i + 1) * width - 0.2
        corners = ((x0, 0.0, 0.8), (x1, 0.0, 0.8), (x1, 0.0, 2.2), (x0, 0.0, 2.2))
        windows.append(Window(f"w{i + 1}", corners, glazing))
    south = dataclasses.replace(zone.surfaces[0], windows=tuple(windows))
    return Building("glazed", (dataclasses.replace(zone, surfaces=(south, *zone.surfaces[1:])),))


def layers_of(model, window):
    name = model["FenestrationSurface:Detailed"][window]["construction_name"]
    fields = model["Construction"][name]
    assert list(fields) == ["outside_layer", *(f"layer_{i + 2}" for i in range(len(fields) - 1))]
    return list(fields.values())


def test_glazing_is_written_pane_by_pane_from_the_outside(golden):
    model = to_epjson(glazed(PaneGlazing("g", (COATED, CLEAR), (Gap(0.016, "argon"),))), golden)
    outer, gap, inner = layers_of(model, "w1")
    assert model["WindowMaterial:Gas"][gap] == {"gas_type": "Argon", "thickness": 0.016}
    assert model["WindowMaterial:Glazing"][outer] == {
        "optical_data_type": "SpectralAverage",
        "thickness": 0.004,
        "conductivity": 1.06,
        "solar_transmittance_at_normal_incidence": 0.43,
        "front_side_solar_reflectance_at_normal_incidence": 0.36,
        "back_side_solar_reflectance_at_normal_incidence": 0.42,
        "visible_transmittance_at_normal_incidence": 0.43,
        "front_side_visible_reflectance_at_normal_incidence": 0.36,
        "back_side_visible_reflectance_at_normal_incidence": 0.42,
        "infrared_transmittance_at_normal_incidence": 0.0,
        "front_side_infrared_hemispherical_emissivity": 0.84,
        "back_side_infrared_hemispherical_emissivity": 0.05,
    }
    assert model["WindowMaterial:Glazing"][inner]["solar_transmittance_at_normal_incidence"] == 0.834
    assert "WindowMaterial:SimpleGlazingSystem" not in model


def test_equal_panes_gaps_and_stacks_are_written_once(golden):
    double = PaneGlazing("double", (CLEAR, CLEAR), (Gap(0.012),))
    triple = PaneGlazing("triple", (CLEAR, CLEAR, CLEAR), (Gap(0.012), Gap(0.012, "krypton")))
    again = PaneGlazing("double", (dataclasses.replace(CLEAR), CLEAR), (Gap(0.012),))
    model = to_epjson(glazed(double, triple, again, PaneGlazing("double", (CLEAR,))), golden)
    assert len(model["WindowMaterial:Glazing"]) == 1
    assert sorted(gas["gas_type"] for gas in model["WindowMaterial:Gas"].values()) == ["Air", "Krypton"]
    (pane,) = model["WindowMaterial:Glazing"]
    assert layers_of(model, "w2")[::2] == [pane] * 3
    names = [fields["construction_name"] for fields in model["FenestrationSurface:Detailed"].values()]
    assert names[0] == names[2]
    assert len(set(names)) == 3
    # One name for two products does not make them one.
    assert layers_of(model, "w4") == [pane]
    assert len(layers_of(model, "w1")) == 3


def test_panes_that_differ_are_told_apart(golden):
    other = dataclasses.replace(CLEAR, reflectance_back=0.075001)
    model = to_epjson(glazed(PaneGlazing("a", (CLEAR,)), PaneGlazing("a", (other,))), golden)
    assert len(model["WindowMaterial:Glazing"]) == 2
    assert layers_of(model, "w1") != layers_of(model, "w2")


def test_emissivities_of_panes_stay_inside_what_energyplus_takes(golden):
    extreme = Pane(0.003, 0.8, 0.07, 0.07, emissivity_front=0.0, emissivity_back=1.0)
    model = to_epjson(glazed(PaneGlazing("extreme", (extreme,))), golden)
    (pane,) = model["WindowMaterial:Glazing"].values()
    assert 0.0 < pane["front_side_infrared_hemispherical_emissivity"] < 1e-5
    assert pane["back_side_infrared_hemispherical_emissivity"] == 0.99999


def test_heat_stored_in_glass_has_no_place_in_the_model(golden):
    light = dataclasses.replace(CLEAR, density=0.0)
    panes = [
        list(to_epjson(glazed(PaneGlazing("g", (pane,))), golden)["WindowMaterial:Glazing"].values())
        for pane in (CLEAR, light)
    ]
    assert panes[0] == panes[1]
    assert not {"density", "specific_heat"} & set(panes[0][0])


def with_faces(zone, **changes):
    """`zone` with fields of some of its surfaces replaced, by surface name."""
    surfaces = tuple(dataclasses.replace(s, **changes.get(s.name, {})) for s in zone.surfaces)
    return dataclasses.replace(zone, surfaces=surfaces)


LEAF = ((1.0, 0.0, 0.0), (2.0, 0.0, 0.0), (2.0, 0.0, 2.1), (1.0, 0.0, 2.1))


def test_doors_are_openings_of_a_construction_of_their_own(golden):
    oak = Construction("oak", (Material("oak", 0.04, 0.18, 700.0, 1600.0),), Finish(0.5), Finish(0.7))
    zone = with_faces(room(), S={"doors": (Door("front door", LEAF, oak),)})
    model = to_epjson(Building("b", (zone,)), golden)
    door = model["FenestrationSurface:Detailed"]["front door"]
    assert door["surface_type"] == "Door"
    assert door["building_surface_name"] == "S"
    assert door["number_of_vertices"] == 4
    assert [door[f"vertex_3_{axis}_coordinate"] for axis in "xyz"] == [2.0, 0.0, 2.1]
    fields = model["Construction"][door["construction_name"]]
    # Two finishes on one layer.
    assert [model["Material"][name]["solar_absorptance"] for name in fields.values()] == [0.5, 0.7]
    assert sum(model["Material"][name]["thickness"] for name in fields.values()) == pytest.approx(0.04)


def test_doors_with_many_corners_are_split(golden):
    arch = tuple((1.5 + np.sin(a), 0.0, 1.3 - np.cos(a)) for a in np.linspace(0.0, 2.0 * np.pi, 9)[:-1])
    model = to_epjson(Building("b", (with_faces(room(), S={"doors": (Door("arch", arch, BOARD),)}),)), golden)
    parts = model["FenestrationSurface:Detailed"]
    assert list(parts) == ["arch", "arch part 2", "arch part 3"]
    assert {part["surface_type"] for part in parts.values()} == {"Door"}


def films_of(model, face):
    fields = model["SurfaceProperty:ConvectionCoefficients"][f"{face} films"]
    assert fields["surface_name"] == face
    found = {}
    for i in (1, 2):
        if f"convection_coefficient_{i}_location" in fields:
            assert fields[f"convection_coefficient_{i}_type"] == "Value"
            found[fields[f"convection_coefficient_{i}_location"]] = fields[f"convection_coefficient_{i}"]
    return found


def test_films_of_walls_windows_and_doors(golden):
    zone = room(bands={"N": (0.5, 0.8, 2.2)})
    north = next(s for s in zone.surfaces if s.name == "N")
    window = dataclasses.replace(north.windows[0], films=Films(4.5, 16.9))
    zone = with_faces(
        zone,
        S={"doors": (Door("door", LEAF, BOARD, Films(inside=8.3)),), "films": Films(3.1, 29.3)},
        N={"windows": (window,)},
        E={"films": Films(outside=21.0)},
    )
    model = to_epjson(Building("b", (zone,)), golden)
    assert set(model["SurfaceProperty:ConvectionCoefficients"]) == {
        f"{face} films" for face in ("S", "door", "N window", "E")
    }
    assert films_of(model, "S") == {"Inside": 3.1, "Outside": 29.3}
    assert films_of(model, "door") == {"Inside": 8.3}
    assert films_of(model, "N window") == {"Inside": 4.5, "Outside": 16.9}
    assert films_of(model, "E") == {"Outside": 21.0}


def test_films_of_every_part_of_a_split_window(golden):
    angles = np.linspace(0.0, 2.0 * np.pi, 7)[:-1]
    hexagon = tuple((3.0 + np.cos(a), 0.0, 1.35 + np.sin(a)) for a in angles)
    window = Window("w", hexagon, SimpleGlazing("g", 1.5, 0.5), Films(inside=3.0))
    model = to_epjson(Building("b", (with_faces(room(), S={"windows": (window,)}),)), golden)
    assert [films_of(model, part) for part in model["FenestrationSurface:Detailed"]] == [{"Inside": 3.0}] * 2


def test_both_films_of_a_partition_are_inside_films(golden):
    building = pair()
    west = with_faces(building.zones[0], **{"west E": {"films": Films(inside=2.0, outside=5.0)}})
    model = to_epjson(dataclasses.replace(building, zones=(west, building.zones[1])), golden)
    behind = model["BuildingSurface:Detailed"]["west E"]["outside_boundary_condition_object"]
    assert films_of(model, "west E") == {"Inside": 2.0}
    assert films_of(model, behind) == {"Inside": 5.0}
    west = with_faces(building.zones[0], **{"west E": {"films": Films(outside=5.0)}})
    model = to_epjson(dataclasses.replace(building, zones=(west, building.zones[1])), golden)
    assert list(model["SurfaceProperty:ConvectionCoefficients"]) == [f"{behind} films"]


def test_computed_films_leave_no_trace(golden):
    assert "SurfaceProperty:ConvectionCoefficients" not in to_epjson(reference_office(), golden)


@pytest.mark.parametrize("films", [Films(inside=0.0), Films(3.0, 0.05)])
def test_films_below_the_limit_of_energyplus_are_refused_by_the_name_of_the_face(golden, films):
    wall = Building("b", (with_faces(room(), W={"films": films}),))
    with pytest.raises(InputError, match=r"'W': EnergyPlus takes imposed films from 0\.1 W/\(m2 K\) on, but .* is 0"):
        to_epjson(wall, golden)
    door = Building("b", (with_faces(room(), S={"doors": (Door("leaf", LEAF, BOARD, films),)}),))
    with pytest.raises(InputError, match="'leaf': EnergyPlus takes imposed films from"):
        to_epjson(door, golden)
    assert films_of(to_epjson(Building("b", (with_faces(room(), W={"films": Films(0.1)}),)), golden), "W") == {
        "Inside": 0.1
    }


def test_a_ramped_thermostat_is_written_by_the_steps(golden):
    morning = Schedule.daily_line([(0, 10.0), (5, 10.0), (7, 20.0), (23, 20.0), (23, 10.0)], "morning")
    model = to_epjson(box(thermostat=Thermostat(morning, Schedule.constant(27.0))), golden, 4)
    setpoints = model["ThermostatSetpoint:DualSetpoint"]["room setpoints"]
    name = setpoints["heating_setpoint_temperature_schedule_name"]
    np.testing.assert_array_equal(expand(model, name, 4), morning.at_steps(4))
    assert expand(model, name, 4)[20:28].tolist() == [10.625, 11.875, 13.125, 14.375, 15.625, 16.875, 18.125, 19.375]
    assert setpoints["cooling_setpoint_temperature_schedule_name"] in model["Schedule:Constant"]


def test_supply_air_is_hot_enough_for_the_top_of_a_ramp(golden):
    ramp = Schedule.daily_line([(6, 20.0), (7, 60.0), (7, 20.0)])
    model = to_epjson(box(thermostat=Thermostat(ramp, None)), golden)
    system = model["ZoneHVAC:IdealLoadsAirSystem"]["room ideal loads"]
    assert system["maximum_heating_supply_air_temperature"] == 80.0
    dip = Schedule.daily_line([(6, 25.0), (7, 5.0), (7, 25.0)])
    model = to_epjson(box(thermostat=Thermostat(None, dip)), golden)
    system = model["ZoneHVAC:IdealLoadsAirSystem"]["room ideal loads"]
    assert system["minimum_cooling_supply_air_temperature"] == -5.0


def test_traced_beam_is_asked_for_by_the_name_of_energyplus(golden):
    traced = dataclasses.replace(box(), interior_beam="traced")
    ways = [next(iter(to_epjson(b, golden)["Building"].values()))["solar_distribution"] for b in (box(), traced)]
    assert ways == ["FullExterior", "FullInteriorAndExterior"]


def test_solar_shares_are_refused(golden):
    with pytest.raises(InputError, match=r"zone 'room': EnergyPlus .* takes no solar shares; .* choose interior_beam"):
        to_epjson(box(solar_shares={"floor": 0.6}), golden)
