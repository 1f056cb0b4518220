import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.design.space import DesignSpace
from fluxion.design.variables import Choice, Integer, Real
from fluxion.errors import InputError

SPACE = DesignSpace(
    (
        Real("wall_insulation_m", 0.02, 0.3, 0.1, "m", "thickness"),
        Integer("panes", 1, 3, 2),
        Choice("cooling", ("none", "split", "chiller"), "split"),
    )
)


def test_encoding_puts_defaults_where_a_row_is_silent():
    X = SPACE.encode([{"cooling": "chiller"}, {"panes": 3, "wall_insulation_m": "0.2"}])
    assert X.dtype == np.float64
    np.testing.assert_array_equal(X, [[0.1, 2, 2], [0.2, 3, 1]])


def test_decode_inverts_encode():
    rows = [{"wall_insulation_m": 0.123456789012345, "panes": 1, "cooling": "none"}]
    assert SPACE.decode(SPACE.encode(rows)) == rows
    assert isinstance(SPACE.decode(SPACE.encode(rows))[0]["panes"], int)


def test_encode_names_row_and_column():
    with pytest.raises(InputError, match="row 2, column 'panes': 9 is out of bounds"):
        SPACE.encode([{}, {"panes": 9}])
    with pytest.raises(InputError, match="unknown variable 'coolin'; did you mean 'cooling'"):
        SPACE.encode([{"coolin": "none"}])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ([np.nan, 1, 0], "column 'wall_insulation_m': the value is nan"),
        ([0.5, 1, 0], "column 'wall_insulation_m': 0.5 m is out of bounds; expected a number from 0.02 to 0.3 m"),
        ([0.1, 1.5, 0], "column 'panes': 1.5 is not a whole number"),
        ([0.1, np.inf, 0], "column 'panes': the value is inf"),
        ([0.1, 1, 3], "column 'cooling': 3.0 is no option; expected the code 0 to 2 of one of: none, split"),
        ([0.1, 1, -0.5], "column 'cooling': -0.5 is no option"),
    ],
)
def test_a_bad_row_is_a_status_in_arrays_and_an_error_in_check(row, sentence):
    X = np.array([[0.1, 1, 0], row])
    status = SPACE.row_status(X)
    assert status[0] == "ok"
    assert sentence in status[1]
    with pytest.raises(InputError) as caught:
        SPACE.check(X)
    assert str(caught.value) == f"row 2, {status[1]}"


def test_shapes_are_named():
    with pytest.raises(InputError, match=r"shape \(n, 3\), that is 3 variables per row; got shape \(2, 2\)"):
        SPACE.check(np.zeros((2, 2)))
    with pytest.raises(InputError, match=r"Write one design as \[\[...\]\]"):
        SPACE.row_status(SPACE.defaults())
    with pytest.raises(InputError, match="array of numbers"):
        SPACE.check([["a", "b", "c"]])
    assert SPACE.check(np.empty((0, 3))).shape == (0, 3)


def test_repair_clips_and_rounds():
    X = SPACE.repair([[9.0, 1.6, 2.4], [-1.0, -4.0, 7.0]])
    np.testing.assert_array_equal(X, [[0.3, 2, 2], [0.02, 1, 2]])
    with pytest.raises(InputError, match="row 1, column 'panes': the value is nan"):
        SPACE.repair([[0.1, np.nan, 0.0]])


@given(
    st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False) for _ in range(3)]), min_size=1, max_size=20)
)
def test_whatever_is_repaired_passes_the_check(rows):
    repaired = SPACE.repair(np.array(rows))
    assert (SPACE.row_status(repaired) == "ok").all()
    np.testing.assert_array_equal(SPACE.repair(repaired), repaired)


def test_columns_hold_option_texts():
    columns = SPACE.columns(SPACE.encode([{"cooling": "none"}, {"cooling": "chiller"}]))
    assert columns["cooling"].tolist() == ["none", "chiller"]
    assert columns["panes"].dtype == np.float64


def test_json_round_trip():
    text = SPACE.to_json()
    assert DesignSpace.from_json(text) == SPACE
    assert json.loads(text)["version"] == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c.update(version=2), "format version 2"),
        (lambda c: c.update(format="other"), "fluxion-design-space"),
        (lambda c: c.pop("variables"), "no list 'variables'"),
        (lambda c: c["variables"][0].pop("low"), "lacks a field"),
        (lambda c: c["variables"][0].update(hgih=1), "unknown field of a variable of kind real 'hgih'"),
        (lambda c: c["variables"][0].update(kind="complex"), "kind of real, integer, choice"),
    ],
)
def test_foreign_json_is_refused(change, sentence):
    content = json.loads(SPACE.to_json())
    change(content)
    with pytest.raises(InputError) as caught:
        DesignSpace.from_json(json.dumps(content))
    assert sentence in str(caught.value)


def test_text_that_is_no_json_is_refused():
    with pytest.raises(InputError, match="not valid JSON"):
        DesignSpace.from_json("{")


def test_the_fingerprint_follows_the_meaning_only():
    wall, panes, cooling = SPACE.variables
    assert SPACE.fingerprint() == "04b0f33938877734"
    described = Real("wall_insulation_m", 0.02, 0.3, 0.2, "m", "another sentence and default")
    assert DesignSpace((described, panes, cooling)).fingerprint() == SPACE.fingerprint()
    wider = Real("wall_insulation_m", 0.02, 0.4, 0.1, "m")
    assert DesignSpace((wider, panes, cooling)).fingerprint() != SPACE.fingerprint()
    assert DesignSpace((panes, wall, cooling)).fingerprint() != SPACE.fingerprint()


def test_names_must_differ_and_exist():
    with pytest.raises(InputError, match="'panes' twice"):
        DesignSpace((SPACE.variables[1], SPACE.variables[1]))
    with pytest.raises(InputError, match="at least one variable"):
        DesignSpace(())
