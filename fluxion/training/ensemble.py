"""The trained ensemble as plain arrays, and the same ensemble in double precision NumPy."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fluxion.design import DesignSpace
from fluxion.design.encoding import InputEncoding
from fluxion.training.closure import Closure
from fluxion.training.targets import Target, limits
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Several multilayer perceptrons of the same shape, trained apart; SiLU between the layers.

    Attributes:
        space: what the columns of a design mean.
        encoding: how a design enters the network.
        targets: the outputs, in order.
        weights: per layer (members, inputs, outputs) float32.
        biases: per layer (members, outputs) float32.
        centre: (t,) added to the scaled output, in the unit of the target.
        scale: (t,) multiplies the scaled output, in the unit of the target.
        closure: closes the energy balance of the mean; None where the targets make none.
    """

    space: DesignSpace
    encoding: InputEncoding
    targets: tuple[Target, ...]
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    centre: FloatArray
    scale: FloatArray
    closure: Closure | None = None

    @property
    def members(self) -> int:
        """Number of networks."""
        return int(self.weights[0].shape[0])

    @property
    def layer_widths(self) -> tuple[int, ...]:
        """Widths from the encoded input to the outputs."""
        return (int(self.weights[0].shape[1]), *(int(layer.shape[2]) for layer in self.weights))

    def member_outputs(self, X: Designs) -> FloatArray:
        """(members, n, t) outputs of (n, d) checked designs in physical units, none below what is possible."""
        values = np.broadcast_to(self.encoding.apply(X), (self.members, len(X), self.encoding.width))
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            values = values @ weight.astype(np.float64) + bias.astype(np.float64)[:, None, :]
            if layer < len(self.weights) - 1:
                values = silu(values)
        return np.maximum(values * self.scale + self.centre, limits(self.targets)[0])

    def predict(self, X: Designs) -> tuple[FloatArray, FloatArray]:
        """(n, t) mean, balanced and within what is possible, and (n, t) standard deviation (n - 1) over the members.

        A single member has no spread.
        """
        outputs = self.member_outputs(X)
        mean = outputs.mean(axis=0) if self.closure is None else self.closure.apply(outputs.mean(axis=0))
        mean = np.minimum(mean, limits(self.targets)[1])
        if self.members == 1:
            return mean, np.zeros_like(mean)
        return mean, outputs.std(axis=0, ddof=1)


def silu(values: FloatArray) -> FloatArray:
    """Product x * sigmoid(x) (Elfwing, Uchibe and Doya 2018), without overflow."""
    return np.asarray(values * 0.5 * (1.0 + np.tanh(0.5 * values)))


def layer_sizes(inputs: int, hidden: Sequence[int], outputs: int) -> list[tuple[int, int]]:
    """(inputs, outputs) of every layer."""
    widths = [inputs, *hidden, outputs]
    return list(pairwise(widths))
