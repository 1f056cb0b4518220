"""``fluxion qubo``: a study as a quadratic model for annealers, and samples as designs that the truth has checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_ROWS,
    JsonOption,
    check_different,
    fail,
    finish,
    guard,
)
from fluxion.cli.progress import watch

if TYPE_CHECKING:
    from fluxion.problems.qubo import QuboOptions
    from fluxion.qubo.model import QuboModel
    from fluxion.search import Setup
    from fluxion.search.recheck import Archive
    from fluxion.search.result import RunResult
    from fluxion.search.rounds import Watch

qubo = typer.Typer(
    name="qubo",
    help="A study as a quadratic model of bits: write it, solve it, read and check samples.",
    no_args_is_help=True,
)

StudyArgument = Annotated[Path, typer.Argument(metavar="STUDY.toml", help="Study file; its table [qubo] says how.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")]
ModelOption = Annotated[
    Path, typer.Option("--model", metavar="DIR", help="Folder that 'fluxion qubo export' has written.")
]
SamplesOption = Annotated[
    Path,
    typer.Option("--samples", metavar="FILE.csv|.json", help="Samples: columns named like the bits, or dimod's JSON."),
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="reference, domain_wall, one_hot or binary.")
]
BudgetOption = Annotated[int | None, typer.Option("--budget", metavar="N", help="Largest number of truth runs.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Begin anew, whatever runs the folder holds.")]
SeedOption = Annotated[int | None, typer.Option("--seed", metavar="S", help="The same seed gives the same answer.")]


@qubo.command("export")
def export(
    study: StudyArgument,
    out: OutOption,
    encoding: EncodingOption = None,
    formats: Annotated[
        str | None, typer.Option("--formats", metavar="A,B", help="bqm, qubo, lp and others; default: all.")
    ] = None,
    seed: SeedOption = None,
    embed: Annotated[bool, typer.Option("--embed", help="Report qubits and chains that annealers would need.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit a quadratic model to the surrogate, or to physics where there is none, and write it for other programs."""
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.errors import InputError
        from fluxion.problems.qubo.export import fitted_sweep, grid_of
        from fluxion.problems.qubo.teaching import teacher_of
        from fluxion.qubo.formats import FORMATS, check_formats

        check_folder(out)
        chosen = FORMATS if formats is None else check_formats(name.strip() for name in formats.split(","))
        setup, options = _prepared(study, encoding, seed, None)
        task = setup.surrogate or setup.truth
        if task.evaluator.fidelity == "energyplus":
            raise InputError(
                f"a fit takes {options.samples:,} designs, too many for EnergyPlus, and the study has no surrogate. "
                "Name one, or take 'fluxion qubo solve', which learns from the runs of its budget."
            )
        grid = grid_of(task, options)
        made = fitted_sweep(task, grid, teacher_of(task, grid), options, setup.study.seed)[0]
        embeddings = _embeddings(made.model) if embed else {}
        names = made.save(out, chosen)
        info = made.info()
        fit = info["fit"]
        best = fit["best_rank_correlation"]
        lines = [
            f"{grid.size:,} combinations of {len(grid.names)} variables as {made.model.width} bits "
            f"({options.encoding}), fitted to {fit['samples']:,} designs by {fit['fidelity']}",
            f"R2 {fit['r2']:.3f} over the grid says little; rank correlation of the best 1 %: "
            f"{'unknown' if best is None else f'{best:.2f}'}",
            f"largest over median coefficient {made.model.bits.dynamic_range:.0f}; penalty {info['penalty']:.2g} of "
            "the swing",
            *[_embedding_line(name, found) for name, found in embeddings.items()],
            "the optimum of the model is not that of the building: check samples with 'fluxion qubo verify'",
            f"{', '.join(names)} in {out}",
        ]
        payload = {"command": "qubo export", **info, "bits": made.model.width, "embeddings": embeddings}
        finish(payload | {"out": str(out), "files": list(names)}, lines, EXIT_OK, as_json)


