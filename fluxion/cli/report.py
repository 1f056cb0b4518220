"""``fluxion report``: a finished run as a page to explore and as pictures."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import EXIT_OK, JsonOption, finish, guard
from fluxion.cli.progress import watch

if TYPE_CHECKING:
    from fluxion.report import Report


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="Folder that 'fluxion optimize --out' wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page; default: RUN_DIR/report.html.")
    ] = None,
    simulate: Annotated[
        bool,
        typer.Option("--simulate/--no-simulate", help="Simulate chosen designs for their months and hours."),
    ] = True,
    sensitivities: Annotated[
        bool,
        typer.Option(
            "--sensitivities/--no-sensitivities", help="Analyse sensitivities if RUN_DIR/sensitivity.json is missing."
        ),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Explain a finished run: front and status quo, what changes along the front, what matters, what to believe.

    Writes one HTML file that opens from disk, and pictures in RUN_DIR/report. Replaces those of an earlier report.
    """
    with guard(as_json):
        from fluxion.report import make_report, read_run, write_report
        from fluxion.report.write import check_place

        # A folder that is no run is said before any place for the output is.
        read_run(run)
        check_place(run, out)
        with watch() as tell:
            made = make_report(run, simulate=simulate, sensitivities=sensitivities, progress=tell)
        names = write_report(made, out)
        finish(_payload(made, names), _lines(made, names), EXIT_OK, as_json)


def _payload(made: "Report", names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "command": "report",
        "run": str(made.run.folder),
        "verdict": made.run.record["verdict"],
        "chosen": {one.name: _design(made, one.row) for one in made.chosen},
        "moves": [{"variable": move.name, "kind": move.kind, "text": move.text} for move in made.moves],
        "sensitivity": made.sensitivity.verdict if made.sensitivity is not None else None,
        "notes": list(made.notes),
        "files": list(names),
    }


def _design(made: "Report", row: int) -> dict[str, Any]:
    """Row of the truth runs counted from 1, variables and objectives."""
    from fluxion.report.run_folder import plain_row

    return {"row": row + 1, **plain_row(made.run, row)}


def _lines(made: "Report", names: tuple[str, ...]) -> list[str]:
    from fluxion.report.answer import gains, knee_text
    from fluxion.report.story import STAY

    lines = [made.run.record["verdict"], gains(made), knee_text(made)]
    lines += [f"- {move.text}" for move in made.moves if move.kind != STAY]
    if made.sensitivity is not None:
        lines.append(made.sensitivity.verdict)
    lines += [*made.notes, f"{', '.join(names)} in {made.run.folder}"]
    return [line for line in lines if line]
