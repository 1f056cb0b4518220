"""``fluxion validate engines``: the batch engine and the reference engine on the same random designs."""

import time
from pathlib import Path
from typing import Annotated

import typer

from fluxion.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_ROWS,
    JsonOption,
    ProblemOption,
    SetOption,
    WeatherOption,
    fail,
    finish,
    guard,
    load_problem,
)
from fluxion.cli.progress import watch

_SHOWN_FAILURES = 5


def engines(
    problem: ProblemOption,
    weather: WeatherOption,
    designs: Annotated[int, typer.Option("--designs", metavar="N", help="Number of random designs.")],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same designs.")] = 0,
    settings: SetOption = None,
    docs: Annotated[
        Path | None,
        typer.Option("--docs", metavar="FILE", help="Markdown page whose part on this comparison is written."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare the batch engine with the reference engine on random designs.

    Exit status: 0, both engines finished every design; 1, some designs are left out; 2, refused before computing;
    130, stopped by Ctrl-C.
    """
    with guard(as_json):
        from fluxion.errors import InputError
        from fluxion.validation.engines import check_engines_page, compare_engines, write_engines_page
        from fluxion.weather import load_weather

        definition, climate = load_problem(problem, settings), load_weather(weather)
        if docs is not None:
            if settings:
                raise InputError(
                    "--docs: expected the problem as it is, because the page has one place for it; leave out --set."
                )
            check_engines_page(docs, definition.name, climate.name)
        started = time.perf_counter()
        try:
            with watch() as report:
                found = compare_engines(definition, climate, designs, seed, report)
        except KeyboardInterrupt:
            fail("stopped by Ctrl-C; no comparison is made.", EXIT_INTERRUPTED, as_json)
        if docs is not None:
            write_engines_page(docs, found)
        seconds = time.perf_counter() - started
        lines = [f"{found.problem} in {found.weather}: {found.compared} of {designs} designs in {seconds:.1f} s"]
        for line in found.lines:
            got = line.agreement
            if got.nmbe_percent is None or got.cvrmse_percent is None:
                lines.append(f"{line.output}: zero in every design of the reference engine")
                continue
            lines.append(
                f"{line.output}: NMBE {got.nmbe_percent:+.2f} %, CV(RMSE) {got.cvrmse_percent:.2f} %, worst "
                f"{line.worst:.3g} of mean {got.reference_mean:.4g}"
            )
        lines += list(found.failures[:_SHOWN_FAILURES])
        payload = {"command": "validate engines", **found.to_dict(), "seconds": round(seconds, 3)}
        finish(payload, lines, EXIT_ROWS if found.failures else EXIT_OK, as_json)
