"""``fluxion bench``: what a design costs, from a surrogate to EnergyPlus."""

from dataclasses import replace
from typing import Annotated

import typer

from fluxion.benchmark.scope import QUICK, USUAL
from fluxion.cli.console import EXIT_OK, JsonOption, ProblemOption, WeatherOption, finish, guard
from fluxion.cli.progress import watch


def bench(
    problem: ProblemOption = "office-design",
    weather: WeatherOption = "golden",
    designs: Annotated[
        int, typer.Option("--designs", metavar="N", min=1, help="Designs per measurement of the reference engine.")
    ] = 8,
    repeats: Annotated[
        int | None, typer.Option("--repeats", metavar="N", min=1, help=f"Measurements per figure; {USUAL.repeats}.")
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows", metavar="N", min=1, help=f"Most designs of one measurement of the batch engine; {USUAL.rows}."
        ),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            "--patience",
            metavar="S",
            help=f"Seconds; a measurement that would last longer takes fewer designs; {USUAL.patience_s:g}.",
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help=f"Measure once, at most {QUICK.rows} designs or {QUICK.patience_s:g} s, unless options say otherwise.",
        ),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="GROUP",
            help="answers, surrogate, peak, batch, scaling, memory, start, energyplus, search or tables; may be "
            "repeated. Default: all.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what an answer costs; figures are medians of one run.

    The reference engine and the surrogate are measured on --problem, the batch engine and EnergyPlus on the reference
    office and on a box of one zone; a surrogate may take ten times as many rows.
    """
    with guard(as_json):
        from fluxion.benchmark.suite import GROUPS, Request, measure
        from fluxion.benchmark.summary import summary_lines, text_table

        given = {"repeats": repeats, "rows": rows, "patience_s": patience}
        limits = {name: value for name, value in given.items() if value is not None}
        with watch() as report:
            scope = replace(QUICK if quick else USUAL, report=report, **limits)  # type: ignore[arg-type]
            figures = measure(Request(problem, weather, designs, scope), only or GROUPS)
        head = f"{figures['machine']['processor']}, {figures['machine']['cores']} cores, {figures['weather']}"
        lines = [head, *text_table(summary_lines(figures))]
        finish({"command": "bench", **figures}, lines, EXIT_OK, as_json)
