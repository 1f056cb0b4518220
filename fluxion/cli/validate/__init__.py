"""``fluxion validate``: the engine judged by others, one command per judge."""

import typer

from fluxion.cli.validate.ashrae140 import ashrae140
from fluxion.cli.validate.energyplus import energyplus

validate = typer.Typer(
    name="validate",
    help="Judge the physics engine by other programs; see the commands below.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
validate.command("ashrae140")(ashrae140)
validate.command("energyplus")(energyplus)
