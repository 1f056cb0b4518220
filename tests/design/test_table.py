import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxion.design.space import DesignSpace
from fluxion.design.table import read_designs, to_frame, write_csv
from fluxion.design.variables import Choice, Integer, Real
from fluxion.errors import InputError

SPACE = DesignSpace(
    (
        Real("wwr_south", 0.1, 0.9, 0.4),
        Real("ground_w", -1e9, 1e9, 0.0, "W"),
        Integer("panes", 1, 3, 2),
        Choice("cooling", ("none", "split"), "split"),
    )
)


def designs(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "designs.csv"
    path.write_bytes(text.encode(encoding))
    return read_designs(path, SPACE)


def test_missing_columns_take_defaults_and_order_is_free(tmp_path):
    X = designs(tmp_path, "cooling,wwr_south\nnone,0.25\nsplit, 0.5 \n")
    np.testing.assert_array_equal(X, [[0.25, 0, 2, 0], [0.5, 0, 2, 1]])


def test_spreadsheet_files_are_read(tmp_path):
    X = designs(tmp_path, "﻿wwr_south,panes\r\n0.25,3.0\r\n\r\n")
    np.testing.assert_array_equal(X, [[0.25, 0, 3, 1]])


@settings(max_examples=50)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_floats_survive_a_file_bit_for_bit(tmp_path_factory, values):
    X = np.tile(SPACE.defaults(), (len(values), 1))
    X[:, 1] = values
    path = tmp_path_factory.mktemp("round") / "designs.csv"
    write_csv(to_frame(X, SPACE), path)
    assert read_designs(path, SPACE).tobytes() == X.tobytes()


def test_to_frame_decodes():
    frame = to_frame(SPACE.encode([{"panes": 3}]), SPACE)
    assert frame.to_dict("records") == [{"wwr_south": 0.4, "ground_w": 0.0, "panes": 3, "cooling": "split"}]
    assert frame["panes"].dtype == np.int64


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("wwr_south,wwr_suoth\n0.2,0.2\n", "unknown column 'wwr_suoth'; did you mean 'wwr_south'?"),
        ("xyz\n1\n", "unknown column 'xyz'; expected one of: wwr_south, ground_w, panes, cooling"),
        ("wwr_south;panes\n0.2;2\n", "parted by semicolons; expected commas"),
        ("panes,panes\n1,2\n", "the column 'panes' 2 times"),
        ("panes,,wwr_south\n1,2,0.2\n", "no name for column 2"),
        ("panes,wwr_south\n1,0.2\n2,\n", "row 2, column 'wwr_south': the cell is blank"),
        ("panes,cooling\n1,  \n", "row 1, column 'cooling': the cell is blank"),
        ("panes,wwr_south\n1,0.2\n2,NaN\n", "row 2, column 'wwr_south': the value is nan"),
        ("wwr_south\n0.2\n0.2\n0.95\n", "row 3, column 'wwr_south': 0.95 is out of bounds; expected a number from 0.1"),
        ("ground_w\n2e9\n", "2000000000 W is out of bounds; expected a number from -1000000000 to 1000000000 W"),
        ("cooling\nNone\n", "'None' is no option; expected one of: none, split"),
        ("panes\n2.5\n", "2.5 is not a whole number"),
        ("panes\ntwo\n", "'two' is not a number; expected a whole number from 1 to 3"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("panes,wwr_south\n", "has a header but no rows"),
        ("panes,wwr_south\n1\n", "row 1: expected 2 cells as in the header; got 1"),
        ("panes\n1,2\n", "row 1: expected 1 cells as in the header; got 2"),
        ('panes\n"1\n', "not a CSV file"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path, text, sentence):
    with pytest.raises(InputError) as caught:
        designs(tmp_path, text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="there is no file"):
        read_designs(tmp_path / "absent.csv", SPACE)
    with pytest.raises(InputError, match="cannot be read"):
        read_designs(tmp_path, SPACE)
    with pytest.raises(InputError, match="UTF-8"):
        designs(tmp_path, "cooling\nnone\né\n", encoding="latin-1")


def test_frames_are_read_like_files():
    frame = pd.DataFrame({"panes": [1, 3], "wwr_south": [0.2, 0.3], "cooling": ["none", "split"]})
    np.testing.assert_array_equal(read_designs(frame, SPACE), [[0.2, 0, 1, 0], [0.3, 0, 3, 1]])


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (pd.DataFrame({"panes": [1.0, np.nan]}), "row 2, column 'panes': the value is nan"),
        (pd.DataFrame({"panes": pd.array([1, pd.NA], dtype="Int64")}), "row 2, column 'panes': the value is missing"),
        (pd.DataFrame({"cooling": ["none", None]}), "row 2, column 'cooling': the value is missing"),
        (pd.DataFrame({"panes": [True]}), "True is not a number"),
        (pd.DataFrame({"panes": []}), "no rows"),
        (pd.DataFrame([[1, 2]], columns=["panes", "panes"]), "'panes' 2 times"),
        (pd.DataFrame({3: [1.0]}), "unknown column '3'"),
    ],
)
def test_a_bad_frame_is_one_clear_error(frame, sentence):
    with pytest.raises(InputError) as caught:
        read_designs(frame, SPACE)
    assert sentence in str(caught.value)
