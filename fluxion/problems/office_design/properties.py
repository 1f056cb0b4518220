"""What the simulation knows of each option: numbers from which a surrogate learns instead of names."""

from collections.abc import Mapping
from typing import Any

from fluxion.design import Feature
from fluxion.problems.office_design.loading import load_catalogue
from fluxion.problems.office_design.variables import NO_COOLING
from fluxion.problems.reference_office.features import office_features


def properties(settings: Mapping[str, Any]) -> dict[str, dict[str, tuple[float, ...]]]:
    """Physical numbers by choice and option; a choice that is left out has none that say all.

    Options with the same numbers make the same building: a heating system does not change the loads, and a cooling
    system does so only by its presence.

    Raises:
        InputError: the catalogue of the settings cannot be used.
    """
    catalogue = load_catalogue(settings["catalogue"])
    return {
        "window": {name: (window.u_value, window.shgc) for name, window in catalogue.windows.items()},
        "heating_system": {name: () for name in catalogue.heating},
        "cooling_system": {NO_COOLING: (0.0,), **{name: (1.0,) for name in catalogue.cooling}},
        "heat_recovery": {name: (unit.effectiveness,) for name, unit in catalogue.ventilation.items()},
    }


def features(settings: Mapping[str, Any]) -> tuple[Feature, ...]:
    """Products of quantities that a surrogate is told; windows are known by U-value and SHGC."""
    return office_features("window.0", "window.1")
