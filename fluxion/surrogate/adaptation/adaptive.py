"""A surrogate that learns from the physics runs it is shown, keeps its versions, and refuses what would harm it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.adapted_card import Judged, adapted_card
from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.near_field import NearField
from fluxion.surrogate.adaptation.observations import Observations, check_observations, physical_limits
from fluxion.surrogate.adaptation.replay import replay_of
from fluxion.surrogate.adaptation.ridge import censored
from fluxion.surrogate.adaptation.update import (
    Correction,
    best_correction,
    corrected_raw,
    overall,
    with_near_field,
)
from fluxion.surrogate.balance import balance_residual
from fluxion.surrogate.columns import Columns
from fluxion.surrogate.model import Surrogate
from fluxion.surrogate.onnx_file import network_of, network_sha256, read_model_file, with_card
from fluxion.typing import FloatArray


@dataclass(frozen=True)
class AdaptationOptions:
    """How a surrogate adapts.

    Attributes:
        shares: parts of the total weight that the observations may have; every output takes the one with which it knows
            observations best that it has not seen.
        drift: allowed rise of the error of an output at held-out random designs, against the surrogate before any
            update; a correction that breaks it is not made. Last layers, which reach everywhere, may use three quarters
            of it.
        lengths: of the kernels around observed designs, in diagonals of the design space; the one that knows
            observations best that it has not seen is taken; none: the last layers alone adapt.
        surprise: a batch is refused if its energy balance is open, or if the surrogate in use errs on any output by
            more than so many times its error at held-out random designs. A search drives a surrogate to designs where
            it errs two to four times as much.
        helpful: a refit is advised when the error at fresh observations is not this many times smaller than without any
            update, twice in a row.
        replay: random designs to keep.
        seed: of the choice of those.
    """

    shares: tuple[float, ...] = (0.8, 0.5, 0.2, 0.1)
    drift: float = 0.04
    lengths: tuple[float, ...] = (0.1, 0.15, 0.2, 0.25)
    surprise: float = 6.0
    helpful: float = 1.2
    replay: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.shares or not all(0.0 < share < 1.0 for share in self.shares):
            raise InputError(f"the shares of the observations must lie between 0 and 1; got {self.shares}.")
        if not all(length > 0.0 for length in self.lengths):
            raise InputError(f"the lengths of the kernels must be positive; got {self.lengths}.")
        if self.replay < 30:
            raise InputError(f"the replay needs at least 30 designs; got {self.replay}.")


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
    """

    number: int
    parent: str
    surrogate: Surrogate
    data: bytes = field(repr=False)
    observed: Observations | None = field(repr=False)
    error: float
    change: FloatArray = field(repr=False)
    near: NearField | None = field(repr=False, default=None)


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


