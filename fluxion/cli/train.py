"""``fluxion train``: a surrogate of a problem in a weather, from physics runs to a checked model file."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EngineOption,
    JsonOption,
    ProblemOption,
    SetOption,
    StepsOption,
    WeatherOption,
    check_different,
    check_model_name,
    fail,
    finish,
    guard,
    load_problem,
)
from fluxion.cli.energyplus_options import CacheOption, NoCacheOption, TimeoutOption
from fluxion.cli.progress import watch
from fluxion.cli.training_options import PHYSICS, TRUTHS, TrainingOptions, make_training
from fluxion.training.amounts import DEFAULT_HELD_OUT, DEFAULT_RUNS, DEFAULT_TRUTH_RUNS

if TYPE_CHECKING:
    from fluxion.surrogate import ModelCard
    from fluxion.training.checkpoint import CheckpointPlace
    from fluxion.training.folds import FoldErrors
    from fluxion.training.pipeline import TrainedModel
    from fluxion.typing import FloatArray


def train(
    problem: ProblemOption,
    weather: WeatherOption,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL.onnx", help="Model file to write.")],
    settings: SetOption = None,
    truth: Annotated[
        str, typer.Option("--truth", metavar="|".join(TRUTHS), help="What the surrogate imitates.")
    ] = PHYSICS,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            help=f"Runs of the truth to learn and calibrate from; default: {DEFAULT_RUNS} of physics, "
            f"{DEFAULT_TRUTH_RUNS} of EnergyPlus.",
        ),
    ] = None,
    held_out: Annotated[
        int | None,
        typer.Option(
            "--held-out",
            metavar="N",
            help=f"Further physics runs that the card's figures are measured on; default: {DEFAULT_HELD_OUT}.",
        ),
    ] = None,
    physics_runs: Annotated[
        int | None,
        typer.Option(
            "--physics-runs",
            metavar="N",
            help=f"Physics runs beside those of EnergyPlus; default: {DEFAULT_RUNS}.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same designs.")] = 0,
    engine: EngineOption = "auto",
    steps_per_hour: StepsOption = None,
    card: Annotated[
        Path | None, typer.Option("--card", metavar="CARD.md", help="Also write the model card as a page.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DATA.npz", help="Keep the physics runs here and use those already in it."),
    ] = None,
    sampling: Annotated[
        str | None,
        typer.Option("--sampling", metavar="sobol|lhs", help="How the runs to learn from are drawn; default: sobol."),
    ] = None,
    refine: Annotated[
        int | None, typer.Option("--refine", metavar="N", help="Further runs, placed where a first fit is poor.")
    ] = None,
    folds: Annotated[
        int | None, typer.Option("--folds", metavar="K", help="Also report the errors of K fits on K folds.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Folder for the card, tables and pictures of errors.")
    ] = None,
    timeout: TimeoutOption = None,
    cache: CacheOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Train a surrogate of a problem in a weather.

    Ctrl-C loses nothing: the same command goes on from the runs and the fit that it finds beside MODEL.onnx.

    With --truth energyplus the surrogate learns the difference between physics and EnergyPlus from a few runs of both,
    and many runs of physics. EnergyPlus comes with the extra "energyplus"; finished runs are kept in a cache.
    """
    with guard(as_json):
        from fluxion.training.checkpoint import CheckpointPlace
        from fluxion.training.folds import fold_errors

        started = time.perf_counter()
        check_model_name(out)
        kept = data or out.with_name(f"{out.stem}.partial.npz")
        place = CheckpointPlace(out.with_name(f"{out.stem}.partial.pt"))
        options = TrainingOptions(
            truth=truth,
            runs=runs,
            held_out=held_out,
            physics_runs=physics_runs,
            seed=seed,
            engine=engine,
            steps_per_hour=steps_per_hour,
            data=kept,
            cache=cache,
            no_cache=no_cache,
            timeout_s=timeout,
            sampling=sampling,
            refine=refine,
            folds=folds,
            checkpoint=place,
        )
        chosen = load_problem(problem, settings)
        written = {"--out": out, "--card": card, "--data": kept, "the kept fit of --out": place.path}
        read = {"the problem": Path(problem.rpartition(":")[0] or problem), "--weather": Path(weather)}
        check_different({**read, **written})
        _check_places(out, card, kept, report)
        training, cache_folder = make_training(chosen, weather, options)
        try:
            with watch() as tell:
                model = training(tell)
                errors = () if folds is None else fold_errors(model, folds, partial(tell, "folds"), place)
            pictures = _write(model, out, card, report, errors)
            place.clear()
        except KeyboardInterrupt:
            _stop(kept, place, cache_folder, as_json)
        if data is None:
            kept.unlink(missing_ok=True)
        payload = _payload(model.card) | {"out": str(out), "seconds": round(time.perf_counter() - started, 1)}
        lines = [*_table(model.card), *_fold_lines(errors), f"surrogate of {problem} in {weather}: {out}"]
        if errors:
            payload["folds"] = {one.name: {"r2": _numbers(one.r2), "cv_rmse": _numbers(one.cv_rmse)} for one in errors}
        if report is not None:
            payload |= {"report": str(report), "report_files": list(pictures)}
            lines.append(f"report with a picture per output: {report / pictures[0]}")
        finish(payload, lines, EXIT_OK, as_json)


