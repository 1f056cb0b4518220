"""The march compiled, interpreted and on plain processors: one set of numbers."""

import dataclasses
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from boxes import BARE, BRICK, FACES, box, heated_to, pair

from fluxion.building import (
    Films,
    Gap,
    Ground,
    InternalGain,
    Pane,
    PaneGlazing,
    Schedule,
    Ventilation,
    VentilativeCooling,
)
from fluxion.engine.batch.blocks import block_of, march_block, weather_record
from fluxion.engine.batch.stack import stack_of
from fluxion.engine.batch.year import PARTS_PER_HOUR, candidate_of
from fluxion.engine.climate import step_weather
from fluxion.weather.adaptive import adaptive_limits

PANES = PaneGlazing(
    "low-e",
    (Pane(0.003180, 0.452, 0.359, 0.397, emissivity_back=0.047), Pane(0.003048, 0.834, 0.075, 0.075)),
    (Gap(0.012, "argon"),),
)
BAND = {"S": (0.5, 0.8, 2.2)}
DAY = Schedule.weekdays(8, 18, 1.0, 0.2)
HOURS = 60


def lively_pair():
    """Two rooms with everything that a march can meet but sealed sides and sides with imposed films."""
    return pair(
        bands=BAND,
        constructions={"roof": BRICK},
        boundaries={"floor": Ground(12.0)},
        thermostat=heated_to(20.0, 25.0),
        gains=(InternalGain("people", 400.0, 0.3, DAY),),
        ventilation=Ventilation(0.02, DAY, heat_recovery=0.6, bypass_above_c=23.0),
        ventilative_cooling=VentilativeCooling(0.05, Schedule.weekdays(8, 18, 0.0, 1.0), 19.0, 2.0, -20.0),
        west={"glazing": PANES},
    )


def imposed_box():
    """A heavy room with imposed films on one wall and a floor through which no heat leaves."""
    building = box(constructions=dict.fromkeys(FACES, BRICK), bands=BAND, thermostat=heated_to(19.0))
    surfaces = tuple(
        dataclasses.replace(s, films=Films(inside=2.5, outside=20.0)) if s.name.endswith("W") else s
        for s in building.zones[0].surfaces
    )
    return dataclasses.replace(building, zones=(dataclasses.replace(building.zones[0], surfaces=surfaces),))


BUILDINGS = {
    "lively pair": lively_pair,
    "imposed films": imposed_box,
    "free pair": lambda: pair(partition=BRICK),
    "bare box": lambda: box(constructions=dict.fromkeys(FACES, BARE), thermostat=heated_to(20.0)),
}


def prepared(building, weather):
    hours = weather_record(step_weather(weather, 1), adaptive_limits(weather, "II").upper_c)
    return stack_of([candidate_of(building, weather).portrait]), hours


def march_elsewhere(building, weather, tmp_path, environment):
    stack, hours = prepared(building, weather)
    source, target = tmp_path / "stack.pkl", tmp_path / "results.npz"
    source.write_bytes(pickle.dumps((stack, hours, PARTS_PER_HOUR, HOURS)))
    root = Path(__file__).parents[3]
    variables = os.environ | {"PYTHONPATH": str(root)} | environment
    program = [sys.executable, str(Path(__file__).with_name("elsewhere.py")), str(source), str(target)]
    run = subprocess.run(program, env=variables, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return np.load(target)


def assert_equal_to_rounding(building, weather, other):
    stack, hours = prepared(building, weather)
    here = march_block(block_of(stack, slice(0, 1), hours, PARTS_PER_HOUR), hourly=True, hours=HOURS)
    zones = len(building.zones)
    mine, theirs = (
        np.asarray(hourly)[:, 0].reshape(8760, zones, 4)[:HOURS] for hourly in (here.hourly, other["hourly"])
    )
    assert np.abs(mine[:, :, 2]).max() > 0.0
    np.testing.assert_allclose(theirs[:, :, 2:], mine[:, :, 2:], atol=2e-3)
    np.testing.assert_allclose(theirs[:, :, :2], mine[:, :, :2], rtol=1e-3, atol=1.0)
    scale = np.abs(here.balance[:, 0]).max()
    np.testing.assert_allclose(other["balance"][:, 0], here.balance[:, 0], atol=2e-4 * scale)
    np.testing.assert_allclose(other["zone"][:, 0], here.zone[:, 0], rtol=1e-3, atol=1.0)


@pytest.mark.parametrize("name", BUILDINGS)
def test_interpreted_and_compiled_march_agree(name, golden, tmp_path):
    building = BUILDINGS[name]()
    other = march_elsewhere(building, golden, tmp_path, {"NUMBA_DISABLE_JIT": "1"})
    assert_equal_to_rounding(building, golden, other)


@pytest.mark.slow
def test_a_processor_without_wide_registers_gives_the_same_numbers(golden, tmp_path):
    building = lively_pair()
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    other = march_elsewhere(building, golden, tmp_path, plain)
    assert other["lanes"] == 16
    assert_equal_to_rounding(building, golden, other)


def test_a_block_may_be_marched_again(golden):
    stack, hours = prepared(lively_pair(), golden)
    block = block_of(stack, slice(0, 1), hours, PARTS_PER_HOUR)
    first, second = (march_block(block, hourly=True, hours=HOURS) for _ in range(2))
    np.testing.assert_array_equal(second.hourly, first.hourly)
    np.testing.assert_array_equal(second.balance, first.balance)
