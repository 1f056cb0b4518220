"""The part of a design space that is searched; the space itself, and with it every surrogate, stays what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from fluxion._checks import check_known, is_number
from fluxion.design import Choice, DesignSpace, Integer, Real, Value, Variable
from fluxion.errors import InputError
from fluxion.typing import Designs, FloatArray

#: What a search may choose of one variable: (low, high), of which None leaves the end of the space, or options.
Range = Sequence[float | None] | Sequence[str]


@dataclass(frozen=True)
class SearchBounds:
    """Smaller bounds and fewer options than a space has; use `search_bounds`, which checks what it is given.

    Attributes:
        space: the whole space.
        variables: its variables as they are searched, in column order.
    """

    space: DesignSpace
    variables: tuple[Variable, ...]

    @cached_property
    def codes(self) -> Mapping[int, FloatArray]:
        """Column -> the codes, in the whole space, of the options of a choice that is narrowed; ascending."""
        return {
            j: np.array([whole.encode(option) for option in narrow.options])
            for j, (whole, narrow) in enumerate(zip(self.space.variables, self.variables))
            if isinstance(narrow, Choice) and narrow != whole
        }

    @cached_property
    def lower(self) -> FloatArray:
        """(d,) smallest codes of the space that are searched."""
        return np.array([self.codes[j][0] if j in self.codes else one.lower for j, one in enumerate(self.variables)])

    @cached_property
    def upper(self) -> FloatArray:
        """(d,) largest codes of the space that are searched."""
        return np.array([self.codes[j][-1] if j in self.codes else one.upper for j, one in enumerate(self.variables)])

    def narrowed(self, X: Designs) -> Designs:
        """(n, d) searched designs in the codes of the searched variables, whose options are numbered without gaps."""
        X = X.copy()
        for j, codes in self.codes.items():
            X[:, j] = np.searchsorted(codes, X[:, j])
        return X

    def whole(self, X: Designs) -> Designs:
        """(n, d) designs in the codes of the searched variables, in those of the space."""
        X = X.copy()
        for j, codes in self.codes.items():
            X[:, j] = codes[X[:, j].astype(np.intp)]
        return X

    def repair(self, X: Designs) -> Designs:
        """Nearest searched (n, d) designs of finite numbers; an option that is left out becomes the nearest code."""
        inside = self.space.repair(np.clip(X, self.lower, self.upper))
        for j, codes in self.codes.items():
            between = 0.5 * (codes[1:] + codes[:-1])
            inside[:, j] = codes[np.searchsorted(between, inside[:, j])]
        return inside

    def options_of(self, column: int) -> FloatArray:
        """Codes, in the whole space, of the options of the choice in `column` that are searched; ascending."""
        variable = self.variables[column]
        return self.codes.get(column, np.arange(variable.lower, variable.upper + 1.0))

    def sample(self, count: int, seed: int, method: str = "uniform") -> Designs:
        """(count, d) random designs, evenly spread over what is searched, see `DesignSpace.sample`."""
        return self.whole(DesignSpace(self.variables).sample(count, seed, method))

    def from_unit(self, unit: FloatArray) -> Designs:
        """Designs of (n, d) positions from 0 to 1 in the ranges that are searched.

        Whole numbers and options share the range in equal parts, as in `DesignSpace.sample`.
        """
        narrow = DesignSpace(self.variables)
        lower, upper = narrow.lower, narrow.upper
        real = np.clip(lower + unit * (upper - lower), lower, upper)
        whole = np.minimum(lower + np.floor(unit * (upper - lower + 1.0)), upper)
        return self.whole(np.where(narrow.discrete, whole, real))


def search_bounds(space: DesignSpace, ranges: Mapping[str, Range]) -> tuple[SearchBounds, dict[str, Value]]:
    """Bounds of a search, and the variables that they leave a single value, by name.

    Args:
        space: the whole space.
        ranges: variable -> (low, high) of a number, None leaving that end as it is, or options of a choice.

    Raises:
        InputError: an unknown variable or option (the nearest match is named), a range outside the bounds of the space,
            or an empty one.
    """
    variables: list[Variable] = list(space.variables)
    single: dict[str, Value] = {}
    for name, given in ranges.items():
        j = space.index(name)
        variable = variables[j]
        if isinstance(given, str) or not isinstance(given, Sequence):
            raise InputError(
                f"bounds of the variable '{name}': expected (low, high), or a list of options; got {given!r}."
            )
        if isinstance(variable, Choice):
            options = _options(variable, given)
            if len(options) == 1:
                single[name] = options[0]
            else:
                option = variable.default if variable.default in options else options[0]
                variables[j] = replace(variable, options=options, default=option)
            continue
        low, high = _ends(variable, given)
        if low == high:
            single[name] = low
        else:
            default = min(max(variable.default, low), high)
            variables[j] = replace(variable, low=low, high=high, default=default)  # type: ignore[arg-type]
    return SearchBounds(space, tuple(variables)), single


def _options(variable: Choice, given: Sequence[object]) -> tuple[str, ...]:
    if not given:
        raise InputError(f"bounds of the variable '{variable.name}': expected some of its options; got none.")
    for option in given:
        check_known(str(option), variable.options, f"option of the variable '{variable.name}'")
        if given.count(option) > 1:
            raise InputError(f"bounds of the variable '{variable.name}': the option '{option}' is given twice.")
    # In the order of the space, so that codes ascend.
    return tuple(option for option in variable.options if option in given)


def _ends(variable: Real | Integer, given: Sequence[object]) -> tuple[float, float]:
    what = f"bounds of the variable '{variable.name}'"
    if len(given) != 2 or not all(end is None or is_number(end) for end in given):
        raise InputError(f"{what}: expected (low, high) of {variable.expected}; got {given!r}.")
    ends = [whole if end is None else end for end, whole in zip(given, (variable.low, variable.high))]
    try:
        low, high = (variable.encode(end) for end in ends)
    except InputError as error:
        raise InputError(f"{what}: {error} A search may only be narrower than the problem.") from None
    if low > high:
        raise InputError(f"{what}: low {low:g} is above high {high:g}.")
    return low, high
