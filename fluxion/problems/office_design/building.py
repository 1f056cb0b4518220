"""From a design to the building that is simulated."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxion.building import Building
from fluxion.building.family import Family
from fluxion.errors import InputError
from fluxion.problems.office_design.loading import load_catalogue
from fluxion.problems.office_design.variables import NO_COOLING
from fluxion.problems.reference_office.building import reference_office
from fluxion.problems.reference_office.family import office_families
from fluxion.typing import IntArray

#: Variables and parameters that go to the reference office under their own name.
_VARIABLES = (
    "wall_insulation_m",
    "roof_insulation_m",
    "floor_insulation_m",
    "wwr_south",
    "wwr_east",
    "wwr_north",
    "wwr_west",
    "overhang_m",
    "infiltration_ach",
    "heating_setpoint_c",
    "cooling_setpoint_c",
    "thermal_mass",
)
_PARAMETERS = (
    "internal_gains_w_m2",
    "setback_k",
    "setup_k",
    "orientation_deg",
    "ground_temperature_c",
    "bypass_above_c",
    "night_above_indoor_c",
    "night_delta_k",
    "night_above_outdoor_c",
)
_M3_PER_LITRE = 1e-3


def build(design: Mapping[str, Any], settings: Mapping[str, Any]) -> Building:
    """The office of one decoded design.

    Raises:
        InputError: a combination that cannot be built, or an option that the catalogue does not know.
    """
    catalogue = load_catalogue(settings["catalogue"])
    try:
        window = catalogue.windows[design["window"]]
        ventilation = catalogue.ventilation[design["heat_recovery"]]
    except KeyError as error:
        raise InputError(f"the catalogue '{settings['catalogue']}' has no option {error}.") from error
    return reference_office(
        **_same_for_one_and_many(design, settings),
        window_u=window.u_value,
        shgc=window.shgc,
        cooling=design["cooling_system"] != NO_COOLING,
        heat_recovery=ventilation.effectiveness,
        night_ventilation_ach=float(design["night_ventilation_ach"]),
    )


def families(columns: Mapping[str, Any], settings: Mapping[str, Any]) -> list[tuple[IntArray, Family]]:
    """The offices of (n,) design columns as families; designs with options unknown to the catalogue are left out."""
    catalogue = load_catalogue(settings["catalogue"])
    known = np.flatnonzero(
        [
            w in catalogue.windows and v in catalogue.ventilation
            for w, v in zip(columns["window"], columns["heat_recovery"])
        ]
    )
    if not known.size:
        return []
    columns = {name: values[known] for name, values in columns.items()}
    windows = [catalogue.windows[option] for option in columns["window"]]
    found = office_families(
        {
            **_same_for_one_and_many(columns, settings),
            "window_u": np.array([window.u_value for window in windows]),
            "shgc": np.array([window.shgc for window in windows]),
            "cooling": columns["cooling_system"] != NO_COOLING,
            "heat_recovery": np.array([catalogue.ventilation[o].effectiveness for o in columns["heat_recovery"]]),
            "night_ventilation_ach": columns["night_ventilation_ach"].astype(np.float64),
        }
    )
    return [(known[rows], family) for rows, family in found]


def _same_for_one_and_many(design: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: design[name] for name in _VARIABLES},
        **{name: settings[name] for name in _PARAMETERS},
        "ventilation_m3_s_m2": settings["ventilation_l_s_m2"] * _M3_PER_LITRE,
    }
