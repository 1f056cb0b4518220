import numpy as np
import pytest

from fluxion.surrogate.columns import Columns


def test_columns_are_views_by_name():
    matrix = np.arange(6.0).reshape(3, 2)
    columns = Columns({"a": 0, "b": 1}, matrix)
    assert list(columns) == ["a", "b"]
    assert len(columns) == 2
    np.testing.assert_array_equal(columns["b"], [1.0, 3.0, 5.0])
    assert np.shares_memory(columns["b"], matrix)


def test_an_unknown_name_is_a_key_error():
    with pytest.raises(KeyError):
        Columns({"a": 0}, np.zeros((2, 1)))["c"]
