"""``fluxion adapt``: teach a surrogate what physics runs have shown, without training it anew."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import EXIT_INPUT, EXIT_OK, JsonOption, check_different, fail, finish, guard
from fluxion.errors import InputError

if TYPE_CHECKING:
    from fluxion.surrogate import ModelCard
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
        from fluxion._files import check_writable, write_atomic, write_text_atomic
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
        data, new = adaptive.version.data, adaptive.surrogate.card
        write_atomic(out, lambda path: _write_bytes(path, data))
        if card is not None:
            write_text_atomic(card, new.to_markdown())
        finish(_payload(update, shown, out), _lines(update, shown, out), EXIT_OK, as_json)


def read_runs(path: Path, card: "ModelCard") -> "Observations":
    """Usable runs in a CSV file of results, or in the npz file of ``fluxion train --data``.

    Raises:
        InputError: no such file, lacking outputs, no usable rows, surrogate predictions in place of physics, or runs
            of another problem, weather or space.
    """
    return _of_dataset(path, card) if path.suffix.casefold() == ".npz" else _of_table(path, card)


def _of_dataset(path: Path, card: "ModelCard") -> "Observations":
    from fluxion.surrogate.adaptation import Observations
    from fluxion.training.dataset import load_dataset

    data = load_dataset(path)
    expected = {"problem": card.problem, "space": card.space_fingerprint, "weather": card.weather_fingerprint}
    for name, value in expected.items():
        if data.origin.get(name) != value:
            raise InputError(
                f"the runs in '{path}' are of {name} {data.origin.get(name)!r}; the model is of {value!r}."
            )
    missing = [name for name in card.targets if name not in data.outputs]
    if missing:
        raise InputError(f"the runs in '{path}' lack the output '{missing[0]}', which the model predicts.")
    columns = [data.outputs.index(name) for name in card.targets]
    return _usable(Observations(data.X[data.ok], data.Y[data.ok][:, columns]), path)


def _of_table(path: Path, card: "ModelCard") -> "Observations":
    import numpy as np

    from fluxion.design import read_designs, read_table
    from fluxion.surrogate.adaptation import Observations

    table = read_table(path)
    for name in (*card.space.names, *card.targets):
        if name not in table.columns:
            raise InputError(
                f"the file '{path}' has no column '{name}'; expected variables and outputs of physics runs."
            )
    if "fidelity" in table.columns and (table["fidelity"] == "surrogate").any():
        raise InputError(f"the file '{path}' holds predictions of a surrogate; expected physics runs to learn from.")
    if "status" in table.columns:
        table = table[table["status"] == "ok"]
    if len(table) == 0:
        return _usable(Observations(np.empty((0, len(card.space))), np.empty((0, len(card.targets)))), path)
    X = read_designs(table[list(card.space.names)], card.space)
    try:
        Y = table[list(card.targets)].astype(float).to_numpy()
    except ValueError as error:
        raise InputError(f"the file '{path}' has an output that is no number ({error}).") from None
    return Observations(X, Y)


def _usable(runs: "Observations", path: Path) -> "Observations":
    if len(runs) == 0:
        raise InputError(f"the file '{path}' has no run that could be used; expected rows with the status 'ok'.")
    return runs


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _payload(update: "Update", runs: "Observations", out: Path) -> dict[str, Any]:
    return {
        "command": "adapt",
        "observed": len(runs),
        "share": update.share,
        "random_error_before": update.random_error[0],
        "random_error_after": update.random_error[1],
        "batch_error_before": update.batch_error[1],
        "out": str(out),
    }


def _lines(update: "Update", runs: "Observations", out: Path) -> list[str]:
    before, after = update.random_error
    return [
        f"learned from {len(runs)} runs, which had been missed by {update.batch_error[1]:.3f} standard deviations",
        f"error at held-out random designs: {before:.4f} before, {after:.4f} now [standard deviations]",
        f"adapted surrogate: {out}",
    ]
