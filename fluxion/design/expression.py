"""One-line expressions of columns, as people write them in study files; parsed, checked and computed, never executed.

An expression may use numbers, names of columns and settings, ``+ - * / **``, comparisons, ``and``, ``or``, ``not``,
``a if condition else b``, the functions of `arithmetic.FUNCTIONS`, the comparison of a choice with a text by ``==``
and ``!=``, and ``baseline.NAME``, the value of an output or score at the baseline design.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import numpy as np

from fluxion._checks import check_known, nearest
from fluxion.design.arithmetic import COMPARISONS, FUNCTIONS, NUMBER, OPERATORS, SIGNS, TEXT, TRUTH, number
from fluxion.design.rows import BASELINE, RowColumns
from fluxion.errors import InputError

# A longer line is a program: it belongs into a function of Python.
_LONGEST = 1000
_DEEPEST = 60


@dataclass(frozen=True)
class Expression:
    """A line such as ``"cost_eur_m2 / max(energy_kwh_m2, 1)"``; called with columns, it gives their values.

    Attributes:
        text: the line.

    Raises:
        InputError: not an expression, or something that expressions may not use; the place is named.
    """

    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not self.text.strip():
            raise InputError(f"expected an expression such as 'cost_eur_m2 / 30'; got {self.text!r}.")
        object.__setattr__(self, "text", self.text.strip())
        _Reader(self.text, None).kind(self.tree)

    def __str__(self) -> str:
        return self.text

    @cached_property
    def tree(self) -> ast.expr:
        """The parsed line."""
        return _parsed(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns and settings that are used, each once; ``baseline.NAME`` with its prefix."""
        found: dict[str, None] = {}
        _collect(self.tree, found)
        return tuple(found)

    def check(self, known: Mapping[str, tuple[str, ...] | None]) -> str:
        """Check names and kinds; ``"number"`` or ``"truth"``, whichever the expression gives.

        Args:
            known: names that may be used, each with None for numbers, or the options of a text (none: any text).

        Raises:
            InputError: an unknown name, option or function (the nearest match is named), or a text where a number
                belongs; the place is named.
        """
        reader = _Reader(self.text, known)
        kind = reader.kind(self.tree)
        if kind == TEXT:
            reader.refuse(self.tree, "is a text; expected a number, for example where(window == 'double', 1, 2)")
        return kind

    def part(self, node: ast.expr) -> "Expression":
        """The expression of one node of the tree."""
        return Expression(ast.get_source_segment(self.text, node) or ast.unparse(node))

    def __call__(self, columns: RowColumns) -> Any:
        """Value of n rows: (n,), or a single number where no column is used."""
        with np.errstate(all="ignore"):
            return _value(self.tree, columns)


