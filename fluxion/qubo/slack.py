"""A limit as a square that vanishes where some slack bits make up for what is left of it."""

from dataclasses import dataclass

import numpy as np

from fluxion.errors import InputError
from fluxion.qubo.bits import BitModel
from fluxion.qubo.encodings import BINARY, Bits, Encoding
from fluxion.typing import Column, FloatArray, IntArray

#: Slack bits of one limit.
SLACK_BITS = 5


@dataclass(frozen=True, eq=False)
class AdditiveLimit:
    """``level(v) contributions + constant <= 0``: a limit that is a sum over the variables.

    A square of a sum over pairs would be of fourth order, so only sums over single variables can have slack.

    Attributes:
        name: of the constraint.
        constant: the part that all designs have.
        main: (L,) contributions of all levels, one variable after another.
        r2: share of the variance of the constraint that such a sum explains where designs are good.
    """

    name: str
    constant: float
    main: FloatArray
    r2: float

    def values(self, levels: IntArray, starts: IntArray) -> Column:
        """(n,) values of (n, v) level numbers; met where <= 0."""
        return np.asarray(self.constant + self.main[levels + starts].sum(axis=1))

    def slack(self, values: Column, counts: tuple[int, ...]) -> Bits:
        """(n, SLACK_BITS) bits that make up best for (n,) values of the limit."""
        reach = self.reach(counts)
        share = np.clip(-values / reach, 0.0, 1.0) if reach > 0.0 else np.zeros(len(values))
        number = np.rint(share * (2**SLACK_BITS - 1)).astype(np.int64)
        return ((number[:, None] >> np.arange(SLACK_BITS)) & 1).astype(np.int8)

    def step(self, counts: tuple[int, ...]) -> float:
        """What the first slack bit is worth; each other one is worth twice the one before."""
        return self.reach(counts) / (2**SLACK_BITS - 1)

    def reach(self, counts: tuple[int, ...]) -> float:
        """The most that can be left of the limit."""
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        least = self.constant + float(np.minimum.reduceat(self.main, starts).sum())
        return max(-least, 0.0)


def slack_terms(limit: AdditiveLimit, encoding: Encoding, counts: tuple[int, ...]) -> BitModel:
    """``(limit + slack)^2`` of the bits of the designs and, behind them, the slack bits.

    Raises:
        InputError: the encoding cannot write a level as a sum of bits.
    """
    if encoding.name == BINARY:
        raise InputError("slack needs an encoding whose levels are sums of bits; take 'reference' instead of 'binary'.")
    constant, line, place = limit.constant, np.zeros(encoding.width + SLACK_BITS), 0
    for v, code in enumerate(encoding.codes):
        assert code.indicators is not None
        part = limit.main[place : place + counts[v]] @ code.indicators
        constant += part[0]
        line[encoding.bits_of(v)] += part[1:]
        place += counts[v]
    line[encoding.width :] = limit.step(counts) * 2.0 ** np.arange(SLACK_BITS)
    return BitModel(float(constant**2), 2.0 * constant * line + np.square(line), np.triu(2.0 * np.outer(line, line), 1))


def widened(model: BitModel, width: int) -> BitModel:
    """The same function with further bits that do not matter."""
    extra = width - len(model.linear)
    return BitModel(model.constant, np.pad(model.linear, (0, extra)), np.pad(model.quadratic, ((0, extra), (0, extra))))
