"""Physics runs by use."""

from dataclasses import dataclass

import numpy as np

from fluxion.errors import InputError
from fluxion.training.dataset import Dataset
from fluxion.typing import Designs, FloatArray

# Shares of the runs, and the largest numbers: more would not stop better, nor cover closer to the nominal share.
_VALIDATION_SHARE, _MOST_VALIDATION = 0.06, 2000
_CALIBRATION_SHARE, _MOST_CALIBRATION = 0.2, 4096
#: Fewest runs to learn from, and fewest that are held out.
LEAST_RUNS, LEAST_HELD_OUT = 100, 20


@dataclass(frozen=True, eq=False)
class Runs:
    """(n, d) designs and their (n, t) outputs, all of them usable."""

    X: Designs
    Y: FloatArray

    def __len__(self) -> int:
        return len(self.X)

    def part(self, rows: np.ndarray) -> "Runs":
        """The runs of these rows."""
        return Runs(self.X[rows], self.Y[rows])


@dataclass(frozen=True, eq=False)
class SplitRuns:
    """Physics runs by use: weights, early stopping, interval widths, and the measurement in the card.

    The last `refined` training runs lie where the first networks were poor; all other runs are drawn evenly.
    """

    training: Runs
    validation: Runs
    calibration: Runs
    held_out: Runs
    dropped: int = 0
    refined: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of runs by use."""
        uses = ("training", "validation", "calibration", "held_out")
        return {**{use: len(getattr(self, use)) for use in uses}, "dropped": self.dropped}


def split_runs(dataset: Dataset, runs: int, seed: int) -> SplitRuns:
    """Give the usable ones of the first `runs` rows their uses at random; the rows behind them are held out."""
    ok = dataset.ok
    first = np.flatnonzero(ok[:runs])
    rest = runs + np.flatnonzero(ok[runs:])
    usable = len(first)
    if usable < LEAST_RUNS // 2 or len(rest) < LEAST_HELD_OUT // 2:
        example = next((text for text in dataset.status if text != "ok"), "none failed")
        raise InputError(
            f"only {usable} of {runs} runs and {len(rest)} held-out runs can be used; the first failure: {example}"
        )
    order = np.random.default_rng(seed).permutation(first)
    validation = min(_MOST_VALIDATION, round(_VALIDATION_SHARE * usable))
    calibration = min(_MOST_CALIBRATION, round(_CALIBRATION_SHARE * usable))
    everything = Runs(dataset.X, dataset.Y)
    return SplitRuns(
        training=everything.part(order[validation + calibration :]),
        validation=everything.part(order[:validation]),
        calibration=everything.part(order[validation : validation + calibration]),
        held_out=everything.part(rest),
        dropped=int((~ok).sum()),
    )
