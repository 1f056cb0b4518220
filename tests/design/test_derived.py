import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Real
from fluxion.design.derived import derived_column
from fluxion.design.rows import RowColumns
from fluxion.errors import InputError

SPACE = DesignSpace((Real("u", 0.0, 1.0, 0.5), Choice("glass", ("double", "triple"), "double")))


def columns(X):
    return RowColumns(SPACE.columns(X), {"heat": 10.0 * X[:, 0]}, {"limit": 3.0})


def strict(c):
    """Raises for the whole batch if one design is too cold, as a careless function does."""
    if (np.asarray(c["heat"]) < 2.0).any():
        raise ValueError("too cold")
    return c["heat"] + 5.0 * c.is_option("glass", "triple")


@pytest.fixture
def X():
    return np.array([[0.5, 0.0], [0.1, 1.0], [0.9, 1.0]])


def test_rows_for_which_a_function_raises_are_nan_and_the_others_are_not_lost(X):
    values = derived_column("mine", strict).values(columns(X), 3)
    np.testing.assert_array_equal(values, [5.0, np.nan, 14.0])


def test_a_function_that_raises_for_every_design_is_an_error(X):
    with pytest.raises(InputError, match="own column 'mine': the function strict raised ValueError: too cold"):
        derived_column("mine", strict).values(columns(0.1 * X), 3)


def averaged(c):
    return np.array([c["heat"].mean()])


def test_another_shape_is_an_error_whatever_single_rows_would_give(X):
    with pytest.raises(InputError, match=r"expected the function averaged to return \(3,\) real numbers"):
        derived_column("mine", averaged).values(columns(X), 3)


def leave(c):
    raise SystemExit(0)


def test_a_function_cannot_end_the_program(X):
    with pytest.raises(InputError, match="the function leave raised SystemExit"):
        derived_column("mine", leave).values(columns(X), 3)


def test_a_row_alone_has_what_all_rows_have(X):
    everything = columns(X)
    for i in range(3):
        one = everything.row(i)
        assert set(one) == set(everything)
        assert one["glass"].tolist() == [everything["glass"][i]]
        assert one["heat"].tolist() == [everything["heat"][i]]
        assert one["limit"] == 3.0
