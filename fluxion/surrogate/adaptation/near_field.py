"""What a surrogate lacks near the designs that it was shown, by kernels around them; far away it stays as it was.

The last layers see what the network has learned to see, so a change of theirs reaches everywhere. A Gaussian around
every observed design reaches its neighbours only, and a search stays in a neighbourhood. Both are linear in their
weights and closed in form.
"""

from dataclasses import dataclass

import numpy as np

from fluxion.design import Choice, DesignSpace
from fluxion.surrogate.graph import Node
from fluxion.surrogate.kernel_ridge import gaussian_kernel, squared_distances, unit_features
from fluxion.surrogate.session import INPUT
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True, eq=False)
class NearField:
    """A sum of Gaussians.

    Attributes:
        space: the designs.
        centres: (m, d) designs.
        length: of every Gaussian, in diagonals of the design space, see `unit_features`.
        weights: (m, t) heights, in the units of the outputs.
    """

    space: DesignSpace
    centres: Designs
    length: float
    weights: FloatArray

    def at(self, X: Designs) -> FloatArray:
        """(n, t) what is added at (n, d) designs."""
        return np.asarray(near_kernel(self.space, X, self.centres, self.length) @ self.weights)

    def nodes(self, prefix: str) -> tuple[list[Node], dict[str, np.ndarray], str]:
        """The same as nodes of a network, their constants, and the name of what they give.

        Args:
            prefix: of all names.
        """
        hinges, places, columns = _encoding(self.space)
        centres = unit_features(self.space, self.centres)
        # exp(-|z - c|^2 / 2 l^2): the product z c from a matrix, |c|^2 from its bias, |z|^2 from the column behind z.
        steep = 1.0 / self.length**2
        constants = {
            "hinge_weight": hinges,
            "hinge_bias": places,
            "column_weight": columns,
            "column_bias": np.zeros(columns.shape[1]),
            "square_sum": np.full((columns.shape[1], 1), -0.5 * steep),
            "centre_weight": np.vstack([steep * centres.T, np.ones((1, len(centres)))]),
            "centre_bias": -0.5 * steep * np.square(centres).sum(axis=1),
            "height_weight": self.weights,
            "height_bias": np.zeros(self.weights.shape[1]),
        }
        steps: list[tuple[str, tuple[str, ...], str, dict[str, int]]] = [
            ("Gemm", (INPUT, "hinge_weight", "hinge_bias"), "hinge_sum", {}),
            ("Relu", ("hinge_sum",), "hinge", {}),
            ("Gemm", ("hinge", "column_weight", "column_bias"), "column", {}),
            ("Mul", ("column", "column"), "square", {}),
            ("MatMul", ("square", "square_sum"), "size", {}),
            ("Concat", ("column", "size"), "point", {"axis": 1}),
            ("Gemm", ("point", "centre_weight", "centre_bias"), "exponent", {}),
            ("Exp", ("exponent",), "kernel", {}),
            ("Gemm", ("kernel", "height_weight", "height_bias"), "field", {}),
        ]

        def named(name: str) -> str:
            return name if name == INPUT else prefix + name

        nodes = [
            Node(operator, tuple(map(named, inputs)), (named(output),), attributes)
            for operator, inputs, output, attributes in steps
        ]
        return nodes, {named(k): v.astype(np.float32) for k, v in constants.items()}, named("field")


def near_kernel(space: DesignSpace, X: Designs, centres: Designs, length: float) -> FloatArray:
    """(n, m) Gaussians around (m, d) designs at (n, d) designs."""
    return gaussian_kernel(squared_distances(unit_features(space, X), unit_features(space, centres)), length)


def _encoding(space: DesignSpace) -> tuple[FloatArray, FloatArray, FloatArray]:
    """`unit_features` as hinges: max(0, x w + b) times a matrix, with (d, h) w, (h,) b and the (h, q) matrix.

    A number is a hinge of its own, at its lower bound. An option k of a choice is a tent of three hinges, at k - 1, k
    and k + 1, which is one at k and zero at every other option.
    """
    slopes: list[tuple[int, float, float]] = []
    blocks: list[FloatArray] = []
    scale = 1.0 / np.sqrt(len(space))
    for j, variable in enumerate(space.variables):
        if isinstance(variable, Choice):
            options = len(variable.options)
            slopes += [(j, 1.0, 1.0 - k) for k in range(options + 2)]
            tents = np.zeros((options + 2, options))
            for k in range(options):
                tents[k : k + 3, k] = (1.0, -2.0, 1.0)
            blocks.append(tents * scale / np.sqrt(2.0))
        else:
            width = space.upper[j] - space.lower[j]
            slopes.append((j, 1.0 / width, -space.lower[j] / width))
            blocks.append(np.full((1, 1), scale))
    weight, columns = np.zeros((len(space), len(slopes))), np.zeros((len(slopes), sum(b.shape[1] for b in blocks)))
    for h, (j, slope, _) in enumerate(slopes):
        weight[j, h] = slope
    row = column = 0
    for block in blocks:
        columns[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return weight, np.array([place for _, _, place in slopes]), columns
