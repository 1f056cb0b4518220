"""The building as a whole: names, neighbours, terrain."""

import dataclasses
import math

import pytest
from boxes import BOARD, GLAZING, box, pair, room

from fluxion.building import Adjacent, Building, Door, Schedule, Terrain, Window
from fluxion.errors import InputError


def test_floor_area_is_that_of_all_zones():
    assert pair().floor_area == pytest.approx(96.0)


def test_a_building_needs_zones_with_faces():
    with pytest.raises(InputError, match="building 'b': expected at least one zone"):
        Building("b", ())
    with pytest.raises(InputError, match="zone 'room': expected at least one surface"):
        Building("b", (dataclasses.replace(room(), surfaces=()),))
    with pytest.raises(InputError, match="a name with at least one character"):
        Building("", (room(),))


def test_a_zone_may_live_on_its_neighbours_faces():
    inner = dataclasses.replace(room("inner"), surfaces=())
    outer = room("outer", boundaries={"N": Adjacent("inner")})
    assert len(Building("b", (outer, inner)).zones) == 2


def test_names_are_unique():
    with pytest.raises(InputError, match="every zone needs a name of its own, but 'room' occurs more than once"):
        Building("b", (room(), room(prefix="other ")))
    with pytest.raises(InputError, match=r"every surface.* needs a name of its own, but 'S' occurs more than once"):
        Building("b", (room("a"), room("b")))


def test_a_window_may_not_bear_the_name_of_a_wall():
    plain = room(bands={"S": (0.5, 0.8, 2.2)})
    south = next(s for s in plain.surfaces if s.name == "S")
    for name in ("S", "N"):
        namesake = dataclasses.replace(south, windows=(Window(name, south.windows[0].vertices, GLAZING),))
        surfaces = tuple(namesake if s is south else s for s in plain.surfaces)
        with pytest.raises(InputError, match=f"'{name}' occurs more than once"):
            Building("b", (dataclasses.replace(plain, surfaces=surfaces),))


def test_a_door_may_not_bear_the_name_of_a_window():
    plain = room(bands={"S": (0.5, 0.8, 2.2)})
    west = next(s for s in plain.surfaces if s.name == "W")
    leaf = ((0.0, 4.0, 0.0), (0.0, 3.0, 0.0), (0.0, 3.0, 2.1), (0.0, 4.0, 2.1))

    def with_door(name):
        doored = dataclasses.replace(west, doors=(Door(name, leaf, BOARD),))
        surfaces = tuple(doored if s is west else s for s in plain.surfaces)
        return Building("b", (dataclasses.replace(plain, surfaces=surfaces),))

    assert with_door("door").zones[0].surfaces[3].doors[0].area == pytest.approx(2.1)
    with pytest.raises(InputError, match=r"surface and every opening needs a name .*'S window' occurs more than once"):
        with_door("S window")


@pytest.mark.parametrize("way", ["walls", "", "Floor", None, 3])
def test_the_beam_falls_in_one_of_two_ways(way):
    with pytest.raises(
        InputError, match=r"building 'b': interior_beam must be one of \['floor', 'traced'\], but it is"
    ):
        Building("b", (room(),), interior_beam=way)


def test_the_beam_falls_on_the_floor_unless_stated():
    assert Building("b", (room(),)).interior_beam == "floor"
    assert Building("b", (room(),), interior_beam="traced").interior_beam == "traced"


def test_solar_shares_name_faces_of_their_zone():
    shares = {"west": {"west E": 0.5, "west floor": 0.2}, "east": {"west E": 0.5, "east floor": 0.5}}
    building = pair(west={"solar_shares": shares["west"]}, east={"solar_shares": shares["east"]})
    assert building.zones[1].solar_shares["west E"] == 0.5
    with pytest.raises(
        InputError, match=r"zone 'west': a solar share is given for 'east floor', which is none of its fa"
    ):
        pair(west={"solar_shares": {"east floor": 0.1}})
    with pytest.raises(InputError, match=r"zone 'east': .* 'ceiling', which is none of its faces; they are \['east E'"):
        pair(east={"solar_shares": {"ceiling": 0.1}})


def test_solar_shares_may_name_windows():
    building = box(bands={"S": (0.5, 0.8, 2.2)}, solar_shares={"S window": 0.1, "floor": 0.6})
    assert building.zones[0].solar_shares["S window"] == 0.1
    with pytest.raises(InputError, match="a solar share is given for 'N window'"):
        box(bands={"S": (0.5, 0.8, 2.2)}, solar_shares={"N window": 0.1})


def test_neighbours_exist_and_are_others():
    with pytest.raises(InputError, match=r"surface 'N': its neighbour 'cellar' is no zone of the building; .*'room'"):
        box(boundaries={"N": Adjacent("cellar")})
    with pytest.raises(InputError, match=r"surface 'N': zone 'room' cannot be its own neighbour; use an adiabatic"):
        box(boundaries={"N": Adjacent("room")})


@pytest.mark.parametrize("value", [-0.1, 1.5, math.nan])
def test_ground_reflectance_is_a_share(value):
    with pytest.raises(InputError, match="building 'b': ground_reflectance"):
        Building("b", (room(),), ground_reflectance=value)


def test_terrain():
    assert Terrain.named("suburbs") == Terrain(0.22, 370.0)
    with pytest.raises(InputError, match=r"terrain: expected one of \['city', .* but got 'forest'"):
        Terrain.named("forest")
    with pytest.raises(InputError, match="terrain: exponent"):
        Terrain(exponent=math.nan)
    with pytest.raises(InputError, match="terrain: boundary_layer_m"):
        Terrain(boundary_layer_m=0.0)


def test_occupation_is_always_unless_stated():
    assert box().occupied.values.min() == 1.0
    assert box(occupied=Schedule.constant(0.0)).occupied.values.max() == 0.0


def test_a_partition_is_stated_once():
    building = pair()
    owner, other = building.zones
    wall = next(s for s in owner.surfaces if isinstance(s.boundary, Adjacent))
    mirrored = dataclasses.replace(
        wall, name="again", vertices=wall.vertices[::-1], boundary=Adjacent(owner.name), windows=()
    )
    twice = dataclasses.replace(other, surfaces=(*other.surfaces, mirrored))
    with pytest.raises(InputError, match=r"is stated twice, as .* state it in one of the two zones"):
        Building("b", (owner, twice))
