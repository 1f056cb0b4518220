"""``fluxion simulate``: everything that one simulation gives, as files in a folder."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_OK,
    DesignOption,
    EngineOption,
    JsonOption,
    ProblemOption,
    SetOption,
    StepsOption,
    WeatherOption,
    finish,
    guard,
    load_problem,
    one_design,
)

if TYPE_CHECKING:
    import pandas as pd

    from fluxion.design import DesignProblem
    from fluxion.engine import SimulationResult
    from fluxion.typing import Designs

_HOURLY = "hourly.csv"


def simulate(
    problem: ProblemOption,
    weather: WeatherOption,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")],
    design: DesignOption = None,
    settings: SetOption = None,
    engine: EngineOption = "auto",
    steps_per_hour: StepsOption = None,
    hourly: Annotated[bool, typer.Option("--hourly", help="Write hourly.csv as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Simulate one design and write its loads, comfort and energy balance.

    Files of an earlier run in DIR are replaced; without --hourly its hourly.csv is removed.
    """
    with guard(as_json):
        from fluxion._files import check_folder, check_writable
        from fluxion.engine import choose_engine, simulate_row
        from fluxion.weather import load_weather

        started = time.perf_counter()
        choose_engine(engine, steps_per_hour)
        chosen = load_problem(problem, settings)
        X = one_design(chosen, design)
        climate = load_weather(weather)
        check_folder(out)
        if out.is_dir():
            for name in _names(hourly):
                check_writable(out / name)
        result = simulate_row(
            chosen.population(X),
            0,
            climate,
            engine=engine,
            steps_per_hour=steps_per_hour,
            balance="hour" if hourly else "month",
        )
        summary = _summary(chosen, X, result)
        names = _write(out, summary, result, hourly)
        seconds = time.perf_counter() - started
        payload = {"command": "simulate", **summary, "seconds": round(seconds, 3), "out": str(out), "files": names}
        shown = [f"{name} {summary['outputs'][name]:.6g}" for name in (*chosen.outputs, *chosen.objectives)]
        lines = [
            f"{problem} in {climate.name} by physics ({result.engine}) in {seconds:.1f} s; {', '.join(names)} in {out}",
            *dict.fromkeys(shown),
            f"residual of the energy balance {result.residual:.1e}",
        ]
        finish(payload, lines, EXIT_OK, as_json)


def _summary(problem: "DesignProblem", X: "Designs", result: "SimulationResult") -> dict[str, Any]:
    from importlib.metadata import version

    import numpy as np

    from fluxion.errors import PhysicsError

    arrays = {name: np.array([value]) for name, value in result.outputs.items()}
    scores = problem.scores(X, {name: arrays[name] for name in problem.scored})
    columns = {**arrays, **scores}
    outputs = {name: float(values[0]) for name, values in columns.items()}
    for name, value in outputs.items():
        if not np.isfinite(value):
            raise PhysicsError(f"the result '{name}' of this design is {value}; choose values inside the bounds.")
    return {
        "problem": problem.name,
        "weather": result.weather,
        "engine": result.engine,
        "version": version("fluxion-bem"),
        "settings": dict(problem.settings),
        "design": problem.space.decode(X)[0],
        "outputs": outputs,
        "constraints": {c.name: float(c.value(columns, problem.settings)[0]) for c in problem.constraints},
        "residual": result.residual,
    }


def _names(hourly: bool) -> list[str]:
    return ["summary.json", "zones.csv", "balance.csv", "monthly.csv", *([_HOURLY] if hourly else [])]


def _write(folder: Path, summary: dict[str, Any], result: "SimulationResult", hourly: bool) -> list[str]:
    from fluxion._files import make_folder, write_atomic, write_text_atomic
    from fluxion.cli import simulation_tables as tables
    from fluxion.design import write_csv

    frames: dict[str, pd.DataFrame] = {
        "zones.csv": tables.zones(result),
        "balance.csv": tables.annual_balance(result),
        "monthly.csv": tables.monthly_balance(result),
    }
    if hourly:
        frames[_HOURLY] = tables.hourly(result)
    make_folder(folder)
    if not hourly and (folder / _HOURLY).is_file():
        # The hours of an earlier run would pass for those of this one.
        (folder / _HOURLY).unlink()
    for name, frame in frames.items():
        write_atomic(folder / name, lambda path, frame=frame: write_csv(frame, path))  # type: ignore[misc]
    write_text_atomic(folder / "summary.json", json.dumps(summary, indent=2, allow_nan=False) + "\n")
    return _names(hourly)
