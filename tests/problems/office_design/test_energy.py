"""Final energy against amounts worked out by hand."""

import numpy as np
import pytest

from fluxion.problems.office_design.energy import appliance_energy, final_energy


def calculate(problem, catalogue, loads, **design):
    X = problem.space.encode([design])
    outputs = loads(1)
    return final_energy(problem.space.columns(X), problem.settings, outputs, catalogue), outputs


def test_lights_and_equipment_by_hand():
    # 261 weekdays of 10 h at full level, the other 6150 h at 10 % (lights) and 30 % (equipment).
    by_hand = 12.0 * 1200.0 * (0.35 * (2610 + 0.1 * 6150) + 0.40 * (2610 + 0.3 * 6150)) / 1000.0
    assert appliance_energy(12.0) == pytest.approx(by_hand)


def test_loads_over_efficiencies(problem, catalogue, loads):
    energy, outputs = calculate(
        problem, catalogue, loads, heating_system="pellet_boiler", cooling_system="water_cooled_chiller"
    )
    assert energy.heating[0] == pytest.approx(1200.0 * outputs["heating_kwh_m2"][0] / 0.84)
    assert energy.cooling[0] == pytest.approx(1200.0 * outputs["cooling_kwh_m2"][0] / 5.5)
    assert energy.of_carrier("wood_pellets")[0] == energy.heating[0]
    assert energy.of_carrier("natural_gas")[0] == 0.0
    assert energy.of_carrier("electricity")[0] == pytest.approx(energy.total[0] - energy.heating[0])


def test_fans_by_hand(problem, catalogue, loads):
    energy, outputs = calculate(problem, catalogue, loads, heat_recovery="rotor_85", night_ventilation_ach=2)
    hygienic = 1.44 * 1.5 * 2610
    night = outputs["night_ventilation_m3"][0] / 3600.0 * 0.5
    assert energy.fans[0] == pytest.approx(hygienic + night)
    still, _ = calculate(problem, catalogue, loads, heat_recovery="rotor_85", night_ventilation_ach=0)
    assert still.fans[0] == pytest.approx(hygienic)


def test_electric_heat_is_counted_once(problem, catalogue, loads):
    energy, _ = calculate(problem, catalogue, loads, heating_system="air_source_heat_pump")
    assert energy.of_carrier("electricity")[0] == pytest.approx(energy.total[0])


def test_no_system_makes_no_cold(problem, catalogue, loads):
    energy, _ = calculate(problem, catalogue, loads, cooling_system="none")
    assert energy.cooling[0] == 0.0
    assert np.isfinite(energy.total).all()
