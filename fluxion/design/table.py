"""Designs as tables: CSV files and pandas frames, one design per row, one variable per column."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fluxion._checks import nearest
from fluxion.design.space import DesignSpace
from fluxion.design.variables import Choice, Integer, Variable
from fluxion.errors import InputError
from fluxion.typing import Column, Designs

# pandas is imported where a table is made: a program that makes none should not wait for it.
if TYPE_CHECKING:
    import pandas as pd


def read_table(path: str | Path) -> "pd.DataFrame":
    """Cells of a CSV file as text, one row per line after the header.

    Raises:
        InputError: no such file, not UTF-8 text, empty, no rows, a repeated column, or a line with another
            number of cells than the header.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [row for row in csv.reader(file, strict=True) if row]
    except FileNotFoundError:
        raise InputError(f"there is no file '{path}'; expected a CSV file of designs.") from None
    except OSError as error:
        raise InputError(f"the file '{path}' cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the file '{path}' is not a CSV file in UTF-8 ({error}).") from error
    if not lines:
        raise InputError(f"the file '{path}' is empty; expected a header of variable names and rows below it.")
    header, rows = [name.strip() for name in lines[0]], lines[1:]
    _check_header(header, f"the file '{path}'")
    if not rows:
        raise InputError(f"the file '{path}' has a header but no rows; expected one design per row.")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise InputError(
                f"the file '{path}', row {number}: expected {len(header)} cells as in the header; got {len(row)}."
            )
    import pandas as pd

    return pd.DataFrame(rows, columns=pd.Index(header), dtype=object)


def read_designs(source: "str | Path | pd.DataFrame", space: DesignSpace) -> Designs:
    """(n, d) float64 designs from a CSV file or a frame; a missing column takes the variable's default.

    Rows are counted from 1 below the header in every message.

    Raises:
        InputError: what `read_table` refuses; an unknown column (the nearest match is named); a blank cell,
            NaN, a value of the wrong type or out of bounds (row, column, bounds and unit are named).
    """
    import pandas as pd

    frame = source if isinstance(source, pd.DataFrame) else read_table(source)
    _check_header([str(name) for name in frame.columns], "the table")
    if len(frame) == 0:
        raise InputError("the table has no rows; expected one design per row.")
    for name in frame.columns:
        if name not in space.names:
            if ";" in str(name) or "\t" in str(name):
                mark = "semicolons" if ";" in str(name) else "tabs"
                raise InputError(f"the cells are parted by {mark}; expected commas, and points in numbers.")
            raise InputError(f"unknown column '{name}'; {nearest(str(name), space.names)}")
    X = np.tile(space.defaults(), (len(frame), 1))
    for j, variable in enumerate(space.variables):
        if variable.name in frame.columns:
            X[:, j] = _encode_column(frame[variable.name], variable)
    return X


def to_frame(X: Designs, space: DesignSpace) -> "pd.DataFrame":
    """Table of the decoded values of (n, d) designs, one column per variable in the order of the space.

    Raises:
        InputError: the designs are not valid, see `DesignSpace.check`.
    """
    import pandas as pd

    columns = dict(space.columns(space.check(X)))
    for variable in space.variables:
        if isinstance(variable, Integer):
            columns[variable.name] = columns[variable.name].astype(np.int64)
    return pd.DataFrame(columns)


def write_csv(frame: "pd.DataFrame", path: Path) -> None:
    """Write `frame` as CSV; floats in the shortest form that reads back to the same 64 bits."""
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _check_header(header: list[str], where: str) -> None:
    for position, name in enumerate(header, start=1):
        if not name:
            raise InputError(f"{where} has no name for column {position}; expected the name of a variable.")
        if header.count(name) > 1:
            raise InputError(f"{where} has the column '{name}' {header.count(name)} times; expected it once.")


def _encode_column(cells: "pd.Series", variable: Variable) -> Column:
    if not isinstance(variable, Choice) and cells.dtype.kind in "iuf":
        codes = cells.to_numpy(dtype=np.float64)
        good = (codes >= variable.lower) & (codes <= variable.upper)
        if isinstance(variable, Integer):
            good &= np.floor(codes) == codes
        if good.all():
            return codes
    codes = np.empty(len(cells))
    for i, cell in enumerate(cells.tolist()):
        try:
            codes[i] = variable.encode(_plain(cell))
        except InputError as error:
            raise InputError(f"row {i + 1}, column '{variable.name}': {error}") from None
    return codes


def _plain(cell: object) -> object:
    import pandas as pd

    # Nullable pandas columns mark a missing cell by pd.NA, which has no truth value.
    if cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, str) and not cell.strip():
        return ""
    return cell
