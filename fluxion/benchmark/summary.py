"""The figures as lines for people: what was measured, and the value with its unit."""

from collections.abc import Mapping
from typing import Any

from fluxion.benchmark.line import Line as Line
from fluxion.benchmark.surrogate_lines import surrogate_lines

# Time over processor time up to which a core counts as undisturbed.
_CALM = 1.1
_ENGINES = {"arrays": "array engine", "nsga2": "NSGA2 of pymoo", "mixed": "MixedVariableGA of pymoo"}
_SUBJECTS = {"office": "ten-zone office", "one_zone_box": "one-zone box"}


def summary_lines(figures: Mapping[str, Any]) -> list[Line]:
    """Lines of `suite.measure`, in the order of its groups."""
    lines: list[Line] = []
    for group, of_group in _LINES.items():
        found = figures.get(group)
        if found is None:
            continue
        if group in ("answers", "surrogate", "peak"):
            lines += of_group("", found)
            continue
        for case, values in found.items():
            if values is not None:
                lines += of_group(_SUBJECTS.get(case, case), values)
    lines += [Line(what.replace("_", " "), "not measured", why) for what, why in figures.get("reasons", {}).items()]
    return lines


def text_table(lines: list[Line]) -> list[str]:
    """Lines in columns that are aligned by spaces."""
    widths = [max((len(line[i]) for line in lines), default=0) for i in (0, 1)]
    return [f"{line.subject:<{widths[0]}}  {line.figure:<{widths[1]}}  {line.value}" for line in lines]


def markdown_table(lines: list[Line]) -> list[str]:
    """Lines as a table in Markdown."""
    return ["| of | figure | value |", "|---|---|---|", *(f"| {' | '.join(line)} |" for line in lines)]


def _answers(_: str, found: Mapping[str, Any]) -> list[Line]:
    subject = f"{found['problem']}, {found['engine']}"
    lines = [
        Line(subject, "a design on one thread", _ms(found["physics_ms"])),
        Line(subject, "a design on two threads, by the clock", _ms(found["physics_two_threads_ms"])),
    ]
    costs = found["surrogate_us"].items()
    lines += [Line("surrogate", f"a design in calls of {rows}", f"{cost:.2f} µs") for rows, cost in costs]
    if found["speed_up"] is not None:
        lines.append(Line("surrogate", f"over {found['engine']}, one thread", f"{found['speed_up']:.0f} x"))
    return lines


def _peak(_: str, found: Mapping[str, Any]) -> list[Line]:
    return [Line("one core", "peak, single precision", f"{found['gflops']:.1f} GFLOP/s")]


def _batch(subject: str, found: Mapping[str, Any]) -> list[Line]:
    lines = [
        Line(subject, f"a design of {cost['rows']}, processor time", _ms(cost["cpu_ms"]) + _failed(cost))
        for cost in found["costs"]
    ]
    operations = found["operations"]
    return [
        *lines,
        Line(subject, "march alone, full blocks", _ms(found["march_ms"])),
        Line(subject, "operations of a march", f"{operations['total'] / 1e6:.2f} MFLOP"),
        Line(subject, "march", f"{found['march_gflops']:.2f} GFLOP/s{_share(found['march_share'])}"),
        Line(subject, "operations over the whole cost", _share(found["share"]).lstrip(", ") or "peak not measured"),
    ]


def _scaling(subject: str, found: Mapping[str, Any]) -> list[Line]:
    return [
        Line(subject, "two cores over one, by the clock", f"{found['speed_up']:.2f} x{_disturbed(found['waiting'])}"),
        Line(subject, "processor time on two cores over that on one", f"{found['cpu_ratio']:.2f}"),
    ]


def _disturbed(waiting: float) -> str:
    return "" if waiting < _CALM else f" (disturbed: one core was taken {100 * (1 - 1 / waiting):.0f} % of the time)"


def _memory(subject: str, found: Mapping[str, Any]) -> list[Line]:
    growth, rows = found["growth_mib"], found["growth_rows"]
    return [
        Line(subject, f"largest memory, {found['rows']} designs, one thread", f"{found['peak_mib']:.0f} MiB"),
        Line(subject, "for another thread", f"{found['per_thread_mib']:.1f} MiB"),
        Line(subject, f"growth over the last {rows} designs", f"{growth:.1f} MiB"),
    ]


def _start(_: str, found: Mapping[str, Any]) -> list[Line]:
    return [
        Line("new process", "import of the package", _ms(found["package_import_ms"])),
        Line("new process", "import of the engine", _ms(found["engine_import_ms"])),
        Line("new process", "first result, kernels and tables on the disk", _ms(found["warm_first_ms"])),
        Line("new process", "first result, nothing on the disk", f"{found['cold_first_ms'] / 1e3:.1f} s"),
    ]


def _energyplus(subject: str, found: Mapping[str, Any]) -> list[Line]:
    lines = [Line(subject, f"{found['engine']}, processor time", f"{found['cpu_s']:.2f} s")]
    if found["ratio"] is not None:
        lines.append(Line(subject, "that over a design in the largest batch", f"{found['ratio']:.0f} x"))
    return lines


def _tables(subject: str, found: Mapping[str, Any]) -> list[Line]:
    return [
        Line(subject, f"CSV in and out, {found['rows']} designs", f"{found['read_ms'] + found['write_ms']:.3f} ms"),
        Line(subject, "its share of an evaluation", f"{100 * found['share']:.2f} %"),
    ]


def _search(_: str, found: Mapping[str, Any]) -> list[Line]:
    subject = f"{found['problem']}, {found['variables']} variables, 2 objectives"
    lines = [
        Line(
            subject,
            f"{_ENGINES[cost['engine']]}, population {cost['population']}, beside the evaluation",
            f"{cost['us']:.2f} µs" + ("" if cost["ratio"] == 1.0 else f", {cost['ratio']:.0f} x that of arrays"),
        )
        for cost in found["engines"]
    ]
    whole = found["whole"]
    if whole is None:
        return lines
    many = f"{whole['evaluations']:,} evaluations"
    each = 1e6 * whole["cpu_s"] / whole["evaluations"]
    lines += [
        Line(
            subject,
            f"search of the surrogate, {many}, population {whole['population']}, one thread",
            f"{whole['cpu_s']:.3f} s, {each:.2f} µs each, of that surrogate and scores {whole['worth_us']:.2f} µs",
        ),
        Line(
            subject,
            f"as many designs by the batch engine, from {whole['simulated']}",
            f"{whole['physics_s']:.0f} s, {whole['physics_s'] / whole['cpu_s']:,.0f} x",
        ),
    ]
    if whole["energyplus_s"] is not None:
        runs = whole["cpu_s"] / whole["energyplus_s"]
        lines.append(Line(subject, "search of the surrogate over one run of EnergyPlus", f"{runs:.3f}"))
    return lines


_LINES = {
    "answers": _answers,
    "surrogate": lambda _, found: surrogate_lines(found),
    "peak": _peak,
    "batch": _batch,
    "scaling": _scaling,
    "memory": _memory,
    "start": _start,
    "energyplus": _energyplus,
    "search": _search,
    "tables": _tables,
}


def _ms(value: float) -> str:
    return f"{value:.1f} ms" if value >= 10.0 else f"{value:.3f} ms"


def _failed(cost: Mapping[str, Any]) -> str:
    return f" ({cost['failed']} without a result)" if cost["failed"] else ""


def _share(value: float | None) -> str:
    return "" if value is None else f", {100 * value:.2f} % of the peak"