@qubo.command("solve")
def solve(
    study: StudyArgument,
    out: OutOption,
    sampler: Annotated[
        str, typer.Option("--sampler", metavar="NAME", help="sa, tabu, descent, exact or package.module:Class.")
    ] = "sa",
    rounds: Annotated[int | None, typer.Option("--rounds", metavar="N", help="Rounds of fit, samples, checks.")] = None,
    sweep: Annotated[
        int, typer.Option("--sweep", metavar="N", help="Weightings of the objectives; 1: those of the study.")
    ] = 1,
    refinement: Annotated[
        str, typer.Option("--refinement", metavar="nothing|order|descent", help="Before the truth sees the samples.")
    ] = "descent",
    encoding: EncodingOption = None,
    budget: BudgetOption = None,
    seed: SeedOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fit, sample and check in rounds; every design that is written was run by the truth."""
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.search.qubo import SolveOptions, check_solvable, write_solution
        from fluxion.search.qubo import solve as run
        from fluxion.search.qubo.solving import DEFAULT_ROUNDS

        check_folder(out)
        setup, options = _prepared(study, encoding, seed, budget)
        solving = SolveOptions(sampler, DEFAULT_ROUNDS if rounds is None else rounds, sweep, refinement)
        check_solvable(setup, options, solving)
        with _kept_runs(setup, out, {"qubo": asdict(options), "solving": asdict(solving)}, fresh, as_json) as kept:
            result = run(setup, options, solving, *kept)
        names = write_solution(result, out)
        lines = [
            result.run.verdict,
            *_best_line(result.run),
            *[
                f"round {number}: {one.valid:.0%} of {one.samples} samples are designs, {one.distinct} distinct ones, "
                f"{one.candidates} looked at, {one.runs} run"
                for number, one in enumerate(result.rounds, start=1)
            ],
            f"{', '.join(names)} in {out}",
        ]
        _finish_runs("qubo solve", result.run, out, names, lines, as_json)


@qubo.command("decode")
def decode(
    study: StudyArgument,
    model: ModelOption,
    samples: SamplesOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="Table of designs to write.")],
    as_json: JsonOption = False,
) -> None:
    """Turn samples of another program into designs, the least energy first; they are not checked."""
    with guard(as_json):
        from fluxion._files import check_writable, write_atomic
        from fluxion.design import to_frame, write_csv

        check_writable(out)
        check_different({"--samples": samples, "--out": out})
        setup, options = _prepared(study, None, None, None)
        found, X = _decoded(setup, options, model, samples)
        frame = to_frame(X, setup.problem.space)
        write_atomic(out, lambda path: write_csv(frame, path))
        lines = [
            f"{found.valid:.0%} of {found.samples} samples are designs, {found.sampled} distinct ones; with their "
            f"neighbours {len(X)} designs in {out}",
            "no number of them is known yet: 'fluxion qubo verify' runs them",
        ]
        payload = {"command": "qubo decode", "samples": found.samples, "valid": found.valid, "designs": len(X)}
        finish(payload | {"out": str(out)}, lines, EXIT_OK, as_json)


@qubo.command("verify")
def verify(
    study: StudyArgument,
    model: ModelOption,
    samples: SamplesOption,
    out: OutOption,
    budget: BudgetOption = None,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run the designs of samples by the truth, the least energy first, and write what it says."""
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.search.qubo import verify as run
        from fluxion.search.qubo.output import write_designs

        check_folder(out)
        setup, options = _prepared(study, None, None, budget)
        found, X = _decoded(setup, options, model, samples)
        # Which designs are run changes no answer, so that further samples may be checked into the same folder.
        with _kept_runs(setup, out, {"qubo": "samples"}, fresh, as_json) as kept:
            result = run(setup, X, *kept)
        names = (write_designs(result, out),)
        lines = [
            f"{found.valid:.0%} of {found.samples} samples are designs",
            result.verdict,
            *_best_line(result),
            f"{names[0]} in {out}",
        ]
        _finish_runs("qubo verify", result, out, names, lines, as_json)


def _prepared(study: Path, encoding: str | None, seed: int | None, budget: int | None) -> "tuple[Setup, QuboOptions]":
    from fluxion.problems.qubo import qubo_options
    from fluxion.search import prepare, read_study

    config = read_study(study)
    changes: dict[str, Any] = {"seed": seed, "budget": budget}
    config = replace(config, **{name: value for name, value in changes.items() if value is not None})
    options = qubo_options(config.qubo)
    if encoding is not None:
        options = replace(options, encoding=encoding)
    return prepare(config), options


@contextmanager
def _kept_runs(
    setup: "Setup", out: Path, further: dict[str, Any], fresh: bool, as_json: bool
) -> "Iterator[tuple[Archive, Watch]]":
    """An archive whose runs are on the disk as soon as they are finished, and who is told of progress."""
    from fluxion.errors import InputError
    from fluxion.search.minimizing import open_log
    from fluxion.search.rounds import new_archive
    from fluxion.search.run_log import LOG

    if fresh:
        (out / LOG).unlink(missing_ok=True)
    log = open_log(setup, out, further)
    if log.found and not as_json:
        typer.echo(f"{log.found} runs are taken from {log.path}, where an earlier start left them.")
    try:
        with watch() as report:
            archive = new_archive(setup, report, log)
            yield archive, report
    except KeyboardInterrupt:
        fail(
            f"stopped by Ctrl-C; finished runs are kept in {log.path}. The same command goes on from there.",
            EXIT_INTERRUPTED,
            as_json,
            out=str(log.path),
        )
    except InputError as error:
        if len(archive):
            raise InputError(
                f"{error} Finished runs are kept in {log.path}; the same command goes on from there."
            ) from error
        raise


def _decoded(setup: "Setup", options: "QuboOptions", folder: Path, samples: Path) -> Any:
    """Candidates of a file of samples, and their (n, d) designs, those of samples before their neighbours."""
    import numpy as np

    from fluxion.errors import InputError
    from fluxion.problems.qubo.export import grid_of, plain_settings
    from fluxion.problems.qubo.fitted_to import fitted_to, weather_hashes
    from fluxion.qubo.decoding import decode
    from fluxion.qubo.samples_file import read_samples
    from fluxion.qubo.sidecar import read_sidecar

    model, about = read_sidecar(folder, setup.problem.space)
    asked = {"problem": setup.problem.name, "objectives": list(setup.problem.objectives)}
    wrong = [
        key for key, value in (asked | {"settings": plain_settings(setup.problem)}).items() if about.get(key) != value
    ]
    if model.grid != grid_of(setup.truth, options):
        wrong.append("levels or fixed variables")
    if weather_hashes(about.get("fitted_to", {})) - weather_hashes(fitted_to(setup.truth.evaluator)):
        wrong.append("climates")
    if wrong:
        raise InputError(
            f"the model in '{folder}' is of another study: its {wrong[0]} are not those of this one. Export it anew."
        )
    found = decode(model, read_samples(samples, model.labels))
    first = np.argsort(~found.from_samples, kind="stable")
    return found, model.grid.designs(found.levels[first])


def _best_line(run: "RunResult") -> list[str]:
    from fluxion.search.labels import label

    if not len(run.front):
        return []
    shown = [
        f"{label(name)} {run.answer.F[run.front, k].min():.4g}" for k, name in enumerate(run.setup.problem.objectives)
    ]
    return [f"least on the front: {', '.join(shown)}"]


def _finish_runs(
    command: str, run: "RunResult", out: Path, names: tuple[str, ...], lines: list[str], as_json: bool
) -> None:
    payload = {
        "command": command,
        "verdict": run.verdict,
        "runs": len(run.origin),
        "front": len(run.front),
        "out": str(out),
        "files": list(names),
    }
    finish(payload, lines, EXIT_OK if len(run.front) else EXIT_ROWS, as_json)


def _embeddings(model: "QuboModel") -> dict[str, Any]:
    from fluxion.qubo.hardware import GRAPHS, embedding

    found = {graph: embedding(model, graph) for graph in GRAPHS}
    return {graph: None if one is None else asdict(one) for graph, one in found.items()}


def _embedding_line(graph: str, found: dict[str, Any] | None) -> str:
    if found is None:
        return f"{graph}: the model does not fit"
    return f"{graph}: {found['qubits']} qubits, chains of up to {found['longest_chain']}"
