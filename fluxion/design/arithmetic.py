"""What expressions may compute: operators and functions on columns, each with what it takes and gives."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

#: What a part of an expression is: a number, true or false, or a text.
NUMBER, TRUTH, TEXT = "number", "truth", "text"


@dataclass(frozen=True)
class Function:
    """A function of an expression.

    Attributes:
        compute: on arrays that broadcast together.
        least: smallest number of arguments.
        most: largest number; None: any.
        usage: how it is written.
    """

    compute: Callable[..., Any]
    least: int
    most: int | None
    usage: str


FUNCTIONS = {
    "abs": Function(np.abs, 1, 1, "abs(x)"),
    "sqrt": Function(np.sqrt, 1, 1, "sqrt(x)"),
    "exp": Function(np.exp, 1, 1, "exp(x)"),
    "log": Function(np.log, 1, 1, "log(x)"),
    "log10": Function(np.log10, 1, 1, "log10(x)"),
    "min": Function(lambda *values: reduce(np.minimum, values), 2, None, "min(a, b)"),
    "max": Function(lambda *values: reduce(np.maximum, values), 2, None, "max(a, b)"),
    "clip": Function(lambda x, low, high: np.minimum(np.maximum(x, low), high), 3, 3, "clip(x, low, high)"),
    "where": Function(np.where, 3, 3, "where(condition, a, b)"),
}
OPERATORS: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
SIGNS: dict[type[ast.unaryop], Callable[..., Any]] = {ast.UAdd: np.positive, ast.USub: np.negative}
COMPARISONS: dict[type[ast.cmpop], Callable[..., Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


def number(value: Any) -> Any:
    """A column, setting or literal as float64, so that no operator counts in whole numbers or truth values."""
    return np.asarray(value, dtype=np.float64)
