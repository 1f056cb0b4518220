"""``fluxion export-epjson``: a design as an EnergyPlus model."""

import json
from pathlib import Path
from typing import Annotated

import typer

from fluxion.cli.console import (
    EXIT_OK,
    DesignOption,
    JsonOption,
    ProblemOption,
    SetOption,
    WeatherOption,
    finish,
    guard,
    load_problem,
    one_design,
)
from fluxion.errors import InputError

_ENDING = ".epJSON"


def export_epjson(
    problem: ProblemOption,
    weather: WeatherOption,
    out: Annotated[Path, typer.Option("--out", metavar=f"FILE{_ENDING}", help="File to write.")],
    design: DesignOption = None,
    settings: SetOption = None,
    steps_per_hour: Annotated[
        int | None,
        typer.Option("--steps-per-hour", metavar="N", help="Time steps of EnergyPlus, a divisor of 60; default: 6."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write one design as an EnergyPlus model.

    The model asks for ideal loads and the same physics as Fluxion's engine. It holds the site of the weather, but not
    its hours: run it with "energyplus -w SITE.epw FILE.epJSON". EnergyPlus itself is not needed to write it.
    """
    with guard(as_json):
        from fluxion._files import check_writable, write_text_atomic
        from fluxion.energyplus import DEFAULT_STEPS_PER_HOUR, to_epjson
        from fluxion.energyplus.settings import VERSION
        from fluxion.weather import load_weather

        if out.suffix.casefold() != _ENDING.casefold():
            raise InputError(f"--out: expected a file name that ends in {_ENDING}, as EnergyPlus asks; got '{out}'.")
        chosen = load_problem(problem, settings)
        X = one_design(chosen, design)
        climate = load_weather(weather)
        check_writable(out)
        steps = DEFAULT_STEPS_PER_HOUR if steps_per_hour is None else steps_per_hour
        model = to_epjson(chosen.population(X)[0], climate, steps)
        write_text_atomic(out, json.dumps(model, indent=2, allow_nan=False) + "\n")
        counts = {kind: len(objects) for kind, objects in model.items()}
        payload = {
            "command": "export-epjson",
            "problem": problem,
            "weather": climate.name,
            "settings": dict(chosen.settings),
            "design": chosen.space.decode(X)[0],
            "format": f"EnergyPlus {VERSION}",
            "steps_per_hour": steps,
            "zones": counts["Zone"],
            "objects": sum(counts.values()),
            "out": str(out),
        }
        lines = [
            f"{problem} in {climate.name} as a model for EnergyPlus {VERSION} with {steps} steps an hour: "
            f"{counts['Zone']} zones, {sum(counts.values())} objects in {out}"
        ]
        finish(payload, lines, EXIT_OK, as_json)
