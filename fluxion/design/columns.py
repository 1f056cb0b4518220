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
        codes: (n,) whole numbers: the place of each design's option in `options`; of a `DesignRow` one number.
        options: the options in the order of their codes; some may be chosen by no design.
    """

    codes: NDArray[np.intp] | int
    options: tuple[str, ...]

    def is_option(self, option: str) -> NDArray[np.bool_]:
        """(n,) which designs chose `option`."""
        code = self.options.index(option) if option in self.options else -1
        return np.asarray(self.codes == code)

    @property
    def single(self) -> str | None:
        """The option of the design that a `DesignRow` is; None for columns."""
        return None if isinstance(self.codes, np.ndarray) else self.options[self.codes]

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
        self._X = X
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

    def only(self, i: int) -> "DesignColumns":
        """The columns of design i alone."""
        return DesignColumns(tuple(variable for variable, _ in self._columns.values()), self._X[i : i + 1])

    def row(self) -> "DesignRow | None":
        """The only design, None if there are none or several."""
        return DesignRow(self._columns) if len(self._X) == 1 else None


class DesignRow(Mapping[str, Any]):
    """The values of one design: numbers, texts for choices.

    Formulas that are written for columns hold for numbers too, in a fifth of the time that columns of one row take.
    """

    def __init__(self, columns: Mapping[str, tuple[Variable, NDArray[Any]]]) -> None:
        self._columns = columns

    def __getitem__(self, name: str) -> Any:
        variable, values = self._columns[name]
        return self.chosen(name).single if isinstance(variable, Choice) else values[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def chosen(self, name: str) -> Chosen:
        """Code and options of the choice `name`."""
        variable, values = self._columns[name]
        if not isinstance(variable, Choice):
            raise KeyError(f"'{name}' is no choice")
        return Chosen(int(values[0]), variable.options)


def chosen(columns: Mapping[str, NDArray[Any]], name: str) -> Chosen:
    """Codes and options of a choice; those of plain columns are found from its (n,) texts."""
    if isinstance(columns, (DesignColumns, DesignRow)):
        return columns.chosen(name)
    texts = columns[name].tolist()
    place = {option: code for code, option in enumerate(dict.fromkeys(texts))}
    return Chosen(np.array([place[text] for text in texts], dtype=np.intp), tuple(place))
