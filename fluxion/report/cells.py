"""Cells of a table of results as columns of numbers, truth values and texts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fluxion.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_TRUTH = {"True": True, "False": False}


def to_columns(cells: "pd.DataFrame", path: Path, numbers: Sequence[str], texts: Sequence[str]) -> "pd.DataFrame":
    """Typed columns of a table of texts; columns that are not named are numbers or truth values if all cells are.

    Args:
        cells: the table as `read_table` gives it.
        path: its file, for messages.
        numbers: columns that must be numbers; a blank cell is NaN, as in the row of a failed design.
        texts: columns that must be there and stay texts.

    Raises:
        InputError: a column is missing, or a cell of `numbers` is no number; file, row and column are named.
    """
    import pandas as pd

    for name in (*numbers, *texts):
        if name not in cells.columns:
            raise InputError(f"the file '{path}' has no column '{name}', which the record of the run names.")
    columns: dict[str, object] = {}
    for name in cells.columns:
        values = cells[name].tolist()
        if name in texts:
            columns[name] = np.array(values, dtype=object)
        elif set(values) <= set(_TRUTH):
            columns[name] = np.array([_TRUTH[value] for value in values])
        else:
            column = _numbers(values)
            if isinstance(column, int) and name in numbers:
                raise InputError(
                    f"the file '{path}', row {column + 1}, column '{name}': expected a number; got '{values[column]}'."
                )
            columns[name] = np.array(values, dtype=object) if isinstance(column, int) else column
    return pd.DataFrame(columns)


def _numbers(values: Sequence[str]) -> "np.ndarray | int":
    """The numbers, or the first row that is none."""
    result = np.full(len(values), np.nan)
    for row, text in enumerate(values):
        if text.strip():
            try:
                result[row] = float(text.replace("_", "?"))
            except ValueError:
                return row
    return result
