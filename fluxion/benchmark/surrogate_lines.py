"""The figures of the surrogate as lines for people."""

from collections.abc import Mapping
from typing import Any

from fluxion.benchmark.line import Line

_NETWORKS = {"single": "network, one member", "ensemble": "network, ensemble", "numpy": "network, ensemble by NumPy"}
_CALLS = {"predict": "Surrogate.predict", "evaluate": "SurrogateEvaluator.evaluate", "oracle": "BatchOracle"}
# Time on the wall of all threads over their processor time up to which they count as undisturbed; threads that end
# before the last one wait a little.
_CALM = 1.3
_THREADS = {1: "one thread", 2: "two threads"}


def surrogate_lines(found: Mapping[str, Any]) -> list[Line]:
    """Lines of `surrogate.SurrogateCost`."""
    doors = found["doors"]
    return [
        Line("products of matrices", "square, single precision, one thread", f"{found['product_gflops']:.1f} GFLOP/s"),
        *(
            Line(_NETWORKS[name], "products of a design", f"{count / 1e3:.1f} kFLOP")
            for name, count in found["operations"].items()
            if name != "numpy"
        ),
        *(_network_line(cost) for cost in found["costs"]),
        *(line for door in doors["by_threads"] for line in _door_lines(door, doors)),
        *(Line(_CALLS[name], "a call with one design", f"{us:.0f} µs") for name, us in doors["one_us"].items()),
        *_memory_line(found["thread_mib"]),
    ]


def _network_line(cost: Mapping[str, Any]) -> Line:
    return Line(
        _NETWORKS[cost["network"]],
        f"a design in calls of {cost['rows']}, {_threads(cost['threads'])}",
        f"{cost['us']:.2f} µs, {100 * cost['share']:.0f} % of the limit of {cost['limit_us']:.2f} µs"
        f"{_disturbed(cost['waiting']) if cost['threads'] > 1 else ''}",
    )


def _door_lines(door: Mapping[str, Any], doors: Mapping[str, Any]) -> list[Line]:
    waiting = door["oracle_ms"] * door["threads"] / door["oracle_cpu_ms"]
    many = f"{doors['rows']} designs, {_threads(door['threads'])}"
    return [
        Line(
            _CALLS["oracle"],
            f"a call with {many}",
            f"{door['oracle_ms']:.1f} ms ({door['oracle_cpu_ms']:.1f} ms processor time), "
            f"{door['candidates_per_s']:,.0f} designs a second{_disturbed(waiting)}",
        ),
        Line(_CALLS["evaluate"], f"a call with {many}", f"{door['evaluate_ms']:.1f} ms"),
        Line(
            _CALLS["oracle"],
            f"over the batch engine with {doors['simulated']} designs, {_threads(door['threads'])}",
            f"{door['speed_up']:,.0f} x, {door['batch_ms']:.3f} ms a design",
        ),
    ]


def _memory_line(thread_mib: float | None) -> list[Line]:
    if thread_mib is None:
        return []
    return [Line(_CALLS["predict"], "memory for another thread", f"{thread_mib:.2f} MiB")]


def _disturbed(waiting: float) -> str:
    return "" if waiting < _CALM else f" (disturbed: waited {100 * (1 - 1 / waiting):.0f} % of the time)"


def _threads(count: int) -> str:
    return _THREADS.get(count, f"{count} threads")
