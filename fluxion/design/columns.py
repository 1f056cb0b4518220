"""Columns of designs by name, in which choices are known both as texts and as codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design.variables import Choice, Variable
from fluxion.typing import Designs


@dataclass(frozen=True, eq=False)
class Chosen:
    """What n designs chose of one choice.

    Attributes:
        codes: (n,) whole numbers: the place of each design's option in `options`.
        options: the options in the order of their codes; some may be chosen by no design.
    """

    codes: NDArray[np.intp]
    options: tuple[str, ...]

    def is_option(self, option: str) -> NDArray[np.bool_]:
        """(n,) which designs chose `option`."""
        code = self.options.index(option) if option in self.options else -1
        return np.asarray(self.codes == code)

    def texts(self) -> NDArray[np.object_]:
        """(n,) the options as texts."""
        return np.array(self.options, dtype=object)[self.codes]


class DesignColumns(Mapping[str, NDArray[Any]]):
    """The columns of n valid designs: (n,) float64, for a choice (n,) option texts.

    Texts are made when they are asked for. Comparing thousands of them takes longer than a surrogate needs to answer,
    so whoever looks options up asks `chosen` for their codes.

    Attributes:
        count: number of designs.
    """

    def __init__(self, variables: tuple[Variable, ...], X: Designs) -> None:
        self.count = len(X)
        self._columns = {variable.name: (variable, X[:, j]) for j, variable in enumerate(variables)}
        self._known: dict[str, NDArray[Any]] = {}
        self._chosen: dict[str, Chosen] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._known:
            variable, values = self._columns[name]
            self._known[name] = self.chosen(name).texts() if isinstance(variable, Choice) else values.copy()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def chosen(self, name: str) -> Chosen:
        """Codes and options of the choice `name`."""
        if name not in self._chosen:
            variable, values = self._columns[name]
            if not isinstance(variable, Choice):
                raise KeyError(f"'{name}' is no choice")
            self._chosen[name] = Chosen(values.astype(np.intp), variable.options)
        return self._chosen[name]


def chosen(columns: Mapping[str, NDArray[Any]], name: str) -> Chosen:
    """Codes and options of a choice; those of plain columns are found from its (n,) texts."""
    if isinstance(columns, DesignColumns):
        return columns.chosen(name)
    texts = columns[name].tolist()
    place = {option: code for code, option in enumerate(dict.fromkeys(texts))}
    return Chosen(np.array([place[text] for text in texts], dtype=np.intp), tuple(place))
