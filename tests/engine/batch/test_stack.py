"""Buildings side by side: every number keeps its row and its name."""

import numpy as np
import pytest
from boxes import box, heated_to

from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.batch.records import AREA, FACE_ROWS
from fluxion.engine.batch import numbers as groups
from fluxion.engine.batch.blocks import block_of, weather_record
from fluxion.engine.batch.lane_arrays import side_by_side
from fluxion.engine.batch.portrait import portrait_of
from fluxion.engine.batch.stack import layer_columns, numbers_of, stack_of
from fluxion.engine.climate import step_weather
from fluxion.weather import Weather

BAND = {"S": (0.5, 0.8, 2.2)}


@pytest.fixture(scope="module")
def climate():
    return step_weather(Weather.bundled("golden"), 1)


@pytest.fixture(scope="module")
def portraits(climate):
    sizes = ((6.0, 8.0, 2.7), (5.0, 7.0, 3.0), (9.0, 4.0, 2.5))
    return [portrait_of(box(size=s, thermostat=heated_to(20.0), bands=BAND), climate, 3) for s in sizes]


def test_columns_of_a_stack_are_the_values_of_its_portraits(portraits):
    stack = stack_of(portraits)
    assert stack.size == 3
    renamed = {"Sides": {"hot": "side_hot", "cold": "side_cold"}, "Zones": {"radiant": "radiant_gain"}}
    for record in ("Faces", "Sides", "Zones"):
        assert set(stack.places[record]) == set(getattr(groups, record)._fields)
        for field, place in stack.places[record].items():
            name = renamed.get(record, {}).get(field, field)
            for row, portrait in enumerate(portraits):
                expected = portrait.values[name].astype(np.float32)
                np.testing.assert_array_equal(stack.numbers[row, place], expected)
    assert stack.places["Light"] == {}


def test_columns_do_not_overlap_and_leave_no_gap(portraits):
    stack = stack_of(portraits)
    places = sorted((p for own in stack.places.values() for p in own.values()), key=lambda p: (p.start, p.stop))
    ends = [0, *(p.stop for p in places)]
    assert [p.start for p in places] == ends[:-1]
    assert ends[-1] == stack.numbers.shape[1]


def test_numbers_of_one_row_serve_all():
    values = {"leak": np.array([1.0, 2.0]), "capacity": np.array([[3.0], [4.0]])}
    numbers, places = numbers_of(2, {}, values, {"depth": np.array([[5.0], [6.0]])})
    np.testing.assert_array_equal(numbers[:, places["Zones"]["leak"]], [[1.0, 2.0], [1.0, 2.0]])
    np.testing.assert_array_equal(numbers[:, places["Zones"]["capacity"]], [[3.0], [4.0]])
    np.testing.assert_array_equal(numbers[:, places["Light"]["depth"]], [[5.0], [6.0]])
    assert numbers.shape == (2, 4)


def test_walls_that_differ_and_walls_that_do_not_lie_side_by_side(portraits):
    alike = layer_columns(portraits[0].walls, 3)
    stacked = stack_of(portraits)
    for field, place in stacked.places["Layers"].items():
        np.testing.assert_array_equal(stacked.numbers[:, place], alike[field].astype(np.float32))


def area_of(block):
    return block.faces.reshape(-1, FACE_ROWS, LANES)[:, AREA]


def test_lanes_of_a_block_are_rows_of_the_stack_and_free_lanes_repeat_the_last(portraits, climate):
    stack = stack_of(portraits)
    block = block_of(stack, slice(1, 3), weather_record(climate, np.zeros(8760)), 3)
    area = stack.numbers[:, stack.places["Faces"]["area"]]
    np.testing.assert_array_equal(area_of(block)[:, 0], area[1])
    for lane in range(1, LANES):
        np.testing.assert_array_equal(area_of(block)[:, lane], area[2])
    np.testing.assert_array_equal(block.suns[:, 0], stack.sun[1])


def test_a_full_block_repeats_nothing():
    values = np.arange(3.0 * LANES).reshape(LANES, 3)
    np.testing.assert_array_equal(side_by_side(values), values.T)
