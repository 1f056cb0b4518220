"""Length of the gaps of windows that stand, lean and lie; panes that absorb nothing from the room."""

import math

import pytest
from boxes import INSULATED

from fluxion.building import Building, Gap, Outdoors, Pane, PaneGlazing, Surface, Window, Zone
from fluxion.engine.faces import elements_of
from fluxion.engine.panes import panes_record

CLEAR = Pane(0.004, 0.834, 0.075, 0.075)
UNIT = PaneGlazing("unit", (CLEAR, CLEAR), (Gap(0.012),))


def tilted(tilt_deg, glazing=UNIT):
    """A plane of 4 x 3 m that leans back from upright, with a window of 2 x 1.5 m in it."""
    rise, back = math.sin(math.radians(tilt_deg)), math.cos(math.radians(tilt_deg))

    def point(x, along):
        return x, along * back, along * rise

    def rectangle(x0, x1, low, high):
        return point(x0, low), point(x1, low), point(x1, high), point(x0, high)

    window = Window("window", rectangle(1.0, 3.0, 0.5, 2.0), glazing)
    surface = Surface("plane", rectangle(0.0, 4.0, 0.0, 3.0), INSULATED, Outdoors(), (window,))
    return panes_record(elements_of(Building("b", (Zone("z", 10.0, 30.0, (surface,)),))))


@pytest.mark.parametrize(
    ("tilt", "length"), [(90.0, 1.5), (45.0, 1.5), (15.0, 1.5), (120.0, 1.5), (0.0, math.sqrt(3.0))]
)
def test_gaps_count_along_the_slope(tilt, length):
    panes = tilted(tilt)
    assert panes.height == pytest.approx(length)
    assert panes.tilt == pytest.approx(math.radians(tilt), abs=1e-7)


def test_walls_have_no_panes_and_the_last_pane_no_gap():
    panes = tilted(90.0)
    assert panes.first.tolist() == [0, 0, 2]
    assert panes.gap_thickness[0] == 0.012
    assert panes.gas[1].tolist() == [0.0] * 7


def test_panes_share_the_sun_from_the_room():
    assert tilted(90.0).back_share.sum() == pytest.approx(1.0)
    mirror = Pane(0.004, 0.0, 1.0, 1.0)
    assert tilted(90.0, PaneGlazing("mirror", (mirror, mirror), (Gap(0.012),))).back_share.tolist() == [0.0, 0.0]
