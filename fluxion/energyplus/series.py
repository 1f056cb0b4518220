"""Hourly series out of EnergyPlus' output file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from fluxion.errors import PhysicsError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR


class OutputTable:
    """The columns of one run, found by key and variable name."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            PhysicsError: the file is missing, unreadable or does not hold one row an hour.
        """
        try:
            self._table = pd.read_csv(path)
        except (OSError, ValueError) as error:
            raise PhysicsError(f"EnergyPlus left no readable results ({error}).") from error
        if len(self._table) != HOURS_PER_YEAR:
            raise PhysicsError(
                f"EnergyPlus' results have {len(self._table)} rows, but a year has {HOURS_PER_YEAR} hours; the run was "
                "cut short."
            )
        # A header reads "KEY:Variable Name [unit](Hourly)"; keys may contain colons, variable names do not.
        self._columns = {}
        for header in self._table.columns[1:]:
            key, _, variable = str(header).rpartition(":")
            self._columns[key.upper(), variable.partition(" [")[0].upper()] = header

    def keys(self, variable: str) -> tuple[str, ...]:
        """Keys (zones, surfaces) for which `variable` was reported, upper case."""
        return tuple(key for key, name in self._columns if name == variable.upper())

    def array(self, variable: str, keys: Sequence[str], default: float | None = None) -> FloatArray:
        """(8760, k) values of one variable, a column for each key.

        Args:
            variable: name of the output variable.
            keys: zones or surfaces, upper case.
            default: stands for a key without that output; None: an error.

        Raises:
            PhysicsError: an output is missing or not finite.
        """
        columns = []
        for key in keys:
            header = self._columns.get((key.upper(), variable.upper()))
            if header is None and default is None:
                raise PhysicsError(f"EnergyPlus reported no '{variable}' for '{key}'.")
            if header is None:
                columns.append(np.full(HOURS_PER_YEAR, default, dtype=np.float64))
            else:
                columns.append(self._table[header].to_numpy(dtype=np.float64))
        values = np.stack(columns, axis=1) if columns else np.empty((HOURS_PER_YEAR, 0))
        if not np.isfinite(values).all():
            raise PhysicsError(f"EnergyPlus reported a '{variable}' that is not a number.")
        return values
