"""``fluxion export-model``: a surrogate with smaller numbers, and what that costs and gains."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import EXIT_OK, JsonOption, check_different, check_model_name, finish, guard
from fluxion.errors import InputError

if TYPE_CHECKING:
    from fluxion.surrogate import ModelCard
    from fluxion.training.reduce import ReducedModel, Scores


def export_model(
    model: Annotated[Path, typer.Argument(metavar="MODEL.onnx", help="Model file of fluxion train.")],
    precision: Annotated[str, typer.Option("--precision", metavar="fp16|int8", help="Weights to keep in the file.")],
    out: Annotated[Path, typer.Option("--out", metavar="SMALL.onnx", help="Model file to write.")],
    as_json: JsonOption = False,
) -> None:
    """Write a surrogate with 16 or 8 bits a weight, and measure the loss against the original.

    It computes in float32 as before, so the file is smaller and the answers are as fast. The intervals are widened by
    what is lost.
    """
    with guard(as_json):
        from fluxion._files import check_writable, write_bytes_atomic
        from fluxion.surrogate.onnx_file import read_model_file
        from fluxion.training.reduce import reduce_model

        check_different({"MODEL.onnx": model, "--out": out})
        check_model_name(out)
        check_writable(out)
        source = f"the surrogate model '{model}'"
        file = read_model_file(model)
        reduced = reduce_model(file.data, source, precision, _scores_of(model))
        write_bytes_atomic(out, reduced.data)
        finish(_payload(reduced, model, out, precision), _lines(reduced, out), EXIT_OK, as_json)


def _scores_of(model: Path) -> "Scores | None":
    """What the problem of the card computes of the outputs; None where there is no such problem any more."""
    from fluxion.problems import load
    from fluxion.surrogate import Surrogate

    card: ModelCard = Surrogate.load(model).card
    try:
        problem = load(card.problem).with_settings(**card.settings)
    except InputError:
        return None
    if problem.space.fingerprint() != card.space_fingerprint:
        return None
    return problem.scores


def _payload(reduced: "ReducedModel", model: Path, out: Path, precision: str) -> dict[str, Any]:
    return {
        "command": "export-model",
        "model": str(model),
        "precision": precision,
        "bytes": {"before": reduced.bytes_before, "after": len(reduced.data)},
        "us_per_design": {"before": round(reduced.us_before, 3), "after": round(reduced.us_after, 3)},
        "loss": {
            one.name: {"rmse_sd": one.rmse_sd, "largest_sd": one.largest_sd, "cv_rmse": one.cv_rmse}
            for one in reduced.losses
        },
        "out": str(out),
    }


def _lines(reduced: "ReducedModel", out: Path) -> list[str]:
    width = max(len(one.name) for one in reduced.losses)
    head = f"{'output':{width}}  {'rms, sd':>9}  {'largest, sd':>11}  {'CV(RMSE)':>9}"
    rows = [
        f"{one.name:{width}}  {one.rmse_sd:9.5f}  {one.largest_sd:11.5f}  {one.cv_rmse:9.3%}" for one in reduced.losses
    ]
    return [
        head,
        *rows,
        "differences from the original, sd: standard deviations of the output",
        f"{reduced.us_before:.2f} -> {reduced.us_after:.2f} us per design, "
        f"{reduced.bytes_before / 1000:.0f} -> {len(reduced.data) / 1000:.0f} kB: {out}",
    ]
