import pickle

import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Expression, Integer, Real, RowColumns
from fluxion.errors import InputError

SPACE = DesignSpace(
    (Real("depth", 0.0, 4.0, 1.0), Integer("panes", 1, 3, 2), Choice("frame", ("wood", "steel"), "wood"))
)
X = np.array([[1.0, 2.0, 0.0], [4.0, 3.0, 1.0], [0.0, 1.0, 1.0]])
HEAT = np.array([10.0, 20.0, 30.0])
ROWS = RowColumns(SPACE.columns(X), {"heat": HEAT}, {"price": 2, "carrier": "gas", "on": True}, {"baseline.heat": 40.0})
KNOWN = {
    "depth": None,
    "panes": None,
    "frame": ("wood", "steel"),
    "heat": None,
    "price": None,
    "carrier": (),
    "on": None,
}
KNOWN["baseline.heat"] = None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heat * 2 - depth", [19.0, 36.0, 60.0]),
        ("-heat ** 2 / price", [-50.0, -200.0, -450.0]),
        ("(heat > 10) + (heat > 20)", [0.0, 1.0, 2.0]),
        ("-(heat > 10)", [0.0, -1.0, -1.0]),
        ("where(frame == 'steel', heat, 0)", [0.0, 20.0, 30.0]),
        ("where('wood' != frame, heat, 0)", [0.0, 20.0, 30.0]),
        ("heat if frame == 'wood' and not panes > 2 else 1", [10.0, 1.0, 1.0]),
        ("max(heat, 15, depth * 6)", [15.0, 24.0, 30.0]),
        ("min(heat, 15)", [10.0, 15.0, 15.0]),
        ("clip(heat, 12, 25)", [12.0, 20.0, 25.0]),
        ("abs(-heat) + sqrt(depth) + log(exp(1)) + log10(100)", [14.0, 25.0, 33.0]),
        ("10 < heat <= 20", [0.0, 1.0, 0.0]),
        ("where(panes == 2 or panes == 3, 1, 0)", [1.0, 1.0, 0.0]),
        ("where(carrier == 'gas', heat, 0)", [10.0, 20.0, 30.0]),
        ("1 - heat / baseline.heat", [0.75, 0.5, 0.25]),
        ("1_000 * on", 1000.0),
        ("  7  ", 7.0),
    ],
)
def test_expressions_compute_what_they_say(text, expected):
    expression = Expression(text)
    expression.check(KNOWN)
    np.testing.assert_allclose(np.asarray(expression(ROWS), dtype=float), expected)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(expression))(ROWS), expression(ROWS))


def test_whole_numbers_are_divided_and_raised_as_real_ones():
    assert float(Expression("1 / 2")(ROWS)) == 0.5
    assert float(Expression("2 ** -1")(ROWS)) == 0.5
    assert np.isinf(Expression("9 ** 9 ** 9")(ROWS))


def test_names_are_listed_once_and_functions_are_no_names():
    assert Expression("max(heat, baseline.heat) + heat * price").names == ("heat", "baseline.heat", "price")
    assert Expression("2 * 3").names == ()


def test_expressions_are_equal_by_their_text():
    assert Expression("heat + 1") == Expression(" heat + 1 ")
    assert str(Expression("heat + 1")) == "heat + 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected an expression"),
        (3, "expected an expression.*got 3"),
        ("heat / (depth", "at character 8: '\\(' was never closed"),
        ("heat +", "not valid at character"),
        ("heat depth", "not valid at character"),
        ("heat := 3", "not valid"),
        ("x\0y", "not valid"),
        ("__import__('os').system('rm')", "cannot be called"),
        ("heat.__class__", "has a point"),
        ("baseline.heat.real", "has a point"),
        ("[heat]", "cannot be used"),
        ("lambda: heat", "cannot be used"),
        ("(x for x in heat)", "cannot be used"),
        ("f'{heat}'", "cannot be used"),
        ("heat[0]", "cannot be used"),
        ("None", "cannot be used"),
        ("1j", "cannot be used"),
        ("1e999", "too large"),
        ("9" * 400, "too large"),
        ("heat % 2", "operator that cannot be used"),
        ("heat @ 2", "operator that cannot be used"),
        ("~heat", "operator that cannot be used"),
        ("heat in (1, 2)", "compares in a way"),
        ("heat is 2", "compares in a way|not valid"),
        ("sqt(heat)", "unknown function 'sqt'.*character 1; did you mean 'sqrt'"),
        ("1 + eval('1')", "unknown function 'eval'.*character 5"),
        ("sqrt(1, 2)", r"has 2 arguments; write sqrt\(x\)"),
        ("min(1)", r"has 1 arguments; write min\(a, b\)"),
        ("clip(heat, low=1, high=2)", r"write clip\(x, low, high\)"),
        ("max(*heat)", "passes arguments"),
        ("where(heat, 1, 2)", "'heat' is no condition"),
        ("1 and 2", "'1' is no condition"),
        ("not heat", "'heat' is no condition"),
        ("'a' + 1", "where a number belongs"),
        ("'a' == 'b'", "something else than a text in quotes"),
        ("x" * 1200, "1200 characters; expected at most 1000"),
        ("-" * 900 + "1", "nested more than"),
        ("(" * 300 + "1" + ")" * 300, "not valid|nested"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text, message):
    with pytest.raises(InputError, match=message):
        Expression(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("heet * 2", "unknown column 'heet'.*character 1; did you mean 'heat'"),
        ("heat + baseline.heet", "unknown column 'baseline.heet'.*character 8; did you mean 'baseline.heat'"),
        ("where(frame == 'steal', 1, 2)", "unknown option of 'frame'.*'steal'; did you mean 'steel'"),
        ("frame + 1", "'frame' is a text, where a number belongs"),
        ("frame", "'frame' is a text; expected a number"),
        ("frame < 'wood'", "compare it by == or !="),
        ("heat == 'wood'", "'heat' is a number and cannot be compared with the text"),
        ("frame == carrier", "something else than a text in quotes"),
        ("frame == 3", "something else than a text in quotes"),
    ],
)
def test_names_and_kinds_are_checked(text, message):
    with pytest.raises(InputError, match=message):
        Expression(text).check(KNOWN)


def test_rows_know_everything_and_cannot_be_changed():
    assert list(ROWS) == ["depth", "panes", "frame", "heat", "price", "carrier", "on", "baseline.heat"]
    assert len(ROWS) == 8
    assert ROWS["frame"].tolist() == ["wood", "steel", "steel"]
    with pytest.raises(ValueError, match="read-only"):
        ROWS["heat"][0] = 1.0
    with pytest.raises(InputError, match="unknown column 'hat'; did you mean 'heat'"):
        ROWS["hat"]
    with pytest.raises(InputError, match="compared_with_baseline"):
        ROWS["baseline.depth"]
