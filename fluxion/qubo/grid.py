"""Levels: the finite set of values that each variable of a design may take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fluxion._checks import is_number, is_whole
from fluxion.design import Choice, DesignSpace, Integer, Real, Value, Variable
from fluxion.errors import InputError
from fluxion.typing import Designs, FloatArray, IntArray

#: Levels of a number where none are asked for.
DEFAULT_LEVELS = 4
#: Levels of all variables together: a model has a coefficient for every pair of them.
MOST_LEVELS = 2000
# Designs of one piece of a whole grid.
_PIECE = 65_536


@dataclass(frozen=True, eq=False)
class LevelGrid:
    """Every combination of some levels per variable; use `level_grid`, which checks what it is given.

    Attributes:
        space: the design space.
        columns: (v,) columns of the variables that have levels, ascending.
        codes: (v) per variable the (k,) encoded values of its levels, ascending.
        held: (d,) a design whose other columns never change.
    """

    space: DesignSpace
    columns: tuple[int, ...]
    codes: tuple[FloatArray, ...]
    held: FloatArray

    def __eq__(self, other: object) -> bool:
        """Whether the same designs are on both, in the same order."""
        if not isinstance(other, LevelGrid):
            return NotImplemented
        return (
            self.space.fingerprint() == other.space.fingerprint()
            and self.columns == other.columns
            and all(np.array_equal(mine, theirs) for mine, theirs in zip(self.codes, other.codes))
            and np.array_equal(np.delete(self.held, self.columns), np.delete(other.held, other.columns))
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """(v,) numbers of levels."""
        return tuple(len(codes) for codes in self.codes)

    @property
    def size(self) -> int:
        """Number of combinations."""
        product = 1
        for count in self.counts:
            product *= count
        return product

    @property
    def names(self) -> tuple[str, ...]:
        """(v,) names of the variables that have levels."""
        return tuple(self.space.names[j] for j in self.columns)

    def values(self, variable: int) -> list[Value]:
        """Levels of one of the v variables as people write them: physical units, or texts of a choice."""
        one = self.space.variables[self.columns[variable]]
        return [one.decode(code) for code in self.codes[variable].tolist()]

    def designs(self, levels: IntArray) -> Designs:
        """(n, d) encoded designs of (n, v) level numbers, which count from 0."""
        X = np.tile(self.held, (len(levels), 1))
        for v, (j, codes) in enumerate(zip(self.columns, self.codes)):
            X[:, j] = codes[levels[:, v]]
        return X

    def levels(self, X: Designs) -> IntArray:
        """(n, v) numbers of the levels of (n, d) designs of the grid.

        Raises:
            InputError: a design is not of the grid; row and column are named.
        """
        found = self.nearest(X)
        wrong = self.designs(found) != X
        if wrong.any():
            i, j = (int(place[0]) for place in np.nonzero(wrong))
            shown = self.space.variables[j].decode(float(X[i, j]))
            raise InputError(f"row {i + 1}, column '{self.space.names[j]}': {shown} is no level of the grid.")
        return found

    def nearest(self, X: Designs) -> IntArray:
        """(n, v) numbers of the levels that are nearest to (n, d) designs, column by column."""
        found = np.empty((len(X), len(self.columns)), dtype=np.int64)
        for v, (j, codes) in enumerate(zip(self.columns, self.codes)):
            between = 0.5 * (codes[1:] + codes[:-1])
            found[:, v] = np.searchsorted(between, X[:, j])
        return found

    def sample(self, count: int, random: np.random.Generator) -> IntArray:
        """(count, v) level numbers, each combination as likely as any other."""
        return np.stack([random.integers(0, k, count) for k in self.counts], axis=1)

    def unravel(self, numbers: IntArray) -> IntArray:
        """(n, v) level numbers of the combinations with the (n,) running `numbers`, 0 to `size` - 1."""
        return np.stack(np.unravel_index(numbers, self.counts), axis=1)

    def pieces(self) -> Iterator[IntArray]:
        """The whole grid in order, (n, v) level numbers at a time."""
        for start in range(0, self.size, _PIECE):
            yield self.unravel(np.arange(start, min(start + _PIECE, self.size)))


def level_grid(
    space: DesignSpace,
    searched: Sequence[Variable],
    levels: Mapping[str, int | Sequence[Value]] | None = None,
    held: Mapping[int, float] | None = None,
) -> LevelGrid:
    """Grid over the variables of a space.

    Args:
        space: the design space.
        searched: (d) its variables with the bounds and options that may be used.
        levels: variable -> a number of levels, evenly spread over the bounds, or the levels themselves. Left out,
            a choice has all its options, another variable up to `DEFAULT_LEVELS` levels.
        held: column -> code of the variables that keep one value; they take no part.

    Raises:
        InputError: an unknown variable, a level outside the bounds or given twice, no level, or levels of a variable
            that is held.
    """
    levels, held = dict(levels or {}), dict(held or {})
    for name in levels:
        if space.index(name) in held:
            raise InputError(f"levels of '{name}': the variable is fixed; leave out its levels or set it free.")
    template = space.defaults()
    columns, codes = [], []
    for j, variable in enumerate(searched):
        if j in held:
            template[j] = held[j]
            continue
        found = _codes(space.variables[j], variable, levels.get(variable.name))
        template[j] = found[0]
        if len(found) > 1:
            columns.append(j)
            codes.append(found)
    if (total := sum(map(len, codes))) > MOST_LEVELS:
        raise InputError(
            f"levels: the variables have {total:,} levels together, and a model of pairs holds at most "
            f"{MOST_LEVELS:,}; give fewer."
        )
    if not columns:
        raise InputError("levels: every variable has a single level, so nothing is left to choose; give one more.")
    return LevelGrid(space, tuple(columns), tuple(codes), template)


def _codes(whole: Variable, variable: Variable, given: int | Sequence[Value] | None) -> FloatArray:
    """(k,) codes of the levels of a variable, ascending."""
    if isinstance(variable, Choice):
        return _options(whole, variable, given)
    if given is None:
        given = DEFAULT_LEVELS
        if isinstance(variable, Integer):
            given = min(given, int(variable.high - variable.low) + 1)
    if is_whole(given):
        return _spread(variable, int(given))
    return _explicit(variable, given)


def _options(whole: Variable, variable: Choice, given: int | Sequence[Value] | None) -> FloatArray:
    if given is None:
        given = variable.options
    if is_number(given) or isinstance(given, str):
        raise InputError(
            f"levels of '{variable.name}': expected some of its options, such as ['{variable.options[0]}']; got "
            f"{given!r}."
        )
    return _explicit(variable, given, whole)


def _explicit(variable: Variable, given: object, whole: Variable | None = None) -> FloatArray:
    if isinstance(given, str) or not isinstance(given, Sequence) or not len(given):
        raise InputError(f"levels of '{variable.name}': expected a number of levels, or a list of them; got {given!r}.")
    codes = []
    for value in given:
        try:
            variable.encode(value)
            codes.append((whole or variable).encode(value))
        except InputError as error:
            raise InputError(f"levels of '{variable.name}': {error}") from None
    for value, code in zip(given, codes):
        if codes.count(code) > 1:
            raise InputError(f"levels of '{variable.name}': the level {value} is given {codes.count(code)} times.")
    return np.sort(np.array(codes))


def _spread(variable: Real | Integer, count: int) -> FloatArray:
    if not 1 <= count <= MOST_LEVELS:
        raise InputError(f"levels of '{variable.name}': expected 1 to {MOST_LEVELS:,} levels; got {count:,}.")
    if count == 1:
        return np.array([float(variable.default)])
    codes = np.linspace(variable.lower, variable.upper, count)
    if isinstance(variable, Integer):
        codes = np.unique(np.rint(codes))
        if len(codes) < count:
            raise InputError(
                f"levels of '{variable.name}': {count} levels were asked for, but there are only {len(codes)} whole "
                f"numbers from {variable.low} to {variable.high}."
            )
    return codes
