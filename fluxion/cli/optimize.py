"""``fluxion optimize``: a study from its question to a front that physics has checked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_ROWS,
    JsonOption,
    ProviderOption,
    SetOption,
    StepsOption,
    fail,
    finish,
    guard,
    pairs,
)
from fluxion.cli.progress import watch
from fluxion.cli.study_options import names_of, study_of

if TYPE_CHECKING:
    from fluxion.search import RunResult, Setup, StudyConfig
    from fluxion.search.recheck import Archive
    from fluxion.search.run_log import RunLog

_EXAMPLE = "optimize --problem office-design --weather golden --out runs/first"


def optimize(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")],
    study: Annotated[Path | None, typer.Argument(metavar="STUDY.toml", help="Study file.")] = None,
    problem: Annotated[
        str | None, typer.Option("--problem", metavar="NAME|FILE.py:NAME", help="Problem, without a study.")
    ] = None,
    weather: Annotated[
        str | None,
        typer.Option("--weather", metavar="NAME|FILE.epw", help="Climate, without a study; several parted by commas."),
    ] = None,
    objectives: Annotated[
        str | None, typer.Option("--objectives", metavar="A,B", help="Columns to minimise; default: the problem's.")
    ] = None,
    budget: Annotated[int | None, typer.Option("--budget", metavar="N", help="Largest number of truth runs.")] = None,
    truth: Annotated[
        str | None, typer.Option("--truth", metavar="physics|energyplus", help="What checks the answers.")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="auto|guided|plain", help="Guided by what is known, or NSGA-II on the truth."),
    ] = None,
    stall: Annotated[
        float | None,
        typer.Option(
            "--stall",
            metavar="SHARE",
            help="End when two rounds add less hypervolume, or four lower the best of one objective less; 0: never.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Programs of EnergyPlus that run at a time.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, whatever runs the folder holds.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The same seed gives the same run.")] = None,
    rounds: Annotated[int | None, typer.Option("--rounds", metavar="N", help="Rounds of search and checks.")] = None,
    generations: Annotated[
        int | None, typer.Option("--generations", metavar="N", help="Generations of a round on the surrogate.")
    ] = None,
    population: Annotated[
        int | None, typer.Option("--population", metavar="N", help="Individuals of a generation on the surrogate.")
    ] = None,
    surrogate: Annotated[
        str | None,
        typer.Option("--surrogate", metavar="MODEL|none", help="Model file; default: shipped; none: runs alone."),
    ] = None,
    robust: Annotated[
        str | None,
        typer.Option("--robust", metavar="worst|mean|mean+std", help="How columns of several climates become one."),
    ] = None,
    risk: Annotated[
        float | None,
        typer.Option("--risk", metavar="K", help="Stay K half widths of the 90 % interval on the safe side."),
    ] = None,
    provider: ProviderOption = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="reference|batch|auto", help="Physics engine; default: the study's."),
    ] = None,
    steps_per_hour: StepsOption = None,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search a Pareto front; every design returned is simulated by physics.

    Options given beside STUDY.toml take the place of its values.
    """
    with guard(as_json):
        given: dict[str, Any] = {
            "budget": budget,
            "policy": policy,
            "stall": stall,
            "workers": workers,
            "truth": truth,
            "seed": seed,
            "rounds": rounds,
            "generations": generations,
            "population": population,
            "surrogate": surrogate,
            "risk": risk,
            "robust": robust,
            "engine": engine,
            "steps_per_hour": steps_per_hour,
            "objectives": names_of(objectives),
        }
        config = study_of(_EXAMPLE, study, problem, weather, given, pairs(settings, "--set"))
        _run(config, out, provider, fresh, as_json)


def _run(config: "StudyConfig", out: Path, provider: str | None, fresh: bool, as_json: bool) -> None:
    from fluxion._files import check_folder
    from fluxion.errors import InputError
    from fluxion.search import prepare, run_study
    from fluxion.search.minimizing import open_log
    from fluxion.search.output import CHECKED, PARETO, RECORD, write_run
    from fluxion.search.rounds import new_archive
    from fluxion.search.run_log import LOG
    from fluxion.surrogate.providers import provider_order

    check_folder(out)
    setup = prepare(config, provider_order(provider))
    if provider is not None and setup.surrogate is None:
        raise InputError(f"--provider needs a surrogate, only that is a network; here: {setup.method}")
    if fresh:
        # The results too: they would be those of another run than the log beside them.
        for name in (LOG, RECORD, CHECKED, PARETO):
            (out / name).unlink(missing_ok=True)
    log = open_log(setup, out)
    if not as_json:
        typer.echo(setup.method)
        if log.found:
            typer.echo(f"{log.found} runs are taken from {log.path}, where an earlier start of this study left them.")
    archive = None
    try:
        with watch() as report:
            archive = new_archive(setup, report, log)
            result = run_study(setup, archive, report)
        names = write_run(result, out)
    except KeyboardInterrupt:
        _stop(setup, archive, log, as_json)
    status = EXIT_OK if len(result.front) else EXIT_ROWS
    if not as_json:
        _print_front(result)
    finish(_payload(result, out, names), _lines(result, out, names), status, as_json)


