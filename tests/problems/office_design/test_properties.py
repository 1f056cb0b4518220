"""Options with equal properties make equal buildings; that is what a surrogate relies on."""

import numpy as np
import pytest

from fluxion.problems.office_design.properties import properties


def describe(building):
    """Numbers of a building that the choices can change."""
    zone = building.zones[0]
    (window,) = next(surface for surface in zone.surfaces if surface.windows).windows
    cooling = zone.thermostat.cooling_c
    return (
        window.glazing.u_value,
        window.glazing.shgc,
        zone.ventilation.heat_recovery,
        None if cooling is None else tuple(np.unique(cooling.values)),
        tuple(np.unique(zone.thermostat.heating_c.values)),
    )


@pytest.mark.parametrize("choice", ["window", "heating_system", "cooling_system", "heat_recovery"])
def test_equal_properties_are_equal_buildings(problem, choice):
    numbers = properties(problem.settings)[choice]
    options = problem.space.variable(choice).options
    assert set(numbers) == set(options)
    buildings = [describe(one) for one in problem.population(problem.space.encode([{choice: o} for o in options]))]
    for i, first in enumerate(options):
        for j, second in enumerate(options):
            assert (numbers[first] == numbers[second]) == (buildings[i] == buildings[j]), (first, second)
