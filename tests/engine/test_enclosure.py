"""Radiation inside a zone: known rooms, reciprocity, and sun that is neither lost nor made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.engine.enclosure import (
    exchange_factors,
    solar_shares,
    spread_reflections,
    star_conductances,
    traced_reflections,
    view_factors,
)

CUBE = np.ones(6)
PLANES = np.arange(6)


@st.composite
def rooms(draw):
    """Areas and planes of a box with windows in some of its walls."""
    lx, ly, lz = (draw(st.floats(2.0, 20.0)) for _ in range(3))
    area, plane = [], []
    for i, size in enumerate((lx * ly, lx * ly, lx * lz, lx * lz, ly * lz, ly * lz)):
        share = draw(st.floats(0.05, 0.9)) if i > 1 and draw(st.booleans()) else 0.0
        area.append(size * (1.0 - share))
        plane.append(i)
        if share:
            area.append(size * share)
            plane.append(i)
    return np.array(area), np.array(plane)


def test_cube():
    view = view_factors(CUBE, PLANES)
    np.testing.assert_allclose(view, (1.0 - np.eye(6)) / 5.0, atol=1e-12)
    # Carroll: F = 1 / (1 - F / 6F) = 1.2 for six equal planes.
    np.testing.assert_allclose(star_conductances(CUBE, np.ones(6), PLANES), 1.2, rtol=1e-9)
    np.testing.assert_allclose(
        star_conductances(CUBE, np.full(6, 0.9), PLANES), 1.0 / (1.0 / 1.2 + 0.1 / 0.9), rtol=1e-9
    )


@given(rooms())
def test_view_factors_are_complete_and_reciprocal(room):
    area, plane = room
    view = view_factors(area, plane)
    assert (view >= 0.0).all()
    np.testing.assert_allclose(view.sum(axis=1), 1.0, atol=1e-9)
    exchange = area[:, None] * view
    np.testing.assert_allclose(exchange, exchange.T, rtol=1e-5, atol=1e-6 * area.max())
    # Nothing is seen in one's own plane, but for the unplaced rest of rooms that hardly close.
    hidden = (plane[:, None] == plane[None, :]) & ~np.eye(area.size, dtype=bool)
    assert (view[hidden] == 0.0).all()
    assert np.diag(view).max() < 0.03


@given(rooms())
def test_star_gives_the_exchange_of_black_faces_within_a_few_per_cent(room):
    area, plane = room
    # Net flux of one plane that is 1 K warmer than all others: by view factors its whole area.
    g = star_conductances(area, np.ones(area.size), plane)
    for p in np.unique(plane):
        own = plane == p
        total = (area * g)[own].sum() * (area * g)[~own].sum() / (area * g).sum()
        assert total == pytest.approx(area[own].sum(), rel=1e-6) or area[own].sum() > 0.45 * area.sum()


def test_star_of_a_cube_equals_the_exact_exchange_of_grey_faces():
    eps = 0.9
    view = view_factors(CUBE, PLANES)
    # Gebhart factors: eps_i [F (I - rho F)^-1]_ij eps_j.
    exact = eps * np.linalg.solve(np.eye(6) - (1.0 - eps) * view, view) * eps
    out_of_one = exact[0, 1:].sum()
    g = star_conductances(CUBE, np.full(6, eps), PLANES)
    assert g[0] * g[1:].sum() / g.sum() == pytest.approx(out_of_one, rel=0.002)


@given(rooms(), st.floats(0.3, 1.0), st.floats(0.3, 1.0))
def test_grey_exchange_is_symmetric_and_bounded(room, eps_floor, eps_rest):
    area, plane = room
    eps = np.where(plane == 0, eps_floor, eps_rest)
    exchange = exchange_factors(area, eps, view_factors(area, plane))
    np.testing.assert_array_equal(exchange, exchange.T)
    assert (exchange >= -1e-12).all()
    # All that a face emits arrives somewhere, itself included.
    np.testing.assert_allclose(exchange.sum(axis=1), area * eps, rtol=1e-3)


def test_grey_exchange_of_a_cube_is_that_of_the_radiosity_method():
    eps = np.array([0.9, 0.5, 0.9, 0.84, 0.9, 0.3])
    view = view_factors(CUBE, PLANES)
    emission = np.array([480.0, 400.0, 420.0, 350.0, 430.0, 410.0])
    radiosity = np.linalg.solve(np.eye(6) - (1.0 - eps)[:, None] * view, eps * emission)
    net = eps * (view @ radiosity - emission)
    exchange = exchange_factors(CUBE, eps, view)
    np.testing.assert_allclose((exchange * (emission[None, :] - emission[:, None])).sum(axis=1), net, rtol=1e-9)


def test_shiny_rooms_exchange_nothing():
    assert (exchange_factors(CUBE, np.zeros(6), view_factors(CUBE, PLANES)) == 0.0).all()


def test_faces_without_emissivity_do_not_take_part():
    eps = np.array([0.9, 0.0, 0.9, 0.9, 0.9, 0.9])
    g = star_conductances(CUBE, eps, PLANES)
    assert g[1] == 0.0
    assert (g[[0, 2, 3, 4, 5]] > 0.0).all()
    assert (star_conductances(CUBE, np.zeros(6), PLANES) == 0.0).all()


def test_splitting_a_face_in_its_plane_changes_nothing():
    whole = star_conductances(np.array([10.0, 10.0, 6.0, 6.0]), np.full(4, 0.9), np.array([0, 1, 2, 3]))
    parts = star_conductances(np.array([4.0, 6.0, 10.0, 6.0, 6.0]), np.full(5, 0.9), np.array([0, 0, 1, 2, 3]))
    np.testing.assert_allclose(parts, whole[[0, 0, 1, 2, 3]], rtol=1e-9)


@pytest.mark.parametrize("faces", [1, 2])
def test_open_rooms_stay_finite(faces):
    area, plane = np.array([10.0, 3.0])[:faces], np.arange(faces)
    assert np.isfinite(view_factors(area, plane)).all()
    assert np.isfinite(star_conductances(area, np.full(faces, 0.9), plane)).all()


def finishes(plane, alpha, tau, glass_alpha):
    """Absorptance and transmittance of the faces of `rooms`: a face in the plane of the one before it is a window."""
    is_window = np.array([i > 0 and plane[i] == plane[i - 1] for i in range(plane.size)])
    return np.where(is_window, glass_alpha, alpha), np.where(is_window, tau, 0.0), np.flatnonzero(is_window)


@given(rooms(), st.floats(0.1, 0.9), st.floats(0.05, 0.6), st.floats(0.02, 0.3))
def test_spread_reflections_are_absorbed_or_leave_again(room, alpha, tau, glass_alpha):
    area, plane = room
    absorptance, transmittance, _ = finishes(plane, alpha, tau, glass_alpha)
    ends = spread_reflections(area, absorptance, transmittance)
    assert (ends >= 0.0).all()
    # What a face passes at once, and its part of what is spread after the first reflection.
    again = (area * transmittance).sum() / (area * (absorptance + transmittance)).sum()
    lost = transmittance + (1.0 - absorptance - transmittance) * again
    np.testing.assert_allclose(ends.sum(axis=0) + lost, 1.0, atol=1e-9)


@given(rooms(), st.floats(0.1, 0.9), st.floats(0.05, 0.6), st.floats(0.02, 0.3))
def test_traced_reflections_are_absorbed_or_leave_again(room, alpha, tau, glass_alpha):
    area, plane = room
    absorptance, transmittance, _ = finishes(plane, alpha, tau, glass_alpha)
    view = view_factors(area, plane)
    ends = traced_reflections(view, absorptance, transmittance)
    assert (ends >= 0.0).all()
    # What falls on each face, summed over all bounces one by one.
    falls, total = np.eye(area.size), np.eye(area.size)
    for _ in range(2000):
        falls = view.T @ ((1.0 - absorptance - transmittance)[:, None] * falls)
        total += falls
        if falls.max() < 1e-14:
            break
    np.testing.assert_allclose(ends, absorptance[:, None] * total, atol=1e-9)
    np.testing.assert_allclose(ends.sum(axis=0) + transmittance @ total, 1.0, atol=1e-9)


@given(rooms(), st.floats(0.0, 1.0))
def test_black_rooms_keep_the_sun_where_it_falls(room, tau):
    area, plane = room
    absorptance, transmittance, _ = finishes(plane, 1.0, tau, 1.0 - tau)
    expected = np.diag(absorptance)
    np.testing.assert_allclose(spread_reflections(area, absorptance, transmittance), expected, atol=1e-12)
    view = view_factors(area, plane)
    np.testing.assert_allclose(traced_reflections(view, absorptance, transmittance), expected, atol=1e-12)


@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0), st.floats(0.0, 0.95))
def test_two_faces_reflect_a_geometric_series(one, other, tau):
    # Two parallel plates that see nothing but each other; the second lets some of what it does not absorb through.
    absorptance, transmittance = np.array([one, other]), np.array([0.0, (1.0 - other) * tau])
    back = np.array([1.0 - one, 1.0 - other - transmittance[1]])
    echo = 1.0 / (1.0 - back[0] * back[1])
    view = np.array([[0.0, 1.0], [1.0, 0.0]])
    expected = np.array([[one * echo, one * back[1] * echo], [other * back[0] * echo, other * echo]])
    np.testing.assert_allclose(traced_reflections(view, absorptance, transmittance), expected, rtol=1e-12)


def test_spread_and_traced_reflections_agree_in_an_integrating_sphere():
    # Every face sees all faces, itself included, by area: the assumption that spreading makes.
    area = np.array([5.0, 3.0, 2.0])
    view = np.tile(area / area.sum(), (3, 1))
    absorptance, transmittance = np.array([0.6, 0.3, 0.1]), np.array([0.0, 0.0, 0.7])
    np.testing.assert_allclose(
        traced_reflections(view, absorptance, transmittance),
        spread_reflections(area, absorptance, transmittance),
        atol=1e-12,
    )


REFLECTIONS = {
    "spread": lambda area, view, alpha, tau: spread_reflections(area, alpha, tau),
    "traced": lambda area, view, alpha, tau: traced_reflections(view, alpha, tau),
}


@pytest.mark.parametrize("kind", REFLECTIONS)
@given(rooms(), st.floats(0.1, 0.9), st.floats(0.05, 0.6), st.floats(0.02, 0.3))
def test_sun_inside_is_absorbed_or_leaves_again(kind, room, alpha, tau, glass_alpha):
    area, plane = room
    absorptance, transmittance, windows = finishes(plane, alpha, tau, glass_alpha)
    view = view_factors(area, plane)
    ends = REFLECTIONS[kind](area, view, absorptance, transmittance)
    reflectance = 1.0 - absorptance - transmittance
    if kind == "spread":
        lost = transmittance + reflectance * (area @ transmittance) / (area @ (absorptance + transmittance))
    else:
        lost = transmittance @ np.linalg.inv(np.eye(area.size) - view.T * reflectance)
    floor = (plane == 0).astype(float)
    beam, diffuse = solar_shares(area, view, ends, floor, windows)
    assert beam.shape == diffuse.shape == (windows.size, area.size)
    for shares, first in ((beam, np.tile(floor / floor.sum(), (windows.size, 1))), (diffuse, view[windows])):
        assert (shares >= 0.0).all()
        np.testing.assert_allclose(shares.sum(axis=1) + first @ lost, 1.0, atol=1e-9)


def test_beam_falls_on_the_floor_first():
    absorptance = np.array([0.6, 0.6, 0.6, 0.6, 0.6, 0.1])
    transmittance = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.5])
    floor = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    ends = spread_reflections(CUBE, absorptance, transmittance)
    beam, diffuse = solar_shares(CUBE, view_factors(CUBE, PLANES), ends, floor, np.array([5]))
    rest = 0.4 * 0.6 / 3.6
    np.testing.assert_allclose(beam[0], [0.6 + rest, rest, rest, rest, rest, 0.4 * 0.1 / 3.6], atol=1e-9)
    # Diffuse from the window meets the five other faces equally.
    np.testing.assert_allclose(diffuse[0, :5], 0.2 * 0.6 + 0.4 * 0.6 / 3.6, atol=1e-9)


def test_several_floors_share_the_beam_by_their_area():
    area = np.array([3.0, 1.0, 4.0, 4.0])
    plane = np.array([0, 0, 1, 2])
    ends = spread_reflections(area, np.ones(4), np.zeros(4))
    beam, _ = solar_shares(area, view_factors(area, plane), ends, np.array([1.0, 1.0, 0.0, 0.0]), np.array([3]))
    np.testing.assert_allclose(beam[0], [0.75, 0.25, 0.0, 0.0], atol=1e-12)


def test_a_room_without_a_floor_takes_beam_like_diffuse():
    ends = spread_reflections(CUBE, np.full(6, 0.6), np.zeros(6))
    beam, diffuse = solar_shares(CUBE, view_factors(CUBE, PLANES), ends, np.zeros(6), np.array([2]))
    np.testing.assert_array_equal(beam, diffuse)


@pytest.mark.parametrize("kind", REFLECTIONS)
def test_white_closed_rooms_keep_nothing_but_stay_finite(kind):
    view = view_factors(CUBE, PLANES)
    ends = REFLECTIONS[kind](CUBE, view, np.zeros(6), np.zeros(6))
    beam, diffuse = solar_shares(CUBE, view, ends, np.ones(6), np.array([0]))
    assert (beam == 0.0).all()
    assert (diffuse == 0.0).all()