def _stop(setup: "Setup", archive: "Archive | None", log: "RunLog", as_json: bool) -> None:
    runs = len(archive) if archive is not None else 0
    if runs == 0 and not log.found:
        fail("stopped by Ctrl-C before a run was finished; nothing is written.", EXIT_INTERRUPTED, as_json, rows=0)
    message = (
        f"stopped by Ctrl-C; {max(runs, log.found)} of {setup.study.budget} runs were finished and are kept in "
        f"{log.path}. The same command goes on from there."
    )
    fail(message, EXIT_INTERRUPTED, as_json, rows=max(runs, log.found), out=str(log.path))


def _payload(result: "RunResult", out: Path, names: tuple[str, ...]) -> dict[str, Any]:
    from fluxion.search.output import record

    content = record(result)
    left = {"study", "constraints", "seed", "engine_of_surrogate", "claims", "steps", "baseline", "hashes", "versions"}
    kept = {key: value for key, value in content.items() if key not in left}
    return {"command": "optimize", **kept, "out": str(out), "files": list(names)}


def _lines(result: "RunResult", out: Path, names: tuple[str, ...]) -> list[str]:
    from fluxion.search.setup import TRUTH_NAMES

    dropped, costs = result.dropped(), result.costs
    lines = [
        f"{result.verdict.rstrip('.')}; {dropped['dominated']} are dominated, {dropped['infeasible']} miss a limit, "
        f"{dropped['failed']} failed"
    ]
    lines += _gains(result)
    if result.claimed_hypervolume is not None and result.true_hypervolume:
        share = result.claimed_hypervolume / result.true_hypervolume
        lines.append(
            f"hypervolume {result.true_hypervolume:.3f} by {TRUTH_NAMES[result.truth.fidelity]}; the surrogate claimed "
            f"{result.claimed_hypervolume:.3f} ({share - 1.0:+.1%}) for the same designs"
        )
    lines += _coverage(result)
    if result.ended:
        lines.append(f"ended after {len(result.origin)} of {result.setup.study.budget} runs: {result.ended}")
    searched = f"{costs.surrogate_evaluations} evaluations of models in {costs.search_s:.1f} s, "
    lines.append(
        f"{searched if costs.surrogate_evaluations else ''}{len(result.origin)} {result.truth.fidelity} runs "
        f"({result.truth.engine}) in {costs.truth_s:.1f} s"
    )
    lines.append(f"{', '.join(names)} in {out}")
    return lines


def _coverage(result: "RunResult") -> list[str]:
    """How often the truth lay inside what was expected before it was known."""
    from fluxion.search.labels import label

    found = result.expectations()
    names = [name for name in result.setup.problem.objectives if name in found]
    shown = [f"{label(name)} {found[name]['coverage']:.0%}" for name in names]
    if not shown:
        return []
    return [f"90 % intervals claimed before the runs, after the first round, held the truth: {', '.join(shown)}"]


def _gains(result: "RunResult") -> list[str]:
    """How far the ends of the front are from the baseline."""
    from fluxion.search.labels import label

    if not len(result.front) or not result.truth.ok[0]:
        return []
    base, best = result.answer.F[0], result.answer.F[result.front].min(axis=0)
    shown = [
        f"{label(name)} {value:.4g} -> {least:.4g}" + (f" ({least / value - 1.0:+.0%})" if value > 0.0 else "")
        for name, value, least in zip(result.setup.problem.objectives, base, best)
    ]
    note = "" if result.answer.feasible[0] else " (which misses a limit)"
    return [f"from the baseline design{note} to the least on the front: {'; '.join(shown)}"]


def _print_front(result: "RunResult") -> None:
    from rich.console import Console

    from fluxion.cli.front import front_summary, shown_places

    if len(result.front):
        console = Console()
        typer.echo(f"{len(shown_places(result))} of the {len(result.front)} designs on the front:")
        console.print(front_summary(result, console.width))
