"""Offices stated as families: who belongs to one, and who is left to be built alone."""

import numpy as np
import pytest

from fluxion.building.family import window_hosts
from fluxion.errors import InputError
from fluxion.problems import registry
from fluxion.problems.reference_office.building import reference_office
from fluxion.problems.reference_office.family import office_families
from fluxion.problems.reference_office.plan import window_height

PROBLEM = registry.load("reference-office")


def arguments(n=6, **changes):
    """Designs as arrays by name, with some arguments replaced."""
    return {**PROBLEM.settings, **PROBLEM.space.columns(PROBLEM.space.sample(n, seed=4)), **changes}


def members(families):
    return sorted(int(row) for rows, _ in families for row in rows)


def test_every_design_of_the_space_belongs_to_one_family_of_its_mass():
    given = arguments(40)
    families = office_families(given)
    assert members(families) == list(range(40))
    assert len(families) == 2
    for rows, family in families:
        (mass,) = {given["thermal_mass"][row] for row in rows}
        assert {layer.construction for layer in family.layers} == {f"{mass} {p}" for p in ("wall", "roof", "ground")}
        assert family.size == rows.size


def test_a_family_states_what_the_building_has():
    given = arguments(5, night_ventilation_ach=np.array([0.0, 1.0, 2.0, 3.0, 0.5]))
    for rows, family in office_families(given):
        for member, row in enumerate(rows):
            own = {name: v[row] if isinstance(v, np.ndarray) else v for name, v in given.items()}
            building = reference_office(**own)
            template = {zone.name: zone for zone in family.template.zones}
            for zone in building.zones:
                like = template[zone.name]
                assert family.infiltration_ach[member] == zone.infiltration_ach
                power = family.gain_factor[member] * np.array([gain.power_w for gain in like.gains])
                assert power == pytest.approx([gain.power_w for gain in zone.gains])
                for word, shift in (("heating_c", family.heating_shift_k), ("cooling_c", family.cooling_shift_k)):
                    values = getattr(like.thermostat, word).values + shift[member]
                    np.testing.assert_allclose(values, getattr(zone.thermostat, word).values)
                night = family.night_factor[member] * like.ventilative_cooling.flow_m3_s
                flow = zone.ventilative_cooling.flow_m3_s if zone.ventilative_cooling else 0.0
                assert night == pytest.approx(flow)
            for name, (_, window) in window_hosts(building).items():
                assert family.window_height[name][member] == pytest.approx(window.height)
                assert family.u_value[member] == window.glazing.u_value
                assert family.shgc[member] == window.glazing.shgc
            assert family.overhang_depth[member] == own["overhang_m"]
            assert family.turn_deg[member] == own["orientation_deg"]
            for layer in family.layers:
                part = layer.construction.split()[1]
                name = {"wall": "wall", "roof": "roof", "ground": "floor"}[part]
                assert layer.thickness[member] == own[f"{name}_insulation_m"]


def test_arguments_that_differ_otherwise_make_families_of_their_own():
    cooled = np.array([True, False, True, True, False, True])
    floors = np.array([1, 1, 1, 2, 2, 2])
    families = office_families(arguments(thermal_mass="heavy", cooling=cooled, n_floors=floors))
    assert sorted(sorted(rows.tolist()) for rows, _ in families) == [[0, 2], [1], [3, 5], [4]]
    for rows, family in families:
        assert len(family.template.zones) == 5 * floors[rows[0]]
        assert (family.template.zones[0].thermostat.cooling_c is not None) == cooled[rows[0]]


def test_ground_temperatures_by_the_month():
    months = tuple(np.linspace(8.0, 19.0, 12))
    ((_, family), *_) = office_families(arguments(ground_temperature_c=months))
    assert family.template.zones[0].surfaces[0].boundary.monthly == months


SPOILT = {
    "wall_insulation_m": (0.0, 0.009, 0.51, np.nan),
    "roof_insulation_m": (-0.1, 0.6),
    "floor_insulation_m": (0.001,),
    "wwr_south": (0.0, -0.1, 0.75, np.nan),
    "wwr_east": (0.73,),
    "window_u": (0.05, 8.0),
    "shgc": (0.0, 1.0),
    "overhang_m": (-0.1, 11.0),
    "infiltration_ach": (-0.1, np.inf),
    "internal_gains_w_m2": (-1.0,),
    "orientation_deg": (np.nan, 800.0),
    "heating_setpoint_c": (28.0, -40.0),
    "cooling_setpoint_c": (10.0, 70.0),
    "heat_recovery": (1.1,),
    "night_ventilation_ach": (-1.0,),
}


@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in SPOILT.items() for v in values])
def test_what_no_table_covers_or_nobody_can_build_is_left_out(name, value):
    given = arguments()
    given[name] = np.array(given[name], dtype=np.float64) * np.ones(6)
    given[name][2] = value
    assert members(office_families(given)) == [0, 1, 3, 4, 5]


def test_a_setpoint_clash_counts_only_where_both_services_exist():
    given = arguments(heating_setpoint_c=np.full(6, 26.0), cooling_setpoint_c=np.array([25.0, 27.0] * 3))
    assert members(office_families(given)) == [1, 3, 5]
    assert members(office_families({**given, "cooling": False})) == list(range(6))
    assert members(office_families({**given, "cooling": np.array([True, True, False] * 2)})) == [1, 2, 3, 5]


def test_a_kind_of_which_no_template_can_be_built_is_left_out():
    mass = np.array(["light", "marble", "heavy"] * 2, dtype=object)
    assert members(office_families(arguments(thermal_mass=mass))) == [0, 2, 3, 5]


def test_the_widest_band_that_fits_is_covered():
    widest = 2.189 * 29.7 / 90.0
    assert window_height("S", widest) > 2.18
    with pytest.raises(InputError, match="does not fit"):
        window_height("S", widest + 0.001)
    given = arguments(wwr_south=np.array([widest, widest + 0.001, 0.3, 0.3, 0.3, 0.3]))
    assert members(office_families(given)) == [0, 2, 3, 4, 5]


def test_equal_offices_share_one_template():
    first, second = (office_families(arguments(8, thermal_mass="light")) for _ in range(2))
    assert first[0][1].template is second[0][1].template
