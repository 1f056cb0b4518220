"""``fluxion validate``: the engines judged by others and by each other, one command per judge."""

import typer

from fluxion.cli.validate.ashrae140 import ashrae140
from fluxion.cli.validate.energyplus import energyplus
from fluxion.cli.validate.engines import engines

validate = typer.Typer(
    name="validate",
    help="Judge the physics engines by other programs and by each other; see the commands below.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
validate.command("ashrae140")(ashrae140)
validate.command("energyplus")(energyplus)
validate.command("engines")(engines)
