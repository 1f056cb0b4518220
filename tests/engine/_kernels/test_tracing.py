"""Parts of the tracing: intervals, projections, the mean over sub-steps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.engine._kernels.sunlit import scratch
from fluxion.engine._kernels.tracing import add_traced, beam_shares, lit_length, merge, project

intervals = st.lists(st.tuples(st.floats(-5.0, 5.0), st.floats(0.01, 4.0)), min_size=0, max_size=10)


def ends_of(pairs):
    return np.array([a for a, _ in pairs] + [0.0]), np.array([a + size for a, size in pairs] + [0.0])


@given(intervals)
def test_merged_intervals_are_sorted_apart_and_cover_the_same(pairs):
    starts, ends = ends_of(pairs)
    grid = np.linspace(-5.5, 9.5, 6007)
    before = ((grid[:, None] >= starts[:-1]) & (grid[:, None] <= ends[:-1])).any(axis=1)
    used = merge(starts, ends, len(pairs))
    assert used <= len(pairs)
    assert (starts[:used] < ends[:used]).all()
    assert (starts[1:used] > ends[: max(used - 1, 0)]).all()
    after = ((grid[:, None] >= starts[:used]) & (grid[:, None] <= ends[:used])).any(axis=1)
    np.testing.assert_array_equal(after, before)


@given(intervals, st.floats(-6.0, 6.0), st.floats(0.0, 6.0))
def test_lit_length_against_a_fine_grid(pairs, low, size):
    starts, ends = ends_of(pairs)
    used = merge(starts, ends, len(pairs))
    x = low + (np.arange(20000) + 0.5) / 20000 * size
    covered = ((x[:, None] > starts[:used]) & (x[:, None] < ends[:used])).any(axis=1)
    assert lit_length(low, low + size, starts, ends, used) == pytest.approx((1.0 - covered.mean()) * size, abs=0.01)


def test_corners_move_along_the_sun_into_the_plane():
    polygon = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, -3.0], [9.0, 9.0, 9.0]])
    project(polygon, 2, 0.5, -1.0, 2.0)
    np.testing.assert_allclose(polygon[0, :2], [0.25, 3.5])
    np.testing.assert_allclose(polygon[1, :2], [1.75, 0.5])
    assert polygon[2].tolist() == [9.0, 9.0, 9.0]


def shares_of(shade, direction, depth=2.0):
    """A window of 4 x 2 m before two halves of a back wall that is `depth` behind, and side walls far out."""
    window = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]])
    left = np.array([[-50.0, -50.0, -depth], [1.0, -50.0, -depth], [1.0, 50.0, -depth], [-50.0, 50.0, -depth]])
    right = np.array([[1.0, -50.0, -depth], [50.0, -50.0, -depth], [50.0, 50.0, -depth], [1.0, 50.0, -depth]])
    backs = np.array([left, right])
    shades = np.empty((0, 4, 3)) if shade is None else np.array([shade])
    polygons, _, starts, ends = scratch(4, 4)
    shares = np.full(2, np.nan)
    beam_shares(
        window, shades, np.full(len(shades), 4), backs, np.full(2, 4), *direction, polygons.reshape(2, 2, 8, 3),
        starts, ends, shares,
    )  # fmt: skip
    return shares


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_a_wall_in_two_halves_takes_the_beam_by_the_place_of_its_edge(sx, sy):
    # A point x of the window lights x - 2 sx on the wall behind; the edge stands at 1.
    edge = min(max(1.0 + 2.0 * sx, 0.0), 4.0)
    np.testing.assert_allclose(shares_of(None, (sx, sy, 1.0)), [edge / 4.0, 1.0 - edge / 4.0], atol=1e-9)


def test_the_part_in_the_shade_sends_nothing():
    # A screen before the left half of the window.
    screen = np.array([[0.0, -9.0, 0.5], [2.0, -9.0, 0.5], [2.0, 9.0, 0.5], [0.0, 9.0, 0.5]])
    np.testing.assert_allclose(shares_of(screen, (0.0, 0.0, 1.0)), [0.0, 1.0], atol=1e-9)
    # Moved by the sun it leaves the first half metre free, all of which falls left of the edge.
    np.testing.assert_allclose(shares_of(screen, (-1.0, 0.0, 1.0), depth=0.2), [0.5 / 2.0, 1.5 / 2.0], atol=1e-9)


def test_a_window_in_the_dark_keeps_the_shares_it_has_in_the_sun():
    lid = np.array([[-99.0, -99.0, 0.5], [99.0, -99.0, 0.5], [99.0, 99.0, 0.5], [-99.0, 99.0, 0.5]])
    np.testing.assert_allclose(shares_of(lid, (0.2, 0.3, 1.0)), shares_of(None, (0.2, 0.3, 1.0)), atol=1e-12)


def test_power_is_the_mean_over_the_sub_steps():
    table = np.zeros((31, 73, 2))
    table[:, :, 0], table[:, :, 1] = 0.25, 0.75
    up = np.array([1, 3, 4])
    beam, cosine = np.array([100.0, 60.0, 30.0]), np.array([1.0, 0.5, 0.0])
    hit = np.zeros((3, 2))
    hit[0] = 7.0
    angles = np.full(6, 0.3)
    add_traced(beam, cosine, np.array([0.0, 0.4, 0.8]), 2.0, table, 0.1, up, 2, angles, angles, hit)
    # Two sub-steps a step: 100 W/m2 by 0.8, 60 by 0.4, none at grazing incidence, through 2 m2.
    np.testing.assert_allclose(hit, [[7.0 + 20.0, 7.0 + 60.0], [6.0, 18.0], [0.0, 0.0]])


def test_the_sun_is_looked_up_relative_to_the_window():
    table = np.zeros((31, 73, 1))
    # Lit from 30 degrees to its right at 45 degrees of height only.
    table[15, 42, 0] = 1.0
    hit = np.zeros((1, 1))
    azimuth = np.radians(200.0)
    sun = np.radians([230.0 - 360.0])
    one = np.ones(1)
    add_traced(one, one, np.ones(2), 1.0, table, azimuth, np.array([0]), 1, np.radians([45.0]), sun, hit)
    assert hit[0, 0] == pytest.approx(1.0)
