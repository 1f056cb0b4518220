"""Fixed parameters of a problem: what stays the same for every design of a study."""

import math
import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fluxion._checks import check_known, is_number
from fluxion.errors import InputError

_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_MONTHS = 12


@dataclass(frozen=True)
class Parameter:
    """A fixed parameter; its type is the type of its default: bool, int, float or str.

    Attributes:
        name: an identifier.
        default: value where none is given.
        unit: unit as text, empty for a pure number or a switch.
        description: one sentence.
        low: smallest number allowed, None for no limit.
        high: largest number allowed, None for no limit.
        options: the allowed texts of a str parameter, None for any text.
        monthly: whether a float parameter may also be twelve values, January first.
        simulated: whether the building depends on it; one that only scores depend on may change without a
            surrogate having to be trained anew.

    Raises:
        InputError: the default does not fit the other fields.
    """

    name: str
    default: Any
    unit: str = ""
    description: str = ""
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] | None = None
    monthly: bool = False
    simulated: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.isidentifier():
            raise InputError(f"the name of a parameter must be an identifier; got {self.name!r}.")
        object.__setattr__(self, "default", self.check(self.default))

    def check(self, value: Any) -> Any:
        """`value` in the type of the parameter.

        Raises:
            InputError: another type, or out of range; what was expected is named.
        """
        if isinstance(self.default, bool):
            if isinstance(value, bool):
                return value
            raise self._refuse(value)
        if isinstance(self.default, str):
            if not isinstance(value, str):
                raise self._refuse(value)
            if self.options is not None:
                check_known(value, self.options, f"value of the parameter '{self.name}':")
            return value
        if self.monthly and not isinstance(value, (str, numbers.Real)):
            try:
                values = tuple(self._number(one) for one in value)
            except TypeError:
                raise self._refuse(value) from None
            if len(values) != _MONTHS:
                raise self._refuse(value)
            return values
        return self._number(value)

    def parse(self, text: str) -> Any:
        """Value of a text such as ``"false"``, ``"18.5"`` or, if monthly, twelve numbers parted by commas.

        Raises:
            InputError: the text does not fit the type or range.
        """
        text = text.strip()
        if isinstance(self.default, bool):
            if text.casefold() not in _SWITCH:
                raise self._refuse(text)
            return _SWITCH[text.casefold()]
        if isinstance(self.default, str):
            return self.check(text)
        try:
            numbers_read = [float(part.replace("_", "?")) for part in text.split(",")]
        except ValueError:
            raise self._refuse(text) from None
        if len(numbers_read) > 1 and not self.monthly:
            raise self._refuse(text)
        return self.check(numbers_read[0] if len(numbers_read) == 1 else tuple(numbers_read))

    @property
    def expected(self) -> str:
        """The allowed values in words."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return "one of: " + ", ".join(self.options) if self.options else "a text"
        words = "a whole number" if isinstance(self.default, int) else "a number"
        if self.low is not None and self.high is not None:
            words += f" from {self.low:g} to {self.high:g}"
        elif self.low is not None:
            words += f" of at least {self.low:g}"
        elif self.high is not None:
            words += f" of at most {self.high:g}"
        words += f" {self.unit}" if self.unit else ""
        return words + (", or twelve such values, January first" if self.monthly else "")

    def _number(self, value: Any) -> float | int:
        number = float(value) if is_number(value) else math.nan
        whole = isinstance(self.default, int)
        if not math.isfinite(number) or (whole and number != math.floor(number)):
            raise self._refuse(value)
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise self._refuse(value)
        return int(number) if whole else number

    def _refuse(self, value: Any) -> InputError:
        shown = f"'{value}'" if isinstance(value, str) else repr(value)
        return InputError(f"parameter '{self.name}': expected {self.expected}; got {shown}.")


class Settings(Mapping[str, Any]):
    """Values of the parameters of a problem; cannot be changed, can be hashed and pickled."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values.items())))

    def __repr__(self) -> str:
        return f"Settings({self._values!r})"