class AdaptiveSurrogate:
    """A surrogate with versions. Every update starts from version 0 and all accepted observations, so none is lost.

    Attributes:
        options: how it adapts.
        versions: all versions, the one in use last.
        updates: what became of every batch, also of those whose version was taken back.
    """

    def __init__(
        self,
        data: bytes,
        known: Observations | None = None,
        held_out: Observations | None = None,
        options: AdaptationOptions | None = None,
        source: str = "the surrogate model in memory",
    ) -> None:
        """Start from the content of a model file.

        Args:
            data: content of the model file.
            known: random runs that updates must keep, for example those of the training; None: the surrogate's own
                answers at random designs.
            held_out: random runs that the surrogate was not trained on, to judge updates by; None: its own answers
                and the errors in its card.
            options: how it adapts.
            source: the model, for messages.

        Raises:
            InputError: the known runs are not runs of this surrogate.
            SurrogateError: the file cannot be used, or its network has no last layers that could be adapted.
        """
        self.options = options or AdaptationOptions()
        surrogate = Surrogate.from_bytes(data, source)
        for runs, what in ((known, "the known runs"), (held_out, "the held-out runs")):
            if runs is not None:
                check_observations(runs.X, runs.Y, surrogate.card, what)
        self._network = network_of(data)
        self._layers = LastLayers.of(self._network, len(surrogate.card.outputs), source)
        self._replay = replay_of(self._layers, surrogate.card, known, held_out, self.options.replay, self.options.seed)
        error = overall(self._replay.errors(self._replay.own))
        nothing = np.zeros(self._layers.weights.shape)
        self.versions: tuple[Version, ...] = (Version(0, "", surrogate, data, None, error, nothing),)
        self.updates: tuple[Update, ...] = ()

    @classmethod
    def load(
        cls,
        path: str | Path,
        known: Observations | None = None,
        held_out: Observations | None = None,
        options: AdaptationOptions | None = None,
    ) -> "AdaptiveSurrogate":
        """Start from a model file; arguments and errors as in the constructor."""
        return cls(read_model_file(path).data, known, held_out, options, f"the surrogate model '{path}'")

    @property
    def version(self) -> Version:
        """The version in use."""
        return self.versions[-1]

    @property
    def surrogate(self) -> Surrogate:
        """The model of the version in use."""
        return self.version.surrogate

    def observe(self, X: ArrayLike, Y: ArrayLike) -> Update:
        """Learn from (n, d) encoded designs and their (n, t) true outputs, columns as in the card.

        The batch is refused, and the version in use stays, if it is farther from what the surrogate expects than the
        options allow: its runs are then wrong, or of another building or climate.

        Raises:
            InputError: wrong shape, outside the bounds, or outputs that are not finite or not possible.
        """
        base, current = self.versions[0], self.version
        batch = check_observations(X, Y, base.surrogate.card)
        batch = batch.new_to(current.observed)
        if not len(batch):
            reason = "refused: every design of the batch has been observed before, so there is nothing new to learn."
            return self._note(Update(False, reason, current.number, 0.0, (current.error,) * 2, (0.0, 0.0), False))
        everything = batch if current.observed is None else current.observed.and_then(batch)
        seen, missing = self._lack(everything)
        batch_error = self._batch_error(batch, current)
        refusal = self._surprise(batch)
        if refusal:
            update = Update(False, refusal, current.number, 0.0, (current.error,) * 2, batch_error, False)
        else:
            found = self._correction(everything, seen, missing)
            version = self._version(found, everything, seen)
            self.versions = (*self.versions, version)
            reason = f"version {version.number} learned from {len(everything)} observations."
            if not found.helps:
                reason = (
                    f"version {version.number} predicts as before: no correction knows the {len(everything)} "
                    "observations better, each without having seen it, and does no harm at random designs."
                )
            errors = (current.error, found.error)
            advised = self._stopped_helping(batch_error)
            update = Update(True, reason, version.number, found.share, errors, batch_error, advised)
        return self._note(update)

    def _correction(self, runs: Observations, seen: Activations, missing: FloatArray) -> Correction:
        options, limit = self.options, self._leeway * self.options.drift
        found = best_correction(self._layers, self._replay, seen, missing, options.shares, _PART_OF_LAST_LAYERS * limit)
        card = self.versions[0].surrogate.card
        return with_near_field(
            self._layers, self._replay, card.space, seen, runs, physical_limits(card), found, options.lengths, limit
        )

    def _note(self, update: Update) -> Update:
        self.updates = (*self.updates, update)
        return update

    def rollback(self) -> Version:
        """Return to the version before; its observations are forgotten with it.

        Raises:
            InputError: there is none.
        """
        if len(self.versions) == 1:
            raise InputError("the surrogate has not been adapted; there is no version to return to.")
        self.versions = self.versions[:-1]
        return self.version

    def _lack(self, runs: Observations) -> tuple[Activations, FloatArray]:
        seen = self._layers.activations(runs.X)
        return seen, censored(runs.Y, seen.raw, *physical_limits(self.versions[0].surrogate.card))

    def _batch_error(self, batch: Observations, current: Version) -> tuple[float, float]:
        errors = []
        for version in (self.versions[0], current):
            mean = version.surrogate.predict(batch.X).mean.matrix
            errors.append(overall(np.sqrt(np.square(mean - batch.Y).mean(axis=0)) / self._replay.scale))
        return errors[0], errors[1]

    @property
    def _leeway(self) -> float:
        # Without true outputs every change counts as an error, the right ones too.
        return 1.0 if self._replay.true is not None else 2.0

    def _surprise(self, batch: Observations) -> str:
        """Why the batch cannot be believed, empty if it can."""
        return self._open_balance(batch) or self._far_off(batch)

    def _open_balance(self, batch: Observations) -> str:
        card = self.versions[0].surrogate.card
        open_share = balance_residual(Columns(card.column, batch.Y), card.balance, len(batch))
        worst = int(open_share.argmax())
        # NaN, where the outputs make no balance, is not beyond the limit.
        if not open_share[worst] > _MOST_OPEN:
            return ""
        return (
            f"refused: the energy balance of the observations is open by {open_share[worst]:.0%} of its terms in row "
            f"{worst + 1} (at most {_MOST_OPEN:.0%}). {_CHECK}"
        )

    def _far_off(self, batch: Observations) -> str:
        replay, predicted = self._replay, self.surrogate.predict(batch.X).mean.matrix
        error = np.sqrt(np.square(predicted - batch.Y).mean(axis=0)) / replay.scale
        ratio = error / (replay.errors(replay.own) + _NEGLIGIBLE)
        j = int(ratio.argmax())
        if ratio[j] <= self.options.surprise:
            return ""
        name = self.versions[0].surrogate.card.targets[j]
        return (
            f"refused: the observations of '{name}' are {ratio[j]:.1f} times as far from the predictions as those of "
            f"random designs (at most {self.options.surprise:g} times). {_CHECK}"
        )

    def _version(self, found: Correction, runs: Observations, seen: Activations) -> Version:
        """The next version: patched network, new card, new checksum."""
        base, parent = self.versions[0], self.version
        network = self._layers.changed(self._layers.weights + found.change, found.near)
        number = parent.number + 1
        replay, random = self._replay, None
        if replay.true is not None:
            at = replay.judged
            raw = corrected_raw(at, found.change)
            if found.near is not None:
                raw = raw + found.near.at(at.designs.astype(np.float64))
            random = Judged(*self._layers.predict(at.designs, raw), replay.true)
        observed = Judged(*self._layers.predict(seen.designs, found.left_out), runs.Y)
        parent_sha = parent.surrogate.card.network_sha256
        training = {
            # A file that was adapted before goes on counting.
            "version": int(base.surrogate.card.training.get("version", 0)) + number,
            "parent": parent_sha,
            "adapted": f"last layers by ridge regression, {found.share:.0%} of the weight on {len(runs)} observed runs"
            + ("" if found.near is None else f"; kernels around {len(found.near.centres)} of them"),
        }
        card = adapted_card(base.surrogate.card, random, observed, training, network_sha256(network))
        data = with_card(network, card.to_json())
        surrogate = Surrogate.from_bytes(data, f"version {number} of {base.surrogate.source}")
        return Version(number, parent_sha, surrogate, data, runs, found.error, found.change, found.near)

    def _stopped_helping(self, latest: tuple[float, float]) -> bool:
        accepted: Sequence[tuple[float, float]] = [one.batch_error for one in self.updates if one.accepted]
        # The first batch was met by a surrogate that had learned nothing yet.
        judged = [*accepted[1:], latest] if accepted else []
        last = judged[-_IN_A_ROW:]
        return len(last) == _IN_A_ROW and all(before < self.options.helpful * now for before, now in last)


_CHECK = "Check the observations: units, order of the columns, settings, weather."
# Share of the terms that may be missing in an energy balance: far more than any engine leaves open.
_MOST_OPEN = 0.05
# What the last layers may use of the allowed drift; the rest is for kernels, which reach less far.
_PART_OF_LAST_LAYERS = 0.75
# Error in standard deviations that is too small to be compared.
_NEGLIGIBLE = 0.01
# Batches in a row that were not predicted better before a refit is advised.
_IN_A_ROW = 2
