"""Radiation in the rooms of a family: the enclosure of each member by itself."""

import numpy as np
import pytest
from boxes import BARE, FACES, box, pair

from fluxion.building.family import Family
from fluxion.engine.batch.family.areas import areas_of, summed
from fluxion.engine.batch.family.facades import facades_of
from fluxion.engine.batch.family.radiation import (
    inside_shares,
    long_wave,
    rooms_of,
    solar_entries,
    window_view,
    zone_faces,
)
from fluxion.engine.batch.parts import parts_of
from fluxion.engine.climate import step_weather
from fluxion.engine.enclosure import solar_shares, spread_reflections, view_factors
from fluxion.engine.faces import elements_of, faces_of
from fluxion.engine.interior import planes_of
from fluxion.engine.simple_window import rated_panes
from fluxion.weather import Weather

BANDS = {"S": (0.5, 0.8, 2.2), "N": (0.3, 0.4, 1.9)}
HEIGHT = np.array([0.3, 1.0, 1.8])
U, G = np.array([0.8, 1.8, 2.9]), np.array([0.25, 0.45, 0.6])
BUILDINGS = {
    "one room": box(bands=BANDS),
    "two rooms": pair(bands=BANDS),
    "no floor": box(bands=BANDS, skip=("floor",)),
}


@pytest.fixture(scope="module", params=BUILDINGS)
def set_up(request):
    building = BUILDINGS[request.param]
    climate = step_weather(Weather.bundled("golden"), 1)
    parts = parts_of(building, climate)
    names = [w.name for z in building.zones for s in z.surfaces for w in s.windows if s.name.endswith("S")]
    facades = facades_of(Family(building, 3, window_height=dict.fromkeys(names, HEIGHT)))
    areas = areas_of(parts, facades, 3)
    faces = faces_of(building, elements_of(building), climate.pressure)
    return parts, faces, areas, rooms_of(parts, faces, areas), rated_panes(U, G)


def test_faces_of_a_zone_lie_together(set_up):
    parts, faces, *_ = set_up
    own = zone_faces(faces, len(parts.building.zones))
    assert [face.zone for part in own for face in faces[part]] == [face.zone for face in faces]
    for zone, part in enumerate(own):
        assert {face.zone for face in faces[part]} == {zone}


def test_windows_see_the_faces_of_their_room_as_view_factors_say(set_up):
    _, faces, areas, rooms, _ = set_up
    for room in rooms:
        own = faces[room.own]
        for window in range(len(own)):
            view = window_view(room, window)
            for row in range(3):
                expected = view_factors(areas.face[row, room.own], planes_of(own))[window]
                np.testing.assert_allclose(view[min(row, len(view) - 1)], expected, atol=2e-6)


def test_sun_ends_where_the_enclosure_of_each_member_has_it(set_up):
    parts, faces, areas, rooms, panes = set_up
    entries = solar_entries(parts, faces, areas, rooms, panes)
    assert len(entries) == sum(len(s.windows) for zone in parts.building.zones for s in zone.surfaces)
    for entry in entries:
        own = rooms[entry.zone].own
        glass = np.array([hasattr(parts.elements[f.element].source, "glazing") for f in faces[own]])
        (window,) = (i for i, f in enumerate(faces[own]) if f.element == entry.element)
        for row in range(3):
            area = areas.face[row, own]
            absorptance = np.where(glass, panes.kept_diffuse[row], [f.absorptance for f in faces[own]])
            ends = spread_reflections(area, absorptance, np.where(glass, panes.through_diffuse[row], 0.0))
            floor = np.array([1.0 if f.room_tilt < 1.0 else 0.0 for f in faces[own]])
            view = view_factors(area, planes_of(faces[own]))
            beam, diffuse = solar_shares(area, view, ends, floor, np.array([window]))
            np.testing.assert_allclose(entry.beam[row], beam[0], atol=2e-6)
            np.testing.assert_allclose(entry.diffuse[row], diffuse[0], atol=2e-6)


def test_composites_take_the_heat_of_their_faces(set_up):
    parts, faces, areas, rooms, panes = set_up
    for entry in solar_entries(parts, faces, areas, rooms, panes):
        own = rooms[entry.zone].own
        size = areas.element[:, entry.element]
        got = inside_shares(parts, areas, entry, own)
        assert [c for c, _, _ in got] == sorted(set(parts.member_of[own].tolist()))
        for kind, given in ((1, entry.beam), (2, entry.diffuse)):
            for row in range(3):
                # [W] per [W/m2] that the window passes.
                by_face = np.zeros(len(faces))
                by_face[own] = given[row] * size[row]
                heat = np.zeros(len(parts.composites))
                for one in got:
                    heat[one[0]] = one[kind][row] * areas.composite[row, one[0]]
                np.testing.assert_allclose(heat, parts.total(by_face), atol=1e-12)


def test_sums_over_composites(set_up):
    parts, *_ = set_up
    values = np.arange(2.0 * parts.member_of.size).reshape(2, -1)
    for got, row in zip(summed(parts, values), values):
        np.testing.assert_allclose(got, parts.total(row))


def test_faces_that_emit_nothing_exchange_nothing(golden):
    building = box(constructions=dict.fromkeys(FACES, BARE))
    climate = step_weather(golden, 1)
    parts = parts_of(building, climate)
    areas = areas_of(parts, facades_of(Family(building, 2)), 2)
    faces = faces_of(building, elements_of(building), climate.pressure)
    values = long_wave(parts, faces, areas, rooms_of(parts, faces, areas))
    assert not values["star"].any()
    np.testing.assert_allclose(values["sight"].sum(axis=1), 1.0)
