"""What a search costs beside its evaluations, and with them: on a surrogate, by physics, by EnergyPlus."""

from dataclasses import asdict, dataclass, replace

from fluxion.benchmark.cases import climate
from fluxion.benchmark.scope import Scope, Unmeasured, median, timed
from fluxion.benchmark.search_engines import EngineCost, measure_engines
from fluxion.design import DesignProblem
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate, shipped_model
from fluxion.problems import load
from fluxion.problems.task import Task, define_task
from fluxion.search.evolving import search_task

# Evaluations of a whole search, its population, and the designs by which physics is judged.
_MORE_ROWS, _SEARCHED, _SIMULATED = 10, 1000, 256


@dataclass(frozen=True)
class WholeSearch:
    """A search on the surrogate on one thread.

    Attributes:
        evaluations: designs that were looked at.
        population: designs that survive a generation.
        cpu_s: processor time of all of it [s].
        worth_us: of that the surrogate, scores and limits, per evaluation [us].
        physics_s: what as many designs take the batch engine [s], by that of `simulated` ones.
        simulated: designs by which physics was judged.
        energyplus_s: what one run of EnergyPlus takes [s]; None if that was not measured.
    """

    evaluations: int
    population: int
    cpu_s: float
    worth_us: float
    physics_s: float
    simulated: int
    energyplus_s: float | None


@dataclass(frozen=True)
class SearchCost:
    """Costs of searching a problem in two objectives.

    Attributes:
        problem: name of the problem.
        variables: number of its variables.
        engines: overhead per evaluation.
        whole: a whole search; None where no surrogate ships.
    """

    problem: str
    variables: int
    engines: tuple[EngineCost, ...]
    whole: WholeSearch | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_search(problem: str, weather: str, scope: Scope, energyplus_s: float | None = None) -> SearchCost:
    """Measure searches of a problem in its first two objectives.

    Args:
        problem: name of the problem.
        weather: bundled climate or EPW file.
        scope: limits.
        energyplus_s: processor time of a run of EnergyPlus [s], or None.

    Raises:
        InputError: unknown problem or weather.
        Unmeasured: the problem has fewer than two objectives.
    """
    definition = load(problem)
    if len(definition.objectives) < 2:
        raise Unmeasured(f"the problem '{definition.name}' has fewer than two objectives.")
    engines = measure_engines(definition, scope)
    return SearchCost(definition.name, len(definition.space), engines, _whole(definition, weather, scope, energyplus_s))


def _whole(problem: DesignProblem, weather: str, scope: Scope, energyplus_s: float | None) -> WholeSearch | None:
    in_climate = climate(weather)
    if shipped_model(problem, in_climate) is None:
        return None
    evaluator = SurrogateEvaluator(problem, in_climate, load_surrogate(problem, in_climate), marks=False)
    task = define_task(problem, evaluator, problem.objectives[:2])
    wanted = replace(scope, rows=_MORE_ROWS * scope.rows).allowed(_MORE_ROWS * scope.rows, 0.0)
    size = min(_SEARCHED, max(2, wanted // 4))
    searches = scope.repeated("search on the surrogate", lambda repeat: _search(task, size, wanted // size, repeat))
    simulated = scope.allowed(_SIMULATED, 0.0)
    physics = PhysicsEvaluator(problem, in_climate, threads=1)
    physics.evaluate(problem.baseline[None, :])
    cost = median(
        timed(lambda r=repeat: physics.evaluate(problem.space.sample(simulated, r + 1))).cpu_s  # type: ignore[misc]
        for repeat in range(scope.repeats)
    )
    evaluations = searches[0][0]
    return WholeSearch(
        evaluations=evaluations,
        population=size,
        cpu_s=median(one[1] for one in searches),
        worth_us=median(one[2] for one in searches),
        physics_s=cost / simulated * evaluations,
        simulated=simulated,
        energyplus_s=energyplus_s,
    )


def _search(task: Task, size: int, generations: int, seed: int) -> tuple[int, float, float]:
    """Evaluations, processor time, and that of a design's worth in calls as large as those of the search [us]."""
    found: list[int] = []
    start = task.sample(size, seed)
    task.worth(start)
    spent = timed(lambda: found.append(search_task(task, start, size, generations, seed)[1]))
    calls = max(1, generations // 2)
    worth = timed(lambda: [task.worth(start) for _ in range(calls)])
    return found[0], spent.cpu_s, 1e6 * worth.cpu_s / (calls * size)
