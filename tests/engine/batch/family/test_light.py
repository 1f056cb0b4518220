"""Which facades the sun meets alike, and the rays from them."""

import numpy as np
import pytest
from boxes import box, room

from fluxion.building import Adiabatic, Building
from fluxion.building.family import Family
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.light import ABSORBED, BEAM, COLUMNS, DIFFUSE, INCIDENT, INCIDENT_BELOW
from fluxion.engine.batch.family.facades import facades_of
from fluxion.engine.batch.family.light import aspects_of
from fluxion.engine.batch.family.portrait import family_stack
from fluxion.engine.batch.light_record import LOWER_SKY, WALL_SKY, WINDOW_SKY
from fluxion.engine.climate import step_weather
from fluxion.weather import Weather

BAND = (0.5, 0.8, 2.2)
HEIGHT = np.array([0.6, 1.4])
CLOSED = {"roof": Adiabatic(), "floor": Adiabatic()}


def storeys(count, bands=None):
    zones = tuple(
        room(f"room {i}", origin=(0.0, 0.0, 2.7 * i), bands=bands or {"S": BAND}, boundaries=CLOSED, prefix=f"{i} ")
        for i in range(count)
    )
    return Building("tower", zones)


def family(building, heights, **fields):
    return Family(building, 2, window_height=heights, **fields)


def test_storeys_with_equal_bands_share_an_aspect():
    names = {f"{i} S window": HEIGHT for i in range(3)}
    aspects = aspects_of(facades_of(family(storeys(3), names)))
    # South, east, north and west: the sun meets all storeys alike.
    assert len(aspects.found) == 4
    assert aspects.lower == {"0 S", "1 S"}
    south = aspects.number["0 S"]
    assert all(aspects.number[f"{i} S{part}"] == south for i in range(3) for part in ("", " window"))
    assert [a.glazed for a in aspects.found].count(True) == 1
    assert aspects.found[south].upper.surface.name == "0 S"


@pytest.mark.parametrize("other", [HEIGHT + 0.1, None])
def test_bands_of_other_heights_are_other_aspects(other):
    names = {"0 S window": HEIGHT} | ({"1 S window": other} if other is not None else {})
    aspects = aspects_of(facades_of(family(storeys(2), names)))
    assert aspects.number["0 S"] != aspects.number["1 S"]


def test_storeys_below_different_overhangs_are_different_aspects():
    names = {"0 S window": HEIGHT, "1 S window": HEIGHT, "2 S window": HEIGHT + 0.1}
    aspects = aspects_of(facades_of(family(storeys(3), names)))
    assert len({aspects.number[f"{i} S"] for i in range(3)}) == 3


def test_other_sills_and_margins_are_other_aspects():
    for band in ((0.6, 0.8, 2.2), (0.5, 0.7, 2.1)):
        lower = room("low", bands={"S": BAND}, boundaries=CLOSED, prefix="0 ")
        upper = room("high", origin=(0.0, 0.0, 2.7), bands={"S": band}, boundaries=CLOSED, prefix="1 ")
        names = {f"{i} S window": HEIGHT for i in range(2)}
        aspects = aspects_of(facades_of(family(Building("tower", (lower, upper)), names)))
        assert aspects.number["0 S"] != aspects.number["1 S"]


def test_every_receiver_gets_the_rays_that_are_meant_for_it():
    names = {f"{i} S window": HEIGHT for i in range(2)}
    climate = step_weather(Weather.bundled("golden"), 1)
    stack = family_stack(family(storeys(2), names, overhang_depth=np.array([0.0, 1.0])), climate, 3)
    kind, side = stack.layout["kind"], stack.layout["side"]
    first, column = stack.light["first_ray"], stack.light["ray_column"]
    share = stack.numbers[:, stack.places["Light"]["share"]]
    assert share.shape[1] == column.size == first[-1]
    assert first.size == 1 + kind.size + side.max() + 1
    for face in range(kind.size):
        outside = slice(first[kind.size + side[face]], first[kind.size + side[face] + 1])
        inside = slice(first[face], first[face + 1])
        parts_in, parts_out = column[inside] % COLUMNS, column[outside] % COLUMNS
        if kind[face] == records.GLASS:
            # A pane gives half of what it absorbs to either side, whichever side the sun came from.
            np.testing.assert_array_equal(column[inside], column[outside])
            np.testing.assert_array_equal(share[:, inside], share[:, outside])
            assert set(parts_in) == {BEAM, DIFFUSE, ABSORBED}
            assert share[:, inside][:, parts_in == ABSORBED] == pytest.approx(0.5)
        else:
            assert set(parts_in) == {BEAM, DIFFUSE}
            assert (share[:, inside] > 0.0).all()
        if kind[face] == records.OUTSIDE:
            # The lower storey's south wall lies below another overhang; all finishes absorb alike here.
            assert set(parts_out) <= {INCIDENT, INCIDENT_BELOW}
            assert len(parts_out) == 1
    lower = [c for c in column.tolist() if c % COLUMNS == INCIDENT_BELOW]
    assert len(lower) == 1
    assert sorted(set(stack.light["side_sky"].tolist())) == sorted({WALL_SKY, LOWER_SKY, WINDOW_SKY})
    assert stack.light["shaded"].sum() == stack.light["glazed"].sum() == 1


def test_without_overhangs_nothing_is_shaded():
    climate = step_weather(Weather.bundled("golden"), 1)
    stack = family_stack(family(box(bands={"S": BAND}), {"S window": HEIGHT}), climate, 3)
    assert stack.light["shaded"].sum() == 0
    assert stack.light["glazed"].sum() == 1
