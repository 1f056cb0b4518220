"""The problem `reference-office`: the raw physical variables of the office, simulated outputs only."""

from collections.abc import Mapping
from typing import Any

from fluxion.building import Building
from fluxion.building.family import Family
from fluxion.design import Choice, DesignProblem, DesignSpace, Feature, Parameter, Real
from fluxion.problems.reference_office.building import reference_office as build_office
from fluxion.problems.reference_office.family import office_families
from fluxion.problems.reference_office.features import office_features
from fluxion.problems.reference_office.layers import MASS_CLASSES
from fluxion.typing import IntArray

#: Simulated outputs to report, in the order of the command line.
OUTPUTS = (
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
)

_SPACE = DesignSpace(
    (
        Real("wall_insulation_m", 0.02, 0.35, 0.10, "m", "facade insulation"),
        Real("roof_insulation_m", 0.04, 0.45, 0.15, "m", "roof insulation"),
        Real("floor_insulation_m", 0.02, 0.30, 0.10, "m", "ground floor insulation"),
        Real("window_u", 0.7, 3.0, 1.8, "W/(m2 K)", "rated U-value of the windows"),
        Real("shgc", 0.20, 0.65, 0.45, "", "rated solar heat gain coefficient of the windows"),
        Real("wwr_south", 0.1, 0.7, 0.4, "", "window-to-wall ratio of facade S"),
        Real("wwr_east", 0.1, 0.7, 0.4, "", "window-to-wall ratio of facade E"),
        Real("wwr_north", 0.1, 0.7, 0.4, "", "window-to-wall ratio of facade N"),
        Real("wwr_west", 0.1, 0.7, 0.4, "", "window-to-wall ratio of facade W"),
        Real("overhang_m", 0.0, 1.5, 0.0, "m", "depth of the overhangs at the window heads"),
        Real("infiltration_ach", 0.05, 0.8, 0.3, "1/h", "outdoor air through leaks"),
        Real("internal_gains_w_m2", 4.0, 25.0, 12.0, "W/m2", "sensible gains at full schedule"),
        Real("heating_setpoint_c", 18.0, 22.0, 20.0, "degC", "air temperature, weekdays 7-18 h"),
        Real("cooling_setpoint_c", 23.0, 27.0, 25.0, "degC", "air temperature, weekdays 7-18 h"),
        Real("orientation_deg", 0.0, 360.0, 0.0, "deg", "clockwise turn of the building"),
        Choice("thermal_mass", MASS_CLASSES, "light", "constructions of all opaque parts"),
    )
)

_PARAMETERS = (
    Parameter("heating", True, "", "the office has heating"),
    Parameter("cooling", True, "", "the office has cooling"),
    Parameter("setback_k", 4.0, "K", "taken off the heating setpoint out of hours", 0.0, 15.0),
    Parameter("setup_k", 4.0, "K", "added to the cooling setpoint out of hours", 0.0, 15.0),
    Parameter("ground_temperature_c", 18.0, "degC", "under the ground floor insulation", -20.0, 40.0, monthly=True),
    Parameter("ventilation_m3_s_m2", 0.0, "m3/(s m2)", "mechanical outdoor air in occupied hours", 0.0, 0.02),
    Parameter("heat_recovery", 0.0, "", "sensible effectiveness of the ventilation's exchanger", 0.0, 0.95),
    Parameter("bypass_above_c", 22.0, "degC", "zone air above which heat recovery is bypassed", 0.0, 40.0),
    Parameter("night_ventilation_ach", 0.0, "1/h", "outdoor air for cooling outside occupied hours", 0.0, 20.0),
    Parameter("night_above_indoor_c", 22.0, "degC", "zone air above which night cooling runs", 10.0, 40.0),
    Parameter("night_delta_k", 2.0, "K", "excess over outdoor air above which night cooling runs", 0.0, 20.0),
    Parameter("night_above_outdoor_c", 10.0, "degC", "outdoor air above which night cooling runs", -20.0, 30.0),
    Parameter("n_floors", 2, "", "storeys of five zones each", 1, 20),
)


def build(design: Mapping[str, Any], settings: Mapping[str, Any]) -> Building:
    """The office of one decoded design.

    Raises:
        InputError: a combination that cannot be built, for example a window band that does not fit.
    """
    return build_office(**design, **settings)


def families(columns: Mapping[str, Any], settings: Mapping[str, Any]) -> list[tuple[IntArray, Family]]:
    """The offices of (n,) design columns as families."""
    return office_families({**settings, **columns})


def features(settings: Mapping[str, Any]) -> tuple[Feature, ...]:
    """What a surrogate is told beside the variables, whatever the settings."""
    return office_features("window_u", "shgc")


def reference_office() -> DesignProblem:
    """The problem with its default settings."""
    return DesignProblem(
        name="reference-office",
        title="Ten-zone reference office: physical variables, simulated outputs",
        space=_SPACE,
        build=build,
        families=families,
        outputs=OUTPUTS,
        predicted=OUTPUTS,
        parameters=_PARAMETERS,
        features=features,
    )
