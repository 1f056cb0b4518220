"""The surrogate that ships for a problem: its networks against what products of matrices can reach, and its doors."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from fluxion._blas import single_blas_thread
from fluxion.benchmark.cases import climate
from fluxion.benchmark.doors import Doors, measure_doors
from fluxion.benchmark.networks import BY_NUMPY, Network, networks
from fluxion.benchmark.products import product_gflops
from fluxion.benchmark.scope import Duration, Scope, Unmeasured, median, timed
from fluxion.benchmark.thread_memory import measure_thread_memory
from fluxion.design import DesignProblem
from fluxion.evaluation import shipped_model
from fluxion.problems import load
from fluxion.surrogate.chunks import FEW_ROWS
from fluxion.surrogate.onnx_file import read_model_file
from fluxion.typing import Designs

#: Rows per call.
BATCHES = (1, 100, 1_000, 10_000, 100_000)
#: Threads that share the rows of a call.
THREADS = (1, 2)
# Calls are repeated until this many rows were answered: one row takes too short a time to be measured.
_ANSWERED = 2000
# A row costs so little that a measurement may take this many times the designs of the physics.
_MORE_ROWS = 10


@dataclass(frozen=True)
class NetworkCost:
    """Cost of a row in calls of some size.

    Attributes:
        network: ``"single"`` for one member, ``"ensemble"``, or ``"numpy"`` for the ensemble without a runtime.
        rows: designs per call.
        threads: threads that share them.
        us: per design [us]: processor time on one thread, by the clock on the wall on several.
        limit_us: what the products of its matrices would take at the best rate of a square product on each thread [us].
        share: `limit_us` over `us`.
        waiting: time on the wall of all threads over their processor time; well above one where neighbours took the
            cores, and then what is measured on several threads is theirs as well.
    """

    network: str
    rows: int
    threads: int
    us: float
    limit_us: float
    share: float
    waiting: float


@dataclass(frozen=True)
class SurrogateCost:
    """Costs of the surrogate that ships for a problem.

    Attributes:
        problem: name of the problem.
        weather: name of the climate.
        product_gflops: best rate of a square product in single precision on one thread [1e9/s].
        operations: of the matrix products of each network, per design, a multiply-add counting two.
        costs: of the networks.
        doors: what the calls of users cost.
        thread_mib: memory for another thread that shares the rows [MiB]; None where the system does not tell.
    """

    problem: str
    weather: str
    product_gflops: float
    operations: dict[str, float]
    costs: tuple[NetworkCost, ...]
    doors: Doors
    thread_mib: float | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_surrogate(problem: str, weather: str, scope: Scope) -> SurrogateCost:
    """Measure the shipped surrogate of a problem on random designs.

    Args:
        problem: name of the problem.
        weather: bundled climate or EPW file.
        scope: limits.

    Raises:
        InputError: unknown problem or weather.
        Unmeasured: no surrogate ships for them, or its members cannot be told apart.
    """
    definition, in_climate = load(problem), climate(weather)
    path = shipped_model(definition, in_climate)
    if path is None:
        raise Unmeasured(f"no surrogate ships for the problem '{definition.name}' in the weather '{in_climate.name}'.")
    found = networks(read_model_file(path).data, f"the surrogate model '{path.name}'")
    gflops = product_gflops(scope)
    # NumPy would share a product among all cores, whose waiting then counts as processor time of whatever comes next.
    with single_blas_thread():
        costs = _network_costs(found, definition, gflops, scope)
    return SurrogateCost(
        problem=definition.name,
        weather=in_climate.name,
        product_gflops=gflops,
        operations={name: network.operations for name, network in found.items()},
        costs=costs,
        doors=measure_doors(definition, in_climate, scope),
        thread_mib=measure_thread_memory(definition.name, weather, scope),
    )


@dataclass(frozen=True)
class _Cell:
    network: str
    rows: int
    threads: int


def _network_costs(
    found: Mapping[str, Network], problem: DesignProblem, gflops: float, scope: Scope
) -> tuple[NetworkCost, ...]:
    wider = replace(scope, rows=_MORE_ROWS * scope.rows, report=None)
    guess = _seconds_per_row(found[BY_NUMPY], problem)
    batches = sorted({wider.allowed(rows, guess) for rows in BATCHES})
    cells = [
        _Cell(name, rows, threads)
        for rows in batches
        for name in found
        for threads in THREADS
        # Fewer rows stay with the thread that calls.
        if threads == 1 or rows > FEW_ROWS
    ]
    designs = problem.space.sample(batches[-1], seed=2)

    def sweep(_: int) -> list[Duration]:
        # One after the other in every repeat, so that neighbours disturb all alike.
        return [_per_row(found[cell.network], designs[: cell.rows], cell.threads) for cell in cells]

    sweeps = scope.repeated("networks of the surrogate", sweep)
    costs = []
    for i, cell in enumerate(cells):
        cpu_s, wall_s = median(one[i].cpu_s for one in sweeps), median(one[i].wall_s for one in sweeps)
        us = 1e6 * (cpu_s if cell.threads == 1 else wall_s)
        limit = found[cell.network].operations / gflops / 1e3 / cell.threads
        costs.append(
            NetworkCost(cell.network, cell.rows, cell.threads, us, limit, limit / us, wall_s * cell.threads / cpu_s)
        )
    return tuple(costs)


def _seconds_per_row(network: Network, problem: DesignProblem) -> float:
    X = problem.space.sample(_ANSWERED, seed=1)
    network.run(X, 1)
    return timed(lambda: network.run(X, 1)).wall_s / len(X)


def _per_row(network: Network, X: Designs, threads: int) -> Duration:
    calls = max(1, _ANSWERED // len(X))
    # What earlier calls left in the caches is of another size.
    network.run(X, threads)
    spent = timed(lambda: [network.run(X, threads) for _ in range(calls)])
    return Duration(spent.cpu_s / (calls * len(X)), spent.wall_s / (calls * len(X)))
