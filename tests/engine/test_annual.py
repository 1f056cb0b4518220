"""A year of one building: results that balance, requests that make no sense, buildings at the edge."""

import numpy as np
import pytest
from boxes import BRICK, FACES, always, box, heated_to, pair, steady_weather
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fluxion.building import Adiabatic, Building, Construction, Material, Resistance, SimpleGlazing, Thermostat
from fluxion.engine import ANNUAL_BALANCE, BALANCE_TERMS, BUILDING_OUTPUTS, ZONE_OUTPUTS, simulate
from fluxion.errors import InputError
from fluxion.problems.reference_office.building import reference_office
from fluxion.weather import Weather

BAND = {"S": (0.5, 0.8, 2.2)}
DESIGNS = st.fixed_dictionaries(
    {
        "wall_insulation_m": st.floats(0.02, 0.35),
        "roof_insulation_m": st.floats(0.04, 0.45),
        "floor_insulation_m": st.floats(0.02, 0.30),
        "window_u": st.floats(0.7, 3.0),
        "shgc": st.floats(0.20, 0.65),
        "wwr_south": st.floats(0.1, 0.7),
        "wwr_west": st.floats(0.1, 0.7),
        "overhang_m": st.just(0.0) | st.floats(0.001, 1.5),
        "infiltration_ach": st.floats(0.05, 0.8),
        "internal_gains_w_m2": st.floats(4.0, 25.0),
        "heating_setpoint_c": st.floats(18.0, 22.0),
        "cooling_setpoint_c": st.floats(23.0, 27.0),
        "orientation_deg": st.floats(0.0, 360.0),
        "thermal_mass": st.sampled_from(["light", "heavy"]),
        "ventilation_m3_s_m2": st.sampled_from([0.0, 0.001]),
        "heat_recovery": st.floats(0.0, 0.9),
        "night_ventilation_ach": st.sampled_from([0.0, 4.0]),
        "cooling": st.booleans(),
    }
)


# A failing design is reported as it is: to simplify it would take minutes.
@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(DESIGNS, st.sampled_from(Weather.names()))
def test_every_design_balances(design, climate):
    result = simulate(reference_office(**design), Weather.bundled(climate), steps_per_hour=1)
    assert result.residual < 1e-8
    assert all(np.isfinite(v) for v in result.outputs.values())
    assert all(np.isfinite(v).all() for v in result.zone_outputs.values())
    # No indoor temperature that a person would not believe.
    assert result.hourly.air_c.min() > -5.0
    assert result.hourly.air_c.max() < 75.0


def test_a_result_says_what_it_is(golden):
    result = simulate(box(thermostat=heated_to(20.0), bands=BAND), golden, steps_per_hour=1)
    assert (result.building, result.weather, result.engine) == ("box", "golden", "reference 1/h")
    assert tuple(result.outputs) == BUILDING_OUTPUTS
    assert tuple(result.zone_outputs) == ZONE_OUTPUTS
    assert result.zone_names == ("room",)
    assert result.zone_area_m2.tolist() == [48.0]
    assert result.hourly.air_c.shape == (8760, 1)


def test_scalars_follow_from_the_series(golden):
    building = pair(
        west={"thermostat": heated_to(20.0, 25.0), "bands": BAND}, east={"thermostat": heated_to(15.0), "bands": BAND}
    )
    result = simulate(building, golden, steps_per_hour=1)
    heating, cooling = result.hourly.heating_w / 1000.0, result.hourly.cooling_w / 1000.0
    assert result.outputs["heating_kwh"] == pytest.approx(heating.sum())
    assert result.outputs["cooling_kwh_m2"] == pytest.approx(cooling.sum() / 96.0)
    # Coincident peak of the building, own peaks of the zones.
    assert result.outputs["heating_peak_kw"] == pytest.approx(heating.sum(axis=1).max())
    assert result.zone_outputs["heating_peak_kw"] == pytest.approx(heating.max(axis=0))
    hot = (result.hourly.operative_c > 26.0).sum(axis=0)
    assert result.zone_outputs["hours_above_26"] == pytest.approx(hot)
    assert result.outputs["hours_above_26"] == pytest.approx(hot.mean())
    assert result.outputs["occupied_hours"] == 8760.0
    assert result.outputs["worst_zone_hours_above_26_occ"] == hot.max()


@pytest.mark.parametrize("engine", ["reference", "batch"])
def test_outputs_of_the_annual_balance_close(golden, engine):
    building = reference_office(thermal_mass="heavy", ventilation_m3_s_m2=0.001, night_ventilation_ach=2.0)
    result = simulate(building, golden, engine=engine)
    terms = np.array([sign * result.outputs[name] for name, sign in ANNUAL_BALANCE.items()])
    assert abs(terms.sum()) <= (1e-9 if engine == "reference" else 5e-5) * np.abs(terms).sum()
    # Gains enter, and an office in a cold climate loses by every other way.
    assert result.outputs["solar_gains_kwh_m2"] > 5.0
    assert result.outputs["internal_gains_kwh_m2"] > 5.0
    for name in ("opaque", "glazing", "infiltration", "ventilation"):
        assert result.outputs[f"{name}_kwh_m2"] < -1.0
    # Partitions hand heat from zone to zone: over the building their own storage is left.
    books = dict(zip(BALANCE_TERMS, result.balance.kwh().sum(axis=(0, 1)) / result.outputs["floor_area_m2"]))
    assert abs(books["partitions"]) < 0.2
    assert result.outputs["storage_kwh_m2"] == pytest.approx(books["storage"] - books["partitions"], abs=1e-4)
    assert result.outputs["ground_kwh_m2"] == pytest.approx(books["ground"], rel=1e-4)


