"""Facades of a family: which walls vary, what stands on them, what is refused."""

import re

import numpy as np
import pytest
from boxes import GLAZING, INSULATED, box, changed, room, turned

from fluxion.building import Adiabatic, Building, Door, Outdoors, Window
from fluxion.building.family import Family
from fluxion.engine.batch.family.areas import areas_of
from fluxion.engine.batch.family.facades import distance_above, exposed_surfaces, facades_of
from fluxion.engine.batch.parts import parts_of
from fluxion.engine.climate import step_weather
from fluxion.errors import InputError

MARGIN, SILL, HEAD = 0.5, 0.8, 2.2
BAND = {"S": (MARGIN, SILL, HEAD)}
HEIGHT = np.array([0.6, 1.4, 1.8])
PLAIN = box(bands=BAND)


def tower(storeys=3, place=None, bands=None):
    """Equal rooms one on another; floors and ceilings let no heat through."""
    zones = tuple(
        room(
            f"room {i}",
            origin=(0.0, 0.0, 2.7 * i),
            bands=BAND if bands is None else bands[i],
            boundaries={"roof": Adiabatic(), "floor": Adiabatic()},
            prefix=f"{i} ",
            place=place,
        )
        for i in range(storeys)
    )
    return Building("tower", zones)


def family(template, names, height=HEIGHT):
    return Family(template, len(height), window_height=dict.fromkeys(names, np.asarray(height)))


@pytest.mark.parametrize("turn", [0.0, 30.0, 200.0])
def test_a_band_is_measured_on_its_wall_however_the_building_stands(turn):
    template = box(bands=BAND, place=turned(turn))
    (facade,) = (f for f in facades_of(family(template, ["S window"])) if f.band is not None)
    assert facade.surface.name == "S"
    assert facade.band.name == "S window"
    assert facade.band.width == pytest.approx(6.0 - 2.0 * MARGIN)
    assert facade.band.sill == pytest.approx(SILL)
    assert facade.band.margin == pytest.approx(MARGIN)
    np.testing.assert_array_equal(facade.band.height, HEIGHT)
    assert facade.above is None


def test_the_margin_is_that_of_the_nearer_end():
    template = changed(PLAIN, "S", windows=(pane((1.0, 0.8), (5.8, 0.8), (5.8, 2.2), (1.0, 2.2)),))
    (facade,) = (f for f in facades_of(family(template, ["S window"])) if f.band is not None)
    assert facade.band.margin == pytest.approx(0.2)


def test_every_surface_in_the_sun_is_a_facade_in_the_order_of_the_zones():
    template = changed(box(bands=BAND), "E", boundary=Outdoors(sun_exposed=False))
    names = [surface.name for surface in exposed_surfaces(template)]
    assert names == ["S", "N", "W", "roof"]
    assert [f.surface.name for f in facades_of(family(template, ["S window"]))] == names


def test_storeys_below_stand_under_the_overhangs_of_those_above():
    facades = {f.surface.name: f for f in facades_of(family(tower(), [f"{i} S window" for i in range(3)]))}
    for i in range(2):
        np.testing.assert_allclose(facades[f"{i} S"].above, SILL + HEIGHT)
        np.testing.assert_allclose(distance_above(facades[f"{i} S"], 3), SILL + HEIGHT)
    assert facades["2 S"].above is None
    assert (distance_above(facades["2 S"], 3) > 1e3).all()
    # Without a window of its own a wall needs no such distance.
    assert facades["0 N"].above is None


def test_only_windows_that_vary_have_overhangs_over_what_is_below():
    facades = {f.surface.name: f for f in facades_of(family(tower(), ["0 S window", "2 S window"]))}
    assert facades["0 S"].above is None
    assert facades["0 S"].band is not None
    assert facades["1 S"].band is None


def pane(*corners):
    """A window of the south wall, by (x, z) of its corners."""
    return Window("S window", tuple((x, 0.0, z) for x, z in corners), GLAZING)


