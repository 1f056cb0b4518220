"""How much the figures depend on which runs were learned: K fits, each judged on the fold that it did not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxion.design import DesignSpace
from fluxion.errors import InputError
from fluxion.surrogate.accuracy import held_out_errors, zero_heavy
from fluxion.training.checkpoint import CheckpointPlace
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.knowledge import Knowledge
from fluxion.training.pipeline import TrainedModel
from fluxion.training.targets import Target, target
from fluxion.typing import Designs, FloatArray

#: Called with the epochs that are finished over all folds, and their total.
Progress = Callable[[int, int], None]

MOST_FOLDS = 20
_LEAST_ROWS = 20
# Share of the learned rows of a fold that decide when to stop, as in the main training.
_VALIDATION_SHARE = 0.06


@dataclass(frozen=True, eq=False)
class FoldErrors:
    """Errors of one output over K folds.

    Attributes:
        name: name of the output.
        r2: (K,) coefficient of determination on the judged rows.
        cv_rmse: (K,) root mean square error over the mean of the judged rows.
    """

    name: str
    r2: FloatArray
    cv_rmse: FloatArray


def check_folds(folds: int, rows: int) -> None:
    """Refuse a number of folds that cannot be judged.

    Raises:
        InputError: less than 2 folds, more than `MOST_FOLDS`, or folds of less than 20 rows.
    """
    if not 2 <= folds <= MOST_FOLDS:
        raise InputError(f"expected 2 to {MOST_FOLDS} folds; got {folds}.")
    if rows // folds < _LEAST_ROWS:
        raise InputError(
            f"{rows} runs make {folds} folds of {rows // folds}; expected at least {_LEAST_ROWS} runs a fold. Ask for "
            "more runs or fewer folds."
        )


def fold_errors(
    model: TrainedModel,
    folds: int,
    progress: Progress | None = None,
    checkpoint: CheckpointPlace | None = None,
) -> tuple[FoldErrors, ...]:
    """Errors of the training of `model`, repeated on folds of its evenly drawn runs; see `cross_validate`.

    The held-out runs stay out, and runs of a refinement are learned from in every fold.

    Raises:
        InputError: too many folds for the runs.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    split, card = model.split, model.card
    even = len(split.training) - split.refined
    parts = (split.training.part(np.arange(even)), split.validation, split.calibration)
    X, Y = np.concatenate([part.X for part in parts]), np.concatenate([part.Y for part in parts])
    extra = (split.training.X[even:], split.training.Y[even:])
    targets = [replace(target(one.name), unit=one.unit, lower=one.lower, upper=one.upper) for one in card.outputs]
    return cross_validate(
        X,
        Y,
        folds,
        card.space,
        targets,
        model.options,
        model.knowledge,
        extra,
        progress,
        checkpoint,
    )


def cross_validate(
    X: Designs,
    Y: FloatArray,
    folds: int,
    space: DesignSpace,
    targets: Sequence[Target],
    options: FitOptions,
    knowledge: Knowledge | None = None,
    extra: tuple[Designs, FloatArray] | None = None,
    progress: Progress | None = None,
    checkpoint: CheckpointPlace | None = None,
) -> tuple[FoldErrors, ...]:
    """Errors per output over K folds of (n, d) designs with (n, t) outputs.

    Every row is judged once, by networks that learned from the other folds (Stone 1974, "Cross-validatory choice and
    assessment of statistical predictions"). Which rows belong together follows from the seed of the options.

    Args:
        X: designs that are drawn evenly from the bounds.
        Y: their outputs.
        folds: number of folds, K.
        space: what the columns of a design mean.
        targets: what the columns of the outputs mean.
        options: how the networks are trained.
        knowledge: what is known beside the runs; None: nothing.
        extra: designs and outputs that every fold learns from and none is judged on; such as runs of a refinement.
        progress: told about finished epochs.
        checkpoint: place of the fits, one file a fold.

    Raises:
        InputError: see `check_folds` and `fit_ensemble`.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    check_folds(folds, len(X))
    order = np.random.default_rng(options.seed).permutation(len(X))
    heavy = zero_heavy(Y)
    r2, cv_rmse = np.empty((folds, len(targets))), np.empty((folds, len(targets)))
    for k in range(folds):
        judged = order[k::folds]
        rest = np.setdiff1d(order, judged, assume_unique=True)
        rest = np.random.default_rng([options.seed, k]).permutation(rest)
        stop, learned = np.split(rest, [max(2, round(_VALIDATION_SHARE * len(rest)))])
        designs, outputs = X[learned], Y[learned]
        if extra is not None:
            designs, outputs = np.concatenate([designs, extra[0]]), np.concatenate([outputs, extra[1]])
        place = None if checkpoint is None else checkpoint.part(f"fold-{k + 1}-of-{folds}")
        told = _told(progress, k, folds)
        rows = (designs, outputs, X[stop], Y[stop])
        ensemble = fit_ensemble(*rows, space, targets, options, told, knowledge, place)
        mean, _ = ensemble.predict(X[judged])
        errors = held_out_errors(Y[judged], mean, mean, mean, heavy)
        r2[k], cv_rmse[k] = [one.r2 for one in errors], [one.cv_rmse for one in errors]
    return tuple(FoldErrors(one.name, r2[:, j], cv_rmse[:, j]) for j, one in enumerate(targets))


def fold_table(errors: Sequence[FoldErrors]) -> list[str]:
    """Markdown table of the errors: mean and standard deviation over the folds."""
    head = ["| output | R2 | spread | worst fold | CV(RMSE) | spread | worst fold |", "|---|---|---|---|---|---|---|"]
    return head + [
        f"| {one.name} | {one.r2.mean():.5f} | {one.r2.std(ddof=1):.5f} | {one.r2.min():.5f} "
        f"| {one.cv_rmse.mean():.2%} | {one.cv_rmse.std(ddof=1):.2%} | {one.cv_rmse.max():.2%} |"
        for one in errors
    ]


def _told(progress: Progress | None, fold: int, folds: int) -> Callable[[int, int, float], None] | None:
    if progress is None:
        return None
    return lambda epoch, epochs, _: progress(fold * epochs + epoch, folds * epochs)
