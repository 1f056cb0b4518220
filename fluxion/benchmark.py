"""What an answer costs: physics and surrogate on the same designs, measured in one run.

Machines are shared and noisy, so every figure is the median of repeated measurements and ratios are taken within one
run. Processor seconds are charged where threads compute; set-up of the buildings is part of every cost.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.evaluation.surrogate import shipped_model
from fluxion.problems import load
from fluxion.weather import load_weather

#: Rows per call at which the surrogate is measured.
BATCHES = (1, 100, 1000, 10000)


@dataclass(frozen=True)
class Benchmark:
    """Costs of one problem in one climate.

    Attributes:
        problem: name of the problem.
        weather: name of the climate.
        engine: engine and steps per hour.
        physics_ms: per design on one thread [ms].
        physics_two_threads_ms: per design on two threads, by the wall clock [ms].
        surrogate_us: per design by rows per call [us]; empty if no surrogate ships for the problem and climate.
        speed_up: physics on one thread over surrogate in calls of 1000 rows; None without a surrogate.
    """

    problem: str
    weather: str
    engine: str
    physics_ms: float
    physics_two_threads_ms: float
    surrogate_us: dict[int, float]
    speed_up: float | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure(
    problem: str, weather: str, designs: int = 8, repeats: int = 3, report: Callable[[int, int], None] | None = None
) -> Benchmark:
    """Measure physics and the shipped surrogate on random designs.

    Args:
        problem: name of the problem.
        weather: bundled climate or EPW file.
        designs: designs per measurement of the physics.
        repeats: measurements per figure.
        report: called with (done, total) measurements.

    Raises:
        InputError: unknown problem or weather.
    """
    definition, climate = load(problem), load_weather(weather)
    X = definition.space.sample(designs, seed=1, method="sobol")
    one = PhysicsEvaluator(definition, climate, threads=1)
    two = PhysicsEvaluator(definition, climate, threads=2)
    path = shipped_model(definition, climate)
    total = 2 * repeats + (len(BATCHES) * repeats if path else 0)
    done = 0

    def median(measurement: Callable[[], float]) -> float:
        nonlocal done
        values = []
        for _ in range(repeats):
            values.append(measurement())
            done += 1
            if report is not None:
                report(done, total)
        return statistics.median(values)

    one.evaluate(X[:1])
    physics = median(lambda: _seconds(lambda: one.evaluate(X), time.process_time) / designs)
    wall = median(lambda: _seconds(lambda: two.evaluate(X), time.perf_counter) / designs)
    rows: dict[int, float] = {}
    if path is not None:
        surrogate = SurrogateEvaluator(definition, climate, load_surrogate(definition, climate)).surrogate
        for batch in BATCHES:
            sample = definition.space.sample(batch, seed=2)
            calls = max(1, 2000 // batch)
            surrogate.predict(sample)

            def many(sample: object = sample, calls: int = calls) -> None:
                for _ in range(calls):
                    surrogate.predict(sample)  # type: ignore[arg-type]

            rows[batch] = 1e6 * median(lambda many=many, n=calls * batch: _seconds(many, time.process_time) / n)  # type: ignore[misc]
    return Benchmark(
        problem=definition.name,
        weather=climate.name,
        engine=one.evaluate(X[:1]).engine,
        physics_ms=1e3 * physics,
        physics_two_threads_ms=1e3 * wall,
        surrogate_us=rows,
        speed_up=1e6 * physics / rows[1000] if rows else None,
    )


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start
