"""How EnergyPlus shall calculate, and what it shall report."""

from collections.abc import Iterable
from typing import Any

from fluxion.building import Building, Terrain
from fluxion.energyplus.document import Document
from fluxion.weather import Weather

#: Release whose input format is written.
VERSION = "25.2"
#: Hourly outputs that a run asks for, as far as the building has them.
OUTPUT_VARIABLES = {
    "heating": "Zone Air System Sensible Heating Energy",
    "cooling": "Zone Air System Sensible Cooling Energy",
    "air": "Zone Mean Air Temperature",
    "operative": "Zone Operative Temperature",
    "ventilation": "Zone Ventilation Outdoor Density Volume Flow Rate",
}
_TERRAINS = {"Country": "country", "Suburbs": "suburbs", "City": "city", "Ocean": "ocean"}
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# Files that EnergyPlus writes unless told otherwise and that nothing reads here.
_UNREAD_FILES = (
    "mtr",
    "eso",
    "eio",
    "tabular",
    "sqlite",
    "json",
    "audit",
    "space_sizing",
    "zone_sizing",
    "system_sizing",
    "dxf",
    "bnd",
    "rdd",
    "mdd",
    "mtd",
    "shd",
    "dfs",
    "glhe",
    "delightin",
    "delighteldmp",
    "delightdfdmp",
    "edd",
    "dbg",
    "perflog",
    "sln",
    "sci",
    "wrl",
    "screen",
    "extshd",
    "tarcog",
    "plant_component_sizing",
)


def write_settings(
    document: Document, building: Building, weather: Weather, steps_per_hour: int, outputs: Iterable[str]
) -> None:
    """Add algorithms, calendar, site and output requests.

    Args:
        document: receives the objects.
        building: gives name, terrain and ground reflectance.
        weather: gives the site.
        steps_per_hour: a divisor of 60.
        outputs: names of further hourly output variables.
    """
    _algorithms(document, building, steps_per_hour)
    _calendar(document)
    _site(document, building, weather)
    for i, variable in enumerate(dict.fromkeys([*_own_outputs(building), *outputs])):
        document.add(
            "Output:Variable",
            f"output {i + 1}",
            {"key_value": "*", "variable_name": variable, "reporting_frequency": "Hourly"},
        )
    files = {f"output_{name}": "No" for name in _UNREAD_FILES}
    document.add("OutputControl:Files", "files", {"output_csv": "Yes", "output_end": "Yes", **files})


def _own_outputs(building: Building) -> list[str]:
    # EnergyPlus warns of outputs that nothing in the model can give.
    words = ["air", "operative"]
    if any(zone.thermostat and (zone.thermostat.heating_c or zone.thermostat.cooling_c) for zone in building.zones):
        words += ["heating", "cooling"]
    if any(zone.ventilation or zone.ventilative_cooling for zone in building.zones):
        words.append("ventilation")
    return [OUTPUT_VARIABLES[word] for word in words]


def _algorithms(document: Document, building: Building, steps_per_hour: int) -> None:
    document.add("Version", "version", {"version_identifier": VERSION})
    document.add(
        "SimulationControl",
        "simulation control",
        {
            "do_zone_sizing_calculation": "No",
            "do_system_sizing_calculation": "No",
            "do_plant_sizing_calculation": "No",
            "run_simulation_for_sizing_periods": "No",
            "run_simulation_for_weather_file_run_periods": "Yes",
        },
    )
    document.add(
        "Building",
        document.name("building", building.name),
        {
            "north_axis": 0.0,
            "terrain": _terrain_name(building.terrain) or "Suburbs",
            "solar_distribution": "FullInteriorAndExterior" if building.interior_beam == "traced" else "FullExterior",
            "loads_convergence_tolerance_value": 0.01,
            "temperature_convergence_tolerance_value": 0.01,
            "minimum_number_of_warmup_days": 6,
            "maximum_number_of_warmup_days": 100,
        },
    )
    document.add("Timestep", "timestep", {"number_of_timesteps_per_hour": steps_per_hour})
    document.add("HeatBalanceAlgorithm", "conduction", {"algorithm": "ConductionTransferFunction"})
    document.add("SurfaceConvectionAlgorithm:Inside", "inside films", {"algorithm": "TARP"})
    document.add("SurfaceConvectionAlgorithm:Outside", "outside films", {"algorithm": "DOE-2"})
    document.add(
        "ShadowCalculation",
        "shadows",
        {
            "shading_calculation_method": "PolygonClipping",
            "shading_calculation_update_frequency_method": "Periodic",
            "shading_calculation_update_frequency": 20,
            "sky_diffuse_modeling_algorithm": "SimpleSkyDiffuseModeling",
        },
    )
    document.add(
        "GlobalGeometryRules",
        "geometry",
        {
            "starting_vertex_position": "LowerLeftCorner",
            "vertex_entry_direction": "Counterclockwise",
            "coordinate_system": "World",
        },
    )


def _calendar(document: Document) -> None:
    document.add(
        "RunPeriod",
        "year",
        {
            "begin_month": 1,
            "begin_day_of_month": 1,
            "end_month": 12,
            "end_day_of_month": 31,
            "day_of_week_for_start_day": "Monday",
            "use_weather_file_holidays_and_special_days": "No",
            "use_weather_file_daylight_saving_period": "No",
            "apply_weekend_holiday_rule": "No",
            "use_weather_file_rain_indicators": "Yes",
            "use_weather_file_snow_indicators": "Yes",
        },
    )


def _site(document: Document, building: Building, weather: Weather) -> None:
    document.add(
        "Site:Location",
        document.name("site", weather.name),
        {
            "latitude": weather.latitude_deg,
            "longitude": weather.longitude_deg,
            "time_zone": weather.utc_offset_h,
            "elevation": weather.elevation_m,
        },
    )
    if _terrain_name(building.terrain) is None:
        document.add(
            "Site:HeightVariation",
            "wind profile",
            {
                "wind_speed_profile_exponent": building.terrain.exponent,
                "wind_speed_profile_boundary_layer_thickness": building.terrain.boundary_layer_m,
            },
        )
    reflectance: dict[str, Any] = {f"{month}_ground_reflectance": building.ground_reflectance for month in _MONTHS}
    document.add("Site:GroundReflectance", "ground", reflectance)


def _terrain_name(terrain: Terrain) -> str | None:
    return next((name for name, key in _TERRAINS.items() if Terrain.named(key) == terrain), None)
