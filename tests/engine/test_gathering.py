"""Pieces of a population and the whole that they make."""

import numpy as np
import pytest

from fluxion.engine.gathering import OK, Piece, gather, pieces_of, refused
from fluxion.engine.result import BUILDING_OUTPUTS, ZONE_OUTPUTS

INTERRUPTED = "not simulated: the run was interrupted."


def piece(rows, zones=2, status=None):
    """A piece whose numbers say which row they belong to."""
    rows = np.array(rows)
    own = rows.astype(float)
    per_zone = own[:, None] + 0.1 * np.arange(zones)
    return Piece(
        rows=rows,
        status=tuple(status or [OK] * rows.size),
        zone_names=tuple(f"zone {rows[0]} {z}" for z in range(zones)),
        area=100.0 + per_zone,
        outputs={name: own + 1000.0 * i for i, name in enumerate(BUILDING_OUTPUTS)},
        zones={name: per_zone + 1000.0 * i for i, name in enumerate(ZONE_OUTPUTS)},
        residual=own * 1e-6,
    )


def assert_rows(result, rows, zones=2):
    rows = np.array(rows)
    for i, name in enumerate(BUILDING_OUTPUTS):
        np.testing.assert_array_equal(result.outputs[name][rows], rows + 1000.0 * i)
    for i, name in enumerate(ZONE_OUTPUTS):
        expected = rows[:, None] + 0.1 * np.arange(zones) + 1000.0 * i
        np.testing.assert_array_equal(result.zone_outputs[name][rows], expected)
    np.testing.assert_array_equal(result.zone_area_m2[rows], 100.0 + rows[:, None] + 0.1 * np.arange(zones))
    np.testing.assert_array_equal(result.residual[rows], rows * 1e-6)
    assert (result.status[rows] == OK).all()


def assert_empty(result, rows):
    for values in (*result.outputs.values(), *result.zone_outputs.values(), result.zone_area_m2, result.residual):
        assert np.isnan(values[rows]).all()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_pieces_in_any_order_make_the_same_whole(order):
    pieces = [piece([4, 0, 2]), piece([1]), piece([5, 3])]
    result = gather([pieces[i] for i in order], 6, "batch")
    assert_rows(result, np.arange(6))
    assert result.engine == "batch"
    assert result.names == tuple(BUILDING_OUTPUTS)


def test_zones_are_named_after_the_first_building_that_was_simulated():
    result = gather([piece([3]), piece([1, 2], status=["cold.", OK]), refused(np.array([0]), "no.")], 4, "batch")
    assert result.zone_names == ("zone 1 0", "zone 1 1")
    assert_rows(result, [2, 3])
    assert result.status.tolist()[:2] == ["no.", "cold."]
    assert_empty(result, [0, 1])


def test_interrupted_pieces_and_rows_of_no_piece_say_so():
    result = gather([piece([0]), refused(np.array([2, 3]))], 5, "batch")
    assert_rows(result, [0])
    assert result.status.tolist() == [OK, *[INTERRUPTED] * 4]
    assert_empty(result, [1, 2, 3, 4])


def test_nothing_at_all():
    result = gather([], 3, "batch")
    assert result.status.tolist() == [INTERRUPTED] * 3
    assert result.zone_names == ()
    assert result.zone_area_m2.shape == (3, 0)
    assert gather([], 0, "batch").outputs["heating_kwh"].shape == (0,)


def test_other_plans_than_the_first_one_are_a_status():
    result = gather([piece([2, 3], zones=3), piece([0, 1])], 4, "batch")
    assert_rows(result, [0, 1])
    for row in (2, 3):
        assert "the building has 3 zones, but the population's first one has 2" in result.status[row]
    assert_empty(result, [2, 3])


def test_a_failed_row_of_another_plan_keeps_its_own_sentence():
    result = gather([piece([0], zones=3, status=["burnt."]), piece([1, 2])], 3, "batch")
    assert result.status.tolist() == ["burnt.", OK, OK]
    assert_rows(result, [1, 2])
    assert_empty(result, [0])


class Year:
    """One building over one year."""

    def __init__(self, value, **more):
        self.outputs = dict.fromkeys(BUILDING_OUTPUTS, value)
        self.zone_names = ("room",)
        self.zone_area_m2 = np.array([40.0])
        self.zone_outputs = {name: np.array([value]) for name in ZONE_OUTPUTS}
        self.__dict__.update(more)


def test_single_buildings_are_pieces_of_one():
    rows = [None, Year(3.0, residual=1e-7), "too small.", Year(4.0)]
    result = gather(list(pieces_of(rows)), 4, "program")
    assert result.status.tolist() == [INTERRUPTED, OK, "too small.", OK]
    np.testing.assert_array_equal(result.outputs["heating_kwh"], [np.nan, 3.0, np.nan, 4.0])
    np.testing.assert_array_equal(result.zone_outputs["heating_kwh"][:, 0], [np.nan, 3.0, np.nan, 4.0])
    # Programs that draw no balance have no residual.
    np.testing.assert_array_equal(result.residual, [np.nan, 1e-7, np.nan, np.nan])
