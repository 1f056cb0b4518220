"""Glazing pane by pane: what a pane, a gap and their stack may be."""

import dataclasses
import math

import pytest

from fluxion.building import Gap, Pane, PaneGlazing
from fluxion.errors import InputError

CLEAR = Pane(0.003, 0.83, 0.07, 0.07)


def test_a_pane_is_soda_lime_glass_unless_stated():
    # ISO 10456, table 3: 2500 kg/m3, 750 J/(kg K), 1.0 W/(m K).
    assert (CLEAR.density, CLEAR.specific_heat, CLEAR.conductivity) == (2500.0, 750.0, 1.0)
    assert (CLEAR.emissivity_front, CLEAR.emissivity_back) == (0.84, 0.84)


@pytest.mark.parametrize(
    ("field", "values", "limits"),
    [
        ("thickness", (0.0, 9e-5, 0.11, math.nan, math.inf, "3 mm", None, True), "0.0001 and 0.1 m"),
        ("transmittance", (-0.01, 1.01, math.nan), "0 and 1"),
        ("reflectance_front", (-0.01, 1.01, math.nan), "0 and 1"),
        ("reflectance_back", (-0.01, 1.01, math.nan), "0 and 1"),
        ("emissivity_front", (-0.01, 1.01, math.nan), "0 and 1"),
        ("emissivity_back", (-0.01, 1.01, math.nan), "0 and 1"),
        ("conductivity", (0.0, 11.0, math.nan), "0.01 and 10 W/\\(m K\\)"),
        ("density", (-1.0, 10001.0, math.nan), "0 and 10000 kg/m3"),
        ("specific_heat", (-1.0, 5001.0, math.nan), "0 and 5000 J/\\(kg K\\)"),
    ],
)
def test_impossible_panes_are_refused(field, values, limits):
    for value in values:
        with pytest.raises(InputError, match=rf"pane: {field} must be a number between {limits}.*, but it is"):
            dataclasses.replace(CLEAR, **{field: value})


def test_no_more_sun_leaves_a_face_than_arrives():
    assert Pane(0.003, 0.5, 0.5, 0.5).transmittance == 0.5
    for side in ("front", "back"):
        with pytest.raises(
            InputError, match=f"pane: transmittance and reflectance_{side} must not exceed 1 together, .* up to 1.13"
        ):
            dataclasses.replace(CLEAR, **{f"reflectance_{side}": 0.3})


def test_glass_without_heat_capacity_is_allowed():
    assert dataclasses.replace(CLEAR, density=0.0).density == 0.0
    assert dataclasses.replace(CLEAR, specific_heat=0.0).specific_heat == 0.0


@pytest.mark.parametrize("thickness", [0.0, 9e-4, 0.51, math.nan, "wide"])
def test_impossible_gaps_are_refused(thickness):
    with pytest.raises(InputError, match=r"gap: thickness must be a number between 0.001 and 0.5 m, but it is"):
        Gap(thickness)


@pytest.mark.parametrize("gas", ["helium", "Air", "", None])
def test_unknown_gases_list_the_known_ones(gas):
    with pytest.raises(InputError, match=r"gap: gas must be one of \['air', 'argon', 'krypton', 'xenon'\], but it is"):
        Gap(0.012, gas)


@pytest.mark.parametrize(("panes", "gaps"), [(0, 0), (1, 1), (2, 0), (2, 2), (3, 1), (0, 1)])
def test_panes_and_gaps_alternate(panes, gaps):
    with pytest.raises(
        InputError, match=f"glazing 'g': expected panes and one gap fewer, but got {panes} panes and {gaps} gaps"
    ):
        PaneGlazing("g", (CLEAR,) * panes, (Gap(0.012),) * gaps)


def test_one_two_and_three_panes():
    for count in (1, 2, 3):
        glazing = PaneGlazing("g", (CLEAR,) * count, (Gap(0.012, "argon"),) * (count - 1))
        assert len(glazing.panes) == len(glazing.gaps) + 1 == count
    with pytest.raises(InputError, match="a name with at least one character is needed"):
        PaneGlazing(" ", (CLEAR,))


def test_equal_stacks_are_equal_keys():
    first = PaneGlazing("g", (CLEAR, CLEAR), (Gap(0.012),))
    second = PaneGlazing("g", (dataclasses.replace(CLEAR), CLEAR), (Gap(0.012),))
    assert first == second
    assert len({first, second}) == 1
    with pytest.raises(AttributeError):
        CLEAR.thickness = 0.004
