"""The weather file of a run: the original of a bundled climate, or one written from the columns of a `Weather`."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from fluxion.assets import manifest, sha256
from fluxion.weather import Weather
from fluxion.weather.columns import COLUMNS, calendar
from fluxion.weather.moist_air import saturation_pressure_pa

_FIELDS = 35
# Codes for "not measured" of the fields that Fluxion does not keep (EnergyPlus, "Auxiliary Programs", EPW data
# dictionary); no snow, and rain depths that fell within an hour.
_MISSING = {
    10: "9999",
    11: "9999",
    16: "999999",
    17: "999999",
    18: "999999",
    19: "9999",
    22: "99",
    23: "99",
    24: "9999",
    25: "99999",
    26: "9",
    27: "999999999",
    28: "999",
    29: "0.0",
    30: "0",
    31: "99",
    32: "0.2",
    34: "1.0",
}
_HUMIDITY_FIELD = 8


def weather_file(weather: Weather, originals: Path, folder: Path) -> Path:
    """Path of an EPW file with the numbers of `weather`.

    A bundled climate is run with the file it was made from; any other weather is written into `folder`, without
    snow.

    Args:
        weather: site and year.
        originals: folder of EnergyPlus' own weather files.
        folder: where a file may be written.
    """
    found = _original(weather.name, weather.fingerprint(), originals)
    if found is not None:
        return found
    path = folder / "weather.epw"
    path.write_text(epw_text(weather), encoding="utf-8")
    return path


@lru_cache(maxsize=16)
def _original(name: str, fingerprint: str, originals: Path) -> Path | None:
    if name not in Weather.names() or Weather.bundled(name).fingerprint() != fingerprint:
        return None
    source = manifest()[f"weather/{name}.npz"]["source"]
    path = originals / str(source["original_file"])
    return path if path.is_file() and sha256(path) == source["original_sha256"] else None


def epw_text(weather: Weather) -> str:
    """`weather` in the EPW format; fields that it does not keep carry their code for missing data."""
    site = f"{weather.latitude_deg:.6g},{weather.longitude_deg:.6g},{weather.utc_offset_h:g},{weather.elevation_m:g}"
    header = (
        f"LOCATION,{_plain(weather.name)},-,-,{_plain(weather.source)[:80]},999999,{site}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        "COMMENTS 1,written by Fluxion",
        "COMMENTS 2,no snow",
        "DATA PERIODS,1,1,Data,Monday, 1/ 1,12/31",
    )
    written = {column.field: [f"{v:.10g}" for v in getattr(weather, column.name)] for column in COLUMNS}
    written[_HUMIDITY_FIELD] = [f"{v:.6g}" for v in relative_humidity_percent(weather)]
    lines = list(header)
    for index, (month, day, hour) in enumerate(calendar()):
        row = [_MISSING.get(field, "0") for field in range(_FIELDS)]
        row[:6] = ["2001", str(month), str(day), str(hour), "0", "?9?9?9?9E0?9?9?9?9"]
        for field, texts in written.items():
            row[field] = texts[index]
        lines.append(",".join(row))
    return "\n".join(lines) + "\n"


def relative_humidity_percent(weather: Weather) -> np.ndarray:
    """(8760,) relative humidity from dew point and dry bulb, 0 to 100 [%]."""
    ratio = saturation_pressure_pa(weather.dew_point_c) / saturation_pressure_pa(weather.temperature_c)
    return np.clip(100.0 * ratio, 0.0, 100.0)


def _plain(text: str) -> str:
    return " ".join(text.replace(",", " ").split()) or "-"
