"""Runs of the real program; few, because each takes seconds."""

import dataclasses

import numpy as np
import pytest
from boxes import BRICK, box, heated_to

from fluxion.building import Adiabatic, Ground, Material, Schedule, Shade, Ventilation, VentilativeCooling
from fluxion.energyplus import RunCache, find_program, simulate_energyplus
from fluxion.engine import BUILDING_OUTPUTS, ZONE_OUTPUTS, simulate
from fluxion.errors import InputError, PhysicsError
from fluxion.problems.reference_office.building import reference_office

ALWAYS = Schedule.constant(1.0)


def odd_box():
    """Everything at once that a zone can have, under a name that EnergyPlus cannot store."""
    return box(
        name="room, 1",
        thermostat=heated_to(20.0, 25.0),
        bands={"S": (0.3, 0.8, 2.2)},
        infiltration_ach=0.5,
        constructions={"N": BRICK},
        boundaries={"floor": Ground(10.0), "N": Adiabatic()},
        ventilation=Ventilation(0.05, ALWAYS, 0.7, 23.0),
        ventilative_cooling=VentilativeCooling(0.1, ALWAYS, 22.0, 2.0, 10.0),
    )


@pytest.mark.parametrize("depth_m", [0.0101, 0.0003])
def test_overhangs_as_thin_as_a_search_may_want_them(needs_energyplus, golden, depth_m):
    edge = ((0.0, 0.0, 2.7), (8.0, 0.0, 2.7), (8.0, -depth_m, 2.7), (0.0, -depth_m, 2.7))
    building = dataclasses.replace(box(thermostat=heated_to(20.0, 25.0)), shades=(Shade("overhang", edge),))
    bare = simulate_energyplus(dataclasses.replace(building, shades=()), golden).outputs
    assert simulate_energyplus(building, golden).outputs["heating_kwh"] == pytest.approx(bare["heating_kwh"], rel=2e-3)


def never_started(script, tmp_path):
    return script(f'touch "{tmp_path / "started"}"; exit 1')


def broken_with_weather(program, folder):
    # The weather must be the same file, since it is part of the key.
    (program.binary.parent / "WeatherData").symlink_to(folder / "WeatherData")
    return program


def test_a_zone_with_everything(needs_energyplus, golden, script, tmp_path):
    building, cache = odd_box(), RunCache(tmp_path / "cache")
    result = simulate_energyplus(building, golden, cache=cache, outputs=("Site Wind Speed",))
    assert result.engine.startswith("EnergyPlus 25.2")
    assert result.engine.endswith(" 6/h")
    assert result.warnings == ()
    assert result.zone_names == ("room, 1",)
    assert set(result.outputs) == set(BUILDING_OUTPUTS)
    assert set(result.zone_outputs) == set(ZONE_OUTPUTS)
    assert result.more["Site Wind Speed"]["ENVIRONMENT"].max() > 3.0

    engine = simulate(building, golden, engine="reference")
    for name, tolerance in (("heating_kwh", 0.03), ("heating_peak_kw", 0.03), ("cooling_peak_kw", 0.05)):
        assert engine.outputs[name] == pytest.approx(result.outputs[name], rel=tolerance)
    assert engine.outputs["ventilation_m3"] == pytest.approx(result.outputs["ventilation_m3"], rel=1e-6)
    assert engine.outputs["night_ventilation_m3"] == pytest.approx(result.outputs["night_ventilation_m3"], rel=0.05)
    difference = engine.hourly.operative_c - result.hourly.operative_c
    assert np.sqrt(np.mean(difference**2)) < 0.3

    # A second call is answered from the cache: the program would fail if it were started.
    version = result.engine.removeprefix("EnergyPlus ").removesuffix(" 6/h")
    broken = dataclasses.replace(never_started(script, tmp_path), version=version)
    folder = find_program().binary.parent
    again = simulate_energyplus(
        building, golden, cache=cache, outputs=("Site Wind Speed",), program=broken_with_weather(broken, folder)
    )
    # Terms of the balance are NaN here, which equals nothing but in this comparison.
    np.testing.assert_equal(dict(again.outputs), dict(result.outputs))
    assert not (tmp_path / "started").exists()


def test_a_model_that_energyplus_refuses(needs_energyplus, golden):
    heavy = box(construction=dataclasses.replace(BRICK, layers=(Material("lead", 1e-5, 500.0, 25000.0, 60.0),)))
    with pytest.raises(PhysicsError, match=r"EnergyPlus 25\.2.*refused"):
        simulate_energyplus(heavy, golden)


def test_a_failed_run_leaves_nothing_in_the_cache(golden, script, tmp_path):
    cache = RunCache(tmp_path / "cache")
    with pytest.raises(PhysicsError):
        simulate_energyplus(odd_box(), golden, program=script("kill -9 $$"), cache=cache)
    assert not list(tmp_path.glob("cache/*"))


@pytest.mark.parametrize("timeout_s", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_timeouts(golden, timeout_s):
    with pytest.raises(InputError, match="timeout_s"):
        simulate_energyplus(odd_box(), golden, timeout_s=timeout_s)


@pytest.mark.slow
def test_the_reference_office_agrees_with_the_engine(needs_energyplus, chicago):
    building = reference_office()
    theirs, ours = simulate_energyplus(building, chicago), simulate(building, chicago, engine="reference")
    assert theirs.warnings == ()
    # At six steps an hour EnergyPlus itself is 1 % from its converged loads, and 2 % in the peak after setback.
    for name, tolerance in (
        ("heating_kwh", 0.02),
        ("cooling_kwh", 0.02),
        ("heating_peak_kw", 0.04),
        ("cooling_peak_kw", 0.01),
        ("hours_above_26", 0.03),
    ):
        assert ours.outputs[name] == pytest.approx(theirs.outputs[name], rel=tolerance)
    np.testing.assert_allclose(ours.zone_outputs["heating_kwh"], theirs.zone_outputs["heating_kwh"], rtol=0.04)
    np.testing.assert_allclose(ours.zone_outputs["cooling_kwh"], theirs.zone_outputs["cooling_kwh"], rtol=0.04)
