"""States of a surrogate that adapts, and what became of the batches that it was shown."""

from dataclasses import dataclass, field

from fluxion.surrogate.adaptation.near_field import NearField
from fluxion.surrogate.adaptation.observations import Observations
from fluxion.surrogate.model import Surrogate
from fluxion.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Version:
    """One state of the surrogate.

    Attributes:
        number: 0 before any update.
        parent: SHA-256 of the network that it came from, empty for version 0.
        surrogate: the model.
        data: content of its model file.
        observed: the runs that it has seen.
        error: error at held-out random designs, root mean square over the outputs, in standard deviations.
        change: (members, w + 1, t) what the weights of the last layers are more than those of version 0.
        near: what is added near the observed designs.
        met: (without any update, before this one) error at the batch that made it, not yet seen.
    """

    number: int
    parent: str
    surrogate: Surrogate
    data: bytes = field(repr=False)
    observed: Observations | None = field(repr=False)
    error: float
    change: FloatArray = field(repr=False)
    near: NearField | None = field(repr=False, default=None)
    met: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Update:
    """What became of a batch of observations.

    Attributes:
        accepted: whether there is a new version.
        reason: why, in one sentence.
        version: number of the version that is in use now.
        share: part of the weight that the observations have; 0 if refused, or if no correction was worth it.
        random_error: (before, after) error at held-out random designs, in standard deviations.
        batch_error: (without any update, before this one) error at the designs of the batch, not yet seen.
        refit_advised: the updates have stopped to help; train anew with the observations among the runs.
    """

    accepted: bool
    reason: str
    version: int
    share: float
    random_error: tuple[float, float]
    batch_error: tuple[float, float]
    refit_advised: bool
