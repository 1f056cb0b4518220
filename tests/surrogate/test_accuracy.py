import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate.accuracy import determination, held_out_errors, judged_rows, zero_heavy

ALL, HEAVY = np.array([False]), np.array([True])


def test_figures_by_hand():
    true = np.array([[1.0], [2.0], [3.0], [6.0]])
    mean = np.array([[1.5], [2.0], [2.5], [6.0]])
    figures = held_out_errors(true, mean, mean - 0.4, mean + 0.4, ALL)[0]
    assert figures.r2 == pytest.approx(1.0 - 0.5 / 14.0)
    assert figures.rmse == pytest.approx(np.sqrt(0.125))
    assert figures.mae == pytest.approx(0.25)
    assert figures.cv_rmse == pytest.approx(np.sqrt(0.125) / 3.0)
    assert figures.coverage == 0.5
    assert figures.zero_share == 0.0
    assert figures.judged_on == "all rows"


def test_an_output_that_is_mostly_zero_is_judged_on_the_rest():
    true = np.array([[0.0], [0.0], [0.0], [2.0], [4.0]])
    mean = np.array([[1.0], [0.0], [0.0], [2.0], [3.0]])
    figures = held_out_errors(true, mean, mean - 0.1, mean + 0.1, HEAVY)[0]
    assert figures.judged_on == "non-zero rows"
    assert figures.r2 == pytest.approx(0.5)
    assert figures.coverage == 0.5
    assert figures.mae == pytest.approx(0.4)
    assert figures.zero_share == pytest.approx(0.6)


def test_nothing_is_determined_where_nothing_varies():
    assert np.isnan(determination(np.ones(3), np.ones(3)))


def test_arrays_of_different_shape_are_refused():
    with pytest.raises(InputError, match="one shape"):
        held_out_errors(np.ones((3, 1)), np.ones((2, 1)), np.ones((3, 1)), np.ones((3, 1)), ALL)
    empty = np.ones((0, 1))
    with pytest.raises(InputError, match="n >= 1"):
        held_out_errors(empty, empty, empty, empty, ALL)


def test_judged_rows():
    some = np.array([0.0, 0.0, 0.0, 1.0])
    assert judged_rows(some, True).tolist() == [False, False, False, True]
    assert judged_rows(some, False).all()
    assert judged_rows(np.zeros(5), True).all()


def test_zero_heavy_means_over_half():
    Y = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 2.0, 3.0], [1.0, 2.0, 4.0]])
    assert zero_heavy(Y).tolist() == [True, False, False]
