"""Objectives and what the constraints look at, exact functions of design, settings and simulated outputs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignColumns, chosen
from fluxion.problems.office_design.energy import final_energy
from fluxion.problems.office_design.loading import load_catalogue
from fluxion.problems.office_design.quantities import (
    FLOOR_AREA,
    OCCUPIED_HOURS,
    window_area,
    window_head,
)
from fluxion.problems.office_design.tariff import cost_and_carbon
from fluxion.problems.office_design.variables import NO_COOLING
from fluxion.typing import Column

#: Simulated outputs that `score` reads.
NEEDED = (
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26_occ",
    "hours_above_adaptive_occ",
    "night_ventilation_m3",
)


def score(
    columns: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], outputs: Mapping[str, Column]
) -> dict[str, Column]:
    """Columns (n,) of n designs.

    Returns:
        ``energy_kwh_m2``: final energy of a year per conditioned floor area.
        ``cost_eur_m2``: global cost (EN 15459-1) over ``cost_years``.
        ``carbon_kgco2e_m2``: emissions (EN 15978) over ``carbon_years``.
        ``overheating_fraction``: share of occupied hours above the limit, see `overheating`.
        ``investment_eur_m2``, ``embodied_kgco2e_m2``: initial investment; production and replacement.
        ``window_head_m``: height of the highest window head above its floor.
        ``daylight_deficit``: ``daylight_ratio`` less window area per conditioned floor area.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    row = columns.row() if isinstance(columns, DesignColumns) else None
    if row is None:
        return _score(columns, settings, outputs)
    numbers = {name: outputs[name][0] for name in NEEDED}
    return {name: np.array([value]) for name, value in _score(row, settings, numbers).items()}


def _score(
    columns: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], outputs: Mapping[str, Column]
) -> dict[str, Column]:
    catalogue = load_catalogue(settings["catalogue"])
    energy = final_energy(columns, settings, outputs, catalogue)
    cost, carbon = cost_and_carbon(columns, settings, outputs, energy, catalogue)
    return {
        "energy_kwh_m2": energy.total / FLOOR_AREA,
        "cost_eur_m2": cost.total,
        "carbon_kgco2e_m2": carbon.total,
        "overheating_fraction": overheating(columns, outputs),
        "investment_eur_m2": cost.investment,
        "embodied_kgco2e_m2": carbon.embodied,
        "window_head_m": window_head(columns),
        "daylight_deficit": settings["daylight_ratio"] - window_area(columns) / FLOOR_AREA,
    }


def overheating(columns: Mapping[str, NDArray[Any]], outputs: Mapping[str, Column]) -> Column:
    """(n,) area-weighted share of occupied hours with too high an operative temperature [-].

    The limit is 26 degC with active cooling, otherwise the adaptive limit of EN 16798-1, category II.
    """
    passive = chosen(columns, "cooling_system").is_option(NO_COOLING)
    hours = np.where(passive, outputs["hours_above_adaptive_occ"], outputs["hours_above_26_occ"])
    return np.clip(hours / OCCUPIED_HOURS, 0.0, 1.0)
