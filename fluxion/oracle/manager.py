"""A surrogate of the reference office in two or three numbers, by itself."""

import os

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import SurrogateError
from fluxion.problems.reference_office.genes import GENES, read_population, with_cooling
from fluxion.surrogate import Surrogate
from fluxion.typing import Designs, FloatArray


class SurrogateManager:
    """A surrogate of the annual zone loads, or none yet.

    Attributes:
        surrogate: the model; None: whoever is handed this manager computes with physics.
    """

    def __init__(self, surrogate: Surrogate | None = None) -> None:
        self.surrogate = surrogate

    @classmethod
    def load_onnx(cls, path: str | os.PathLike[str]) -> "SurrogateManager":
        """Read a model file, for example ``assets/thermal_surrogate.onnx``.

        Raises:
            InputError: there is no such file.
            SurrogateError: the file is damaged or no Fluxion surrogate, or learned from other numbers than genes.
        """
        surrogate = Surrogate.load(os.fspath(path))
        genes_of(surrogate)
        return cls(surrogate)

    def predict_loads(self, genes: ArrayLike) -> FloatArray:
        """(n, z) annual heating plus cooling loads per zone [kWh] of (n, 2) or (n, 3) genes, as the model says.

        Raises:
            InputError: wrong shape, not finite, or outside the bounds of the model; row and column are named.
            SurrogateError: no model is loaded, or it learned other genes.
        """
        if self.surrogate is None:
            raise SurrogateError("no surrogate is loaded; use SurrogateManager.load_onnx(path).")
        mean = self.surrogate.predict(columns_for(self.surrogate, read_population(genes))).mean
        return np.stack([mean[name] for name in self.surrogate.card.targets], axis=1)


def genes_of(surrogate: Surrogate) -> tuple[str, ...]:
    """The genes that a surrogate learned from.

    Raises:
        SurrogateError: it learned from something else.
    """
    names = surrogate.card.space.names
    if names not in (GENES[:2], GENES):
        raise SurrogateError(
            f"{surrogate.source} learned from {', '.join(names)}; expected a model of the genes {', '.join(GENES)} or "
            "of the first two, as 'make assets' trains them."
        )
    return names


def columns_for(surrogate: Surrogate, genes: Designs) -> Designs:
    """(n, 2) or (n, 3) genes as a surrogate wants them, of (n, 2) or (n, 3) genes.

    Raises:
        SurrogateError: the rows give a gene that it did not learn.
    """
    names = genes_of(surrogate)
    if len(genes) == 0:
        return np.empty((0, len(names)))
    if len(names) < genes.shape[1]:
        raise SurrogateError(
            f"{surrogate.source} learned from {', '.join(names)} only, but the rows also give {GENES[2]}. Load a model "
            "of three genes such as assets/thermal_surrogate_3.onnx, leave the third column out, or use physics."
        )
    return with_cooling(genes)[:, : len(names)]
