"""How a raw design becomes the input of the network: scaled numbers and one column per option."""

from dataclasses import dataclass

import numpy as np

from fluxion.design import Choice, DesignSpace
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True, eq=False)
class InputEncoding:
    """Numbers scaled to [-1, 1], then one 0/1 column per option of every choice.

    Attributes:
        numbers: (p,) columns of the design that hold numbers.
        centre: (p,) middle of their bounds.
        half_range: (p,) half the width of their bounds.
        choices: (q,) for every option, the column of the design that holds its choice.
        codes: (q,) for every option, its code.
    """

    numbers: np.ndarray
    centre: FloatArray
    half_range: FloatArray
    choices: np.ndarray
    codes: FloatArray

    @property
    def width(self) -> int:
        """Number of columns that the network sees."""
        return len(self.numbers) + len(self.choices)

    def apply(self, X: Designs) -> FloatArray:
        """(n, width) float64 network inputs of (n, d) encoded designs."""
        scaled = (X[:, self.numbers] - self.centre) / self.half_range
        options = (X[:, self.choices] == self.codes).astype(np.float64)
        return np.concatenate([scaled, options], axis=1)


def input_encoding(space: DesignSpace) -> InputEncoding:
    """The encoding of a design space; integers count as numbers."""
    numbers = [j for j, variable in enumerate(space.variables) if not isinstance(variable, Choice)]
    options = [
        (j, float(code))
        for j, variable in enumerate(space.variables)
        if isinstance(variable, Choice)
        for code in range(len(variable.options))
    ]
    lower, upper = space.lower[numbers], space.upper[numbers]
    return InputEncoding(
        numbers=np.array(numbers, dtype=np.int64),
        centre=(lower + upper) / 2.0,
        half_range=(upper - lower) / 2.0,
        choices=np.array([j for j, _ in options], dtype=np.int64),
        codes=np.array([code for _, code in options]),
    )