def _parsed(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise InputError(
            f"the expression '{text[:40]}...' has {len(text)} characters; expected at most {_LONGEST}. Write a Python "
            "function instead."
        )
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        at = min(max((error.offset or 1) - 1, 0), len(text))
        reason = error.msg.partition(". ")[0]
        raise InputError(f"the expression '{text}' is not valid at character {at + 1}: {reason}.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"the expression '{text[:40]}' cannot be read ({error}).") from None
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        level, depth = [child for node in level for child in ast.iter_child_nodes(node)], depth + 1
        if depth > _DEEPEST:
            raise InputError(f"the expression '{text[:40]}...' is nested more than {_DEEPEST} deep; simplify it.")
    return tree


class _Reader:
    """Checks a tree from its leaves up; without known names, only its form."""

    def __init__(self, text: str, known: Mapping[str, tuple[str, ...] | None] | None) -> None:
        self.text, self.known = text, known

    def refuse(self, node: ast.expr, complaint: str) -> NoReturn:
        part = ast.get_source_segment(self.text, node) or self.text
        raise InputError(f"in the expression '{self.text}', character {node.col_offset + 1}: '{part}' {complaint}.")

    def kind(self, node: ast.expr) -> str:
        reader = _KINDS.get(type(node))
        if reader is None:
            self.refuse(node, f"cannot be used; expected numbers, columns, operators and {', '.join(FUNCTIONS)}")
        return reader(self, node)

    def numeric(self, node: ast.expr) -> str:
        if self.kind(node) == TEXT:
            self.refuse(node, "is a text, where a number belongs; compare it by == or !=")
        return NUMBER

    def truth(self, node: ast.expr) -> str:
        if self.kind(node) != TRUTH:
            self.refuse(node, "is no condition; expected a comparison such as cost_eur_m2 <= 800")
        return TRUTH

    def constant(self, node: ast.Constant) -> str:
        value = node.value
        if isinstance(value, str):
            return TEXT
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(node, "cannot be used; expected a number or a text in quotes")
        try:
            finite = np.isfinite(float(value))
        except OverflowError:
            finite = False
        if not finite:
            self.refuse(node, "is too large a number")
        return NUMBER

    def name(self, node: ast.expr) -> str:
        name = _name_of(node)
        if name is None:
            self.refuse(node, f"has a point; only values at the baseline design do, such as {BASELINE}.cost_eur_m2")
        if self.known is None:
            # Whether a name stands for a text is known later; a text is as good as a number until then.
            return NUMBER
        if name not in self.known:
            raise InputError(
                f"unknown column '{name}' in the expression '{self.text}', character {node.col_offset + 1}; "
                f"{nearest(name, self.known)}"
            )
        return NUMBER if self.known[name] is None else TEXT

    def comparison(self, node: ast.Compare) -> str:
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:]):
            if type(operator) not in COMPARISONS:
                self.refuse(node, "compares in a way that cannot be used; expected <, <=, >, >=, == or !=")
            kinds = self.kind(left), self.kind(right)
            if isinstance(right, ast.Constant) and kinds[1] == TEXT and isinstance(left, ast.Name):
                self._text_comparison(operator, left, right, kinds[0])
            elif isinstance(left, ast.Constant) and kinds[0] == TEXT and isinstance(right, ast.Name):
                self._text_comparison(operator, right, left, kinds[1])
            elif TEXT in kinds:
                self.refuse(node, "compares a text with something else than a text in quotes")
        return TRUTH

    def _text_comparison(self, operator: ast.cmpop, name: ast.Name, text: ast.Constant, kind: str) -> None:
        if not isinstance(operator, ast.Eq | ast.NotEq):
            self.refuse(name, "is a text; compare it by == or !=")
        if self.known is None:
            return
        if kind != TEXT:
            self.refuse(name, f"is a number and cannot be compared with the text {text.value!r}")
        options = self.known[name.id]
        if options:
            check_known(str(text.value), options, f"option of '{name.id}' in the expression '{self.text}':")

    def call(self, node: ast.Call) -> str:
        if not isinstance(node.func, ast.Name):
            self.refuse(node, f"cannot be called; expected one of {', '.join(FUNCTIONS)}")
        name = node.func.id
        if name not in FUNCTIONS:
            raise InputError(
                f"unknown function '{name}' in the expression '{self.text}', character {node.col_offset + 1}; "
                f"{nearest(name, FUNCTIONS)}"
            )
        function, count = FUNCTIONS[name], len(node.args)
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            self.refuse(node, f"passes arguments in a way that cannot be used; write {function.usage}")
        if count < function.least or (function.most is not None and count > function.most):
            self.refuse(node, f"has {count} arguments; write {function.usage}")
        values = node.args
        if name == "where":
            self.truth(node.args[0])
            values = node.args[1:]
        for one in values:
            self.numeric(one)
        return NUMBER

    def operation(self, node: ast.BinOp) -> str:
        if type(node.op) not in OPERATORS:
            self.refuse(node, "has an operator that cannot be used; expected +, -, *, / or **")
        self.numeric(node.left)
        return self.numeric(node.right)

    def sign(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return self.truth(node.operand)
        if type(node.op) not in SIGNS:
            self.refuse(node, "has an operator that cannot be used; expected a sign")
        return self.numeric(node.operand)

    def junction(self, node: ast.BoolOp) -> str:
        for one in node.values:
            self.truth(one)
        return TRUTH

    def choice(self, node: ast.IfExp) -> str:
        self.truth(node.test)
        self.numeric(node.body)
        return self.numeric(node.orelse)


_KINDS: dict[type[ast.expr], Callable[..., str]] = {
    ast.Constant: _Reader.constant,
    ast.Name: _Reader.name,
    ast.Attribute: _Reader.name,
    ast.Compare: _Reader.comparison,
    ast.Call: _Reader.call,
    ast.BinOp: _Reader.operation,
    ast.UnaryOp: _Reader.sign,
    ast.BoolOp: _Reader.junction,
    ast.IfExp: _Reader.choice,
}


def _name_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == BASELINE:
        return f"{BASELINE}.{node.attr}"
    return None


def _collect(node: ast.AST, found: dict[str, None]) -> None:
    name = _name_of(node) if isinstance(node, ast.expr) else None
    if name is not None:
        found[name] = None
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and child is node.func):
            _collect(child, found)


def _value(node: ast.expr, columns: RowColumns) -> Any:
    if isinstance(node, ast.Constant):
        return number(node.value)
    name = _name_of(node)
    if name is not None:
        return number(columns[name])
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](number(_value(node.left, columns)), number(_value(node.right, columns)))
    if isinstance(node, ast.UnaryOp):
        operand = _value(node.operand, columns)
        return np.logical_not(operand) if isinstance(node.op, ast.Not) else SIGNS[type(node.op)](number(operand))
    if isinstance(node, ast.BoolOp):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return join.reduce(np.broadcast_arrays(*(_value(one, columns) for one in node.values)))
    if isinstance(node, ast.IfExp):
        yes, no = number(_value(node.body, columns)), number(_value(node.orelse, columns))
        return np.where(_value(node.test, columns), yes, no)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id].compute(*(_value(one, columns) for one in node.args))
    assert isinstance(node, ast.Compare)
    sides = [node.left, *node.comparators]
    found = [_compared(op, left, right, columns) for op, left, right in zip(node.ops, sides, sides[1:])]
    return np.logical_and.reduce(np.broadcast_arrays(*found))


def _compared(operator: ast.cmpop, left: ast.expr, right: ast.expr, columns: RowColumns) -> Any:
    if isinstance(left, ast.Constant) and isinstance(left.value, str):
        left, right = right, left
    if isinstance(right, ast.Constant) and isinstance(right.value, str) and isinstance(left, ast.Name):
        same = columns.is_option(left.id, right.value)
        return np.logical_not(same) if isinstance(operator, ast.NotEq) else same
    return COMPARISONS[type(operator)](_value(left, columns), _value(right, columns))
