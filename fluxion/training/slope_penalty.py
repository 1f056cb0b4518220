"""A penalty in training on steps along which an output moves the wrong way."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from fluxion.design import DesignSpace
from fluxion.design.encoding import InputEncoding, Properties
from fluxion.training.monotone import Monotone, by_variable, random_steps
from fluxion.training.targets import Target

# Steps that are drawn before training, those per step of the optimiser, and their weight in the loss.
_POOL, _BATCH, _WEIGHT = 200_000, 128, 0.3
# How many of the pool count as hard, and steps that are looked at together.
_HARD, _CHUNK = 4096, 4096
# Least slope that is asked for, and how far beyond a limit a scaled output still counts: outputs are cut there.
_MARGIN, _SLACK = 0.01, 0.02

#: Scaled outputs (members, n, t) of network inputs (n, width).
Forward = Callable[[Any], Any]


class SlopePenalty:
    """Mean hinge on the slopes of scaled outputs over random steps of single variables.

    Slopes are finite differences over the distance in the network's inputs, so the penalty knows no activation. A step
    on which both ends lie beyond a physical limit costs nothing: the output is constant there (compare "Monotonicity
    hints", Sill and Abu-Mostafa 1996). Soon few random steps go wrong, so half of them are ones that did when the pool
    was last looked through.

    Attributes:
        hard: rows of the pool that went wrong most.
    """

    def __init__(
        self,
        torch: Any,
        space: DesignSpace,
        encoding: InputEncoding,
        targets: Sequence[Target],
        monotone: Monotone,
        properties: Properties | None,
        limit: tuple[Any, Any],
        seed: int,
    ) -> None:
        """Draw the steps.

        Args:
            torch: the module.
            space: the design space.
            encoding: how a design enters the network.
            targets: (t) the outputs.
            monotone: what is asked for.
            properties: what is known of the options of choices.
            limit: (t,) lower and (t,) upper limits of scaled outputs.
            seed: of the steps.
        """
        self._torch, self._limit = torch, limit
        asked = by_variable(monotone)
        names = [one.name for one in targets]
        lows, highs, signs = [], [], []
        for variable, wanted in asked.items():
            steps = random_steps(space, variable, properties, _POOL // len(asked), seed + 1)
            lows.append(encoding.apply(steps.low))
            highs.append(encoding.apply(steps.high))
            row = np.array([float(wanted.get(name, 0)) for name in names])
            signs.append(np.broadcast_to(row, (len(steps.low), len(names))))
        low, high = np.concatenate(lows), np.concatenate(highs)
        distance = np.abs(high - low).sum(axis=1, keepdims=True)
        order = np.random.default_rng(seed).permutation(len(low))
        self._low, self._high, self._sign = (
            torch.tensor(values[order], dtype=torch.float32) for values in (low, high, np.concatenate(signs))
        )
        self._distance = torch.tensor(distance[order], dtype=torch.float32)

        self.hard = torch.arange(_HARD)

    def look(self, forward: Forward) -> None:
        """Find the steps of the pool that go wrong most by now; half of what is penalised comes from them."""
        torch = self._torch
        with torch.no_grad():
            parts = torch.arange(len(self._low)).split(_CHUNK)
            loss = torch.cat([self._wrong(forward, rows).sum(dim=(0, 2)) for rows in parts])
        self.hard.copy_(loss.topk(_HARD).indices)

    def __call__(self, forward: Forward, turn: int) -> Any:
        """The penalty on the steps whose turn it is, summed over the members."""
        torch, half = self._torch, _BATCH // 2
        start = turn % (len(self._low) // half) * half
        again = turn % (_HARD // half) * half
        rows = torch.cat([torch.arange(start, start + half), self.hard[again : again + half]])
        return _WEIGHT * self._wrong(forward, rows).sum() / self._sign[rows].abs().sum()

    def _wrong(self, forward: Forward, rows: Any) -> Any:
        """(members, k, t) by how much the slopes of some steps fall short of the margin."""
        torch = self._torch
        below, above = forward(torch.cat([self._low[rows], self._high[rows]])).split(len(rows), dim=1)
        slope = self._sign[rows] * (above - below) / self._distance[rows]
        wrong = torch.relu(_MARGIN * self._sign[rows].abs() - slope)
        seen = torch.maximum(below, above) > self._limit[0] - _SLACK
        seen &= torch.minimum(below, above) < self._limit[1] + _SLACK
        return wrong * seen
