"""What the batch engine costs by rows per call, and which share of the machine's peak that is."""

from dataclasses import asdict, dataclass

import numpy as np

from fluxion.benchmark.cases import Case, case, climate, seconds_per_design
from fluxion.benchmark.marches import marches_of
from fluxion.benchmark.operations import Operations
from fluxion.benchmark.scope import Duration, Scope, median, timed
from fluxion.engine.batch.year import BLOCK
from fluxion.weather import Weather

#: Designs per call.
BATCHES = (16, 256, 4096)
# Marches of a block in one measurement.
_MARCHES = 5


@dataclass(frozen=True)
class BatchCost:
    """Cost of a design, everything included.

    Attributes:
        rows: designs per call.
        cpu_ms: processor time of the process over the designs [ms].
        wall_ms: by the clock on the wall [ms].
        failed: designs without a result in the worst repeat.
    """

    rows: int
    cpu_ms: float
    wall_ms: float
    failed: int


@dataclass(frozen=True)
class CaseCost:
    """Costs of one case.

    Attributes:
        zones: zones of its building.
        costs: by rows per call, ascending.
        march_ms: processor time of the march alone in full blocks, per design [ms].
        operations: of the march, per design.
        march_gflops: operations over the time of the march [1e9/s].
        march_share: the same over the peak of a core; None if that was not measured.
        share: operations over the whole cost in the largest batch over the peak of a core.
    """

    zones: int
    costs: tuple[BatchCost, ...]
    march_ms: float
    operations: Operations
    march_gflops: float
    march_share: float | None
    share: float | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return {**asdict(self), "operations": {**asdict(self.operations), "total": self.operations.total}}


def measure_case(name: str, weather: str, scope: Scope, peak_gflops: float | None) -> CaseCost:
    """Measure one case on one thread.

    Args:
        name: of the case.
        weather: bundled climate or EPW file.
        scope: limits.
        peak_gflops: of one core, or None.
    """
    one, in_climate = case(name), climate(weather)
    guess = seconds_per_design(name, weather)
    costs: list[BatchCost] = []
    for wanted in BATCHES:
        rows = scope.allowed(wanted, guess)
        if not costs or rows > costs[-1].rows:
            costs.append(_cost(one, in_climate, scope, rows))
    march_ms, operations = _march(one, in_climate, scope)
    work = operations.total / 1e6

    def share(milliseconds: float) -> float | None:
        return None if peak_gflops is None else work / milliseconds / peak_gflops

    return CaseCost(
        zones=len(one.default_building().zones),
        costs=tuple(costs),
        march_ms=march_ms,
        operations=operations,
        march_gflops=work / march_ms,
        march_share=share(march_ms),
        share=share(costs[-1].cpu_ms),
    )


def _cost(one: Case, weather: Weather, scope: Scope, rows: int) -> BatchCost:
    evaluator = one.evaluator(weather)
    failed: list[int] = []

    def run(repeat: int) -> Duration:
        # Other designs each time: what was computed for one batch must not make the next one cheaper.
        X = one.designs(rows, seed=100 + repeat)
        return timed(lambda: failed.append(int(np.count_nonzero(~evaluator.evaluate(X).ok))))

    durations = scope.repeated(f"{one.name}, {rows} designs", run)
    return BatchCost(
        rows=rows,
        cpu_ms=1e3 * median(d.cpu_s for d in durations) / rows,
        wall_ms=1e3 * median(d.wall_s for d in durations) / rows,
        failed=max(failed),
    )


def _march(one: Case, weather: Weather, scope: Scope) -> tuple[float, Operations]:
    marches = marches_of(one, weather)

    def run(_: int) -> float:
        # A block takes hundredths of a second: one alone would show its neighbours rather than itself.
        blocks = [median(timed(march.run).cpu_s for _ in range(_MARCHES)) for march in marches]
        return 1e3 * sum(blocks) / len(blocks) / BLOCK

    counted = [march.operations for march in marches]
    mean = Operations(**{name: float(np.mean([getattr(o, name) for o in counted])) for name in asdict(counted[0])})
    return median(scope.repeated(f"march of {one.name}", run)), mean
