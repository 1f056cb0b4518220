"""Report of a training: the card, errors by decile, the worst designs, folds and pictures, in one folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion.design import DesignSpace
from fluxion.surrogate import ModelCard, Surrogate
from fluxion.surrogate.accuracy import ZERO_HEAVY, judged_rows
from fluxion.training.figures import OutputResult, draw_errors
from fluxion.training.folds import FoldErrors, fold_table
from fluxion.training.split import Runs

#: Name of the page in the folder of a report.
PAGE = "report.md"
_DECILES = 10
_WORST = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """A model on its held-out runs.

    Attributes:
        card: the card of the model.
        runs: the n runs.
        outputs: per output what physics and the surrogate say.
    """

    card: ModelCard
    runs: Runs
    outputs: tuple[OutputResult, ...]


def judge(model: Surrogate, runs: Runs) -> Judged:
    """What the model says about runs that its training never saw.

    Raises:
        InputError: the runs do not fit the model.
    """
    prediction = model.predict(runs.X)
    outputs = tuple(
        OutputResult(
            card, runs.Y[:, j], prediction.mean[card.name], prediction.lower[card.name], prediction.upper[card.name]
        )
        for j, card in enumerate(model.card.outputs)
    )
    return Judged(model.card, runs, outputs)


def write_report(judged: Judged, folder: Path, folds: Sequence[FoldErrors] = ()) -> tuple[str, ...]:
    """Write the page ``report.md`` and a picture per output; returns the names of the files.

    Raises:
        InputError: the folder cannot be made or written.
    """
    make_folder(folder)
    names = []
    for result in judged.outputs:
        name = f"{result.card.name}.png"
        write_atomic(folder / name, partial(draw_errors, result, judged.card.confidence))
        names.append(name)
    write_text_atomic(folder / PAGE, report_page(judged, folds))
    return (PAGE, *names)


def report_page(judged: Judged, folds: Sequence[FoldErrors] = ()) -> str:
    """The report as a Markdown page; the pictures lie beside it."""
    lines = [judged.card.to_markdown(), *_deciles(judged), *_worst(judged)]
    if folds:
        lines += [
            "## Folds",
            "",
            f"The runs in {len(folds[0].r2)} folds; each is judged by networks that learned from the others. Spread: "
            "standard deviation over the folds.",
            "",
            *fold_table(folds),
            "",
        ]
    lines += ["## Pictures", ""]
    lines += [f"![parity and residuals of {one.card.name}]({one.card.name}.png)\n" for one in judged.outputs]
    return "\n".join(lines)


def _deciles(judged: Judged) -> list[str]:
    head = (
        "Mean absolute error of the held-out runs by size of the output, from its smallest tenth (1) to its largest "
        "(10); an output that is zero in over half of the runs: of its non-zero runs."
    )
    columns = " | ".join(str(k + 1) for k in range(_DECILES))
    rows = [f"| {one.card.name} | {one.card.unit} | {_decile_errors(one)} |" for one in judged.outputs]
    return [
        *("## Errors by decile", "", head, ""),
        *(f"| output | unit | {columns} |", "|---" * (_DECILES + 2) + "|"),
        *(*rows, ""),
    ]


def _decile_errors(result: OutputResult) -> str:
    rows = np.flatnonzero(judged_rows(result.true, bool((result.true == 0.0).mean() > ZERO_HEAVY)))
    parts = np.array_split(rows[np.argsort(result.true[rows], kind="stable")], _DECILES)
    error = np.abs(result.mean - result.true)
    return " | ".join(f"{error[part].mean():.3g}" if len(part) else "-" for part in parts)


def _worst(judged: Judged) -> list[str]:
    """The held-out designs with the largest error of any output, in standard deviations of that output."""
    scale = np.maximum(judged.runs.Y.std(axis=0), np.finfo(np.float64).tiny)
    errors = np.stack([np.abs(one.mean - one.true) for one in judged.outputs], axis=1) / scale
    largest = errors.max(axis=1)
    rows = np.argsort(-largest, kind="stable")[:_WORST]
    lines = [
        *("## Worst designs", ""),
        "The held-out designs with the largest error, in standard deviations (sd) of the output that is farthest off.",
        *("", "| output | physics | surrogate | interval | error, sd | design |", "|---|---|---|---|---|---|"),
    ]
    for i in rows:
        one = judged.outputs[int(errors[i].argmax())]
        lines.append(
            f"| {one.card.name} | {one.true[i]:.4g} | {one.mean[i]:.4g} | {one.lower[i]:.4g} to {one.upper[i]:.4g} "
            f"| {largest[i]:.2f} | {_design(judged.card.space, judged.runs.X[i])} |"
        )
    return [*lines, ""]


def _design(space: DesignSpace, row: np.ndarray) -> str:
    values = space.decode_row(row)
    return ", ".join(
        f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}" for name, value in values.items()
    )
