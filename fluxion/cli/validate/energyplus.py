"""``fluxion validate energyplus``: the engine and EnergyPlus on the same random designs."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_ROWS,
    EngineOption,
    JsonOption,
    ProblemOption,
    SetOption,
    WeatherOption,
    fail,
    finish,
    guard,
    load_problem,
)
from fluxion.cli.energyplus_options import CacheOption, NoCacheOption, TimeoutOption, run_cache
from fluxion.cli.progress import watch

if TYPE_CHECKING:
    from fluxion.energyplus import RunCache
    from fluxion.validation.energyplus import Comparison, Plan

_SHOWN_FAILURES = 5


def energyplus(
    problem: ProblemOption,
    weather: WeatherOption,
    designs: Annotated[int, typer.Option("--designs", metavar="N", help="Number of random designs.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same designs.")] = 0,
    engine: EngineOption = "auto",
    steps_per_hour: Annotated[
        int | None, typer.Option("--steps-per-hour", metavar="N", help="Time steps of the engine; default: its own.")
    ] = None,
    energyplus_steps: Annotated[
        int, typer.Option("--energyplus-steps", metavar="N", help="Time steps of EnergyPlus, a divisor of 60.")
    ] = 6,
    against_steps: Annotated[
        int | None,
        typer.Option(
            "--against-steps",
            metavar="N",
            help="Run EnergyPlus with these finer steps too (e.g. 30), and judge engine and EnergyPlus by it.",
        ),
    ] = None,
    settings: SetOption = None,
    hourly: Annotated[
        int, typer.Option("--hourly", metavar="K", help="Compare the hours of the first K designs, too.")
    ] = 2,
    docs: Annotated[
        Path | None,
        typer.Option("--docs", metavar="FILE", help="Markdown page whose part on this comparison is written."),
    ] = None,
    timeout: TimeoutOption = None,
    cache: CacheOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare the engine with EnergyPlus on random designs.

    Writes report.md, comparison.csv (statistics of the building), zones.csv (of the zones), designs.csv (all values),
    hourly_K.csv (both models, hour by hour), pictures, and summary.json. A design that one model did not finish is
    named and left out of every statistic.

    Exit status: 0, both models finished every design; 1, written, but some designs are left out; 2, refused before
    computing, nothing is written; 130, stopped by Ctrl-C, finished EnergyPlus runs are kept in the cache.
    """
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.energyplus import DEFAULT_TIMEOUT_S, find_program
        from fluxion.validation.energyplus import Plan, part_of
        from fluxion.validation.marked_page import check_page
        from fluxion.weather import load_weather

        plan = Plan(
            problem=load_problem(problem, settings),
            weather=load_weather(weather),
            designs=designs,
            seed=seed,
            engine=engine,
            steps_per_hour=steps_per_hour,
            energyplus_steps=energyplus_steps,
            against_steps=against_steps,
            hourly=hourly,
            timeout_s=DEFAULT_TIMEOUT_S if timeout is None else timeout,
        )
        check_folder(out)
        if docs is not None:
            check_page(docs, part_of(plan))
        # Missing EnergyPlus is said before a folder is made.
        find_program()
        _run(plan, run_cache(cache, no_cache), out, docs, as_json)


def _run(plan: "Plan", cache: "RunCache | None", out: Path, docs: Path | None, as_json: bool) -> None:
    from fluxion.validation.energyplus import compare, write_comparison

    started = time.perf_counter()
    try:
        with watch() as report:
            comparison = compare(plan, cache=cache, report=report)
        names = write_comparison(comparison, out, docs)
    except KeyboardInterrupt:
        kept = "" if cache is None else f" Finished EnergyPlus runs are kept in {cache.folder}."
        fail(f"stopped by Ctrl-C; no comparison is written.{kept}", EXIT_INTERRUPTED, as_json)
    payload, lines = _summary(comparison, time.perf_counter() - started)
    payload |= {"out": str(out), "files": list(names)}
    lines.append(f"{', '.join(names)} in {out}")
    finish(payload, lines, EXIT_ROWS if comparison.failures else EXIT_OK, as_json)


def _summary(comparison: "Comparison", seconds: float) -> tuple[dict[str, Any], list[str]]:
    from fluxion.validation.energyplus.output import statistics_of, summary

    content = summary(comparison, statistics_of(comparison))
    kept = ("problem", "weather", "settings", "designs", "seed", "models", "compared", "left_out")
    payload: dict[str, Any] = {"command": "validate energyplus", **{key: content[key] for key in kept}}
    payload |= {"building": content["building"], "zones": content["zones"], "seconds": round(seconds, 3)}
    plan = comparison.plan
    lines = [
        f"{plan.problem.name} in {plan.weather.name}: {content['compared']} of {plan.designs} designs compared in "
        f"{seconds:.1f} s"
    ]
    lines += [_line(found) for found in content["building"] if found["reference_mean"] or found["mean"]]
    failures = comparison.failures
    lines += [f"design {one.design_row}, {one.model}: {one.status}" for one in failures[:_SHOWN_FAILURES]]
    if len(failures) > _SHOWN_FAILURES:
        lines.append(f"... and {len(failures) - _SHOWN_FAILURES} more; see report.md")
    return payload, lines


def _line(found: dict[str, Any]) -> str:
    words = [f"mean {found['mean']:.4g} and {found['reference_mean']:.4g} {found['unit']}"]
    if found["nmbe_percent"] is not None:
        words.append(f"NMBE {found['nmbe_percent']:+.2f} %, CV(RMSE) {found['cvrmse_percent']:.2f} %")
    if found["spearman"] is not None:
        words.append(f"Spearman {found['spearman']:.5f}")
    if found["note"]:
        words.append(found["note"])
    return f"{found['output']}, {found['model']} against {found['reference']}: {'; '.join(words)}"
