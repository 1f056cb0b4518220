"""Outputs that only rise or only fall with a variable: steps on which to judge a model, and what it does on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.design.encoding import Properties
from fluxion.errors import InputError
from fluxion.typing import Column, Designs, FloatArray

#: Output -> variable -> +1 where it never falls with the variable, -1 where it never rises.
Monotone = Mapping[str, Mapping[str, int]]
#: (n, t) outputs of (n, d) encoded designs.
Model = Callable[[Designs], FloatArray]

#: Random steps of each variable on which a model is judged.
JUDGED_STEPS = 200_000
#: A step of the wrong sign counts beyond this share of the output's standard deviation: rounding in single precision.
ROUNDING = 1e-5
# A small step is this share of a range; shares of small steps and of steps between corners of the space.
_SMALL, _SMALL_SHARE, _CORNER_SHARE = 0.02, 0.5, 0.25


@dataclass(frozen=True, eq=False)
class Steps:
    """Pairs of encoded designs that differ in one variable.

    Attributes:
        low: (n, d) designs.
        high: (n, d) the same with more of the variable.
    """

    low: Designs
    high: Designs


def random_steps(space: DesignSpace, name: str, properties: Properties | None, count: int, seed: int) -> Steps:
    """Small and large steps of one variable, at random designs and at random corners of the space.

    Options of a choice are ordered by their property.

    Raises:
        InputError: an unknown variable, or a choice whose options are not told apart by one number.
    """
    j = space.index(name)
    rng = np.random.default_rng((seed, j))
    base = space.sample(count, int(rng.integers(2**31)), "uniform")
    numbers = np.array([not isinstance(variable, Choice) for variable in space.variables])
    corner = rng.random(count) < _CORNER_SHARE
    bounds = np.where(rng.random(base.shape) < 0.5, space.lower, space.upper)
    low = np.where(corner[:, None] & numbers, bounds, base)
    high = low.copy()
    variable = space.variables[j]
    if isinstance(variable, Real):
        low[:, j], high[:, j] = _stretch(variable, corner, rng)
    else:
        low[:, j], high[:, j] = _climb(_ranks(variable, properties or {}), count, rng)
    return Steps(low, high)


def _stretch(variable: Real, corner: np.ndarray, rng: np.random.Generator) -> tuple[Column, Column]:
    """Two values of a number; at corners one of them or both are bounds."""
    low, high, count = variable.low, variable.high, len(corner)
    least = _SMALL * (high - low)
    small, below = rng.random(count) < _SMALL_SHARE, rng.random(count) < 0.5
    start = low + rng.random(count) * (high - low - least)
    start = np.where(corner, np.where(small & ~below, high - least, low), start)
    far = np.where(corner, high, start + least + rng.random(count) * (high - start - least))
    return start, np.minimum(np.where(small, start + least, far), high)


def _ranks(variable: Integer | Choice, properties: Properties) -> list[Column]:
    """Codes of a variable in rising order; options with the same property share a rank."""
    if isinstance(variable, Integer):
        return [np.array([float(value)]) for value in range(variable.low, variable.high + 1)]
    known = properties.get(variable.name, {})
    if any(len(known.get(option, ())) != 1 for option in variable.options):
        raise InputError(
            f"choice '{variable.name}': outputs are monotone in a choice only where one number is known of every "
            f"option; got {dict(known)}."
        )
    values = np.array([known[option][0] for option in variable.options])
    return [np.flatnonzero(values == value).astype(np.float64) for value in np.unique(values)]


def _climb(ranks: Sequence[Column], count: int, rng: np.random.Generator) -> tuple[Column, Column]:
    """Two codes of different rank, half of them neighbours."""
    first = rng.integers(0, len(ranks) - 1, count)
    second = np.where(rng.random(count) < _SMALL_SHARE, first + 1, rng.integers(first + 1, len(ranks)))
    return _any_of(ranks, first, rng), _any_of(ranks, second, rng)


def _any_of(ranks: Sequence[Column], rank: np.ndarray, rng: np.random.Generator) -> Column:
    codes = np.empty(len(rank))
    for k, options in enumerate(ranks):
        rows = rank == k
        codes[rows] = rng.choice(options, int(rows.sum()))
    return codes


def by_variable(monotone: Monotone) -> dict[str, dict[str, int]]:
    """The same, variable -> output -> sign."""
    turned: dict[str, dict[str, int]] = {}
    for output, signs in monotone.items():
        for variable, sign in signs.items():
            turned.setdefault(variable, {})[output] = sign
    return turned


def violations(
    model: Model,
    space: DesignSpace,
    outputs: Sequence[str],
    monotone: Monotone,
    properties: Properties | None = None,
    steps: int = JUDGED_STEPS,
    seed: int = 0,
) -> dict[str, dict[str, float]]:
    """Output -> variable -> share of random steps on which the model moves against the sign.

    Args:
        model: what is judged.
        space: the design space.
        outputs: (t) names of the model's columns.
        monotone: what is asked of the model.
        properties: what is known of the options of choices.
        steps: steps of each variable, see `random_steps`.
        seed: the same seed gives the same steps.

    Raises:
        InputError: see `random_steps`.
    """
    found: dict[str, dict[str, float]] = {output: {} for output in monotone}
    for variable, signs in by_variable(monotone).items():
        pairs = random_steps(space, variable, properties, steps, seed)
        low, high = model(pairs.low), model(pairs.high)
        for output, sign in signs.items():
            j = outputs.index(output)
            wrong = sign * (low[:, j] - high[:, j])
            found[output][variable] = float(np.mean(wrong > ROUNDING * low[:, j].std()))
    return found


def holding(
    monotone: Monotone, found: Mapping[str, Mapping[str, float]]
) -> tuple[Monotone, dict[str, dict[str, float]]]:
    """What is kept on every step, and the share of wrong steps where it is not."""
    kept = {o: {v: s for v, s in signs.items() if found[o][v] == 0.0} for o, signs in monotone.items()}
    broken = {o: {v: share for v, share in shares.items() if share > 0.0} for o, shares in found.items()}
    return {o: signs for o, signs in kept.items() if signs}, {o: shares for o, shares in broken.items() if shares}
