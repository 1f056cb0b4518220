"""Everything that is known of some designs, by name: what own columns are computed from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion._checks import nearest
from fluxion.design.columns import DesignColumns
from fluxion.design.variables import Choice
from fluxion.errors import InputError

#: Prefix of values at the baseline design.
BASELINE = "baseline"


class RowColumns(Mapping[str, Any]):
    """Columns of n designs and single values, by name; an unknown name raises InputError with the nearest match.

    Variables are (n,) float64, for a choice (n,) option texts; outputs and scores are (n,) float64; settings are what
    they are; ``"baseline.NAME"`` is a number: the output or score NAME of the baseline design. Arrays are read-only.
    """

    def __init__(self, design: DesignColumns, *others: Mapping[str, Any]) -> None:
        self._design = design
        self._others = others

    def __getitem__(self, name: str) -> Any:
        for part in (self._design, *self._others):
            if name in part:
                value = part[name]
                return _locked(value) if isinstance(value, np.ndarray) else value
        if str(name).startswith(f"{BASELINE}."):
            raise InputError(
                f"'{name}' is not known here; the baseline design is computed by 'compared_with_baseline', which a "
                f"study does by itself, and {BASELINE}.NAME is an output or score."
            )
        raise InputError(f"unknown column '{name}'; {nearest(str(name), self)}")

    def __contains__(self, name: object) -> bool:
        return any(name in part for part in (self._design, *self._others))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for part in (self._design, *self._others) for name in part))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def row(self, i: int) -> "RowColumns":
        """The same of design i alone."""
        parts = [
            {name: values[i : i + 1] if isinstance(values, np.ndarray) else values for name, values in part.items()}
            for part in self._others
        ]
        return RowColumns(self._design.only(i), *parts)

    def is_option(self, name: str, option: str) -> NDArray[np.bool_] | bool:
        """(n,) which designs chose `option` of the choice `name`; of a setting, whether it is that text."""
        if name in self._design:
            return self._design.chosen(name).is_option(option)
        return bool(self[name] == option)


def known_names(
    variables: Sequence[Any], columns: Sequence[str], settings: Mapping[str, Any], baseline: Sequence[str]
) -> dict[str, tuple[str, ...] | None]:
    """Names that an expression may use: None for numbers, the options of a choice, or () for any text.

    Args:
        variables: of the design space.
        columns: names of outputs and scores.
        settings: values of the parameters; those that are twelve monthly values cannot be used.
        baseline: outputs and scores whose values at the baseline design may be used.
    """
    known: dict[str, tuple[str, ...] | None] = {
        variable.name: variable.options if isinstance(variable, Choice) else None for variable in variables
    }
    known |= dict.fromkeys(columns)
    known |= {name: () if isinstance(value, str) else None for name, value in settings.items() if np.ndim(value) == 0}
    return known | {f"{BASELINE}.{name}": None for name in baseline}


def _locked(values: NDArray[Any]) -> NDArray[Any]:
    view = values.view()
    view.flags.writeable = False
    return view