DOOR = Door("S door", ((3.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 2.0), (3.0, 0.0, 2.0)), INSULATED)
SKYLIGHT = Window("S window", ((1.0, 1.0, 2.7), (4.0, 1.0, 2.7), (4.0, 3.0, 2.7), (1.0, 3.0, 2.7)), GLAZING)
REFUSALS = {
    "two openings": changed(PLAIN, "S", windows=(pane((1, 0.8), (2, 0.8), (2, 2.2), (1, 2.2)),), doors=(DOOR,)),
    "a slanting window": changed(PLAIN, "S", windows=(pane((1, 0.8), (5, 1.0), (5, 2.2), (1, 2.2)),)),
    "a three-cornered window": changed(PLAIN, "S", windows=(pane((1, 0.8), (5, 0.8), (5, 2.2)),)),
    "a parallelogram": changed(PLAIN, "S", windows=(pane((1, 0.8), (4, 0.8), (5, 2.2), (2, 2.2)),)),
    "a skylight": changed(box(), "roof", windows=(SKYLIGHT,)),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_window_that_varies_is_the_only_level_rectangle_of_an_upright_wall(case):
    with pytest.raises(
        InputError, match="'S window' varies in height; expected it to be a level rectangle and the only"
    ):
        facades_of(family(REFUSALS[case], ["S window"]))


def test_a_gable_has_no_band():
    x = ((0.0, 0.0, 0.0), (6.0, 0.0, 0.0), (6.0, 0.0, 2.7), (3.0, 0.0, 4.0), (0.0, 0.0, 2.7))
    template = changed(box(bands=BAND), "S", vertices=x)
    with pytest.raises(InputError, match="the wall 'S' has 1 openings or another shape"):
        facades_of(family(template, ["S window"]))


@pytest.mark.parametrize("height", [0.0, -0.5, 1.91])
def test_windows_fit_into_their_wall(height):
    with pytest.raises(
        InputError, match=f"height of 'S window' must be above 0 and at most 1.9 m, but one is {height:g}"
    ):
        facades_of(family(box(bands=BAND), ["S window"], [1.0, height]))


def test_windows_leave_some_wall():
    template = box(bands={"S": (0.0, 0.0, 2.2)})
    assert facades_of(family(template, ["S window"], [2.2, 2.699]))
    expected = "'S window' must leave some opaque area in the wall 'S', but one is 2.7 m high and leaves none"
    with pytest.raises(InputError, match=re.escape(expected)):
        facades_of(family(template, ["S window"], [2.2, 2.7]))


def test_areas_follow_the_windows(golden):
    template = box(bands={"S": BAND["S"], "N": BAND["S"]})
    parts = parts_of(template, step_weather(golden, 1))
    facades = facades_of(family(template, ["S window"]))
    areas = areas_of(parts, facades, 3)
    element = {e.source.name: areas.element[:, i] for i, e in enumerate(parts.elements)}
    np.testing.assert_allclose(element["S window"], 5.0 * HEIGHT)
    np.testing.assert_allclose(element["S"], 6.0 * 2.7 - 5.0 * HEIGHT)
    np.testing.assert_allclose(element["N window"], 5.0 * 1.4)
    np.testing.assert_allclose(element["N"], 6.0 * 2.7 - 5.0 * 1.4)
    np.testing.assert_allclose(element["roof"], 48.0)
    np.testing.assert_allclose(areas.face.sum(axis=1), areas.composite.sum(axis=1))
    for c, composite in enumerate(parts.composites):
        np.testing.assert_allclose(areas.share[:, composite.members].sum(axis=1), 1.0)
        np.testing.assert_allclose(areas.composite[:, c], areas.face[:, composite.members].sum(axis=1))


def test_areas_are_those_of_the_buildings_themselves(golden):
    climate = step_weather(golden, 1)
    parts = parts_of(box(bands=BAND), climate)
    areas = areas_of(parts, facades_of(family(box(bands=BAND), ["S window"])), 3)
    for row, height in enumerate(HEIGHT):
        alone = parts_of(box(bands={"S": (MARGIN, SILL, SILL + height)}), climate)
        np.testing.assert_allclose(areas.composite[row], alone.area, rtol=1e-12)
        np.testing.assert_allclose(areas.element[row], [e.area for e in alone.elements], rtol=1e-12)
