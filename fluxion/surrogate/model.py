"""A trained surrogate: raw designs in, physical outputs with intervals out, refusal outside what it learned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion.errors import SurrogateError
from fluxion.surrogate.card import ModelCard
from fluxion.surrogate.chunks import check_count
from fluxion.surrogate.columns import Columns
from fluxion.surrogate.onnx_file import ModelFile, parse_model, read_model_file
from fluxion.surrogate.providers import CPU, check_providers
from fluxion.surrogate.session import NetworkSession
from fluxion.typing import Designs


@dataclass(frozen=True, eq=False)
class Prediction:
    """Predicted outputs of n designs; every mapping holds an (n,) float64 column per output, in its unit.

    Attributes:
        card: what predicted.
        mean: mean over the ensemble.
        spread: standard deviation over the members of the ensemble.
    """

    card: ModelCard
    mean: Columns
    spread: Columns

    @property
    def lower(self) -> Columns:
        """Lower ends of the intervals."""
        return self._interval[0]

    @property
    def upper(self) -> Columns:
        """Upper ends of the intervals."""
        return self._interval[1]

    @cached_property
    def half_width(self) -> Columns:
        """Half widths of the intervals before their ends are cut at what is possible."""
        return Columns(self.card.column, self.card.widths.half(self.spread.matrix))

    @cached_property
    def _interval(self) -> tuple[Columns, Columns]:
        # Most searches ask for means only.
        lower, upper = self.card.widths.cut(self.mean.matrix, self.half_width.matrix)
        return Columns(self.card.column, lower), Columns(self.card.column, upper)


@dataclass(frozen=True, eq=False)
class Surrogate:
    """A network and its card. Thread-safe; can be pickled and copied.

    Attributes:
        card: what the model is.
        source: where it came from, for messages.
    """

    card: ModelCard
    source: str
    _session: NetworkSession = field(repr=False)

    @classmethod
    def load(cls, path: str | Path, providers: Sequence[str] = CPU) -> "Surrogate":
        """Read a model file; the network itself is opened on the first prediction.

        Args:
            path: the file.
            providers: who computes, in order of preference: ``"cpu"``, ``"cuda"`` and others, see
                `fluxion.surrogate.providers.PROVIDERS`.

        Raises:
            InputError: there is no such file, or an unknown provider.
            MissingDependencyError: the installed ONNX Runtime lacks the provider.
            SurrogateError: the file is damaged, too large, no surrogate of this kind, or its network is not the
                one that its card belongs to.
        """
        return cls._checked(read_model_file(path), f"the surrogate model '{path}'", providers)

    @classmethod
    def from_bytes(
        cls, data: bytes, source: str = "the surrogate model in memory", providers: Sequence[str] = CPU
    ) -> "Surrogate":
        """As `load`, from the content of a model file.

        Raises:
            SurrogateError: see `load`.
        """
        return cls._checked(parse_model(data, source), source, providers)

    @classmethod
    def _checked(cls, file: ModelFile, what: str, providers: Sequence[str]) -> "Surrogate":
        try:
            card = ModelCard.from_json(file.card_json)
        except SurrogateError as error:
            raise SurrogateError(f"{what}: {error}") from error
        if card.network_sha256 != file.sha256:
            raise SurrogateError(
                f"{what} was changed after it was made: its card belongs to the network {card.network_sha256[:16]}, "
                f"the file holds {file.sha256[:16]}. Fetch it again, or make it anew with 'fluxion train'."
            )
        chosen = check_providers(providers, what)
        return cls(card, what, NetworkSession(file.data, what, len(card.space), len(card.outputs), chosen))

    def row_status(self, X: ArrayLike) -> NDArray[np.object_]:
        """(n,) texts: ``"ok"``, or why the surrogate cannot answer for that row, with the remedy.

        Raises:
            InputError: `X` is not an array of numbers with shape (n, d).
        """
        status = self.card.space.row_status(X)
        for i in np.flatnonzero(status != "ok"):
            status[i] = f"{status[i].rstrip('.')}; the surrogate has not learned it: use physics for this design."
        return status

    def out_of_domain(self, X: ArrayLike) -> NDArray[np.bool_] | None:
        """(n,) which of (n, d) encoded designs are unlike the training designs; None if the card does not say.

        Raises:
            InputError: as `predict`.
        """
        domain = self.card.domain
        return None if domain is None else domain.outside(self.card.space, self.card.space.check(X))

    def means(self, X: Designs, threads: int = 1) -> Columns:
        """As the means of `predict`, of designs that are known to be valid.

        Args:
            X: (n, d) designs that the space of the card allows.
            threads: threads that share the rows.

        Raises:
            SurrogateError: the network cannot be run.
        """
        return Columns(self.card.column, self._session.means(X, threads))

    def predict(self, X: ArrayLike, threads: int = 1) -> Prediction:
        """Outputs of (n, d) encoded designs, columns in the order of ``card.space``.

        Args:
            X: the designs.
            threads: threads that share the rows, where there are more than some thousands; the numbers are the same.

        Raises:
            InputError: wrong shape, not finite, or outside the bounds of the card; row and column are named.
            SurrogateError: the network cannot be run.
        """
        designs = self.card.space.check(X)
        mean, spread = self._session.run(designs, check_count(threads))
        index = self.card.column
        return Prediction(self.card, Columns(index, mean), Columns(index, spread))
