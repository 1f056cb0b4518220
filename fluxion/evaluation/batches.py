"""Long work in pieces, so that it can be watched and stopped with its finished rows kept."""

from collections.abc import Iterator

from fluxion._cores import available_cores
from fluxion.energyplus import check_workers
from fluxion.engine import threads_of
from fluxion.evaluation.base import AbstractEvaluator
from fluxion.evaluation.climates import ClimatesEvaluator
from fluxion.evaluation.energyplus import EnergyPlusEvaluator
from fluxion.evaluation.physics import PhysicsEvaluator
from fluxion.evaluation.result import Evaluation
from fluxion.typing import Designs

# A piece keeps every core busy a few times over, yet ends within seconds; a prediction costs microseconds.
_DESIGNS_PER_CORE = 4
_PREDICTIONS = 4096
# The batch engine prepares and simulates many designs together: some hundred a second and core.
_BATCH_PER_CORE = 256


def evaluate_in_batches(evaluator: AbstractEvaluator, X: Designs) -> Iterator[Evaluation]:
    """Evaluations of consecutive pieces of (n, d) designs, each as soon as it is finished."""
    size = designs_of_piece(evaluator)
    for start in range(0, len(X), size):
        yield evaluator.evaluate(X[start : start + size])


def designs_of_piece(evaluator: AbstractEvaluator) -> int:
    """How many designs an evaluator takes at a time so that a piece of work ends within seconds."""
    if isinstance(evaluator, PhysicsEvaluator):
        return (_BATCH_PER_CORE if evaluator.choice.is_batch else _DESIGNS_PER_CORE) * _cores(evaluator)
    if isinstance(evaluator, EnergyPlusEvaluator):
        # Runs take seconds each. Without a cache an interrupt loses the piece at hand, so it is as small as can be.
        return check_workers(evaluator.workers) * (1 if evaluator.cache is None else _DESIGNS_PER_CORE)
    if isinstance(evaluator, ClimatesEvaluator):
        return max(1, min(designs_of_piece(member) for member in evaluator.members) // len(evaluator.members))
    return _PREDICTIONS


def _cores(evaluator: PhysicsEvaluator) -> int:
    if evaluator.client is not None:
        return max(1, threads_of(evaluator.client))
    return evaluator.threads or available_cores()
