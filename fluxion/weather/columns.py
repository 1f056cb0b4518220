"""The weather columns that Fluxion uses: their place in an EPW row, unit, missing code and believable range.

Field positions, names and missing codes: EnergyPlus, "Auxiliary Programs", chapter "EnergyPlus Weather File (EPW)
Data Dictionary".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class WeatherColumn:
    """One hourly column.

    Attributes:
        name: attribute of `Weather`.
        title: name of the field in the EPW data dictionary.
        field: position in an EPW row, 0 for the first.
        unit: unit of the values.
        missing: value that stands for "not measured" in an EPW file.
        low: smallest believable value [unit].
        high: largest believable value [unit].
        decimals: decimals that the bundled climates carry.
        absent: value that stands in for a missing one; None: the column must be complete.
    """

    name: str
    title: str
    field: int
    unit: str
    missing: float
    low: float
    high: float
    decimals: int
    absent: float | None = None


# Dry bulb, dew point and wind: EPW's own ranges, the dry bulb narrowed to the records on inhabited land.
# Pressure: EPW allows 31..120 kPa; no town lies above 5100 m (53 kPa), and hectopascals must not pass for pascals.
# Infrared: only a coarse range; the sky temperature is compared with the air in `checks.py`.
# Rain: most files lack it in part; unmeasured hours count as dry. The record for one hour is 305 mm.
# Solar: the extraterrestrial beam never exceeds 1415 W/m2; the sun's place is compared in `checks.py`.
COLUMNS: tuple[WeatherColumn, ...] = (
    WeatherColumn("temperature_c", "Dry Bulb Temperature", 6, "degC", 99.9, -70.0, 60.0, 1),
    WeatherColumn("dew_point_c", "Dew Point Temperature", 7, "degC", 99.9, -90.0, 60.0, 1),
    WeatherColumn("pressure_pa", "Atmospheric Station Pressure", 9, "Pa", 999999.0, 50_000.0, 110_000.0, 0),
    WeatherColumn("wind_speed_m_s", "Wind Speed", 21, "m/s", 999.0, 0.0, 60.0, 1),
    WeatherColumn("wind_direction_deg", "Wind Direction", 20, "deg", 999.0, 0.0, 360.0, 0),
    WeatherColumn("infrared_w_m2", "Horizontal Infrared Radiation Intensity", 12, "Wh/m2", 9999.0, 20.0, 800.0, 0),
    WeatherColumn("ghi_w_m2", "Global Horizontal Radiation", 13, "Wh/m2", 9999.0, 0.0, 1415.0, 0),
    WeatherColumn("dni_w_m2", "Direct Normal Radiation", 14, "Wh/m2", 9999.0, 0.0, 1415.0, 0),
    WeatherColumn("dhi_w_m2", "Diffuse Horizontal Radiation", 15, "Wh/m2", 9999.0, 0.0, 1415.0, 0),
    WeatherColumn("rain_mm", "Liquid Precipitation Depth", 33, "mm", 999.0, 0.0, 500.0, 1, absent=0.0),
)

#: Days in each month of the 365-day year.
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def calendar() -> list[tuple[int, int, int]]:
    """Month, day and hour (1..24) of each of the 8760 rows of a year without 29 February."""
    return [
        (month, day, hour)
        for month, days in enumerate(DAYS_IN_MONTH, start=1)
        for day in range(1, days + 1)
        for hour in range(1, 25)
    ]


def row_label(index: int) -> str:
    """Name row `index` (0 for the first hour) for a message, for example ``"data row 25 (1/2 hour 1)"``."""
    month, day, hour = calendar()[index]
    return f"data row {index + 1} ({month}/{day} hour {hour})"
