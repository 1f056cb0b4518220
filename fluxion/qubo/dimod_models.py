"""Objects of dimod: a binary quadratic model, and one in which limits stay limits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fluxion._optional import require
from fluxion.qubo.bits import BitModel, bit_labels, to_bits
from fluxion.qubo.encodings import encoding
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.model import QuboModel
from fluxion.qubo.pairwise import PairwiseModel

if TYPE_CHECKING:
    import dimod

#: The extra that brings dimod and its samplers.
EXTRA = "qubo"


def to_bqm(model: QuboModel) -> "dimod.BinaryQuadraticModel":
    """The energies as a binary quadratic model whose variables are the labels of the bits.

    Raises:
        MissingDependencyError: dimod is not installed.
    """
    return _labelled(model.bits, model.labels)


def to_cqm(
    grid: LevelGrid, objective: PairwiseModel, limits: Mapping[str, PairwiseModel]
) -> "dimod.ConstrainedQuadraticModel":
    """The objective over one-hot bits, with levels as discrete variables and limits as constraints, without penalties.

    Args:
        grid: the levels.
        objective: what is minimised, in its own unit.
        limits: name of a constraint -> the model of its value, met where <= 0.

    Raises:
        MissingDependencyError: dimod is not installed.
    """
    dimod = require("dimod", EXTRA)
    one_hot = encoding("one_hot", grid.counts)
    labels = bit_labels(grid.names, one_hot)

    cqm = dimod.ConstrainedQuadraticModel()
    cqm.set_objective(_labelled(to_bits(objective, one_hot), labels))
    for v, name in enumerate(grid.names):
        cqm.add_discrete(list(labels[one_hot.bits_of(v)]), label=f"one_level_of_{name}")
    for name, part in limits.items():
        cqm.add_constraint(_labelled(to_bits(part, one_hot), labels), sense="<=", rhs=0.0, label=f"limit_{name}")
    return cqm  # type: ignore[no-any-return]


def _labelled(bits: BitModel, labels: tuple[str, ...]) -> "dimod.BinaryQuadraticModel":
    rows, columns = np.nonzero(bits.quadratic)
    return require("dimod", EXTRA).BinaryQuadraticModel.from_numpy_vectors(
        bits.linear,
        (rows, columns, bits.quadratic[rows, columns]),
        bits.constant,
        "BINARY",
        variable_order=list(labels),
    )
