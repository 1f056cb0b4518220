"""Columns of designs: choices as texts and as codes."""

import pickle

import numpy as np
import pytest

from fluxion.design import Choice, DesignColumns, DesignSpace, Integer, Real, chosen

SPACE = DesignSpace(
    (
        Real("depth_m", 0.0, 1.0, 0.5, "m"),
        Choice("glass", ("clear", "tinted", "none"), "clear"),
        Integer("storeys", 1, 4, 2),
    )
)
X = np.array([[0.25, 2.0, 1.0], [0.5, 0.0, 4.0], [1.0, 2.0, 3.0]])


def test_columns_are_numbers_and_texts():
    columns = SPACE.columns(X)
    assert list(columns) == list(SPACE.names)
    assert len(columns) == 3
    np.testing.assert_array_equal(columns["depth_m"], [0.25, 0.5, 1.0])
    np.testing.assert_array_equal(columns["storeys"], [1.0, 4.0, 3.0])
    assert columns["glass"].tolist() == ["none", "clear", "none"]
    assert columns["glass"].dtype == object
    with pytest.raises(KeyError):
        columns["window"]


def test_columns_are_copies():
    columns = SPACE.columns(X)
    columns["depth_m"][0] = 9.0
    assert X[0, 0] == 0.25


def test_codes_are_those_of_the_design():
    choice = SPACE.columns(X).chosen("glass")
    assert choice.options == ("clear", "tinted", "none")
    np.testing.assert_array_equal(choice.codes, [2, 0, 2])
    assert choice.is_option("none").tolist() == [True, False, True]
    assert not choice.is_option("tinted").any()
    assert not choice.is_option("unheard of").any()
    assert choice.texts().tolist() == SPACE.columns(X)["glass"].tolist()


def test_one_design_is_numbers_and_texts():
    assert SPACE.columns(X).row() is None
    assert SPACE.columns(X[:0]).row() is None
    row = SPACE.columns(X[1:2]).row()
    assert dict(row) == {"depth_m": 0.5, "glass": "clear", "storeys": 4.0}
    assert len(row) == 3
    choice = chosen(row, "glass")
    assert (choice.codes, choice.single) == (0, "clear")
    assert choice.is_option("clear")
    assert not choice.is_option("none")
    assert SPACE.columns(X).chosen("glass").single is None
    with pytest.raises(KeyError, match="depth_m"):
        row.chosen("depth_m")


def test_numbers_are_no_choice():
    with pytest.raises(KeyError, match="depth_m"):
        SPACE.columns(X).chosen("depth_m")


def test_plain_columns_are_looked_up_by_their_texts():
    columns = {**SPACE.columns(X), "depth_m": np.zeros(3)}
    assert type(columns) is dict
    found = chosen(columns, "glass")
    assert found.texts().tolist() == ["none", "clear", "none"]
    assert found.is_option("none").tolist() == [True, False, True]
    assert chosen(SPACE.columns(X), "glass").options == ("clear", "tinted", "none")


def test_no_rows():
    columns = SPACE.columns(np.empty((0, 3)))
    assert columns["glass"].shape == (0,)
    assert chosen(dict(columns), "glass").codes.shape == (0,)


def test_columns_travel():
    again = pickle.loads(pickle.dumps(SPACE.columns(X)))
    assert isinstance(again, DesignColumns)
    assert again["glass"].tolist() == ["none", "clear", "none"]
