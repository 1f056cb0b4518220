"""Strict reading of a table of reference results."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fluxion.errors import InputError

# Values are published to at least three decimals (loads, shares), two (temperatures), none (sun over the year);
# trailing zeros are lost in some files, so a shorter number is not taken as a coarser one beyond this.
_COARSEST = {"MWh": 0.0005, "kW": 0.0005, "-": 0.0005, "degC": 0.005, "kWh": 0.05, "kWh/m2": 0.5}


@dataclass(frozen=True)
class Layout:
    """What a file must hold.

    Attributes:
        file: its name.
        texts: columns with text that is never blank.
        numbers: columns with finite numbers.
        source: where the content comes from, for messages.
        rounded: columns of numbers that get a column ``<name>_tolerance`` beside them, see `rounding`.
        blank: columns with text that may be blank.
        whole: columns of `numbers` that hold whole ones.
        key: columns that together occur once.
    """

    file: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    source: str
    rounded: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


def rounding(text: str, unit: str) -> float:
    """Half a unit of the last digit of a published number, in its own unit.

    A value may pass a bound by that much, because the bound itself is only known to it; and never by more than half a
    unit of the last digit that the standard's tables print for the unit.

    Args:
        text: the number as published.
        unit: ``MWh``, ``kW``, ``degC``, ...
    """
    coarsest = _COARSEST.get(unit, 0.0)
    digits = text.strip().lower().lstrip("+-")
    if "e" in digits:
        return 0.0
    _, _, decimals = digits.partition(".")
    return min(coarsest, 0.5 * 10.0 ** -len(decimals))


def read_reference(path: Path, layout: Layout) -> pd.DataFrame:
    """The columns of `layout`, in its order; other columns are left out.

    Raises:
        InputError: not UTF-8, no rows, a missing column, a short line, a blank or wrong cell, a row that comes twice.
    """
    source = f"get its content anew from {layout.source}."
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [row for row in csv.reader(stream, strict=True) if row]
    except OSError as error:
        raise InputError(f"the file '{path}' cannot be read ({error.strerror}); {source}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the file '{path}' is damaged: expected CSV in UTF-8, got {error}; {source}") from None
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    needed = (*layout.texts, *layout.blank, *layout.numbers)
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError(
            f"the file '{path}' lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; expected "
            f"{', '.join(needed)}, got {', '.join(header) or 'an empty file'}; {source}"
        )
    if not rows:
        raise InputError(f"the file '{path}' has a header but no rows; {source}")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise InputError(
                f"the file '{path}', line {number}: expected {len(header)} cells as in the header, got {len(row)}; "
                f"{source}"
            )
    cells = pd.DataFrame(rows, columns=pd.Index(header), dtype=object)
    frame = pd.DataFrame({name: cells[name].str.strip() for name in (*layout.texts, *layout.blank)})
    for name in layout.texts:
        blank = frame.index[frame[name] == ""]
        if len(blank):
            raise InputError(f"the file '{path}', line {blank[0] + 2}: the cell '{name}' is blank; {source}")
    for name in layout.numbers:
        whole = name in layout.whole
        values = [_number(text, whole) for text in cells[name]]
        if None in values:
            wrong = values.index(None)
            raise InputError(
                f"the file '{path}', line {wrong + 2}: expected a {'whole ' if whole else ''}number in '{name}', got "
                f"'{cells[name][wrong]}'; {source}"
            )
        frame[name] = pd.Series(values, dtype="float64")
        if whole:
            frame[name] = frame[name].astype("int64")
    _check_bounds(path, layout, frame, source)
    if layout.key:
        again = frame.index[frame.duplicated(list(layout.key))]
        if len(again):
            words = " ".join(str(frame[name][again[0]]) for name in layout.key)
            raise InputError(f"the file '{path}', line {again[0] + 2}: a second row for {words}; {source}")
    for name in layout.rounded:
        frame[f"{name}_tolerance"] = [rounding(text, unit) for text, unit in zip(cells[name], frame["unit"])]
    return frame


def _check_bounds(path: Path, layout: Layout, frame: pd.DataFrame, source: str) -> None:
    for low, high in (("min", "max"), ("low", "high")):
        if low in layout.numbers and high in layout.numbers:
            swapped = frame.index[frame[low] > frame[high]]
            if len(swapped):
                raise InputError(f"the file '{path}', line {swapped[0] + 2}: '{low}' is above '{high}'; {source}")


def _number(text: str, whole: bool) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and (not whole or value.is_integer()) else None
