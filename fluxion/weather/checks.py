"""Is this weather believable? Every check names the first offending row and column."""

from collections.abc import Callable, Mapping

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import STEFAN_BOLTZMANN, ZERO_CELSIUS
from fluxion.weather.columns import COLUMNS, WeatherColumn

#: Dew point above dry bulb that rounding and two independent sensors still explain [K].
DEW_POINT_TOLERANCE_K = 1.0
#: The sky may be this much colder than the air [K]. A dry clear sky at high altitude has an emissivity of about
#: 0.5, that is 45 K below air of 15 degC; the coldest hours of the bundled climates reach 22 K.
SKY_BELOW_AIR_K = 60.0
#: The sky may be this much warmer than the air [K]. Low cloud reaches the air's temperature, a strong polar
#: inversion some 10..15 K more. A sky hotter than that heats a roof without limit and the indoor air with it.
SKY_ABOVE_AIR_K = 20.0
#: Standard time follows the sun within this [h]; the widest real case (western China on Beijing time) is 3.1 h.
OFFSET_TOLERANCE_H = 3.5
#: Global and diffuse sun may pass the extraterrestrial horizontal irradiance by this factor and amount [W/m2]:
#: clouds beside the sun reflect, and records are rounded near sunrise.
SOLAR_FACTOR = 1.1
SOLAR_MARGIN_W_M2 = 50.0

Locate = Callable[[int], str]


def check_site(latitude_deg: float, longitude_deg: float, elevation_m: float, utc_offset_h: float) -> None:
    """Check the four site numbers and that the time zone fits the longitude.

    Args:
        latitude_deg: north positive [deg].
        longitude_deg: east positive [deg].
        elevation_m: above sea level [m].
        utc_offset_h: local standard time minus UTC [h].

    Raises:
        InputError: a number is not finite or out of range, or time zone and longitude contradict each other.
    """
    limits = (
        ("latitude", latitude_deg, -90.0, 90.0, "deg"),
        ("longitude", longitude_deg, -180.0, 180.0, "deg"),
        ("elevation", elevation_m, -1000.0, 9000.0, "m"),
        ("UTC offset", utc_offset_h, -12.0, 14.0, "h"),
    )
    for title, value, low, high, unit in limits:
        if not (np.isfinite(value) and low <= value <= high):
            raise InputError(f"the {title} must lie between {low:g} and {high:g} {unit}, got {value:g}.")
    gap = (utc_offset_h - longitude_deg / 15.0 + 12.0) % 24.0 - 12.0
    if abs(gap) > OFFSET_TOLERANCE_H:
        raise InputError(
            f"the UTC offset {utc_offset_h:+g} h does not fit the longitude {longitude_deg:g} deg (the sun there is "
            f"at {longitude_deg / 15.0:+.1f} h); expected local standard time, east of Greenwich positive for both."
        )


def check_columns(columns: Mapping[str, FloatArray], locate: Locate) -> None:
    """Check each column against its missing code and range, and the columns against each other.

    Args:
        columns: (8760,) arrays by attribute name of `Weather`.
        locate: words for a row index, used in messages.

    Raises:
        InputError: one sentence on the first offending row of the first offending column.
    """
    for column in COLUMNS:
        values = columns[column.name]
        bad = ~np.isfinite(values)
        _refuse(bad, column, values, locate, "a number", "fill the gap or use another file")
        _refuse(
            values == column.missing,
            column,
            values,
            locate,
            f"a measured value, not the code {column.missing:g} for missing data",
            "fill the gap or use another file",
        )
        expected = f"{column.low:g} to {column.high:g} {column.unit}"
        bad = (values < column.low) | (values > column.high)
        _refuse(bad, column, values, locate, expected, "correct the file, its units or the order of its columns")
    _check_dew_point(columns, locate)
    _check_sky(columns, locate)


def check_sun(columns: Mapping[str, FloatArray], horizontal: FloatArray, locate: Locate) -> None:
    """Check the solar columns against the sun that the site can have.

    The bound of an hour is the largest extraterrestrial irradiance of that hour and its two neighbours, so that
    records whose stamps are off by half an hour pass, while a wrong hemisphere, time zone or hour order does not.

    Args:
        columns: (8760,) arrays by attribute name of `Weather`.
        horizontal: (8760,) array, mean extraterrestrial irradiance on the horizontal [W/m2] of each hour.
        locate: words for a row index, used in messages.

    Raises:
        InputError: an hour has more sun than reaches the top of the atmosphere.
    """
    widest = np.maximum(horizontal, np.maximum(np.roll(horizontal, 1), np.roll(horizontal, -1)))
    bounds = SOLAR_FACTOR * widest + SOLAR_MARGIN_W_M2
    dark = np.where(widest > 0.0, np.inf, SOLAR_MARGIN_W_M2)
    for column in COLUMNS:
        if column.name in ("ghi_w_m2", "dhi_w_m2"):
            bound = bounds
        elif column.name == "dni_w_m2":
            bound = dark
        else:
            continue
        values = columns[column.name]
        bad = values > bound
        if bad.any():
            first = int(np.argmax(bad))
            raise InputError(
                f"column '{column.title}', {locate(first)}: at most {bound[first]:.0f} {column.unit} can reach this "
                f"site in this hour, got {values[first]:g}{_others(bad)}; check latitude, longitude and UTC offset of "
                "the header, and that the rows are in local standard time."
            )


def _check_dew_point(columns: Mapping[str, FloatArray], locate: Locate) -> None:
    air, dew = columns["temperature_c"], columns["dew_point_c"]
    bad = dew > air + DEW_POINT_TOLERANCE_K
    if bad.any():
        first = int(np.argmax(bad))
        raise InputError(
            f"column 'Dew Point Temperature', {locate(first)}: the dew point {dew[first]:g} degC lies above the dry "
            f"bulb {air[first]:g} degC{_others(bad)}, which moist air cannot have; check the order of the columns."
        )


def _check_sky(columns: Mapping[str, FloatArray], locate: Locate) -> None:
    air = columns["temperature_c"]
    infrared = columns["infrared_w_m2"]
    sky = (infrared / STEFAN_BOLTZMANN) ** 0.25 - ZERO_CELSIUS
    bad = (sky < air - SKY_BELOW_AIR_K) | (sky > air + SKY_ABOVE_AIR_K)
    if bad.any():
        first = int(np.argmax(bad))
        raise InputError(
            f"column 'Horizontal Infrared Radiation Intensity', {locate(first)}: {infrared[first]:g} Wh/m2 means a sky "
            f"of {sky[first]:.1f} degC above air of {air[first]:g} degC{_others(bad)}; expected a sky at most "
            f"{SKY_BELOW_AIR_K:g} K colder and {SKY_ABOVE_AIR_K:g} K warmer than the air. Correct the column or use "
            "another file."
        )


def _refuse(
    bad: np.ndarray, column: WeatherColumn, values: FloatArray, locate: Locate, expected: str, remedy: str
) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        raise InputError(
            f"column '{column.title}', {locate(first)}: expected {expected}, got {values[first]:g}{_others(bad)}; "
            f"{remedy}."
        )


def _others(bad: np.ndarray) -> str:
    count = int(bad.sum()) - 1
    return f" (and {count} more rows)" if count else ""
