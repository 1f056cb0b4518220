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
    fail,
    finish,
    guard,
    load_problem,
)
from fluxion.cli.progress import watch
from fluxion.training.amounts import DEFAULT_HELD_OUT, DEFAULT_RUNS

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
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", help="Physics runs to learn and calibrate from.")
    ] = DEFAULT_RUNS,
    held_out: Annotated[
        int, typer.Option("--held-out", metavar="N", help="Further runs that the card's figures are measured on.")
    ] = DEFAULT_HELD_OUT,
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
        str, typer.Option("--sampling", metavar="sobol|lhs", help="How the runs to learn from are drawn.")
    ] = "sobol",
    refine: Annotated[
        int, typer.Option("--refine", metavar="N", help="Further runs, placed where a first fit is poor.")
    ] = 0,
    folds: Annotated[
        int | None, typer.Option("--folds", metavar="K", help="Also report the errors of K fits on K folds.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Folder for the card, tables and pictures of errors.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train a surrogate of a problem in a weather.

    Ctrl-C loses nothing: the same command goes on from the runs and the fit that it finds beside MODEL.onnx.
    """
    with guard(as_json):
        from fluxion._files import check_folder, check_writable, write_atomic, write_text_atomic
        from fluxion.training.checkpoint import CheckpointPlace
        from fluxion.training.folds import check_folds, fold_errors
        from fluxion.training.pipeline import train_surrogate
        from fluxion.weather import load_weather

        started = time.perf_counter()
        chosen, climate = load_problem(problem, settings), load_weather(weather)
        kept = data or out.with_name(f"{out.stem}.partial.npz")
        place = CheckpointPlace(out.with_name(f"{out.stem}.partial.pt"))
        check_different({"--out": out, "--card": card, "--data": kept, "the kept fit of --out": place.path})
        if folds is not None:
            check_folds(folds, runs)
        if report is not None:
            check_folder(report)
        for path in (out, card, kept):
            if path is not None:
                check_writable(path)
        try:
            with watch() as tell:
                model = train_surrogate(
                    chosen,
                    climate,
                    runs=runs,
                    held_out=held_out,
                    seed=seed,
                    engine=engine,
                    steps_per_hour=steps_per_hour,
                    data=kept,
                    progress=tell,
                    sampling=sampling,
                    refine=refine,
                    checkpoint=place,
                )
                errors = () if folds is None else fold_errors(model, folds, partial(tell, "folds"), place)
            write_atomic(out, lambda path: _write_bytes(path, model.data))
            if card is not None:
                write_text_atomic(card, model.card.to_markdown())
            pictures = () if report is None else _report(model, report, errors)
            place.clear()
        except KeyboardInterrupt:
            _stop(kept, place, as_json)
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


def _report(model: "TrainedModel", folder: Path, errors: "Sequence[FoldErrors]") -> tuple[str, ...]:
    from fluxion.surrogate import Surrogate
    from fluxion.training.report import judge, write_report

    return write_report(judge(Surrogate.from_bytes(model.data), model.split.held_out), folder, errors)


def _stop(kept: Path, place: "CheckpointPlace", as_json: bool) -> None:
    if not kept.exists():
        fail("stopped by Ctrl-C before a run was finished; nothing is written.", EXIT_INTERRUPTED, as_json)
    fits = "".join(f", the fit in {path}" for path in place.kept())
    message = f"stopped by Ctrl-C; the finished runs are kept in {kept}{fits}. The same command goes on from there."
    fail(message, EXIT_INTERRUPTED, as_json, data=str(kept))


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _payload(card: "ModelCard") -> dict[str, Any]:
    measured = ("r2", "rmse", "mae", "cv_rmse", "coverage", "zero_share", "judged_on")
    return {
        "command": "train",
        "problem": card.problem,
        "weather": card.weather,
        "settings": dict(card.settings),
        "engine": card.engine,
        "engine_fingerprint": card.engine_fingerprint,
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
    count = card.runs.get("held_out", 0)
    note = f"measured on {count} held-out runs; intervals of {card.confidence:.0%}; * on the non-zero rows"
    return [head, *rows, note]
