"""Whether a surrogate still imitates the engine: fixed probe designs, simulated then and now.

A refactor of the engine leaves the probes' outputs alone and every surrogate valid; a change of its physics moves
them and calls for new training.
"""

from fluxion.design import DesignProblem
from fluxion.engine import EngineChoice, engine_of_label
from fluxion.errors import InputError, PhysicsError, SurrogateError
from fluxion.evaluation.physics import PhysicsEvaluator
from fluxion.evaluation.result import OK
from fluxion.evaluation.surrogate import SurrogateEvaluator
from fluxion.typing import Designs
from fluxion.weather import Weather

PROBES = 16
# Sobol points are valid in bounds, yet some combinations cannot be built; enough candidates replace those.
_CANDIDATES = 256
_SEED = 20
# Outputs are kept to four significant digits; hours are counts, where one sub-step of one zone may flip.
_RELATIVE = 1e-3


def probe_designs(problem: DesignProblem) -> Designs:
    """(16, d) fixed designs that can be built.

    Raises:
        InputError: hardly any design of the problem can be built.
    """
    candidates = problem.space.sample(_CANDIDATES, _SEED, "sobol")
    population = problem.population(candidates)
    rows: list[int] = []
    for i in range(_CANDIDATES):
        try:
            population[i]
        except InputError:
            continue
        rows.append(i)
        if len(rows) == PROBES:
            return candidates[rows]
    raise InputError(
        f"problem '{problem.name}': of {_CANDIDATES} designs only {len(rows)} can be built; expected at least "
        f"{PROBES}. Narrow the bounds of its variables."
    )


def probe_outputs(
    problem: DesignProblem, weather: Weather, choice: EngineChoice, count: int = PROBES
) -> dict[str, tuple[float, ...]]:
    """Predicted outputs of the problem at the first `count` probe designs by physics, to four significant digits.

    Raises:
        PhysicsError: a probe design has no usable result.
    """
    evaluator = PhysicsEvaluator(problem, weather, engine=choice.name, steps_per_hour=choice.steps_per_hour)
    outcome = evaluator.compute(probe_designs(problem)[:count])
    for i, status in enumerate(outcome.status):
        if status != OK:
            raise PhysicsError(f"probe design {i + 1} of the problem '{problem.name}' has no result: {status}")
    return {
        name: tuple(float(f"{value:.3e}") for value in outcome.outputs[name].tolist()) for name in problem.predicted
    }


def check_engine(evaluator: SurrogateEvaluator, count: int = PROBES) -> None:
    """Compare the probes in the surrogate's card with the engine of today.

    Args:
        evaluator: the surrogate with its problem and weather.
        count: how many of the 16 probe designs are simulated.

    Raises:
        SurrogateError: the physics has changed since the surrogate was trained.
        PhysicsError: a probe design has no usable result any more.
    """
    card = evaluator.surrogate.card
    today = probe_outputs(evaluator.problem, evaluator.weather, _engine_of(card.engine), count)
    for name, now in today.items():
        known = card.probes.get(name, ())
        then = known[:count]
        scale = max((abs(value) for value in known), default=0.0)
        if len(then) != len(now) or any(abs(a - b) > _RELATIVE * scale for a, b in zip(then, now)):
            raise SurrogateError(
                f"{evaluator.surrogate.source} learned from other physics: at the probe designs '{name}' was {then}, "
                f"the engine now gives {now}. Train it anew with 'fluxion train', or use physics."
            )


def _engine_of(label: str) -> EngineChoice:
    try:
        return engine_of_label(label)
    except InputError as error:
        raise SurrogateError(
            f"the surrogate learned from '{label}', which this Fluxion does not have: {error}"
        ) from None
