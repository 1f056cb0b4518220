"""Entry point of the command `fluxion`."""

import json
import signal
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from fluxion.cli.adapt import adapt
from fluxion.cli.bench import bench
from fluxion.cli.console import EXIT_INPUT, EXIT_INTERRUPTED
from fluxion.cli.evaluate import evaluate
from fluxion.cli.export_epjson import export_epjson
from fluxion.cli.export_model import export_model
from fluxion.cli.optimize import optimize
from fluxion.cli.qubo import qubo
from fluxion.cli.report import report
from fluxion.cli.sample import sample
from fluxion.cli.sensitivity import sensitivity
from fluxion.cli.simulate import simulate
from fluxion.cli.train import train
from fluxion.cli.validate import validate

app = typer.Typer(
    name="fluxion",
    help="Building energy optimisation on a checked oracle.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("adapt")(adapt)
app.command("bench")(bench)
app.command("evaluate")(evaluate)
app.command("export-epjson")(export_epjson)
app.command("export-model")(export_model)
app.command("optimize")(optimize)
app.command("report")(report)
app.command("sample")(sample)
app.command("sensitivity")(sensitivity)
app.command("simulate")(simulate)
app.command("train")(train)
app.add_typer(qubo, name="qubo")
app.add_typer(validate, name="validate")

# Typer may carry its own copy of click; the base of its usage errors is found through its public class.
_ClickException: type[Exception] = typer.BadParameter.__mro__[2]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fluxion {version('fluxion-bem')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Building energy optimisation on a checked oracle."""


def main() -> None:
    """Run the command line and exit with its status."""
    # Shells start background jobs with SIGINT ignored; a long run must still stop and keep its finished rows.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if "--json" in sys.argv[1:]:
            sys.exit(_run_json())
        app()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


def _run_json() -> int:
    # Usage errors must be JSON as well, so they may not be printed by Typer.
    try:
        return int(app(standalone_mode=False) or 0)
    except _ClickException as error:
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        typer.echo(json.dumps({"error": message, "exit": EXIT_INPUT}))
        return EXIT_INPUT
