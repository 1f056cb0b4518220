"""A pairwise function of levels as a quadratic function of bits."""

from dataclasses import dataclass

import numpy as np

from fluxion.qubo.encodings import Bits, Encoding, VariableCode
from fluxion.qubo.pairwise import PairwiseModel
from fluxion.typing import Column, FloatArray


@dataclass(frozen=True, eq=False)
class BitModel:
    """energy = constant + linear . x + x . quadratic . x, for bits x of 0 and 1.

    Attributes:
        constant: the part that all bits have.
        linear: (b,) by bit.
        quadratic: (b, b) upper triangle, zero on and below the diagonal.
    """

    constant: float
    linear: FloatArray
    quadratic: FloatArray

    def energies(self, bits: Bits) -> Column:
        """(n,) energies of (n, b) bits."""
        x = bits.astype(np.float64)
        return np.asarray(self.constant + x @ self.linear + np.einsum("ij,ij->i", x @ self.quadratic, x))

    def plus(self, other: "BitModel", weight: float = 1.0) -> "BitModel":
        """The sum with a multiple of another one of the same bits."""
        return BitModel(
            self.constant + weight * other.constant,
            self.linear + weight * other.linear,
            self.quadratic + weight * other.quadratic,
        )

    def times(self, factor: float) -> "BitModel":
        """A multiple."""
        return BitModel(factor * self.constant, factor * self.linear, factor * self.quadratic)

    @property
    def coefficients(self) -> FloatArray:
        """(c,) linear and quadratic coefficients that are not zero."""
        everything = np.concatenate([self.linear, self.quadratic[np.triu_indices_from(self.quadratic, 1)]])
        return everything[everything != 0.0]

    @property
    def dynamic_range(self) -> float:
        """Largest over median size of the coefficients; hardware that scales the largest to 1 blurs the rest."""
        sizes = np.abs(self.coefficients)
        return float(sizes.max() / np.median(sizes)) if len(sizes) else 1.0


def bit_labels(names: tuple[str, ...], encoding: Encoding) -> tuple[str, ...]:
    """(b,) name of every bit: variable and number of the bit in it, such as ``x_window_2``.

    LP files know no names that may be read as a number, and take ``e1``, ``inf`` and ``free`` for words of their own.
    """
    return tuple(
        f"x_{name}_{bit}" for name, code in zip(names, encoding.codes) for bit in range(code.patterns.shape[1])
    )


def to_bits(model: PairwiseModel, encoding: Encoding) -> BitModel:
    """The function of bits that equals `model` for the bits of every design; elsewhere it may be anything."""
    width = encoding.width
    constant, linear, quadratic = model.constant, np.zeros(width), np.zeros((width, width))
    readers = [_reader(code) for code in encoding.codes]
    for v, code in enumerate(encoding.codes):
        own = encoding.bits_of(v)
        extra, line, square = _single(code, model.main[model.block(v)])
        constant += extra
        linear[own] += line
        quadratic[own, own] += square
        for w in range(v + 1, len(encoding.codes)):
            other = encoding.bits_of(w)
            part = readers[v].T @ model.pair[model.block(v), model.block(w)] @ readers[w]
            constant += part[0, 0]
            linear[own] += part[1:, 0]
            linear[other] += part[0, 1:]
            quadratic[own, other] += part[1:, 1:]
    return BitModel(float(constant), linear, quadratic)


def penalty_bits(encoding: Encoding, weights: FloatArray) -> BitModel:
    """What invalid bits cost: for each of (v,) variables a weight times at least 1; 0 for the bits of designs."""
    width = encoding.width
    constant, linear, quadratic = 0.0, np.zeros(width), np.zeros((width, width))
    for v, (code, weight) in enumerate(zip(encoding.codes, weights)):
        if code.penalty is not None:
            own = encoding.bits_of(v)
            constant += weight * code.penalty[0]
            linear[own] += weight * code.penalty[1]
            quadratic[own, own] += weight * code.penalty[2]
    return BitModel(float(constant), linear, quadratic)


def _reader(code: VariableCode) -> FloatArray:
    """(k, 1 + m) coefficients with which a table over levels becomes one of a constant and bits."""
    if code.indicators is not None:
        return code.indicators
    # A table that is linear in the bits is read off their patterns; `Encoding.basis` sees to it that it is.
    patterns = np.concatenate([np.ones((len(code.patterns), 1)), code.patterns.astype(np.float64)], axis=1)
    return np.linalg.pinv(patterns).T


def _single(code: VariableCode, table: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Constant, linear and quadratic coefficients of a table over the levels of one variable."""
    bits = code.patterns.shape[1]
    square = np.zeros((bits, bits))
    if code.indicators is not None:
        line = table @ code.indicators
        return float(line[0]), line[1:], square
    upper = np.triu_indices(bits, 1)
    x = code.patterns.astype(np.float64)
    columns = np.concatenate([np.ones((len(x), 1)), x, x[:, upper[0]] * x[:, upper[1]]], axis=1)
    found = np.linalg.lstsq(columns, table, rcond=None)[0]
    square[upper] = found[1 + bits :]
    return float(found[0]), found[1 : 1 + bits], square
