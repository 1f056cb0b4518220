"""Sunlit shares against rays, closed formulas and properties of their parts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import inside_polygon, sunlit_by_rays

from fluxion.engine._kernels.sunlit import STRIPS, clip_front, covered_length, scratch, span, sunlit_share

WINDOW = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 1.5], [0.0, 1.5]])
coordinate = st.floats(-6.0, 6.0)
depth = st.floats(-2.0, 5.0)


def share(receiver, shades, direction):
    """`sunlit_share` of polygons with any number of corners."""
    most = max((len(s) for s in shades), default=3)
    padded = np.zeros((len(shades), most, 3))
    for row, s in zip(padded, shades):
        row[: len(s)] = s
    corners = np.array([len(s) for s in shades], dtype=np.int64)
    return sunlit_share(receiver, padded, corners, *direction, *scratch(len(shades), most))


@st.composite
def rectangles(draw):
    """A rectangle somewhere in space, partly behind the receiver's plane."""
    corner = np.array([draw(coordinate), draw(coordinate), draw(depth)])
    a = np.array([draw(st.floats(0.3, 4.0)), draw(st.floats(-1.0, 1.0)), draw(st.floats(-1.0, 1.0))])
    b = np.cross(a, [draw(st.floats(-1.0, 1.0)), draw(st.floats(-1.0, 1.0)), 1.0])
    b *= draw(st.floats(0.5, 4.0)) / max(np.linalg.norm(b), 1e-3)
    return np.array([corner, corner + a, corner + a + b, corner + b])


@given(
    shades=st.lists(rectangles(), min_size=1, max_size=4),
    sx=st.floats(-2.0, 2.0),
    sy=st.floats(-2.0, 2.0),
)
def test_share_equals_that_of_a_grid_of_rays(shades, sx, sy):
    direction = np.array([sx, sy, 1.0])
    expected = sunlit_by_rays(WINDOW, shades, direction, n=160)
    # One strip of the kernel and one row of rays are what both may miss at an edge, for each shade.
    tolerance = len(shades) * (1.0 / STRIPS + 1.0 / 160) + 0.01
    assert share(WINDOW, shades, direction) == pytest.approx(expected, abs=tolerance)


@given(st.floats(0.05, 3.0), st.floats(-0.6, 0.6), st.floats(-1.2, -0.05))
def test_overhang_follows_the_closed_formula(depth, along, down):
    # The sun shines down (sy > 0 means it stands above); the plane lies at the head, twenty metres to both sides.
    overhang = np.array([[-20.0, 1.5, 0.0], [24.0, 1.5, 0.0], [24.0, 1.5, depth], [-20.0, 1.5, depth]])
    shaded = min(depth * -down, 1.5) / 1.5
    got = share(WINDOW, [overhang], (along, -down, 1.0))
    assert got == pytest.approx(1.0 - shaded, abs=0.5 / STRIPS + 1e-9)


def test_fin_shades_a_parallelogram_and_only_from_its_side():
    fin = np.array([[4.0, -5.0, 0.0], [4.0, 5.0, 0.0], [4.0, 5.0, 1.0], [4.0, -5.0, 1.0]])
    assert share(WINDOW, [fin], (0.5, 0.0, 1.0)) == pytest.approx(1.0 - 0.5 / 4.0)
    assert share(WINDOW, [fin], (-0.5, 0.0, 1.0)) == pytest.approx(1.0)
    assert share(WINDOW, [fin], (8.0, 0.0, 1.0)) == pytest.approx(0.0)


def test_overlapping_shades_count_once_and_order_does_not_matter():
    one = np.array([[0.0, -9.0, 1.0], [2.0, -9.0, 1.0], [2.0, 9.0, 1.0], [0.0, 9.0, 1.0]])
    two = one + np.array([1.0, 0.0, 0.5])
    assert share(WINDOW, [one, two], (0.0, 0.0, 1.0)) == pytest.approx(0.25)
    assert share(WINDOW, [two, one, one], (0.0, 0.0, 1.0)) == pytest.approx(0.25)


def test_what_is_behind_or_beside_does_not_shade_and_a_lid_shades_all():
    lid = np.array([[-9.0, -9.0, 2.0], [9.0, -9.0, 2.0], [9.0, 9.0, 2.0], [-9.0, 9.0, 2.0]])
    assert share(WINDOW, [lid], (0.3, -0.4, 1.0)) == 0.0
    assert share(WINDOW, [lid - np.array([0.0, 0.0, 4.0])], (0.3, -0.4, 1.0)) == 1.0
    assert share(WINDOW, [lid + np.array([40.0, 0.0, 0.0])], (0.0, 0.0, 1.0)) == 1.0


def test_a_round_shade_with_many_corners_fits():
    angle = np.linspace(0.0, 2.0 * math.pi, 64, endpoint=False)
    disc = np.column_stack([2.0 + 0.5 * np.cos(angle), 0.75 + 0.5 * np.sin(angle), np.full(64, 1.0)])
    assert share(WINDOW, [disc], (0.0, 0.0, 1.0)) == pytest.approx(1.0 - math.pi * 0.25 / 6.0, abs=0.005)


@given(rectangles())
def test_clipping_keeps_the_part_in_front(polygon):
    clipped = np.full((9, 3), np.nan)
    n = clip_front(polygon, 4, clipped)
    kept = clipped[:n]
    assert np.isfinite(kept).all()
    assert n <= 5
    if (polygon[:, 2] > 0.0).all():
        np.testing.assert_array_equal(kept, polygon)
    elif (polygon[:, 2] <= 0.0).all():
        assert n == 0
    else:
        assert (kept[:, 2] >= 0.0).all()
        assert (kept[:, 2] == 0.0).sum() == 2
        # Corners in front survive, new ones lie on the polygon's edges.
        assert all(any((row == corner).all() for row in kept) for corner in polygon if corner[2] > 0.0)


@given(st.lists(st.tuples(st.floats(-5.0, 5.0), st.floats(0.01, 4.0)), min_size=0, max_size=12))
def test_union_of_intervals_against_a_fine_grid(pairs):
    starts = np.array([a for a, _ in pairs] + [0.0])
    ends = np.array([a + size for a, size in pairs] + [0.0])
    grid = (np.arange(40000) + 0.5) / 40000 * 16.0 - 6.0
    covered = np.zeros(grid.size, dtype=bool)
    for a, size in pairs:
        covered |= (grid >= a) & (grid <= a + size)
    got = covered_length(starts, ends, len(pairs))
    assert got == pytest.approx(covered.mean() * 16.0, abs=0.005)
    assert got <= sum(size for _, size in pairs) + 1e-9


@given(st.integers(3, 9), st.floats(-1.2, 1.2), st.floats(0.0, 1.0))
def test_span_of_a_regular_polygon(corners, y, turn):
    angle = 2.0 * math.pi * (np.arange(corners) + turn) / corners
    polygon = np.column_stack([np.cos(angle), np.sin(angle)])
    low, high = span(polygon, corners, y)
    x = np.linspace(-1.1, 1.1, 4001)
    inside = x[inside_polygon(x, np.full_like(x, y), polygon)]
    if inside.size == 0:
        assert high - low < 0.01
    else:
        assert (low, high) == pytest.approx((inside.min(), inside.max()), abs=0.0012)
