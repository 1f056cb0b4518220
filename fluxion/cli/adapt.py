"""``fluxion adapt``: teach a surrogate what physics runs have shown, without training it anew."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import EXIT_INPUT, EXIT_OK, JsonOption, check_different, check_model_name, fail, finish, guard

if TYPE_CHECKING:
    from fluxion.surrogate.adaptation import Observations, Update


def adapt(
    model: Annotated[Path, typer.Argument(metavar="MODEL.onnx", help="Surrogate to start from.")],
    runs: Annotated[
        Path,
        typer.Option("--runs", metavar="RUNS.csv|npz", help="Physics runs to learn from, as fluxion writes them."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="ADAPTED.onnx", help="Model file to write.")],
    known: Annotated[
        Path | None,
        typer.Option("--known", metavar="RUNS.csv|npz", help="Random runs that must not be forgotten."),
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option("--held-out", metavar="RUNS.csv|npz", help="Random runs, unseen in training, to judge by."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option("--card", metavar="CARD.md", help="Also write the model card as a page.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Adapt a surrogate to physics runs; wrong ones are refused."""
    with guard(as_json):
        from fluxion._files import check_writable, write_bytes_atomic, write_text_atomic
        from fluxion.cli.observed_runs import read_runs
        from fluxion.surrogate import Surrogate
        from fluxion.surrogate.adaptation import AdaptiveSurrogate

        places = {
            "MODEL": model,
            "--runs": runs,
            "--known": known,
            "--held-out": held_out,
            "--out": out,
            "--card": card,
        }
        check_different(places)
        check_model_name(out)
        for path in (out, card):
            if path is not None:
                check_writable(path)
        known_card = Surrogate.load(model).card
        shown = read_runs(runs, known_card)
        replay, fresh = (None if path is None else read_runs(path, known_card) for path in (known, held_out))
        adaptive = AdaptiveSurrogate.load(model, replay, fresh)
        update = adaptive.observe(shown.X, shown.Y)
        if not update.accepted:
            fail(f"{update.reason} Nothing is written.", EXIT_INPUT, as_json)
        if update.share == 0.0:
            fail(
                f"nothing was learned from {len(shown)} runs: no correction knows them better, each without having "
                "seen it, and does no harm at random designs. Nothing is written; give more runs, or train anew with "
                "them.",
                EXIT_INPUT,
                as_json,
            )
        data, new = adaptive.version.data, adaptive.surrogate.card
        write_bytes_atomic(out, data)
        if card is not None:
            write_text_atomic(card, new.to_markdown())
        judged = held_out is not None
        finish(_payload(update, shown, out, judged), _lines(update, shown, out, judged), EXIT_OK, as_json)


def _payload(update: "Update", runs: "Observations", out: Path, judged: bool) -> dict[str, Any]:
    return {
        "command": "adapt",
        "observed": len(runs),
        "share": update.share,
        "random_error_measured": judged,
        "random_error_before": update.random_error[0],
        "random_error_after": update.random_error[1],
        "batch_error_before": update.batch_error[1],
        "out": str(out),
    }


def _lines(update: "Update", runs: "Observations", out: Path, judged: bool) -> list[str]:
    before, after = update.random_error
    what = "error at held-out random designs" if judged else "error at random designs, by the card and what has moved"
    return [
        f"learned from {len(runs)} runs, which had been missed by {update.batch_error[1]:.3f} standard deviations",
        f"{what}: {before:.4f} before, {after:.4f} now [standard deviations]",
        f"adapted surrogate: {out}",
    ]
