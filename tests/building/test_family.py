"""Families: what they refuse, and portions of them."""

import numpy as np
import pytest
from boxes import BOARD, box

from fluxion.building import (
    Construction,
    InternalGain,
    Resistance,
    Schedule,
    Thermostat,
    Ventilation,
    VentilativeCooling,
)
from fluxion.building.family import Family, HasFamilies, VariedLayer, varied_layer_index, window_hosts
from fluxion.building.glazing import SHGC, U_VALUE
from fluxion.building.zone import HEAT_RECOVERY, INFILTRATION_ACH
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
        ("heating_shift_k", 1.0),
        ("gain_factor", [1.0, 2.0]),
    ],
)
def test_arrays_are_as_long_as_the_family(name, values):
    with pytest.raises(InputError, match=rf"'box': {name} must be 3 finite numbers with shape \(3,\); got shape"):
        family(**{name: values})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["turn_deg", "shgc", "infiltration_ach", "heating_shift_k"])
def test_arrays_are_finite(name, value):
    with pytest.raises(InputError, match=rf"{name} must be 3 finite numbers .*; got {value} for member 1\."):
        family(**{name: np.array([0.3, value, 0.4])})


@pytest.mark.parametrize("values", [["a", "b", "c"], [[0.3], [0.3, 0.4], 0.5]])
def test_what_is_no_array_of_numbers_is_refused(values):
    with pytest.raises(InputError, match="shgc must be 3 finite numbers"):
        family(shgc=values)


def test_sequences_are_taken_as_arrays():
    some = family(
        shgc=[0.3, 0.4, 0.5], turn_deg=(0, 90, 180), layers=(foam(thickness=[0.05, 0.1, 0.2]),),
        window_height={"S window": [1, 1.2, 1.4]},
    )  # fmt: skip
    for array in (some.shgc, some.turn_deg, some.layers[0].thickness, some.window_height["S window"]):
        assert isinstance(array, np.ndarray)
        assert array.dtype == np.float64
    assert some.portion(slice(1, 3)).turn_deg.tolist() == [90.0, 180.0]


# What is there to be varied, large enough for limits of products to be met.
FURNISHED = box(
    bands=BAND,
    thermostat=Thermostat(Schedule.weekdays(7, 18, 20.0, 16.0), Schedule.weekdays(7, 18, 25.0, 29.0)),
    gains=(InternalGain("people", 1e6, 0.3, Schedule.constant(1.0)),),
    ventilation=Ventilation(10.0, Schedule.constant(1.0), 0.5),
    ventilative_cooling=VentilativeCooling(20.0, Schedule.constant(1.0)),
)
# Least and largest values, and a little less and more.
SPANS = {
    "overhang_depth": (0.0, 100.0, 0.1),
    "u_value": (*U_VALUE, 0.1),
    "shgc": (*SHGC, 0.01),
    "infiltration_ach": (*INFILTRATION_ACH, 1.0),
    "gain_factor": (0.0, 1e3, 0.1),
    "ventilation_factor": (0.0, 1e3, 0.1),
    "heat_recovery": (*HEAT_RECOVERY, 0.01),
    "night_factor": (0.0, 500.0, 0.1),
    "heating_shift_k": (-76.0, 5.0, 0.1),
    "cooling_shift_k": (-5.0, 61.0, 0.1),
}


@pytest.mark.parametrize("name", SPANS)
def test_members_have_what_buildings_can_have(name):
    low, high, step = SPANS[name]
    inside = 0.5 * (low + high)
    family(template=FURNISHED, **{name: np.array([low, high, inside])})
    for beyond in (low - step, high + step):
        with pytest.raises(InputError, match=f"'box': .*{name}.* of member 1 .*{beyond:g}"):
            family(template=FURNISHED, **{name: np.array([inside, beyond, beyond])})


def test_a_member_out_of_its_span_is_told_as_a_building_tells_it():
    with pytest.raises(InputError, match=r"'box': shgc of member 2 must be a number between 0.01 and 0.95 , but it is"):
        family(shgc=[0.3, 0.4, 2.0])


@pytest.mark.parametrize("name", ["gain_factor", "ventilation_factor", "night_factor"])
def test_factors_of_nothing_are_not_negative_either(name):
    family(**{name: np.array([0.0, 1.0, 9.0])})
    with pytest.raises(InputError, match=f"{name} of member 1"):
        family(**{name: np.array([0.0, -5.0, 9.0])})


def test_heating_setpoints_stay_below_those_of_cooling():
    shifts = {"heating_shift_k": np.array([30.0, 2.3, -9.0]), "cooling_shift_k": np.array([30.0, -2.7, -9.0])}
    family(template=FURNISHED, **shifts)
    shifts["cooling_shift_k"] = np.array([30.0, -2.8, -14.5])
    with pytest.raises(InputError, match=r"by at most 5 K, .* but of member 1 they are 2.3 K and -2.8 K; lower the"):
        family(template=FURNISHED, **shifts)


def test_one_setpoint_has_no_other_to_stay_below():
    heated = box(thermostat=Thermostat(Schedule.constant(20.0), None))
    family(template=heated, heating_shift_k=np.array([0.0, 30.0, 70.0]), cooling_shift_k=np.full(3, -500.0))
    with pytest.raises(InputError, match="heating_shift_k of member 0 must be a number between -80 and 70 K"):
        family(template=heated, heating_shift_k=np.array([71.0, 30.0, 70.0]))
    family(template=box(), heating_shift_k=np.array([71.0, 30.0, 700.0]))


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
    expected = f"'foam' of 'insulated' may be 0.02 to 0.3 m thick, but of member 1 it is {thickness} m"
    with pytest.raises(InputError, match=expected):
        family(layers=(foam(thickness=np.array([0.1, thickness, 0.1])),))


@pytest.mark.parametrize(("low", "high"), [(-0.1, 0.3), (0.3, 0.2), (0.02, 11.0), (np.nan, 0.3), (0.02, np.inf)])
def test_spans_of_thickness_are_those_of_layers(low, high):
    with pytest.raises(InputError, match=f"needs a span of thickness .*, but it is {low:g} to {high:g} m"):
        family(layers=(foam(low=low, high=high),))


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
