"""Physics runs that a surrogate is shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import InputError
from fluxion.surrogate.card import ModelCard
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True, eq=False)
class Observations:
    """(n, d) encoded designs and their (n, t) true outputs, columns as in the card of the surrogate."""

    X: Designs
    Y: FloatArray

    def __len__(self) -> int:
        return len(self.X)

    def part(self, rows: np.ndarray) -> "Observations":
        """The runs of these rows."""
        return Observations(self.X[rows], self.Y[rows])

    def new_to(self, before: "Observations | None") -> "Observations":
        """These runs without repeated designs and without those that `before` holds: a design counts once."""
        taken = set() if before is None else {row.tobytes() for row in before.X + 0.0}
        rows = []
        for i, row in enumerate(self.X + 0.0):
            if row.tobytes() not in taken:
                taken.add(row.tobytes())
                rows.append(i)
        return self.part(np.array(rows, dtype=np.intp))

    def and_then(self, others: "Observations") -> "Observations":
        """These runs, then the others."""
        return Observations(np.concatenate([self.X, others.X]), np.concatenate([self.Y, others.Y]))


def check_observations(X: ArrayLike, Y: ArrayLike, card: ModelCard, what: str = "the observations") -> Observations:
    """(n, d) designs and (n, t) outputs as arrays, if the surrogate of `card` could have made them.

    Raises:
        InputError: another shape, no rows, designs outside the bounds, or outputs that are not finite or beyond what is
            physically possible; row and column are named.
    """
    designs = card.space.check(X)
    try:
        values = np.asarray(Y, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{what}: expected outputs as numbers ({error}).") from None
    if len(designs) == 0:
        raise InputError(f"{what}: expected at least one run; got none.")
    if values.shape != (len(designs), len(card.outputs)):
        raise InputError(
            f"{what}: expected outputs of shape (n, {len(card.outputs)}), one row per design, columns "
            f"{', '.join(card.targets)}; got {values.shape} for {len(designs)} designs."
        )
    lower, upper = physical_limits(card)
    # A comparison with NaN is false, so NaN counts as out of range.
    wrong = ~((values >= lower) & (values <= upper) & np.isfinite(values))
    if wrong.any():
        i, j = (int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"{what}, row {i + 1}, output '{card.targets[j]}': expected a finite value from {lower[j]:g} to "
            f"{upper[j]:g} {card.outputs[j].unit}; got {values[i, j]}. Leave out runs that failed."
        )
    return Observations(designs, values)


def physical_limits(card: ModelCard) -> tuple[FloatArray, FloatArray]:
    """(t,) smallest and (t,) largest possible outputs; infinity where there is no limit."""
    lower = np.array([-np.inf if one.lower is None else one.lower for one in card.outputs])
    upper = np.array([np.inf if one.upper is None else one.upper for one in card.outputs])
    return lower, upper