@pytest.mark.parametrize("steps", [0, 61, 2.5, "6", True])
def test_impossible_steps_are_refused(golden, steps):
    with pytest.raises(InputError, match="steps_per_hour: expected a whole number from 1 to 60, but got"):
        simulate(box(), golden, steps_per_hour=steps)


def test_unknown_engines_and_periods_are_refused(golden):
    with pytest.raises(InputError, match="engine: expected one of"):
        simulate(box(), golden, engine="warp")
    with pytest.raises(InputError, match=r"balance: expected 'year', 'month' or 'hour', but got 'week'"):
        simulate(box(), golden, balance="week")
    with pytest.raises(InputError, match=r"balance: expected 'year', 'month' or 'hour', but got 'week'"):
        simulate(box(), golden, engine="reference", balance="week")


@pytest.mark.parametrize(
    "building",
    [
        box(),
        box(construction=BRICK),
        box(boundaries={face: Adiabatic() for face in FACES}),
        box(infiltration_ach=0.3),
        box(size=(1.0, 1.0, 0.1)),
        box(size=(100.0, 100.0, 30.0), thermostat=heated_to(20.0)),
    ],
    ids=["store", "heavy store", "sealed", "leaky", "tiny", "huge"],
)
def test_rooms_without_use_are_sound(golden, building):
    # Their annual terms cancel to nothing; the balance must be judged by what flowed.
    result = simulate(building, golden, steps_per_hour=1)
    assert result.residual < 1e-5
    assert np.isfinite(result.hourly.operative_c).all()


def test_a_building_in_equilibrium_is_sound():
    result = simulate(box(thermostat=heated_to(20.0)), steady_weather(20.0), steps_per_hour=1)
    assert result.outputs["heating_kwh"] == pytest.approx(0.0, abs=1e-3)
    assert result.hourly.air_c == pytest.approx(np.full((8760, 1), 20.0), abs=1e-6)


@pytest.mark.parametrize(
    "layers",
    [
        (Resistance("nothing", 1e-6),),
        (Resistance("vacuum", 1000.0),),
        (Material("foil", 1e-5, 400.0, 8900.0, 385.0), Resistance("foam", 2.0)),
        (Material("steel", 0.5, 50.0, 7800.0, 480.0),),
        (Material("soil", 3.0, 1.5, 1800.0, 1000.0),),
        (Material("aerogel", 0.3, 0.012, 100.0, 1000.0),),
    ],
    ids=["film", "vacuum", "foil", "steel", "soil", "aerogel"],
)
def test_extreme_walls_give_finite_balanced_results(golden, layers):
    building = box(
        construction=Construction("extreme", layers), thermostat=heated_to(20.0, 26.0), bands=BAND, infiltration_ach=0.2
    )
    result = simulate(building, golden, steps_per_hour=1)
    assert result.residual < 1e-6
    assert result.hourly.operative_c.min() > -30.0
    assert result.hourly.operative_c.max() < 80.0


@pytest.mark.parametrize(("u", "g"), [(0.7, 0.05), (0.7, 0.9), (7.0, 0.9), (5.8, 0.1), (3.4, 0.15)])
def test_extreme_glazing(golden, u, g):
    building = box(glazing=SimpleGlazing("g", u, g), bands={"S": (0.1, 0.1, 2.6)}, thermostat=heated_to(20.0, 26.0))
    result = simulate(building, golden, steps_per_hour=1)
    assert result.residual < 1e-9
    assert 0.0 < result.outputs["heating_kwh"] < 30000.0


def test_equal_setpoints_hold_the_air(golden):
    result = simulate(box(thermostat=heated_to(22.0, 22.0), bands=BAND), golden, steps_per_hour=1)
    np.testing.assert_allclose(result.hourly.air_c, 22.0, atol=1e-6)
    assert result.outputs["heating_kwh"] > 0.0
    assert result.outputs["cooling_kwh"] > 0.0


def test_a_cold_store_beside_a_warm_room_settles(golden):
    building = pair(
        west={"thermostat": Thermostat(None, always(-20.0))}, east={"thermostat": Thermostat(always(22.0), None)}
    )
    result = simulate(building, golden, steps_per_hour=1)
    np.testing.assert_allclose(result.hourly.air_c[:, 0], -20.0, atol=1e-6)
    assert result.hourly.air_c[:, 1].min() > 22.0 - 1e-6
    assert result.zone_outputs["cooling_kwh"][0] > 0.0
    assert result.zone_outputs["heating_kwh"][0] == 0.0


def test_unmet_hours_count_only_where_a_service_exists_and_fails(golden):
    # Ideal services meet their setpoints; a missing one is not judged.
    result = simulate(box(thermostat=Thermostat(always(20.0), None), bands=BAND), golden, steps_per_hour=1)
    assert result.outputs["unmet_heating_hours"] == 0.0
    assert result.outputs["unmet_cooling_hours"] == 0.0
    assert result.outputs["hours_above_28"] > 0.0


def test_the_same_building_twice_gives_the_same_bits(golden):
    a, b = (simulate(box(thermostat=heated_to(20.0), bands=BAND), golden, steps_per_hour=2) for _ in range(2))
    np.testing.assert_array_equal(a.hourly.operative_c, b.hourly.operative_c)
    assert a.outputs == b.outputs


def test_zones_far_apart_do_not_notice_each_other(golden):
    one = box(thermostat=heated_to(20.0))
    two = Building("one", one.zones)
    assert simulate(one, golden, steps_per_hour=1).outputs == simulate(two, golden, steps_per_hour=1).outputs
