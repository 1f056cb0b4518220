"""Limits on columns, and how people write them in one line."""

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fluxion._checks import is_number
from fluxion.design.columns import DesignColumns
from fluxion.design.derived import DerivedColumn
from fluxion.design.expression import Expression
from fluxion.design.rows import RowColumns
from fluxion.errors import InputError
from fluxion.typing import Column

Limit = float | str


@dataclass(frozen=True)
class Constraint:
    """``lower <= column <= upper`` makes a design feasible; one of the limits may be missing.

    Attributes:
        name: name of the column that holds by how much the nearer limit is missed, in the unit of `column`; met where
            <= 0. With an upper limit alone that is ``column - upper``.
        column: an output or a score of the problem.
        upper: the upper limit: a number, or the name of the fixed parameter that holds it; None: there is none.
        description: one sentence.
        lower: the lower limit, likewise.

    Raises:
        InputError: no limit at all, a limit that is no finite number, or a lower one above the upper one.
    """

    name: str
    column: str
    upper: Limit | None = None
    description: str = ""
    lower: Limit | None = None

    def __post_init__(self) -> None:
        if self.upper is None and self.lower is None:
            raise InputError(f"constraint '{self.name}': expected an upper or a lower limit; got neither.")
        for limit in (self.lower, self.upper):
            if limit is None or isinstance(limit, str):
                continue
            if not is_number(limit) or not math.isfinite(limit):
                raise InputError(
                    f"constraint '{self.name}': expected a finite number or the name of a parameter as limit; got "
                    f"{limit!r}."
                )
        if is_number(self.lower) and is_number(self.upper) and self.lower > self.upper:
            raise InputError(
                f"constraint '{self.name}': the lower limit {self.lower:g} is above the upper one {self.upper:g}; "
                "no design could meet both."
            )

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the fixed parameters that hold limits."""
        return tuple(limit for limit in (self.lower, self.upper) if isinstance(limit, str))

    def limits(self, settings: Mapping[str, Any]) -> tuple[float, float]:
        """The lower and the upper limit as numbers; infinite where there is none."""
        lower = -math.inf if self.lower is None else self.lower
        upper = math.inf if self.upper is None else self.upper
        values = [float(settings[limit]) if isinstance(limit, str) else float(limit) for limit in (lower, upper)]
        return values[0], values[1]

    def size(self, settings: Mapping[str, Any]) -> float:
        """Size of the limits, by which values are judged large or small; 1 where they are zero."""
        return max(abs(limit) for limit in self.limits(settings) if math.isfinite(limit)) or 1.0

    def value(
        self, columns: Mapping[str, Column], settings: Mapping[str, Any], low: Mapping[str, Column] | None = None
    ) -> Column:
        """(n,) values by which the nearer limit is missed; feasible where <= 0.

        Args:
            columns: columns by name.
            settings: values of the fixed parameters.
            low: columns that are held against lower limits, where those differ.
        """
        lower, upper = self.limits(settings)
        least = (columns if low is None else low)[self.column]
        if self.lower is None:
            return columns[self.column] - upper
        if self.upper is None:
            return lower - least
        return np.maximum(columns[self.column] - upper, lower - least)


def read_constraint(
    name: str, text: str, columns: Sequence[str], parameters: Mapping[str, Any]
) -> tuple[Constraint, DerivedColumn | None]:
    """Constraint of a line such as ``"hours_above_28_occ <= 40"`` or ``"20 <= energy_kwh_m2 <= 60"``.

    ``<`` means ``<=`` and ``>`` means ``>=``. What is compared may be an expression; a limit is a number, the name of a
    parameter, or, in a single comparison, an expression too.

    Args:
        name: name of the constraint.
        text: the line.
        columns: outputs and scores of the problem.
        parameters: settings of the problem.

    Returns:
        The constraint, and the column ``NAME_value`` that it looks at where that is none of `columns`.

    Raises:
        InputError: the line is no comparison of that kind.
    """
    try:
        line = Expression(text)
    except InputError as error:
        raise InputError(f"constraint '{name}': {error}") from None
    sides, upwards = _sides(name, line)
    limits = [_limit(name, side, parameters, columns) for side in sides]
    if len(sides) == 3:
        low, high = (limits[0], limits[2]) if upwards else (limits[2], limits[0])
        if low is None or high is None:
            raise InputError(
                f"constraint '{name}': expected numbers or parameters on both sides of '{line}', such as "
                "'20 <= energy_kwh_m2 <= 60'; write two constraints instead."
            )
        column, derived = _column(name, sides[1], columns)
        return Constraint(name, column, high, text, lower=low), derived
    if limits[0] is not None and limits[1] is None:
        # 40 >= hours is hours <= 40.
        sides, limits, upwards = sides[::-1], limits[::-1], not upwards
    limit = limits[1]
    if limit is None:
        sides, limit = [Expression(f"({sides[0]}) - ({sides[1]})")], 0.0
    column, derived = _column(name, sides[0], columns)
    upper, lower = (limit, None) if upwards else (None, limit)
    return Constraint(name, column, upper, text, lower=lower), derived


def _sides(name: str, line: Expression) -> tuple[list[Expression], bool]:
    """The compared expressions, and whether they grow from left to right."""
    tree = line.tree
    if isinstance(tree, ast.Compare) and len(tree.ops) <= 2:
        upwards = all(isinstance(one, ast.Lt | ast.LtE) for one in tree.ops)
        if upwards or all(isinstance(one, ast.Gt | ast.GtE) for one in tree.ops):
            return [line.part(node) for node in (tree.left, *tree.comparators)], upwards
    raise InputError(
        f"constraint '{name}': expected a comparison such as 'hours_above_28_occ <= 40' or "
        f"'20 <= energy_kwh_m2 <= 60'; got '{line}'."
    )


def _limit(name: str, side: Expression, parameters: Mapping[str, Any], columns: Sequence[str]) -> Limit | None:
    """A limit that stays the same for all designs; None if the side is none."""
    if not side.names:
        value = float(np.asarray(side(RowColumns(DesignColumns((), np.empty((1, 0))))), dtype=np.float64))
        if not math.isfinite(value):
            raise InputError(f"constraint '{name}': the limit '{side}' is {value}; expected a finite number.")
        return value
    is_parameter = side.text in parameters and is_number(parameters[side.text])
    return side.text if is_parameter and side.text not in columns else None


def _column(name: str, side: Expression, columns: Sequence[str]) -> tuple[str, DerivedColumn | None]:
    if side.text in columns:
        return side.text, None
    derived = DerivedColumn(f"{name}_value", side, description=f"what the constraint '{name}' looks at")
    return derived.name, derived
