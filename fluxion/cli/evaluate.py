"""``fluxion evaluate``: designs from a CSV file, results beside them in another."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    ProviderOption,
    SetOption,
    WeatherOption,
    check_different,
    fail,
    finish,
    guard,
    load_problem,
)
from fluxion.cli.energyplus_options import CacheOption, NoCacheOption, TimeoutOption
from fluxion.cli.evaluators import FIDELITIES, ModelOptions, make_evaluator
from fluxion.cli.progress import watch

if TYPE_CHECKING:
    import pandas as pd

    from fluxion.design import DesignProblem
    from fluxion.evaluation import AbstractEvaluator, Evaluation
    from fluxion.typing import Designs

#: What the file of zones reports of every zone, in order.
ZONE_OUTPUTS = (
    "heating_kwh",
    "cooling_kwh",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
)
_SHOWN_FAILURES = 5


@dataclass(frozen=True)
class Job:
    """Everything that was checked before the first design is computed."""

    table: "pd.DataFrame"
    X: "Designs"
    problem: "DesignProblem"
    evaluator: "AbstractEvaluator"
    out: Path
    per_zone: Path | None


def evaluate(
    designs: Annotated[Path, typer.Argument(metavar="DESIGNS.csv", help="Columns are variables; missing: default.")],
    problem: ProblemOption,
    weather: WeatherOption,
    out: Annotated[Path, typer.Option("--out", metavar="OUT.csv", help="File to write.")],
    fidelity: Annotated[
        str, typer.Option("--fidelity", metavar="MODEL", help=f"Who answers: {', '.join(FIDELITIES)}.")
    ] = "physics",
    engine: EngineOption = "auto",
    steps_per_hour: Annotated[
        int | None,
        typer.Option(
            "--steps-per-hour",
            metavar="N",
            help="Time steps per hour of EnergyPlus; of physics they ask for the reference engine.",
        ),
    ] = None,
    surrogate: Annotated[
        Path | None, typer.Option("--surrogate", metavar="MODEL", help="Model file; default: the shipped one.")
    ] = None,
    provider: ProviderOption = None,
    per_zone: Annotated[
        Path | None, typer.Option("--per-zone", metavar="ZONES.csv", help="File for the results of every zone.")
    ] = None,
    settings: SetOption = None,
    timeout: TimeoutOption = None,
    cache: CacheOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Evaluate designs by physics, by a surrogate, or by EnergyPlus.

    The result of an earlier run can be evaluated again; its result columns are replaced.

    Time steps per hour: the batch engine, which simulates unless the other is asked for, takes none; the reference
    engine takes 4 by default, EnergyPlus 6, a divisor of 60. EnergyPlus comes with the extra "energyplus"; its runs
    take seconds each, and finished ones are kept in a cache and not repeated.

    Exit status: 0, every row is ok; 1, written, but some rows have another status; 2, refused before computing,
    nothing is written; 130, stopped by Ctrl-C, finished rows are kept in OUT.partial.csv.
    """
    with guard(as_json):
        started = time.perf_counter()
        chosen = load_problem(problem, settings)
        options = ModelOptions(
            fidelity, engine, steps_per_hour, surrogate, per_zone, cache, no_cache, timeout, provider
        )
        evaluator = make_evaluator(chosen, weather, options)
        _check_places(designs, weather, surrogate, out, per_zone)
        job = _read(designs, chosen, evaluator, out, per_zone)
        parts: list[Evaluation] = []
        try:
            for part in _parts(job):
                parts.append(part)
            _write(job, parts, partial=False)
            for path in (job.out, job.per_zone):
                if path is not None:
                    _partial(path).unlink(missing_ok=True)
        except KeyboardInterrupt:
            _stop(job, parts, as_json)
        payload, lines = _summary(job, parts, time.perf_counter() - started)
        payload |= {"command": "evaluate", "problem": problem, "weather": weather, "settings": dict(chosen.settings)}
        finish(payload, lines, EXIT_OK if payload["failed"] == 0 else EXIT_ROWS, as_json)


def _check_places(designs: Path, weather: str, surrogate: Path | None, out: Path, per_zone: Path | None) -> None:
    from fluxion._files import check_writable
    from fluxion.weather import Weather

    targets = {"--out": out, "--per-zone": per_zone}
    # What an interrupt would leave is removed after a run that ends, so it must be no other file of this run.
    partial = {f"the partial result of {name}": _partial(path) for name, path in targets.items() if path is not None}
    climate = None if weather in Weather.names() else Path(weather)
    inputs = {"DESIGNS.csv": designs, "--weather": climate, "--surrogate": surrogate}
    check_different({**inputs, **targets, **partial})
    for path in (*targets.values(), *partial.values()):
        if path is not None:
            check_writable(path)


def _read(
    designs: Path, problem: "DesignProblem", evaluator: "AbstractEvaluator", out: Path, per_zone: Path | None
) -> Job:
    from fluxion.design import read_designs, read_table
    from fluxion.evaluation import is_result_column

    table = read_table(designs)
    # The result of an earlier run is a table of designs too: its numbers are left behind.
    old = [name for name in table.columns if is_result_column(problem, name)]
    table = table.drop(columns=old)
    X = read_designs(table, problem.space)
    return Job(table, X, problem, evaluator, out, per_zone)


