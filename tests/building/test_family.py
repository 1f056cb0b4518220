"""Families: what they refuse, and portions of them."""

import numpy as np
import pytest
from boxes import BOARD, box

from fluxion.building import Construction, Resistance
from fluxion.building.family import Family, HasFamilies, VariedLayer, varied_layer_index, window_hosts
from fluxion.errors import InputError

BAND = {"S": (0.5, 0.8, 2.2)}
TEMPLATE = box(bands=BAND)
THICK = np.array([0.05, 0.10, 0.20])


def foam(**changes):
    return VariedLayer(
        **{"construction": "insulated", "layer": "foam", "thickness": THICK, "low": 0.02, "high": 0.3} | changes
    )


def family(**fields):
    return Family(**{"template": TEMPLATE, "size": 3} | fields)


FULL = {
    "turn_deg": np.array([0.0, 10.0, 20.0]),
    "layers": (foam(),),
    "window_height": {"S window": np.array([1.0, 1.2, 1.4])},
    "overhang_depth": np.array([0.0, 0.5, 1.0]),
    "shgc": np.array([0.3, 0.4, 0.5]),
    "night_factor": np.array([0.0, 1.0, 2.0]),
}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("turn_deg", np.zeros(2)),
        ("u_value", np.zeros((3, 1))),
        ("shgc", np.array([0.3, np.nan, 0.4])),
        ("infiltration_ach", np.array([0.3, np.inf, 0.4])),
        ("heating_shift_k", 1.0),
        ("gain_factor", [1.0, 2.0]),
    ],
)
def test_arrays_are_as_long_as_the_family_and_finite(name, values):
    with pytest.raises(InputError, match=rf"'box': {name} must be 3 finite numbers with shape \(3,\); got shape"):
        family(**{name: values})


def test_heights_and_thicknesses_are_arrays_of_the_family_too():
    with pytest.raises(InputError, match="height of 'S window' must be 3 finite numbers"):
        family(window_height={"S window": np.ones(4)})
    with pytest.raises(InputError, match="thickness of 'foam' in 'insulated' must be 3 finite numbers"):
        family(layers=(foam(thickness=np.array([0.1, np.nan, 0.1])),))


def test_only_windows_of_the_template_vary():
    with pytest.raises(InputError, match=r"'N window' is no window of the template; the windows are \['S window'\]"):
        family(window_height={"N window": np.ones(3)})


def test_only_layers_of_the_template_vary():
    with pytest.raises(InputError, match=r"no surface has the construction 'brick'; they have \['insulated'\]"):
        family(layers=(foam(construction="brick"),))
    with pytest.raises(InputError, match=r"has no layer of material called 'wool'; it has \['foam', 'board'\]"):
        family(layers=(foam(layer="wool"),))


def test_a_resistance_has_no_thickness_to_vary():
    walls = Construction("insulated", (Resistance("foam", 2.0), *BOARD.layers))
    with pytest.raises(InputError, match="no layer of material called 'foam'"):
        family(template=box(construction=walls), layers=(foam(),))


@pytest.mark.parametrize("thickness", [0.019, 0.31])
def test_thicknesses_stay_within_their_span(thickness):
    with pytest.raises(InputError, match=f"'foam' of 'insulated' may be 0.02 to 0.3 m thick, but one is {thickness}"):
        family(layers=(foam(thickness=np.array([0.1, thickness, 0.1])),))


def test_position_of_a_layer_and_hosts_of_windows():
    assert varied_layer_index(TEMPLATE, foam()) == 0
    assert varied_layer_index(TEMPLATE, foam(layer="board", low=0.01)) == 1
    surface, window = window_hosts(TEMPLATE)["S window"]
    assert (surface.name, window.name) == ("S", "S window")


@pytest.mark.parametrize("part", [slice(0, 3), slice(1, 2), slice(1, 3), slice(2, 9)])
def test_a_portion_holds_the_same_members(part):
    whole = family(**FULL)
    some = whole.portion(part)
    assert some.size == len(THICK[part])
    assert some.template is TEMPLATE
    for name in ("turn_deg", "overhang_depth", "shgc", "night_factor"):
        np.testing.assert_array_equal(getattr(some, name), FULL[name][part])
    np.testing.assert_array_equal(some.layers[0].thickness, THICK[part])
    np.testing.assert_array_equal(some.window_height["S window"], FULL["window_height"]["S window"][part])
    assert some.u_value is None


def test_a_list_states_no_families_and_what_states_some_is_recognised():
    class Stated(list):
        def families(self):
            return []

    assert not isinstance([TEMPLATE], HasFamilies)
    assert isinstance(Stated([TEMPLATE]), HasFamilies)
