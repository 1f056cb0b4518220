"""Outputs of the office that only rise or only fall with a variable, whatever the others are, in every climate.

What is missing here is not monotone: insulation and heat recovery hold heat in summer too, leaks let warm air in
where it is hotter outside, larger windows lose more heat in mild nights, and a peak load may move to another hour.
"""

_WINDOWS = ("wwr_south", "wwr_east", "wwr_north", "wwr_west")
_HOURS = ("hours_above_26", "hours_above_28", "hours_above_26_occ", "hours_above_28_occ", "hours_above_adaptive_occ")

#: Output -> variable -> +1 where the output never falls with the variable, -1 where it never rises.
MONOTONE: dict[str, dict[str, int]] = {
    "heating_kwh_m2": {"heating_setpoint_c": 1},
    "cooling_kwh_m2": {"cooling_system": 1, "overhang_m": -1, "cooling_setpoint_c": -1},
    "cooling_peak_kw": {"cooling_system": 1, "cooling_setpoint_c": -1},
    **{name: {"cooling_system": -1} for name in _HOURS},
    "night_ventilation_m3": {"overhang_m": -1, "night_ventilation_ach": 1},
    "solar_gains_kwh_m2": {**dict.fromkeys(_WINDOWS, 1), "overhang_m": -1},
}