def _check_places(out: Path, card: Path | None, kept: Path, report: Path | None) -> None:
    from fluxion._files import check_folder, check_writable

    if report is not None:
        check_folder(report)
    for path in (out, card, kept):
        if path is not None:
            check_writable(path)


def _write(
    model: "TrainedModel", out: Path, card: Path | None, report: Path | None, errors: "Sequence[FoldErrors]"
) -> tuple[str, ...]:
    """Write the model, its card and its report; the names of the report's files."""
    from fluxion._files import write_bytes_atomic, write_text_atomic

    write_bytes_atomic(out, model.data)
    if card is not None:
        write_text_atomic(card, model.card.to_markdown())
    return () if report is None else _report(model, report, errors)


def _report(model: "TrainedModel", folder: Path, errors: "Sequence[FoldErrors]") -> tuple[str, ...]:
    from fluxion.surrogate import Surrogate
    from fluxion.training.report import judge, write_report

    return write_report(judge(Surrogate.from_bytes(model.data), model.split.held_out), folder, errors)


def _stop(kept: Path, place: "CheckpointPlace", cache: Path | None, as_json: bool) -> None:
    if not kept.exists():
        fail("stopped by Ctrl-C before a run was finished; nothing is written.", EXIT_INTERRUPTED, as_json)
    places = "".join([str(kept), *(f", the fit in {path}" for path in place.kept())])
    places += "" if cache is None else f", EnergyPlus runs in {cache}"
    message = f"stopped by Ctrl-C; the finished runs are kept in {places}. The same command goes on from there."
    fail(message, EXIT_INTERRUPTED, as_json, data=str(kept))


def _payload(card: "ModelCard") -> dict[str, Any]:
    measured = ("r2", "rmse", "mae", "cv_rmse", "coverage", "zero_share", "judged_on")
    return {
        "command": "train",
        "problem": card.problem,
        "weather": card.weather,
        "settings": dict(card.settings),
        "engine": card.engine,
        "engine_fingerprint": card.engine_fingerprint,
        "truth": card.truth or None,
        "runs": dict(card.runs),
        "outputs": {one.name: {key: _number(getattr(one, key)) for key in measured} for one in card.outputs},
    }


def _number(value: float | str) -> float | str | None:
    # JSON has no NaN; R2 of an output that never varies does not exist.
    return None if value != value else value


def _numbers(values: "FloatArray") -> list[float | str | None]:
    return [_number(value) for value in values.tolist()]


def _fold_lines(errors: "Sequence[FoldErrors]") -> list[str]:
    if not errors:
        return []
    width, folds = max(len(one.name) for one in errors), len(errors[0].r2)
    head = f"{'mean of folds':{width}}  {'R2':>8}  {'spread':>8}  {'CV(RMSE)':>8}  {'spread':>8}"
    rows = [
        f"{one.name:{width}}  {one.r2.mean():8.5f}  {one.r2.std(ddof=1):8.5f}  {one.cv_rmse.mean():8.2%}  "
        f"{one.cv_rmse.std(ddof=1):8.2%}"
        for one in errors
    ]
    return [head, *rows, f"{folds} folds, each judged by networks that learned from the others"]


def _table(card: "ModelCard") -> list[str]:
    width = max(len(one.name) for one in card.outputs)
    head = f"{'output':{width}}  {'R2':>8}  {'MAE':>10}  {'covered':>7}"
    rows = [
        f"{one.name:{width}}  {one.r2:8.5f}  {one.mae:10.4g}  {one.coverage:7.1%}"
        + (" *" if one.judged_on != "all rows" else "")
        for one in card.outputs
    ]
    measured = f"{card.runs.get('held_out', 0)} held-out runs"
    if card.truth:
        measured = f"{card.runs.get('truth', 0)} runs of {card.truth}, each left out of the correction in turn"
    note = f"measured on {measured}; intervals of {card.confidence:.0%}; * on the non-zero rows"
    return [head, *rows, note]
