"""Radiation of many rooms at once against that of each room alone, and against linear algebra."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.engine._kernels import enclosure as kernels
from fluxion.engine.enclosure import exchange_factors, view_factors

LARGEST = 0.49
WAYS = {"compiled": lambda kernel: kernel, "interpreted": lambda kernel: kernel.py_func}


@st.composite
def rooms(draw, most=4):
    """Areas (n, m) of n boxes of one plan with windows in some walls, and the planes (m,) of their faces."""
    n = draw(st.integers(1, most))
    glazed = [i for i in range(2, 6) if draw(st.booleans())]
    rows = []
    for _ in range(n):
        lx, ly, lz = (draw(st.floats(2.0, 20.0)) for _ in range(3))
        row = []
        for i, size in enumerate((lx * ly, lx * ly, lx * lz, lx * lz, ly * lz, ly * lz)):
            share = draw(st.floats(0.05, 0.9)) if i in glazed else 0.0
            row += [size * (1.0 - share), size * share] if share else [size]
        rows.append(row)
    plane = [i for i in range(6) for _ in range(2 if i in glazed else 1)]
    return np.array(rows), np.array(plane)


def sight(plane):
    return (plane[:, None] != plane[None, :]).astype(np.float64)


def views(area, plane, strengths):
    """View factors (m, m) as the strengths state them."""
    factors = strengths[:, None] * strengths[None, :] * sight(plane) / area[:, None]
    factors[np.diag_indices(area.size)] = np.maximum(0.0, 1.0 - factors.sum(axis=1))
    return factors


@pytest.mark.parametrize("way", WAYS)
@given(rooms())
def test_strengths_give_the_view_factors_of_each_room(way, many):
    area, plane = many
    strengths = WAYS[way](kernels.strengths_of_many)(area, sight(plane))
    for own, x in zip(area, strengths):
        np.testing.assert_allclose(views(own, plane, x), view_factors(own, plane), atol=2e-6)


@pytest.mark.parametrize("faces", [1, 2, 3])
def test_rooms_that_do_not_close_exchange_no_more_than_their_areas(faces):
    area, plane = np.array([[10.0, 3.0, 1.0]])[:, :faces], np.arange(faces)
    (x,) = kernels.strengths_of_many(area, sight(plane))
    assert np.isfinite(x).all()
    out = x * (sight(plane) @ x)
    assert (out <= area[0] * (1.0 + 1e-9)).all()
    np.testing.assert_allclose(views(area[0], plane, x), view_factors(area[0], plane), atol=1e-6)


@given(rooms())
def test_a_room_does_not_depend_on_its_neighbours(many):
    area, plane = many
    emissivity, group = np.linspace(0.3, 0.95, plane.size), np.minimum(plane, 3)
    sees = sight(plane)
    together = kernels.strengths_of_many(area, sees)
    totals = kernels.exchange_totals(area, emissivity, together, sees, group)
    star = kernels.matched_star(totals, LARGEST)
    for k in range(len(area)):
        alone = kernels.strengths_of_many(area[k : k + 1], sees)
        own = kernels.exchange_totals(area[k : k + 1], emissivity, alone, sees, group)
        np.testing.assert_array_equal(alone[0], together[k])
        np.testing.assert_array_equal(own[0], totals[k])
        np.testing.assert_array_equal(kernels.matched_star(own, LARGEST)[0], star[k])


@pytest.mark.parametrize("way", WAYS)
@given(rooms(most=2), st.integers(0, 1000))
def test_totals_are_those_of_hottels_factors(way, many, seed):
    area, plane = many
    random = np.random.default_rng(seed)
    emissivity = random.uniform(0.05, 1.0, plane.size)
    # Every group has a face; some groups share a plane.
    group = random.permutation(np.concatenate([np.arange(3), random.integers(0, 3, plane.size - 3)]))
    strengths = kernels.strengths_of_many(area, sight(plane))
    totals = WAYS[way](kernels.exchange_totals)(area, emissivity, strengths, sight(plane), group)
    for own, got in zip(area, totals):
        factors = exchange_factors(own, emissivity, view_factors(own, plane))
        expected = [factors[np.ix_(group == g, group != g)].sum() for g in range(3)]
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


def test_mirrors_exchange_nothing():
    area, plane = np.array([[12.0, 12.0, 8.0, 8.0, 6.0, 6.0]]), np.arange(6)
    emissivity = np.array([0.9, 0.9, 0.0, 0.9, 0.9, 0.9])
    sees = sight(plane)
    totals = kernels.exchange_totals(area, emissivity, kernels.strengths_of_many(area, sees), sees, np.arange(6))
    assert totals[0, 2] == 0.0
    assert (totals[0, [0, 1, 3, 4, 5]] > 0.0).all()


@pytest.mark.parametrize("way", WAYS)
@given(st.integers(1, 9), st.integers(0, 1000))
def test_elimination_from_the_right_is_a_product_with_the_inverse(way, m, seed):
    random = np.random.default_rng(seed)
    system, values = random.uniform(-1.0, 1.0, (m, m)), random.uniform(-5.0, 5.0, (m, m))
    system[np.diag_indices(m)] = 1.2 * np.abs(system).sum(axis=1) + 0.1
    expected = values @ np.linalg.inv(system)
    WAYS[way](kernels.solve_from_right)(system.copy(), values)
    np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("way", WAYS)
@given(st.lists(st.floats(1.0, 2.0), min_size=5, max_size=8))
def test_a_star_carries_the_total_of_every_face(way, total):
    # A star can carry totals of which none exceeds what the others add up to; far from that no share is capped.
    total = np.array([total, total[::-1]])
    star = WAYS[way](kernels.matched_star)(total, LARGEST)
    share = star / star.sum(axis=1, keepdims=True)
    assert share.max() < LARGEST
    np.testing.assert_allclose(star * (1.0 - share), total, rtol=1e-6)


def test_a_face_that_outweighs_the_others_is_held_at_the_largest_share():
    star = kernels.matched_star(np.array([[10.0, 1.0, 1.0]]), LARGEST)
    assert np.isfinite(star).all()
    assert star[0, 0] == pytest.approx(10.0 / (1.0 - LARGEST), rel=1e-6)


def test_no_exchange_needs_no_star():
    assert (kernels.matched_star(np.zeros((2, 4)), LARGEST) == 0.0).all()
