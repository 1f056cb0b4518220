import numpy as np
import pytest

from fluxion.design import Constraint
from fluxion.design.constraint import read_constraint
from fluxion.errors import InputError

COLUMNS, PARAMETERS = ("hours", "cost"), {"most": 40.0, "site": "here"}


@pytest.mark.parametrize(
    ("line", "column", "lower", "upper"),
    [
        ("hours <= 40", "hours", None, 40.0),
        ("hours < 4 * 10", "hours", None, 40.0),
        ("40 >= hours", "hours", None, 40.0),
        ("hours >= -2", "hours", -2.0, None),
        ("3 < hours", "hours", 3.0, None),
        ("hours <= most", "hours", None, "most"),
        ("most >= hours", "hours", None, "most"),
        ("3 <= hours <= most", "hours", 3.0, "most"),
        ("9 > cost > 3", "cost", 3.0, 9.0),
    ],
)
def test_lines_become_limits_of_columns(line, column, lower, upper):
    constraint, derived = read_constraint("own", line, COLUMNS, PARAMETERS)
    assert (constraint.column, constraint.lower, constraint.upper, derived) == (column, lower, upper, None)
    assert constraint.description == line


@pytest.mark.parametrize(
    ("line", "text", "lower", "upper"),
    [
        ("hours + cost <= 40", "hours + cost", None, 40.0),
        ("depth >= 2", "depth", 2.0, None),
        ("hours <= cost", "(hours) - (cost)", None, 0.0),
        ("hours >= 2 * most", "(hours) - (2 * most)", 0.0, None),
        ("1 <= cost / hours <= 2", "cost / hours", 1.0, 2.0),
    ],
)
def test_what_is_no_column_becomes_one(line, text, lower, upper):
    constraint, derived = read_constraint("own", line, COLUMNS, PARAMETERS)
    assert (constraint.column, constraint.lower, constraint.upper) == ("own_value", lower, upper)
    assert (derived.name, str(derived.function)) == ("own_value", text)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hours", "constraint 'own': expected a comparison"),
        ("hours == 3", "expected a comparison"),
        ("3 <= hours >= 5", "expected a comparison"),
        ("1 <= hours <= cost <= 5", "expected a comparison"),
        ("3 <= hours <= cost", "write two constraints"),
        ("hours <= 1 / 0", "the limit '1 / 0' is inf"),
        ("5 <= hours <= 3", "the lower limit 5 is above the upper one 3"),
        ("hours <= (", "constraint 'own': the expression"),
    ],
)
def test_other_lines_are_refused(line, message):
    with pytest.raises(InputError, match=message):
        read_constraint("own", line, COLUMNS, PARAMETERS)


def test_values_are_what_the_nearer_limit_is_missed_by():
    columns = {"hours": np.array([1.0, 3.0, 9.0])}
    assert Constraint("g", "hours", 4.0).value(columns, {}).tolist() == [-3.0, -1.0, 5.0]
    assert Constraint("g", "hours", lower=2.0).value(columns, {}).tolist() == [1.0, -1.0, -7.0]
    assert Constraint("g", "hours", "most", lower=2.0).value(columns, {"most": 4}).tolist() == [1.0, -1.0, 5.0]


def test_lower_limits_can_be_held_against_other_columns():
    columns, low = {"hours": np.array([3.0])}, {"hours": np.array([1.0])}
    assert Constraint("g", "hours", 4.0, lower=2.0).value(columns, {}, low).tolist() == [1.0]


def test_the_size_is_that_of_the_larger_limit():
    assert Constraint("g", "hours", 4.0, lower=-9.0).size({}) == 9.0
    assert Constraint("g", "hours", "most").size({"most": -3}) == 3.0
    assert Constraint("g", "hours", 0.0).size({}) == 1.0


@pytest.mark.parametrize("limit", [np.nan, np.inf, True, [1]])
def test_limits_are_numbers_or_names(limit):
    with pytest.raises(InputError, match="expected a finite number or the name of a parameter"):
        Constraint("g", "hours", limit)


def test_a_constraint_has_a_limit():
    with pytest.raises(InputError, match="expected an upper or a lower limit"):
        Constraint("g", "hours")
