import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.qubo.grid import level_grid


def test_levels_are_spread_over_the_bounds_and_choices_keep_their_options(grid):
    assert grid.counts == (3, 6, 5, 2, 4)
    assert grid.values(0) == [0.0, 0.5, 1.0]
    assert grid.values(2) == ["clear", "low_e", "triple", "solar", "passive"]
    assert grid.size == 720


def test_designs_and_levels_are_each_others_inverse(grid):
    levels = grid.unravel(np.arange(grid.size))
    assert (grid.levels(grid.designs(levels)) == levels).all()
    assert (np.concatenate(list(grid.pieces())) == levels).all()
    assert len(np.unique(levels, axis=0)) == grid.size


def test_a_design_off_the_grid_is_named(grid):
    X = grid.designs(np.zeros((2, 5), dtype=np.int64))
    X[1, 0] = 0.3
    with pytest.raises(InputError, match="row 2, column 'depth'"):
        grid.levels(X)
    assert grid.nearest(X)[1, 0] == 1


def test_held_variables_take_no_part(space):
    grid = level_grid(space, space.variables, {"depth": [0.25]}, {1: 4.0})
    assert grid.names == ("window", "exterior_mass", "infiltration_ach")
    assert (grid.designs(np.zeros((1, 3), dtype=np.int64))[0, :2] == [0.25, 4.0]).all()


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({"depht": 3}, "did you mean 'depth'"),
        ({"depth": [0.0, 2.0]}, "out of bounds"),
        ({"depth": [0.5, 0.5]}, "given 2 times"),
        ({"depth": []}, "a number of levels, or a list"),
        ({"depth": 0}, "expected 1 to 2,000 levels"),
        ({"storeys": 9}, "only 6 whole"),
        ({"window": ["lead"]}, "no option"),
        ({"window": 3}, "some of its options"),
    ],
)
def test_levels_that_cannot_be_are_refused(space, levels, told):
    with pytest.raises(InputError, match=told):
        level_grid(space, space.variables, levels)


def test_levels_of_a_held_variable_and_a_single_combination_are_refused(space):
    with pytest.raises(InputError, match="is fixed"):
        level_grid(space, space.variables, {"depth": 3}, {0: 0.5})
    single = {"depth": 1, "storeys": 1, "window": ["clear"], "exterior_mass": ["light"], "infiltration_ach": 1}
    with pytest.raises(InputError, match="nothing is left to choose"):
        level_grid(space, space.variables, single)
