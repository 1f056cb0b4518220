"""What is written obeys the schema of the installed EnergyPlus; no run is needed for that."""

import copy

import numpy as np
import odd_buildings
import pytest
from input_schema import defects, read_schema
from random_buildings import random_building

from fluxion.building import Adjacent
from fluxion.energyplus import find_program, to_epjson
from fluxion.problems.reference_office.building import reference_office


@pytest.fixture
def schema(needs_energyplus):
    return read_schema(find_program().binary.parent)


def dangling(model):
    """References between faces, constructions, layers, schedules and zones that lead nowhere."""
    layers = {name for kind in model if kind.startswith(("Material", "WindowMaterial")) for name in model[kind]}
    schedules = model.get("Schedule:Year", {}).keys() | model.get("Schedule:Constant", {}).keys()
    days = model.get("Schedule:Day:Hourly", {}).keys() | model.get("Schedule:Day:List", {}).keys()
    faces = model["BuildingSurface:Detailed"].keys() | model.get("FenestrationSurface:Detailed", {}).keys()
    known = {
        "construction_name": model["Construction"].keys(),
        "building_surface_name": model["BuildingSurface:Detailed"].keys(),
        "surface_name": faces,
        "zone_name": model["Zone"].keys(),
        "zone_or_zonelist_name": model["Zone"].keys(),
        "zone_or_zonelist_or_space_or_spacelist_name": model["Zone"].keys(),
        "schedule_week_name": model.get("Schedule:Week:Daily", {}).keys(),
    }
    found = []
    for kind, objects in model.items():
        for name, fields in objects.items():
            for field, value in fields.items():
                place = known.get(field)
                if kind == "Construction":
                    place = layers
                elif field.endswith("schedule_day_name"):
                    place = days
                elif field.endswith("schedule_name"):
                    place = schedules
                elif field == "outside_boundary_condition_object":
                    place = faces | model.get("SurfaceProperty:OtherSideCoefficients", {}).keys()
                if place is not None and value not in place:
                    found.append(f"{kind} '{name}': {field} is {value!r}")
    return found


def assert_valid(model, schema):
    assert defects(model, schema) == []
    assert dangling(model) == []


@pytest.mark.parametrize("name", ["cabin", "tower", "courtyard"])
def test_odd_buildings(schema, golden, name):
    assert_valid(to_epjson(getattr(odd_buildings, name)(), golden), schema)


def test_the_office(schema, golden):
    assert_valid(to_epjson(reference_office(overhang_m=1.0, night_ventilation_ach=2.0), golden), schema)


@pytest.mark.parametrize("seed", range(10))
def test_random_buildings(schema, golden, seed):
    building = random_building(np.random.default_rng(seed))
    for steps in (1, 6):
        model = to_epjson(building, golden, steps)
        assert_valid(model, schema)
        own = sum(len(zone.surfaces) for zone in building.zones)
        partitions = sum(isinstance(s.boundary, Adjacent) for zone in building.zones for s in zone.surfaces)
        assert len(model["BuildingSurface:Detailed"]) == own + partitions


def test_random_buildings_have_everything_between_them(golden):
    kinds = {kind for seed in range(10) for kind in to_epjson(random_building(np.random.default_rng(seed)), golden)}
    assert kinds >= {
        "FenestrationSurface:Detailed",
        "Material:NoMass",
        "Schedule:Day:List",
        "Shading:Building:Detailed",
        "Site:HeightVariation",
        "SurfaceProperty:ConvectionCoefficients",
        "SurfaceProperty:LocalEnvironment",
        "SurfaceProperty:OtherSideCoefficients",
        "ThermostatSetpoint:DualSetpoint",
        "ThermostatSetpoint:SingleCooling",
        "ThermostatSetpoint:SingleHeating",
        "WindowMaterial:Gas",
        "WindowMaterial:Glazing",
        "WindowMaterial:SimpleGlazingSystem",
        "ZoneVentilation:DesignFlowRate",
    }


@pytest.mark.parametrize(
    ("kind", "name", "change", "words"),
    [
        ("Zone", "cabin", {"volum": 1.0}, "volum is no field"),
        ("Zone", "cabin", {"volume": "large"}, "volume is 'large'"),
        ("FenestrationSurface:Detailed", "door", {"surface_type": "Gate"}, "surface_type is 'Gate'"),
        ("FenestrationSurface:Detailed", "door", {"construction_name": None}, "construction_name"),
        ("Timestep", "timestep", {"number_of_timesteps_per_hour": 90}, "number_of_timesteps_per_hour is 90"),
        ("Gate", "gate", {}, "no such kind"),
    ],
)
def test_the_check_finds_defects(schema, golden, kind, name, change, words):
    model = copy.deepcopy(to_epjson(odd_buildings.cabin(), golden))
    model.setdefault(kind, {}).setdefault(name, {}).update(change)
    found = defects(model, schema)
    assert len(found) == 1
    assert words in found[0]


def test_the_check_finds_what_is_missing_and_what_leads_nowhere(schema, golden):
    model = copy.deepcopy(to_epjson(odd_buildings.cabin(), golden))
    del model["FenestrationSurface:Detailed"]["door"]["construction_name"]
    assert defects(model, schema) == ["FenestrationSurface:Detailed 'door': construction_name is missing"]
    model["FenestrationSurface:Detailed"]["view"]["construction_name"] = "nothing"
    assert dangling(model) == ["FenestrationSurface:Detailed 'view': construction_name is 'nothing'"]
