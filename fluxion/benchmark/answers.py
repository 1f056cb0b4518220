"""What a design costs the reference engine, and the surrogate that ships for a problem."""

from dataclasses import asdict, dataclass

from fluxion.benchmark.cases import climate
from fluxion.benchmark.scope import Duration, Scope, median, timed
from fluxion.design import DesignProblem
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate, shipped_model
from fluxion.problems import load
from fluxion.weather import Weather

#: Rows per call at which the surrogate is measured.
BATCHES = (1, 100, 1000, 10000)
# Calls are repeated until this many rows were answered: one row takes too short a time to be measured.
_ANSWERED = 2000


@dataclass(frozen=True)
class Answers:
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


def measure_answers(problem: str, weather: str, designs: int, scope: Scope) -> Answers:
    """Measure physics and the shipped surrogate on random designs.

    Args:
        problem: name of the problem.
        weather: bundled climate or EPW file.
        designs: designs per measurement of the physics.
        scope: limits.

    Raises:
        InputError: unknown problem or weather.
    """
    definition, in_climate = load(problem), climate(weather)
    X = definition.space.sample(designs, seed=1, method="sobol")
    one = PhysicsEvaluator(definition, in_climate, engine="reference", threads=1)
    two = PhysicsEvaluator(definition, in_climate, engine="reference", threads=2)
    # Kernels are compiled or loaded first.
    engine = one.evaluate(X[:1]).engine
    alone = scope.repeated("reference engine, one thread", lambda _: timed(lambda: one.evaluate(X)).cpu_s)
    shared = scope.repeated("reference engine, two threads", lambda _: timed(lambda: two.evaluate(X)).wall_s)
    physics_ms = 1e3 * median(alone) / designs
    rows = _surrogate(definition, in_climate, scope)
    return Answers(
        problem=definition.name,
        weather=in_climate.name,
        engine=engine,
        physics_ms=physics_ms,
        physics_two_threads_ms=1e3 * median(shared) / designs,
        surrogate_us=rows,
        speed_up=1e3 * physics_ms / rows[1000] if rows else None,
    )


def _surrogate(problem: DesignProblem, weather: Weather, scope: Scope) -> dict[int, float]:
    # Microseconds per design by rows per call.
    if shipped_model(problem, weather) is None:
        return {}
    surrogate = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather)).surrogate
    costs: dict[int, float] = {}
    for rows in BATCHES:
        X, calls = problem.space.sample(rows, seed=2), max(1, _ANSWERED // rows)
        surrogate.predict(X)

        def many(_: int, X: object = X, calls: int = calls) -> Duration:
            return timed(lambda: [surrogate.predict(X) for _ in range(calls)])  # type: ignore[arg-type]

        durations = scope.repeated(f"surrogate, {rows} rows", many)
        costs[rows] = 1e6 * median(d.cpu_s for d in durations) / (calls * rows)
    return costs
