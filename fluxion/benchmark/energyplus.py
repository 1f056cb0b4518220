"""What a run of EnergyPlus costs for the same building in the same weather."""

from dataclasses import asdict, dataclass

from fluxion.benchmark.cases import case, climate
from fluxion.benchmark.scope import Scope, Unmeasured, median
from fluxion.energyplus import find_program, simulate_energyplus


@dataclass(frozen=True)
class EnergyPlusCost:
    """Cost of one run, alone in its process.

    Attributes:
        engine: program, version and steps per hour.
        cpu_s: processor time of the program, user and system [s].
        ratio: that over the batch engine's cost of a design in its largest batch; None if that was not measured.
    """

    engine: str
    cpu_s: float
    ratio: float | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_energyplus(name: str, weather: str, scope: Scope, batch_cpu_ms: float | None) -> EnergyPlusCost:
    """Run the default design of a case with the outputs and time steps that evaluations ask for.

    Args:
        name: of the case.
        weather: bundled climate or EPW file.
        scope: limits.
        batch_cpu_ms: what a design of the case costs the batch engine [ms], or None.

    Raises:
        MissingDependencyError: EnergyPlus is not installed.
        PhysicsError: it gave no result.
        Unmeasured: the system does not tell the processor time of other processes.
    """
    program, building = find_program(), case(name).default_building()
    labels: list[str] = []

    def run(_: int) -> float:
        before = _children_cpu_s()
        labels.append(simulate_energyplus(building, climate(weather), program=program).engine)
        return _children_cpu_s() - before

    cpu_s = median(scope.repeated(f"EnergyPlus, {name}", run))
    return EnergyPlusCost(labels[0], cpu_s, None if batch_cpu_ms is None else 1e3 * cpu_s / batch_cpu_ms)


def _children_cpu_s() -> float:
    # Processor time of all processes that this one has started and seen end.
    try:
        import resource
    except ImportError:
        raise Unmeasured("this system does not tell the processor time of other processes.") from None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
