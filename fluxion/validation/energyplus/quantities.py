"""What is compared: outputs of the building, of its zones, of every hour."""

import numpy as np

from fluxion.evaluation import ZoneTable
from fluxion.typing import FloatArray

#: Outputs of the building.
BUILDING = (
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
    "worst_zone_hours_above_26_occ",
    "unmet_heating_hours",
    "unmet_cooling_hours",
    "ventilation_m3",
    "night_ventilation_m3",
)
#: Outputs of a zone; loads as they are and per floor area, since the one weighs large zones more and the other not.
ZONE = (
    "heating_kwh",
    "heating_kwh_m2",
    "cooling_kwh",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
)
#: Hourly series, attributes of `fluxion.engine.HourlySeries`.
HOURLY = ("operative_c", "air_c", "heating_w", "cooling_w")

_UNITS = {
    "_kwh_m2": "kWh/m2",
    "_eur_m2": "EUR/m2",
    "_kgco2e_m2": "kgCO2e/m2",
    "_kwh": "kWh",
    "_kw": "kW",
    "_m3": "m3",
    "_w": "W",
    "_fraction": "-",
}
_PER_AREA = "_m2"


def unit_of(name: str) -> str:
    """Unit of an output, a score or an hourly series; empty if its name tells none."""
    if "hours" in name.split("_"):
        return "h"
    if name in HOURLY and name.endswith("_c"):
        return "K"
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")


def zone_values(zones: ZoneTable, name: str) -> FloatArray:
    """(n, z) values of one of `ZONE`; NaN in failed rows."""
    if name in zones.outputs:
        return zones.outputs[name]
    return np.asarray(zones.outputs[name.removesuffix(_PER_AREA)] / zones.area_m2)
