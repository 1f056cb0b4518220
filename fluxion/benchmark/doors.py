"""What the calls of users cost with a surrogate, array in and array out, beside the same calls of the batch engine."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from fluxion.benchmark.scope import Duration, Scope, median, timed
from fluxion.design import DesignProblem
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.oracle import BatchOracle
from fluxion.weather import Weather

#: Designs of a call to the oracle, and of one to the batch engine.
ROWS, SIMULATED = 10_000, 256
# Designs by which the batch engine is warmed up, and calls of one design.
_FEW, _CALLS = 16, 300


@dataclass(frozen=True)
class Door:
    """Calls with many designs on some threads.

    Attributes:
        threads: threads that share the rows, and that simulate.
        oracle_ms: a call of `BatchOracle.evaluate_population`, by the clock on the wall [ms].
        oracle_cpu_ms: processor time of all threads in it [ms].
        evaluate_ms: a call of `SurrogateEvaluator.evaluate` with the same designs, by the clock on the wall [ms].
        candidates_per_s: designs a second through the oracle, by the clock on the wall.
        batch_ms: a design by the batch engine on as many threads: processor time on one, by the clock on several [ms].
        speed_up: the batch engine over the oracle, both measured as `batch_ms` is.
    """

    threads: int
    oracle_ms: float
    oracle_cpu_ms: float
    evaluate_ms: float
    candidates_per_s: float
    batch_ms: float
    speed_up: float


@dataclass(frozen=True)
class Doors:
    """What the calls of users cost.

    Attributes:
        rows: designs of a call to the oracle.
        simulated: designs of a call to the batch engine.
        by_threads: calls with many designs.
        one_us: one design through ``"predict"``, ``"evaluate"`` and ``"oracle"``, by the clock on the wall [us].
    """

    rows: int
    simulated: int
    by_threads: tuple[Door, ...]
    one_us: dict[str, float]


def measure_doors(problem: DesignProblem, weather: Weather, scope: Scope, threads: tuple[int, ...] = (1, 2)) -> Doors:
    """Measure calls with many designs and with one.

    Args:
        problem: one with a shipped surrogate for `weather`.
        weather: the climate.
        scope: limits.
        threads: numbers of threads, in turns.

    Raises:
        SurrogateError: no surrogate ships, or it cannot be used.
    """
    surrogate = load_surrogate(problem, weather)
    oracles = {n: BatchOracle(weather, problem, surrogate, threads=n) for n in threads}
    evaluators = {n: SurrogateEvaluator(problem, weather, surrogate, n) for n in threads}
    engines = {n: PhysicsEvaluator(problem, weather, engine="batch", threads=n) for n in threads}
    wide = replace(scope, report=None)
    first = {n: _warm(engines[n], problem) for n in threads}
    rows, simulated = wide.allowed(ROWS, 1e-4), wide.allowed(SIMULATED, max(first.values()))

    def turn(repeat: int) -> dict[int, tuple[Duration, Duration, Duration]]:
        # Other designs each time: what was computed for one population must not make the next one cheaper.
        X = problem.space.sample(rows, seed=300 + repeat)
        few = problem.space.sample(simulated, seed=400 + repeat)
        return {
            n: (
                timed(lambda n=n: oracles[n].evaluate_population(X)),  # type: ignore[misc]
                timed(lambda n=n: evaluators[n].evaluate(X)),  # type: ignore[misc]
                timed(lambda n=n: engines[n].evaluate(few)),  # type: ignore[misc]
            )
            for n in threads
        }

    for n in threads:
        oracles[n].evaluate_population(problem.space.sample(rows, seed=299))
    turns = scope.repeated("oracle and batch engine", turn)
    return Doors(
        rows=rows,
        simulated=simulated,
        by_threads=tuple(_door(n, [turn[n] for turn in turns], rows, simulated) for n in threads),
        one_us=_one_design(problem, oracles[threads[0]], evaluators[threads[0]], scope),
    )


def _door(threads: int, turns: list[tuple[Duration, Duration, Duration]], rows: int, simulated: int) -> Door:
    asked, evaluated, computed = zip(*turns)
    # Processor time does not wait for neighbours, but several threads are there to save time on the wall.
    spent: Callable[[Duration], float] = (lambda d: d.cpu_s) if threads == 1 else (lambda d: d.wall_s)
    wall_s, batch_s = median(d.wall_s for d in asked), median(spent(d) for d in computed) / simulated
    return Door(
        threads=threads,
        oracle_ms=1e3 * wall_s,
        oracle_cpu_ms=1e3 * median(d.cpu_s for d in asked),
        evaluate_ms=1e3 * median(d.wall_s for d in evaluated),
        candidates_per_s=rows / wall_s,
        batch_ms=1e3 * batch_s,
        speed_up=batch_s * rows / median(spent(d) for d in asked),
    )


def _warm(engine: PhysicsEvaluator, problem: DesignProblem) -> float:
    # Kernels are compiled or loaded in the first call; the second one says what a design takes [s].
    engine.evaluate(problem.space.sample(_FEW, seed=298))
    return timed(lambda: engine.evaluate(problem.space.sample(_FEW, seed=297))).wall_s / _FEW


def _one_design(
    problem: DesignProblem, oracle: BatchOracle, evaluator: SurrogateEvaluator, scope: Scope
) -> dict[str, float]:
    one = problem.baseline[None, :]
    calls: dict[str, Callable[[], object]] = {
        "predict": lambda: evaluator.surrogate.predict(one),
        "evaluate": lambda: evaluator.evaluate(one),
        "oracle": lambda: oracle.evaluate_population(one),
    }

    def turn(_: int) -> dict[str, float]:
        # The median of single calls: a neighbour takes the core for longer than most of them last.
        return {name: median(_clock(call) for _ in range(_CALLS)) for name, call in calls.items()}

    turns = scope.repeated("one design", turn)
    return {name: 1e6 * median(turn[name] for turn in turns) for name in calls}


def _clock(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
