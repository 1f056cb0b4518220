"""What a study changes of its problem: own columns, constraints and narrower bounds, as they stand in TOML.

Example::

    objectives = ["energy_kwh_m2", "payback_a"]

    [columns]
    payback_a = "(investment_eur_m2 - 500) / max(0.1, baseline.energy_kwh_m2 - energy_kwh_m2)"
    comfort = "mine.py:comfort"

    [constraints]
    overheating = "hours_above_28_occ <= 40"
    g_investment = false
    glare = { column = "mine.py:glare", upper = 0.4 }

    [variables]
    wwr_south = { low = 0.2, high = 0.5 }
    window = { options = ["triple", "double_low_e"] }
"""

from collections.abc import Callable, Mapping
from typing import Any

from fluxion._checks import check_known
from fluxion.design import DesignProblem
from fluxion.design.constraint import Limit
from fluxion.errors import InputError
from fluxion.problems.bounds import Range
from fluxion.problems.files import is_reference, load_object

_LIMIT_KEYS, _RANGE_KEYS = ("column", "lower", "upper"), ("low", "high", "options")


def check_columns(key: str, value: Any) -> dict[str, str]:
    """The table ``[columns]``: name -> expression, or ``file.py:function``.

    Raises:
        InputError: not such a table.
    """
    for name, line in _table(key, value, 'name = "expression"').items():
        if not isinstance(line, str):
            raise InputError(
                f"'{key}.{name}': expected an expression in quotes, or a function such as \"mine.py:{name}\"; got "
                f"{line!r}."
            )
    return dict(value)


def check_constraints(key: str, value: Any) -> dict[str, Any]:
    """The table ``[constraints]``: name -> comparison, ``false``, or a table of column and limits.

    Raises:
        InputError: not such a table.
    """
    for name, given in _table(key, value, 'name = "hours_above_28_occ <= 40"').items():
        if given is False or isinstance(given, str):
            continue
        if not isinstance(given, Mapping):
            raise InputError(
                f"'{key}.{name}': expected a comparison in quotes, false to drop the problem's own constraint, or a "
                f'table such as {{ column = "mine.py:{name}", upper = 1.0 }}; got {given!r}.'
            )
        for one in given:
            check_known(one, _LIMIT_KEYS, f"key of '{key}.{name}':")
        if not isinstance(given.get("column"), str):
            raise InputError(f"'{key}.{name}': expected column = \"name of a column or mine.py:function\".")
    return dict(value)


def check_variables(key: str, value: Any) -> dict[str, Any]:
    """The table ``[variables]``: name -> ``{ low, high }`` or ``{ options }``.

    Raises:
        InputError: not such a table.
    """
    for name, given in _table(key, value, "name = { low = 0.2, high = 0.5 }").items():
        if not isinstance(given, Mapping) or not given:
            raise InputError(
                f'\'{key}.{name}\': expected {{ low = 0.2, high = 0.5 }}, or {{ options = ["a", "b"] }}; got {given!r}.'
            )
        for one in given:
            check_known(one, _RANGE_KEYS, f"key of '{key}.{name}':")
        if "options" in given and len(given) > 1:
            raise InputError(f"'{key}.{name}': expected low and high, or options; got both.")
        if "options" in given and not isinstance(given["options"], list | tuple):
            raise InputError(f'\'{key}.{name}\': expected options = ["a", "b"]; got {given["options"]!r}.')
    return dict(value)


def with_wishes(problem: DesignProblem, columns: Mapping[str, str], constraints: Mapping[str, Any]) -> DesignProblem:
    """The problem with the own columns and constraints of a study.

    Raises:
        InputError: a file, function, name or expression that cannot be used; see `DesignProblem.with_column` and
            `with_constraint`.
    """
    for name, line in columns.items():
        problem = problem.with_column(name, _function(line, f"column '{name}'"))
    for name, given in constraints.items():
        if given is False:
            problem = problem.without_constraints(name)
        elif isinstance(given, str) and not is_reference(given):
            problem = problem.with_constraint(name, given)
        elif isinstance(given, str):
            raise InputError(
                f"constraint '{name}': a function needs a limit; write {{ column = \"{given}\", upper = 1.0 }}."
            )
        else:
            problem = _limited(problem, name, given["column"], given.get("upper"), given.get("lower"))
    return problem


def ranges(variables: Mapping[str, Any]) -> dict[str, Range]:
    """The narrower bounds of a study as `define_task` takes them."""
    return {
        name: tuple(given["options"]) if "options" in given else (given.get("low"), given.get("high"))
        for name, given in variables.items()
    }


def _limited(problem: DesignProblem, name: str, column: str, upper: Limit | None, lower: Limit | None) -> DesignProblem:
    if not is_reference(column):
        return problem.with_constraint(name, column=column, upper=upper, lower=lower)
    function = _function(column, f"constraint '{name}'")
    return problem.with_constraint(name, function, upper=upper, lower=lower)


def _function(line: str, what: str) -> str | Callable[..., Any]:
    if not is_reference(line):
        return line
    found = load_object(line, what)
    if not callable(found):
        raise InputError(f"{what}: expected '{line}' to be a function of columns; got {type(found).__name__}.")
    function: Callable[..., Any] = found
    return function


def _table(key: str, value: Any, example: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"'{key}': expected a table [{key}] with lines such as {example}; got {value!r}.")
    return value
