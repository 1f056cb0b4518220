"""``fluxion validate ashrae140``: the engine judged by the fabric cases of Standard 140."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_OK,
    EXIT_ROWS,
    EngineOption,
    JsonOption,
    finish,
    guard,
)
from fluxion.cli.progress import watch

if TYPE_CHECKING:
    from fluxion.validation.ashrae140 import Outcome

_SHOWN_MISSES = 12


def ashrae140(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of the reference results; else FLUXION_ASHRAE140."),
    ] = None,
    engine: EngineOption = "auto",
    steps_per_hour: Annotated[
        int | None,
        typer.Option(
            "--steps-per-hour",
            metavar="N",
            help="Time steps per hour; they ask for the reference engine, whose default is 2 here.",
        ),
    ] = None,
    case: Annotated[
        list[str] | None, typer.Option("--case", metavar="ID", help="Run this case only; may be repeated.")
    ] = None,
    docs: Annotated[
        Path | None,
        typer.Option("--docs", metavar="FILE", help="Markdown page whose generated part is written, without ranges."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the thermal fabric cases of ASHRAE Standard 140 and judge them by the user's copy of the reference results.

    Writes ashrae140.csv (every value beside the range of the six programs), acceptance.csv (the criteria of Annex A3),
    deltas.csv, monthly.csv, hourly.csv, bins.csv, energyplus.csv, summary.json, report.md and pictures. A value that
    could not be computed is missing and counts as neither inside nor passed.

    Exit status: 0, every case was computed, whatever the verdict; 1, written, but some values are missing; 2, refused
    before computing, nothing is written; 130, stopped by Ctrl-C, nothing is written.
    """
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.validation.ashrae140 import (
            Request,
            find_pack,
            part_of,
            read_pack,
            validate,
            write,
        )
        from fluxion.validation.marked_page import check_page

        started = time.perf_counter()
        request = Request(engine=engine, steps_per_hour=steps_per_hour, cases=tuple(case) if case else None)
        if docs is not None:
            request.require_complete("--docs")
            check_page(docs, part_of(request.choice))
        check_folder(out)
        pack = read_pack(find_pack(data))
        with watch() as report:
            outcome = validate(request, pack, lambda done, total: report("cases", done, total))
        names = write(outcome, out, docs)
        seconds = time.perf_counter() - started
        payload = {"command": "validate ashrae140", **outcome.summary, "seconds": round(seconds, 3)}
        payload |= {"out": str(out), "files": list(names), "docs": None if docs is None else str(docs)}
        lines = [*_lines(outcome.summary, seconds), f"{', '.join(names)} in {out}"]
        finish(payload, lines, EXIT_ROWS if _lacks(outcome) else EXIT_OK, as_json)


def _lacks(outcome: "Outcome") -> bool:
    return any(outcome.summary[part]["missing"] for part in ("headline", "other_values", "acceptance", "deltas"))


def _lines(summary: dict[str, Any], seconds: float) -> list[str]:
    head, accepted, deltas = summary["headline"], summary["acceptance"], summary["deltas"]
    lines = [
        f"{summary['cases']} cases of Standard 140 by {summary['engine']} in {seconds:.1f} s",
        f"{head['inside']} of {head['total']} annual, peak and free-float values inside the range of the programs"
        + _missing(head),
        f"{accepted['passed']} of {accepted['total']} acceptance criteria passed" + _missing(accepted),
        f"{deltas['inside']} of {deltas['total']} differences between cases inside" + _missing(deltas),
    ]
    close, to_mean = summary["energyplus"]["all"], summary["six_program_mean"]["all"]
    if close["standard_deviation"] is not None:
        lines.append(
            f"against EnergyPlus, {close['count']} loads: mean {100 * close['mean']:+.2f} %, standard deviation "
            f"{100 * close['standard_deviation']:.2f} %; against the mean of the programs {100 * to_mean:.2f} %"
        )
    for name, distances in summary["hourly_loads"]["rms_kwh"].items():
        if distances:
            shown = ", ".join(f"{who} {distance:.3f}" for who, distance in distances.items())
            lines.append(f"hourly loads {name}, distance to EnergyPlus in kWh: {shown}")
    lines += [f"failed: {name}: {sentence}" for name, sentence in summary["failed"].items()]
    lines += [_miss(miss) for miss in head["misses"][:_SHOWN_MISSES]]
    if len(head["misses"]) > _SHOWN_MISSES:
        lines.append(f"... and {len(head['misses']) - _SHOWN_MISSES} more outside; see report.md")
    for miss in accepted["misses"]:
        pair = f"{miss['case']}-{miss['minus_case']}" if miss["minus_case"] else miss["case"]
        lines.append(f"not passed: {pair} {miss['quantity']}")
    return lines


def _missing(count: dict[str, int]) -> str:
    return f"; {count['missing']} missing" if count["missing"] else ""


def _miss(miss: dict[str, Any]) -> str:
    share = "" if miss["outside_percent"] is None else f" ({miss['outside_percent']:+.1f} %)"
    return (
        f"outside: {miss['case']} {miss['quantity']} {miss['value']:.4g} {miss['unit']}, "
        f"by {miss['outside_by']:+.3g}{share}"
    )
