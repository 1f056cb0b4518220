"""Columns that a user computes of a problem's columns: own objectives and what own constraints look at."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fluxion.design.expression import Expression
from fluxion.design.rows import RowColumns
from fluxion.errors import InputError
from fluxion.typing import Column

#: A function of all columns of n designs that returns one more, (n,) numbers; every row for itself.
ColumnFunction = Callable[[RowColumns], Any]


@dataclass(frozen=True)
class DerivedColumn:
    """One more column of a problem, exact and the same for simulated and predicted outputs.

    Attributes:
        name: name of the column.
        function: an expression, or a module-level function of `RowColumns` that returns (n,) numbers. Values must
            not depend on other rows.
        unit: unit as text.
        description: one sentence.

    Raises:
        InputError: a name that is no identifier, or neither an expression nor a function.
    """

    name: str
    function: ColumnFunction
    unit: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.isidentifier():
            raise InputError(f"an own column needs a name of letters, digits and '_'; got {self.name!r}.")
        if not callable(self.function):
            raise InputError(
                f"own column '{self.name}': expected an expression in quotes or a function of columns; got "
                f"{self.function!r}."
            )

    @property
    def source(self) -> str:
        """What computes the column, for messages."""
        if isinstance(self.function, Expression):
            return f"'{self.function}'"
        return f"the function {getattr(self.function, '__qualname__', None) or self.function}"

    def values(self, columns: RowColumns, count: int) -> Column:
        """(count,) values; of no rows without asking the function, which need not expect that.

        Where the function raises for some of the designs only, these are NaN: what was simulated is not lost.

        Raises:
            InputError: the function raised for every design, or returned no real numbers or another shape.
        """
        if count == 0:
            return np.empty(0)
        try:
            found = self._called(columns)
        except InputError:
            rows = [self._row(columns.row(i)) for i in range(count)] if count > 1 else []
            if not np.isfinite(rows).any():
                raise
            return np.array(rows)
        return self._checked(found, count)

    def _row(self, columns: RowColumns) -> float:
        try:
            found = self._called(columns)
        except InputError:
            return np.nan
        return float(self._checked(found, 1)[0])

    def _called(self, columns: RowColumns) -> Any:
        try:
            with np.errstate(all="ignore"):
                return self.function(columns)
        except InputError as error:
            raise InputError(f"own column '{self.name}': {error}") from error
        # A user's function may raise anything, and whatever it is belongs to the one who wrote it.
        except (Exception, SystemExit) as error:
            raise InputError(
                f"own column '{self.name}': {self.source} raised {type(error).__name__}: {error}."
            ) from error

    def complaint(self, value: float) -> str:
        """Status of a row in which the column is `value`, which is not finite."""
        return (
            f"the own column '{self.name}' is {value}; {self.source} must give a finite number for every design: look "
            "for a division by zero, a root or logarithm of a negative number, or an error that it raises there."
        )

    def _checked(self, found: Any, count: int) -> Column:
        expected = f"own column '{self.name}': expected {self.source} to return ({count},) real numbers, one per design"
        if isinstance(found, np.ma.MaskedArray):
            found = np.ma.filled(found.astype(np.float64), np.nan)
        try:
            array = np.asarray(found)
        except ValueError:
            raise InputError(f"{expected}; got rows of different lengths.") from None
        if array.dtype == object and array.ndim:
            # pandas keeps numbers as objects at times; anything else fails to become numbers.
            with contextlib.suppress(TypeError, ValueError):
                array = array.astype(np.float64)
        if array.dtype.kind not in "biuf":
            shown = "nothing" if found is None else f"values of type {array.dtype}"
            raise InputError(f"{expected}; got {shown}.")
        if array.ndim == 0 and isinstance(self.function, Expression):
            return np.full(count, float(array))
        if array.shape != (count,):
            raise InputError(f"{expected}; got shape {array.shape}.")
        # A copy: the function may have handed on one of the columns.
        return np.array(array, dtype=np.float64)


def derived_column(name: str, function: ColumnFunction | str, unit: str = "", description: str = "") -> DerivedColumn:
    """`DerivedColumn` of a function, or of an expression that is given as text.

    Raises:
        InputError: see `DerivedColumn` and `Expression`.
    """
    if not isinstance(function, str):
        return DerivedColumn(name, function, unit, description)
    try:
        return DerivedColumn(name, Expression(function), unit, description)
    except InputError as error:
        raise InputError(f"own column '{name}': {error}") from None
