"""A surrogate that learns from the physics runs it is shown, keeps its versions, and refuses what would harm it."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.adapted_card import Judged, adapted_card
from fluxion.surrogate.adaptation.gate import check_apart, check_trusted, refused
from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.observations import Observations, check_observations, physical_limits
from fluxion.surrogate.adaptation.options import AdaptationOptions
from fluxion.surrogate.adaptation.replay import replay_of
from fluxion.surrogate.adaptation.ridge import censored
from fluxion.surrogate.adaptation.update import Correction, best_correction, corrected_raw, overall, with_near_field
from fluxion.surrogate.adaptation.versions import Update, Version
from fluxion.surrogate.model import Surrogate
from fluxion.surrogate.onnx_file import network_of, network_sha256, read_model_file, with_card
from fluxion.typing import FloatArray


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
        if known is not None:
            known = check_observations(known.X, known.Y, surrogate.card, "the known runs")
        if held_out is not None:
            held_out = check_observations(held_out.X, held_out.Y, surrogate.card, "the held-out runs")
            check_apart(held_out, known, "the known runs")
        self._held_out, self._lock = held_out, threading.RLock()
        self._network = network_of(data)
        self._layers = LastLayers.of(self._network, len(surrogate.card.outputs), source)
        self._replay = replay_of(self._layers, surrogate.card, known, held_out, self.options.replay, self.options.seed)
        check_trusted(self._replay, surrogate.card, known is not None, held_out is not None)
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
            InputError: wrong shape, outside the bounds, outputs that are not finite or not possible, or designs that
                are among the held-out runs.
        """
        # Every version rests on the one before, so batches of several threads come one after the other.
        with self._lock:
            return self._observe(X, Y)

    def _observe(self, X: ArrayLike, Y: ArrayLike) -> Update:
        base, current = self.versions[0], self.version
        batch = check_observations(X, Y, base.surrogate.card)
        check_apart(self._held_out, batch, "the observations")
        batch = batch.new_to(current.observed)
        if not len(batch):
            reason = "refused: every design of the batch has been observed before, so there is nothing new to learn."
            return self._note(Update(False, reason, current.number, 0.0, (current.error,) * 2, (0.0, 0.0), False))
        everything = batch if current.observed is None else current.observed.and_then(batch)
        seen, missing = self._lack(everything)
        batch_error = self._batch_error(batch, current)
        refusal = refused(batch, self.surrogate, self._replay, self.options.surprise)
        if refusal:
            update = Update(False, refusal, current.number, 0.0, (current.error,) * 2, batch_error, False)
        else:
            found = self._correction(everything, seen, missing)
            advised = self._stopped_helping(batch_error)
            version = replace(self._version(found, everything, seen), met=batch_error)
            self.versions = (*self.versions, version)
            reason = f"version {version.number} learned from {len(everything)} observations."
            if not found.helps:
                reason = (
                    f"version {version.number} predicts as before: no correction knows the {len(everything)} "
                    "observations better, each without having seen it, and does no harm at random designs."
                )
            errors = (current.error, found.error)
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
        with self._lock:
            if len(self.versions) == 1:
                raise InputError("the surrogate has not been adapted; there is no version to return to.")
            self.versions = self.versions[:-1]
            return self.version

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_lock": None}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.RLock()

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
        # The first batch was met by a surrogate that had learned nothing yet. Versions taken back do not count.
        judged = [*(one.met for one in self.versions[2:]), latest] if len(self.versions) > 1 else []
        last = judged[-_IN_A_ROW:]
        return len(last) == _IN_A_ROW and all(before < self.options.helpful * now for before, now in last)


# What the last layers may use of the allowed drift; the rest is for kernels, which reach less far.
_PART_OF_LAST_LAYERS = 0.75
# Batches in a row that were not predicted better before a refit is advised.
_IN_A_ROW = 2
