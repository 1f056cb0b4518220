"""Materials and constructions, rated glazing: resistances by hand and refusals that name object, field and range."""

import math

import pytest

from fluxion.building import Construction, Finish, Material, Resistance, SimpleGlazing
from fluxion.errors import InputError

BRICK = Material("brick", 0.24, 0.89, 1920.0, 790.0)
FOAM = Material("foam", 0.1, 0.04, 30.0, 1400.0)


def test_resistance_and_capacity_of_layers():
    assert BRICK.resistance == pytest.approx(0.26966, abs=1e-5)
    assert BRICK.heat_capacity == pytest.approx(0.24 * 1920.0 * 790.0)
    wall = Construction("wall", (BRICK, FOAM, Resistance("gap", 0.18)))
    assert wall.resistance == pytest.approx(0.26966 + 2.5 + 0.18, abs=1e-5)
    assert wall.heat_capacity == pytest.approx(BRICK.heat_capacity + 4200.0)
    assert Resistance("gap", 0.18).heat_capacity == 0.0
    # ISO 6946: 0.04 outside, 0.13 inside.
    assert wall.u_value() == pytest.approx(1.0 / (0.17 + wall.resistance))
    assert wall.u_value(0.0, 0.0) == pytest.approx(1.0 / wall.resistance)


@pytest.mark.parametrize(
    ("position", "field", "values"),
    [
        (1, "thickness", (0.0, -0.1, 11.0, math.nan, math.inf, "0.1", None, True)),
        (2, "conductivity", (0.0, -1.0, 1000.0, math.nan)),
        (3, "density", (0.0, 1e6, math.nan)),
        (4, "specific_heat", (0.0, 1e6, math.nan)),
    ],
)
def test_impossible_materials_are_refused(position, field, values):
    for value in values:
        arguments = ["loam", 0.1, 1.0, 1800.0, 1000.0]
        arguments[position] = value
        with pytest.raises(InputError, match=rf"material 'loam': {field} must be a number between .*"):
            Material(*arguments)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, 1e9, "one"])
def test_impossible_resistances_are_refused(value):
    with pytest.raises(InputError, match="resistance 'gap': resistance must be a number"):
        Resistance("gap", value)


@pytest.mark.parametrize("name", ["", "   ", None, 3])
def test_names_are_needed(name):
    for make in (
        lambda: Material(name, 0.1, 1.0, 1800.0, 1000.0),
        lambda: Resistance(name, 1.0),
        lambda: Construction(name, (BRICK,)),
        lambda: SimpleGlazing(name, 1.8, 0.45),
    ):
        with pytest.raises(InputError, match="a name with at least one character is needed"):
            make()


def test_a_construction_needs_layers():
    with pytest.raises(InputError, match="construction 'air': expected at least one layer"):
        Construction("air", ())
    with pytest.raises(InputError, match="construction 'air': a layer must be a Material or a Resistance"):
        Construction("air", (BRICK, "foam"))


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_finishes_are_shares(value):
    with pytest.raises(InputError, match="finish: solar_absorptance"):
        Finish(solar_absorptance=value)
    with pytest.raises(InputError, match="finish: emissivity"):
        Finish(emissivity=value)


def test_unknown_roughness_lists_the_known_ones():
    with pytest.raises(InputError, match=r"roughness must be one of .*'medium rough'.* but it is 'bumpy'"):
        Finish(roughness="bumpy")


@pytest.mark.parametrize(
    ("u", "g", "field"),
    [
        (0.05, 0.5, "u_value"),
        (8.0, 0.5, "u_value"),
        (math.nan, 0.5, "u_value"),
        (1.0, 0.0, "shgc"),
        (1.0, 1.0, "shgc"),
        (1.0, math.nan, "shgc"),
    ],
)
def test_glazing_outside_the_model_is_refused(u, g, field):
    with pytest.raises(InputError, match=f"glazing 'pane': {field} must be a number between"):
        SimpleGlazing("pane", u, g)


def test_values_cannot_be_changed():
    with pytest.raises(AttributeError):
        BRICK.thickness = 1.0
    assert Material("brick", 0.24, 0.89, 1920.0, 790.0) == BRICK
    assert len({BRICK, Material("brick", 0.24, 0.89, 1920.0, 790.0)}) == 1