def _parts(job: Job) -> "Iterator[Evaluation]":
    from fluxion.evaluation import EnergyPlusEvaluator, evaluate_in_batches

    done, total = 0, len(job.X)
    stage = f"{job.evaluator.fidelity} of {job.problem.name}"
    with watch() as report:
        report(stage, done, total)
        evaluator = job.evaluator
        if isinstance(evaluator, EnergyPlusEvaluator):
            # Its designs take seconds each, so they are counted one by one.
            evaluator = replace(evaluator, progress=lambda rows: report(stage, done + rows, total))
        for part in evaluate_in_batches(evaluator, job.X):
            # Handed over first: a row that was reported is kept whatever happens next.
            yield part
            done += len(part)
            report(stage, done, total)


def _stop(job: Job, parts: "list[Evaluation]", as_json: bool) -> None:
    from fluxion.evaluation import EnergyPlusEvaluator

    rows = sum(len(part) for part in parts)
    kept = ""
    if isinstance(job.evaluator, EnergyPlusEvaluator) and job.evaluator.cache is not None:
        kept = f" Finished EnergyPlus runs are kept in {job.evaluator.cache.folder} and need not be repeated."
    if rows == 0:
        message = f"stopped by Ctrl-C before a row was finished; nothing is written.{kept}"
        fail(message, EXIT_INTERRUPTED, as_json, rows=0)
    _write(job, parts, partial=True)
    out = _partial(job.out)
    message = f"stopped by Ctrl-C; {rows} of {len(job.X)} rows were finished and are kept in {out}.{kept}"
    fail(message, EXIT_INTERRUPTED, as_json, rows=rows, out=str(out))


def _write(job: Job, parts: "list[Evaluation]", partial: bool) -> None:
    import pandas as pd

    from fluxion._files import write_atomic
    from fluxion.design import write_csv
    from fluxion.evaluation import concatenate

    evaluation = concatenate(parts)
    results = evaluation.to_frame(job.problem)
    given = job.table.iloc[: len(results)].reset_index(drop=True)
    frame = pd.concat([given, results], axis=1)
    write_atomic(_partial(job.out) if partial else job.out, lambda path: write_csv(frame, path))
    if job.per_zone is not None and evaluation.zones is not None:
        zones = evaluation.zones.to_frame(ZONE_OUTPUTS)
        write_atomic(_partial(job.per_zone) if partial else job.per_zone, lambda path: write_csv(zones, path))


def _partial(path: Path) -> Path:
    return path.with_name(f"{path.stem}.partial.csv")


def _summary(job: Job, parts: "list[Evaluation]", seconds: float) -> tuple[dict[str, Any], list[str]]:
    import numpy as np

    status = np.concatenate([part.status for part in parts])
    residual = np.concatenate([part.residual for part in parts])
    failed = np.flatnonzero(status != "ok")
    largest = float(np.nanmax(residual)) if np.isfinite(residual).any() else None
    payload: dict[str, Any] = {
        "rows": len(status),
        "ok": len(status) - len(failed),
        "failed": len(failed),
        "failures": [{"row": int(i) + 1, "status": status[i]} for i in failed],
        "fidelity": job.evaluator.fidelity,
        "engine": parts[0].engine,
        "largest_residual": largest,
        "out_of_domain": _unlike(parts),
        "seconds": round(seconds, 3),
        "out": str(job.out),
    }
    if job.per_zone is not None:
        payload["per_zone"] = str(job.per_zone)
    lines = [
        f"{len(status)} rows by {job.evaluator.fidelity} ({parts[0].engine}) in {seconds:.1f} s: "
        f"{payload['ok']} ok, {len(failed)} with another status; written to {job.out}"
    ]
    if largest is not None:
        lines.append(f"largest residual of the energy balance {largest:.1e}")
    lines += _domain_lines(job, parts)
    lines += [f"row {int(i) + 1}: {status[i]}" for i in failed[:_SHOWN_FAILURES]]
    if len(failed) > _SHOWN_FAILURES:
        lines.append(f"... and {len(failed) - _SHOWN_FAILURES} more; see the column 'status'")
    return payload, lines


def _unlike(parts: "list[Evaluation]") -> int | None:
    """Rows unlike those that the surrogate learned; None if it does not say."""
    counts = [None if part.out_of_domain is None else int(part.out_of_domain.sum()) for part in parts]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _domain_lines(job: Job, parts: "list[Evaluation]") -> list[str]:
    from fluxion.evaluation import SurrogateEvaluator

    if not isinstance(job.evaluator, SurrogateEvaluator):
        return []
    count, source = _unlike(parts), job.evaluator.surrogate.source
    if count is None:
        return [f"out of domain: unknown, because {source} does not say which designs it learned"]
    if count == 0:
        return []
    return [
        f"{count} rows are unlike the designs that {source} learned (column 'out_of_domain'); their intervals may be "
        "too narrow: check them by physics"
    ]
