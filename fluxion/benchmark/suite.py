"""All figures in one run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from fluxion._checks import check_known
from fluxion.benchmark.answers import measure_answers
from fluxion.benchmark.batch import measure_case
from fluxion.benchmark.cases import CASES, OFFICE, climate
from fluxion.benchmark.energyplus import measure_energyplus
from fluxion.benchmark.machine import machine
from fluxion.benchmark.memory import measure_memory
from fluxion.benchmark.peak import measure_peak
from fluxion.benchmark.scaling import measure_scaling
from fluxion.benchmark.scope import Scope
from fluxion.benchmark.search import measure_search
from fluxion.benchmark.start import measure_start
from fluxion.benchmark.surrogate import measure_surrogate
from fluxion.benchmark.tables import measure_tables
from fluxion.errors import FluxionError, InputError
from fluxion.problems import load


@dataclass(frozen=True)
class Request:
    """What is to be measured.

    Attributes:
        problem: name of the problem on which the reference engine and the surrogate are measured.
        weather: bundled climate or EPW file.
        designs: designs per measurement of the reference engine.
        scope: limits.
    """

    problem: str = "office-design"
    weather: str = "golden"
    designs: int = 8
    scope: Scope = field(default_factory=Scope)


class _Figures(Protocol):
    def to_dict(self) -> dict[str, object]: ...


# Figures that were found before, by group: shares and ratios are taken of them.
_Found = Mapping[str, Any]
_SINGLE: dict[str, Callable[[Request], _Figures]] = {
    "answers": lambda ask: measure_answers(ask.problem, ask.weather, ask.designs, ask.scope),
    "surrogate": lambda ask: measure_surrogate(ask.problem, ask.weather, ask.scope),
    "peak": lambda ask: measure_peak(ask.scope),
}
_OF_CASES: dict[str, tuple[tuple[str, ...], Callable[[str, Request, _Found], _Figures]]] = {
    "batch": (CASES, lambda case, ask, found: measure_case(case, ask.weather, ask.scope, _peak_gflops(found))),
    "scaling": (CASES, lambda case, ask, found: measure_scaling(case, ask.weather, ask.scope)),
    "memory": (CASES, lambda case, ask, found: measure_memory(case, ask.weather, ask.scope)),
    "start": ((OFFICE,), lambda case, ask, found: measure_start(case, ask.weather, ask.scope)),
    "energyplus": (
        CASES,
        lambda case, ask, found: measure_energyplus(case, ask.weather, ask.scope, _batch_cpu_ms(found, case)),
    ),
    "search": (
        (OFFICE,),
        lambda case, ask, found: measure_search(ask.problem, ask.weather, ask.scope, _energyplus_s(found, case)),
    ),
    "tables": ((OFFICE,), lambda case, ask, found: measure_tables(case, ask.weather, ask.scope)),
}
#: Groups of figures, in the order in which they are measured.
GROUPS = (*_SINGLE, *_OF_CASES)


def measure(request: Request, groups: Sequence[str] = GROUPS) -> dict[str, Any]:
    """Measure what an answer costs.

    Args:
        request: what is to be measured.
        groups: which of `GROUPS`; the others are left out.

    Returns:
        Plain data: figures by group, for most of them by case; None where the machine cannot give them, and why in
        ``reasons``.

    Raises:
        InputError: unknown problem, weather or group.
    """
    for group in groups:
        check_known(group, GROUPS, "group of figures")
    # What is misspelt is refused now, not after minutes.
    load(request.problem)
    name, before = climate(request.weather).name, machine()
    found: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for group in (group for group in GROUPS if group in groups):
        if group in _SINGLE:
            found[group] = _figures(group, reasons, lambda g=group: _SINGLE[g](request))  # type: ignore[misc]
            continue
        cases, measurement = _OF_CASES[group]
        found[group] = {
            case: _figures(f"{group} {case}", reasons, lambda c=case, m=measurement: m(c, request, found))  # type: ignore[misc]
            for case in cases
        }
    limits = {key: value for key, value in vars(request.scope).items() if key != "report"}
    return {"weather": name, "machine": before, "scope": limits, **found, "reasons": reasons}


def _figures(what: str, reasons: dict[str, str], measurement: Callable[[], _Figures]) -> dict[str, object] | None:
    try:
        return measurement().to_dict()
    except InputError:
        raise
    except FluxionError as error:
        reasons[what] = str(error)
        return None


def _peak_gflops(found: _Found) -> float | None:
    peak = found.get("peak")
    return None if peak is None else peak["gflops"]


def _energyplus_s(found: _Found, case: str) -> float | None:
    cost = found.get("energyplus", {}).get(case)
    return None if cost is None else cost["cpu_s"]


def _batch_cpu_ms(found: _Found, case: str) -> float | None:
    batch = found.get("batch", {}).get(case)
    return None if batch is None else batch["costs"][-1]["cpu_ms"]
