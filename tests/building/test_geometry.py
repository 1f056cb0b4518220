"""Geometry of plane polygons against values by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.building import geometry

WALL = ((0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 3.0), (0.0, 0.0, 3.0))
ROOF = ((0.0, 0.0, 3.0), (4.0, 0.0, 3.0), (4.0, 5.0, 3.0), (0.0, 5.0, 3.0))


def turned(polygon, deg):
    c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    return tuple((x * c + y * s, -x * s + y * c, z) for x, y, z in polygon)


def test_area_and_normal_of_a_wall_and_a_roof():
    assert geometry.newell(WALL) == pytest.approx((0.0, -12.0, 0.0))
    assert geometry.newell(ROOF) == pytest.approx((0.0, 0.0, 20.0))
    assert geometry.newell(ROOF[::-1]) == pytest.approx((0.0, 0.0, -20.0))
    assert geometry.newell(((0.0, 0.0, 0.0), (2.0, 0.0, 0.0), (0.0, 2.0, 0.0))) == pytest.approx((0.0, 0.0, 2.0))


@given(st.floats(0.0, 359.0), st.floats(-500.0, 500.0))
def test_area_and_azimuth_under_turning_and_moving(deg, shift):
    moved = tuple((x + shift, y - shift, z + 7.0) for x, y, z in turned(WALL, deg))
    vector = geometry.newell(moved)
    assert geometry.length(vector) == pytest.approx(12.0)
    # A south wall turned clockwise by 90 degrees looks west.
    azimuth = geometry.azimuth_deg(geometry.unit(vector))
    assert math.cos(math.radians(azimuth - 180.0 - deg)) == pytest.approx(1.0)
    assert geometry.tilt_deg(geometry.unit(vector)) == pytest.approx(90.0)


@pytest.mark.parametrize(
    ("normal", "tilt", "azimuth"),
    [
        ((0.0, 0.0, 1.0), 0.0, 0.0),
        ((0.0, 0.0, -1.0), 180.0, 0.0),
        ((0.0, 1.0, 0.0), 90.0, 0.0),
        ((1.0, 0.0, 0.0), 90.0, 90.0),
        ((0.0, -1.0, 0.0), 90.0, 180.0),
        ((-1.0, 0.0, 0.0), 90.0, 270.0),
        ((0.0, -math.sqrt(0.5), math.sqrt(0.5)), 45.0, 180.0),
        ((1e-17, -1e-17, 1.0), 0.0, 0.0),
    ],
)
def test_tilt_and_azimuth(normal, tilt, azimuth):
    assert geometry.tilt_deg(normal) == pytest.approx(tilt, abs=1e-6)
    assert geometry.azimuth_deg(normal) == pytest.approx(azimuth)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_local_axes_are_a_right_handed_frame_with_a_level_first_axis(x, y, z):
    if x * x + y * y + z * z < 0.01:
        return
    normal = geometry.unit((x, y, z))
    along, up = geometry.local_axes(normal)
    assert along[2] == 0.0
    assert geometry.length(along) == pytest.approx(1.0)
    assert geometry.length(up) == pytest.approx(1.0)
    assert geometry.dot(along, up) == pytest.approx(0.0, abs=1e-9)
    assert geometry.cross(along, up) == pytest.approx(normal, abs=1e-6)
    assert up[2] >= -1e-9


def test_right_of_a_south_wall_seen_from_outside_is_east():
    along, up = geometry.local_axes((0.0, -1.0, 0.0))
    assert along == pytest.approx((1.0, 0.0, 0.0))
    assert up == pytest.approx((0.0, 0.0, 1.0))


def test_centroid():
    assert geometry.centroid(WALL) == pytest.approx((2.0, 0.0, 1.5))


def test_planarity_and_convexity():
    assert geometry.is_planar(WALL)
    bent = (*WALL[:3], (0.0, 0.01, 3.0))
    assert not geometry.is_planar(bent)
    assert geometry.is_convex(WALL)
    dented = (*WALL[:2], (4.0, 0.0, 3.0), (2.0, 0.0, 1.0), (0.0, 0.0, 3.0))
    assert not geometry.is_convex(dented)
    with_extra = ((0.0, 0.0, 0.0), (2.0, 0.0, 0.0), *WALL[1:])
    assert geometry.is_convex(with_extra)


def test_containment():
    inside = ((1.0, 0.0, 1.0), (3.0, 0.0, 1.0), (3.0, 0.0, 2.0), (1.0, 0.0, 2.0))
    assert geometry.contains(WALL, inside)
    assert geometry.contains(WALL, WALL)
    assert not geometry.contains(WALL, tuple((x + 1.5, y, z) for x, y, z in inside))
    assert not geometry.contains(WALL, tuple((x, y - 0.1, z) for x, y, z in inside))
    assert geometry.contains(turned(WALL, 37.0), turned(inside, 37.0))


@pytest.mark.parametrize(
    ("dx", "dz", "expected"),
    [(0.5, 0.0, True), (1.0, 0.0, False), (0.0, 1.0, False), (0.9995, 0.0, False), (0.9, 0.9, True), (3.0, 0.0, False)],
)
def test_overlap_of_unit_squares_in_a_wall(dx, dz, expected):
    square = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 0.0, 1.0), (0.0, 0.0, 1.0))
    moved = tuple((x + dx, y, z + dz) for x, y, z in square)
    assert geometry.overlap(square, moved) is expected
    assert geometry.overlap(moved, square) is expected


def test_overlap_needs_one_plane():
    square = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 0.0, 1.0), (0.0, 0.0, 1.0))
    assert not geometry.overlap(square, tuple((x, y + 0.1, z) for x, y, z in square))
