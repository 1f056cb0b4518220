"""Hourly series out of EnergyPlus' output file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from fluxion.errors import PhysicsError
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR


@dataclass(frozen=True)
class OutputTable:
    """The hourly results of one run.

    Attributes:
        headers: (c,) column titles such as ``"F1_S:Zone Mean Air Temperature [C](Hourly)"``.
        values: (8760, c) in the program's units.
    """

    headers: tuple[str, ...]
    values: FloatArray

    @classmethod
    def read(cls, path: Path) -> "OutputTable":
        """Read EnergyPlus' comma-separated output.

        Raises:
            PhysicsError: the file is missing, unreadable or does not hold one row an hour.
        """
        try:
            table = pd.read_csv(path)
            values = table.iloc[:, 1:].to_numpy(dtype=np.float64)
        except (OSError, ValueError) as error:
            raise PhysicsError(f"EnergyPlus left no readable results ({error}).") from error
        if len(values) != HOURS_PER_YEAR:
            raise PhysicsError(
                f"EnergyPlus' results have {len(values)} rows, but a year has {HOURS_PER_YEAR} hours; the run was cut "
                "short."
            )
        return cls(tuple(str(header) for header in table.columns[1:]), values)

    def keys(self, variable: str) -> tuple[str, ...]:
        """Keys (zones, surfaces) for which `variable` was reported, upper case."""
        return tuple(key for key, name in self._places() if name == variable.upper())

    def array(self, variable: str, keys: Sequence[str], default: float | None = None) -> FloatArray:
        """(8760, k) values of one variable, a column for each key.

        Args:
            variable: name of the output variable.
            keys: zones or surfaces, upper case.
            default: stands for a key without that output; None: an error.

        Raises:
            PhysicsError: an output is missing or not finite.
        """
        places = self._places()
        result = np.empty((HOURS_PER_YEAR, len(keys)))
        for column, key in enumerate(keys):
            place = places.get((key.upper(), variable.upper()))
            if place is not None:
                result[:, column] = self.values[:, place]
            elif default is not None:
                result[:, column] = default
            else:
                raise PhysicsError(f"EnergyPlus reported no '{variable}' for '{key}'.")
        if not np.isfinite(result).all():
            raise PhysicsError(f"EnergyPlus reported a '{variable}' that is not a number.")
        return result

    def _places(self) -> dict[tuple[str, str], int]:
        # Keys may contain colons, names of variables do not.
        places = {}
        for place, header in enumerate(self.headers):
            key, _, variable = header.rpartition(":")
            places[key.upper(), variable.partition(" [")[0].upper()] = place
        return places
