"""What the problem calls monotone is so by physics, small steps and large ones, at random designs and at corners."""

import numpy as np
import pytest

from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.training.monotone import violations
from fluxion.weather import Weather, load_weather


def test_the_loads_follow_their_setpoints(problem):
    assert problem.monotone["heating_kwh_m2"]["heating_setpoint_c"] == 1
    assert problem.monotone["cooling_kwh_m2"]["cooling_setpoint_c"] == -1
    # More insulation keeps the heat in summer too: no sign holds at all corners.
    assert "wall_insulation_m" not in problem.monotone["cooling_kwh_m2"]


@pytest.mark.slow
@pytest.mark.parametrize("climate", Weather.names())
def test_physics_never_moves_against_a_sign(climate):
    problem = load("office-design")
    evaluator = PhysicsEvaluator(problem, load_weather(climate))

    def physics(X):
        outcome = evaluator.compute(X)
        assert (outcome.status == "ok").all()
        return np.stack([outcome.outputs[name] for name in problem.predicted], axis=1)

    known = problem.properties(problem.settings)
    found = violations(physics, problem.space, problem.predicted, problem.monotone, known, steps=60, seed=31)
    assert {output: signs for output, signs in found.items() if any(signs.values())} == {}
