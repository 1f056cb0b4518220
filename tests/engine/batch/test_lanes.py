"""Numbers side by side: the compiled operations are the interpreted ones, lane by lane."""

import numpy as np
import pytest
from numba import njit

from fluxion.engine._kernels.batch import films, lanes
from fluxion.engine._kernels.batch.lanes import ENTRIES, LANES
from fluxion.engine.batch.lane_arrays import aligned

OPERATIONS = {
    "sum": lambda a, b: a + b,
    "difference with a number": lambda a, b: 3.0 - a * 2.0,
    "quotient": lambda a, b: a / b,
    "negative": lambda a, b: -a,
    "smaller": lambda a, b: lanes.smaller(a, b),
    "larger than a number": lambda a, b: lanes.larger(a, 1.5),
    "magnitude": lambda a, b: lanes.magnitude(a - b),
    "chosen": lambda a, b: lanes.chosen(a > b, a, 0.0),
    "chosen by two": lambda a, b: lanes.chosen(lanes.both(a > 1.0, b >= 2.0), a, b),
    "chosen by two others": lambda a, b: lanes.chosen(lanes.both(a < 1.0, b <= 2.0), a, b),
    "reciprocal": lambda a, b: lanes.reciprocal(a),
    "root": lambda a, b: lanes.root(a * a + 0.1),
    "guess": lambda a, b: lanes.power_guess(lanes.magnitude(a), -0.25),
    "cube root": lambda a, b: films.cube_root(lanes.magnitude(a)),
}


def rows(*values):
    block = aligned(len(values))
    for i, row in enumerate(values):
        block[i] = row
    return block


@pytest.mark.parametrize("name", OPERATIONS)
def test_compiled_and_interpreted_agree(name):
    operation = OPERATIONS[name]
    compiled_operation = njit(operation)

    @njit
    def run(block):
        lanes.store(block, 2, compiled_operation(lanes.load(block, 0), lanes.load(block, 1)))

    rng = np.random.default_rng(1)
    block = rows(rng.uniform(-5.0, 5.0, LANES), rng.uniform(1.0, 4.0, LANES), np.zeros(LANES))
    run(block)
    python = films.cube_root.py_func(np.abs(block[0])) if name == "cube root" else operation(block[0], block[1])
    np.testing.assert_allclose(block[2], python, rtol=3e-6, atol=1e-6)


def test_a_sum_is_added_to_a_row_and_an_entry_is_read():
    @njit
    def run(table, block):
        lanes.add(block, lanes.entry(table, 2), lanes.load(block, 0))

    block = rows(np.arange(LANES), np.ones(LANES))
    run(np.array([7, 7, 1], dtype=np.int32), block)
    np.testing.assert_array_equal(block[1], np.arange(LANES) + 1.0)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e12])
def test_reciprocals_and_roots_are_good_to_rounding(scale):
    @njit
    def run(block):
        lanes.store(block, 1, lanes.reciprocal(lanes.load(block, 0)))
        lanes.store(block, 2, lanes.root(lanes.load(block, 0)))

    block = rows(np.geomspace(scale, 1e3 * scale, LANES), np.zeros(LANES), np.zeros(LANES))
    run(block)
    exact = block[0].astype(np.float64)
    np.testing.assert_allclose(block[1], 1.0 / exact, rtol=1e-6)
    np.testing.assert_allclose(block[2], np.sqrt(exact), rtol=1e-6)


def test_nan_stays_in_its_lane():
    @njit
    def run(block):
        a = lanes.load(block, 0)
        lanes.store(block, 1, films.cube_root(lanes.magnitude(a)) * lanes.reciprocal(a) + a)

    block = rows(np.linspace(1.0, 16.0, LANES), np.zeros(LANES))
    clean = block.copy()
    run(block)
    spoilt = aligned(2)
    spoilt[:] = clean
    spoilt[0, 7] = np.nan
    run(spoilt)
    assert np.isnan(spoilt[1, 7])
    others = np.arange(LANES) != 7
    np.testing.assert_array_equal(spoilt[1, others], block[1, others])


def test_roots_are_good_to_two_thousandths():
    values = np.geomspace(1e-6, 1e3, LANES * 400).astype(np.float32).reshape(-1, LANES)
    for row in values:
        np.testing.assert_allclose(films.cube_root.py_func(row), np.cbrt(row), rtol=2e-3)
        np.testing.assert_allclose(films.fourth_root.py_func(row), np.sqrt(np.sqrt(row)), rtol=2e-3)
    assert (films.cube_root.py_func(np.zeros(LANES, dtype=np.float32)) == 0.0).all()


def test_a_table_is_read_between_its_entries_and_held_at_its_ends():
    @njit
    def run(table, block):
        lanes.store(block, 1, lanes.interpolated(table, 1, lanes.load(block, 0)))

    table = np.stack([np.zeros(ENTRIES), np.arange(float(ENTRIES)) ** 2]).astype(np.float32)
    places = np.linspace(-3.0, 18.0, LANES)
    block = rows(places, np.zeros(LANES))
    run(table, block)
    expected = np.interp(places, np.arange(float(ENTRIES)), table[1])
    np.testing.assert_allclose(block[1], expected, rtol=1e-3, atol=0.1)
    np.testing.assert_allclose(lanes.interpolated(table, 1, block[0]), block[1], rtol=1e-5, atol=1e-4)


def test_rows_of_a_block_begin_on_cache_lines():
    assert all(aligned(n).ctypes.data % 64 == 0 for n in (1, 3, 50))
