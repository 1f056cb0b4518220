"""``fluxion train``: a surrogate of a problem in a weather, from physics runs to a checked model file."""

import time
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
    as_json: JsonOption = False,
) -> None:
    """Train a surrogate of a problem in a weather."""
    with guard(as_json):
        from fluxion._files import check_writable, write_atomic, write_text_atomic
        from fluxion.training.pipeline import train_surrogate
        from fluxion.weather import load_weather

        started = time.perf_counter()
        chosen, climate = load_problem(problem, settings), load_weather(weather)
        kept = data or out.with_name(f"{out.stem}.partial.npz")
        check_different({"--out": out, "--card": card, "--data": kept})
        for path in (out, card, kept):
            if path is not None:
                check_writable(path)
        try:
            with watch() as report:
                model = train_surrogate(
                    chosen,
                    climate,
                    runs=runs,
                    held_out=held_out,
                    seed=seed,
                    engine=engine,
                    steps_per_hour=steps_per_hour,
                    data=kept,
                    progress=report,
                )
            write_atomic(out, lambda path: _write_bytes(path, model.data))
            if card is not None:
                write_text_atomic(card, model.card.to_markdown())
        except KeyboardInterrupt:
            _stop(kept, as_json)
        if data is None:
            kept.unlink(missing_ok=True)
        payload = _payload(model.card) | {"out": str(out), "seconds": round(time.perf_counter() - started, 1)}
        finish(payload, [*_table(model.card), f"surrogate of {problem} in {weather}: {out}"], EXIT_OK, as_json)


def _stop(kept: Path, as_json: bool) -> None:
    if not kept.exists():
        fail("stopped by Ctrl-C before a run was finished; nothing is written.", EXIT_INTERRUPTED, as_json)
    message = f"stopped by Ctrl-C; the finished runs are kept in {kept}. The same command goes on from there."
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
