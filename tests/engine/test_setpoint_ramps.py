"""Setpoints that move within their hours are followed, at every length of step."""

import numpy as np
import pytest
from boxes import BRICK, box, heated_to

from fluxion.building import InternalGain, Schedule, Thermostat
from fluxion.engine import simulate

RAMP = Schedule.daily_line([(5, 15.0), (8, 21.0), (18, 21.0), (21, 15.0)])


@pytest.mark.parametrize("per_hour", [1, 2, 4])
def test_air_that_is_held_follows_the_ramp(golden, per_hour):
    building = box(construction=BRICK, thermostat=Thermostat(RAMP, RAMP), infiltration_ach=0.3)
    result = simulate(building, golden, steps_per_hour=per_hour)
    np.testing.assert_allclose(result.hourly.air_c[:, 0], RAMP.means(), atol=1e-6)
    assert np.unique(result.hourly.air_c[:24, 0].round(6)).tolist() == [15.0, 16.0, 18.0, 20.0, 21.0]
    assert result.outputs["unmet_heating_hours"] == result.outputs["unmet_cooling_hours"] == 0.0


@pytest.mark.parametrize("per_hour", [1, 4])
def test_air_that_is_heated_never_falls_below_the_ramp(golden, per_hour):
    building = box(construction=BRICK, thermostat=Thermostat(RAMP, None), bands={"S": (0.5, 0.8, 2.2)})
    result = simulate(building, golden, steps_per_hour=per_hour)
    above = result.hourly.air_c[:, 0] - RAMP.means()
    assert above.min() > -1e-6
    heated = result.hourly.heating_w[:, 0] > 1.0
    # While it is heated all hour long the air is on the ramp.
    assert np.median(above[heated]) == pytest.approx(0.0, abs=1e-6)


def test_a_ramp_needs_less_power_than_a_jump(golden):
    jump = Schedule.daily_line([(8, 15.0), (8, 21.0), (18, 21.0), (18, 15.0)])
    assert not jump.ramps
    peaks = [
        simulate(box(construction=BRICK, thermostat=Thermostat(s, None)), golden, steps_per_hour=4).outputs[
            "heating_peak_kw"
        ]
        for s in (RAMP, jump)
    ]
    assert peaks[0] < 0.9 * peaks[1]


@pytest.mark.parametrize("per_hour", [1, 3])
def test_gains_that_ramp_give_their_energy(golden, per_hour):
    use = Schedule.daily_line([(6, 0.0), (9, 1.0), (17, 1.0), (19, 0.0)])
    gain = InternalGain("people", 500.0, 0.4, use)
    result = simulate(box(thermostat=heated_to(20.0), gains=(gain,)), golden, steps_per_hour=per_hour)
    # 1.5 h and 1 h of ramps, 8 h at full power.
    assert result.balance.total().kwh()[0, 0, 3] == pytest.approx(0.5 * 10.5 * 365.0, rel=1e-9)


def test_a_ramp_that_stands_still_is_a_constant(golden):
    flat = Schedule("flat", np.full(8760, 20.0), np.full(8760, 20.0))
    one, other = (
        simulate(box(thermostat=Thermostat(s, None)), golden, steps_per_hour=2).outputs
        for s in (flat, Schedule.constant(20.0))
    )
    assert one == other
