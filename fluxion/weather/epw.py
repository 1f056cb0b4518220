"""Read an EnergyPlus weather file (EPW) into plain columns; every fault is one sentence with its line.

The file is split here and not by `pvlib.iotools.read_epw`: that reader skips blank lines, lets rows with a surplus
field shift the columns, and keeps no line numbers. On sound files both give the same numbers.
"""

import os
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather.checks import Locate, check_columns, check_site, check_sun
from fluxion.weather.columns import COLUMNS, WeatherColumn, calendar, row_label
from fluxion.weather.extraterrestrial import hourly_horizontal

# An EPW year is about 1.6 MB; ten-minute data about 10 MB. Anything larger is another kind of file.
_MAX_BYTES = 64_000_000
_HEADER_LINES = 60
_FIELDS_NEEDED = max(column.field for column in COLUMNS if column.absent is None) + 1
_FIELDS_READ = max(column.field for column in COLUMNS) + 1


@dataclass(frozen=True)
class EpwContent:
    """What one EPW file says: site numbers, columns, and a sentence on its origin."""

    latitude_deg: float
    longitude_deg: float
    elevation_m: float
    utc_offset_h: float
    columns: dict[str, FloatArray]
    source: str


def read_epw(path: str | os.PathLike[str]) -> EpwContent:
    """Read and check an EPW file with 8760 hourly rows in local standard time.

    The year column is not used: a typical year joins months of different years.

    Args:
        path: the file.

    Returns:
        (8760,) columns and the site of the header.

    Raises:
        InputError: the file is missing, unreadable or no EPW, has another number of rows, rows out of order, text
            where a number belongs, missing codes, or values that no weather has; the message names row and column.
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"expected the path of an EPW file, got a {type(path).__name__}.")
    path = Path(path)
    lines = _read_lines(path)
    try:
        site, station = _parse_location(lines[0])
        check_site(*site)
        start = _data_start(lines)
        rows = _split_rows(lines, start)

        def locate(index: int) -> str:
            return f"{row_label(index)[:-1]}, line {start + index + 1})"

        _check_calendar(rows, locate)
        columns = {column.name: _numbers(rows, column, locate) for column in COLUMNS}
        check_columns(columns, locate)
        check_sun(columns, hourly_horizontal(site[0], site[1], site[3]), locate)
    except InputError as error:
        raise InputError(f"weather file {str(path)!r}: {error}") from error
    return EpwContent(*site, columns=columns, source=f"EPW file '{path.name}', station {station}")


def _read_lines(path: Path) -> list[str]:
    name = f"weather file {str(path)!r}"
    content = _read_bytes(path, name)
    if not content.strip():
        raise InputError(f"{name}: the file is empty; expected an EPW file with {HOURS_PER_YEAR} hourly rows.")
    if b"\0" in content:
        raise InputError(f"{name}: this is a binary file; expected an EPW file, which is text (unpack archives first).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Station names in older files are in Latin-1, in which every byte has a meaning.
        text = content.decode("latin-1")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while not lines[-1].strip():
        lines.pop()
    if not lines[0].strip().upper().startswith("LOCATION"):
        raise InputError(
            f"{name}: this is not an EPW file: its first line must begin with 'LOCATION', got {lines[0][:40]!r}."
        )
    return lines


def _read_bytes(path: Path, name: str) -> bytes:
    if "\0" in str(path):
        raise InputError(f"{name}: this is no valid path: it contains a NUL character.")
    try:
        if path.is_dir():
            raise InputError(f"{name}: this is a folder; expected the path of an EPW file.")
        if not path.exists():
            raise InputError(f"{name}: there is no such file; check the path.")
        if not path.is_file():
            raise InputError(f"{name}: this is no regular file; expected the path of an EPW file.")
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{name}: larger than {_MAX_BYTES // 1_000_000} MB; expected an EPW file of about 2 MB.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: the file cannot be read ({error.strerror}).") from error


def _parse_location(line: str) -> tuple[tuple[float, float, float, float], str]:
    """Site numbers (latitude, longitude, elevation, UTC offset) and the station's name."""
    fields = [field.strip() for field in line.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    if len(fields) < 10:
        raise InputError(
            "line 1 (LOCATION): expected 10 fields (LOCATION, city, state, country, source, WMO, latitude, longitude, "
            f"UTC offset, elevation), got {len(fields)}."
        )
    # A city with a comma in its name adds fields in front, so the numbers are counted from the end.
    numbers = []
    for title, text in zip(("latitude", "longitude", "UTC offset", "elevation"), fields[-4:]):
        number = _number(text)
        if number is None:
            raise InputError(f"line 1 (LOCATION): the {title} must be a number, got {text[:40]!r}.")
        numbers.append(number)
    latitude, longitude, offset, elevation = numbers
    return (latitude, longitude, elevation, offset), " ".join(fields[1].split()) or "unnamed"


def _data_start(lines: list[str]) -> int:
    """Index of the first data line."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        fields = [field.strip() for field in line.split(",")]
        if fields[0].upper() != "DATA PERIODS":
            continue
        if len(fields) > 2 and _number(fields[2]) not in (None, 1.0):
            raise InputError(
                f"line {index + 1} (DATA PERIODS): expected 1 record per hour, got {fields[2][:20]}; average the "
                "file to hours first."
            )
        return index + 1
    raise InputError("the header line 'DATA PERIODS' is missing; expected the 8 header lines of an EPW file.")


def _split_rows(lines: list[str], start: int) -> list[list[str]]:
    # The fields behind the last one used stay in one piece.
    rows = [line.split(",", _FIELDS_READ) for line in lines[start:]]
    for index, row in enumerate(rows):
        if len(row) < _FIELDS_NEEDED:
            what = "a blank line" if not "".join(row).strip() else f"{len(row)} fields"
            raise InputError(
                f"data row {index + 1} (line {start + index + 1}): expected at least {_FIELDS_NEEDED} fields "
                f"separated by commas, got {what}."
            )
    if len(rows) != HOURS_PER_YEAR:
        hint = ""
        if len(rows) == HOURS_PER_YEAR + 24:
            hint = " This is a leap year: remove the 24 rows of 29 February."
        elif len(rows) == HOURS_PER_YEAR - 1:
            hint = " One hour is lost, often by conversion between time zones."
        raise InputError(
            f"expected {HOURS_PER_YEAR} data rows (the hours of a year without 29 February), got {len(rows)}.{hint}"
        )
    return rows


def _check_calendar(rows: list[list[str]], locate: Locate) -> None:
    for index, expected in enumerate(calendar()):
        stamp = tuple(rows[index][1:4])
        if stamp == _plain(expected) or tuple(_number(text) for text in stamp) == expected:
            continue
        month, day, hour = expected
        raise InputError(
            f"columns 'Month, Day, Hour', {locate(index)}: expected {month}, {day}, {hour}, got "
            f"{', '.join(text.strip()[:20] for text in stamp)}; rows must run from 1 January hour 1 to "
            "31 December hour 24 in local standard time."
        )


def _plain(stamp: tuple[int, int, int]) -> tuple[str, str, str]:
    month, day, hour = stamp
    return str(month), str(day), str(hour)


def _numbers(rows: list[list[str]], column: WeatherColumn, locate: Locate) -> FloatArray:
    """(8760,) float64 of one field."""
    if column.absent is None:
        return _complete([row[column.field] for row in rows], column.title, locate)
    # Older files end before this field; an empty one is as good as the code for missing data.
    texts = [row[column.field].strip() if len(row) > column.field else "" for row in rows]
    values = _complete([text or str(column.missing) for text in texts], column.title, locate)
    return np.where(values == column.missing, column.absent, values)


def _complete(texts: list[str], title: str, locate: Locate) -> FloatArray:
    try:
        values = np.array([float(text) for text in texts])
    except ValueError:
        values = np.full(len(texts), np.nan)
    if np.isfinite(values).all() and "_" not in "".join(texts):
        return values
    index, text = next((index, text.strip()) for index, text in enumerate(texts) if _number(text) is None)
    got = repr(text[:40]) if text else "an empty field"
    raise InputError(
        f"column '{title}', {locate(index)}: expected a number, got {got}; fill the gap or use another file."
    )


def _number(text: str) -> float | None:
    """The finite number that `text` writes, or None."""
    # Python also reads "1_000", "nan" and "infinity" as floats; a weather file means none of them.
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text else None
