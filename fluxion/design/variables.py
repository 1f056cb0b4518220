"""The three kinds of design variables: a real number, a whole number, one of several options."""

import math
from dataclasses import dataclass

from fluxion._checks import is_number, nearest
from fluxion.errors import InputError

#: What one cell of a decoded design holds.
Value = float | int | str


@dataclass(frozen=True)
class Real:
    """A real number in ``[low, high]``.

    Attributes:
        name: column name; an identifier.
        low: smallest value, in `unit`.
        high: largest value, in `unit`.
        default: value of a design that leaves the variable out, in `unit`.
        unit: unit as text, empty for a pure number.
        description: one sentence.

    Raises:
        InputError: the bounds are not finite and increasing, or the default lies outside.
    """

    name: str
    low: float
    high: float
    default: float
    unit: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        for field in ("low", "high", "default"):
            value = getattr(self, field)
            if not is_number(value) or not math.isfinite(value):
                raise InputError(f"variable '{self.name}': {field} must be a finite number; got {value!r}.")
            object.__setattr__(self, field, float(value))
        _check_order(self.name, self.low, self.high, self.default)

    @property
    def lower(self) -> float:
        """Smallest encoded value."""
        return self.low

    @property
    def upper(self) -> float:
        """Largest encoded value."""
        return self.high

    def encode(self, value: object) -> float:
        """Number that stands for `value` in a design row; text such as ``"0.25"`` is read.

        Raises:
            InputError: not a finite number, or out of bounds.
        """
        number = _to_float(value, self.expected)
        if not self.low <= number <= self.high:
            raise InputError(f"{_show(number)}{_spaced(self.unit)} is out of bounds; expected {self.expected}.")
        return number

    def decode(self, code: float) -> float:
        """Value that the encoded number stands for."""
        return float(code)

    @property
    def expected(self) -> str:
        """The allowed values in words."""
        return f"a number from {_show(self.low)} to {_show(self.high)}{_spaced(self.unit)}"


@dataclass(frozen=True)
class Integer:
    """A whole number in ``[low, high]``, both included.

    Attributes:
        name: column name; an identifier.
        low: smallest value, in `unit`.
        high: largest value, in `unit`.
        default: value of a design that leaves the variable out, in `unit`.
        unit: unit as text, empty for a pure number.
        description: one sentence.

    Raises:
        InputError: the bounds are not whole and increasing, or the default lies outside.
    """

    name: str
    low: int
    high: int
    default: int
    unit: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        for field in ("low", "high", "default"):
            value = getattr(self, field)
            if not is_number(value) or not math.isfinite(value) or value != math.floor(value):
                raise InputError(f"variable '{self.name}': {field} must be a whole number; got {value!r}.")
            object.__setattr__(self, field, int(value))
        _check_order(self.name, self.low, self.high, self.default)

    @property
    def lower(self) -> float:
        """Smallest encoded value."""
        return float(self.low)

    @property
    def upper(self) -> float:
        """Largest encoded value."""
        return float(self.high)

    def encode(self, value: object) -> float:
        """Number that stands for `value` in a design row; text such as ``"3"`` is read.

        Raises:
            InputError: not a whole number, or out of bounds.
        """
        number = _to_float(value, self.expected)
        if number != math.floor(number):
            raise InputError(f"{_show(number)} is not a whole number; expected {self.expected}.")
        if not self.low <= number <= self.high:
            raise InputError(f"{_show(number)}{_spaced(self.unit)} is out of bounds; expected {self.expected}.")
        return number

    def decode(self, code: float) -> int:
        """Value that the encoded number stands for."""
        return int(code)

    @property
    def expected(self) -> str:
        """The allowed values in words."""
        return f"a whole number from {self.low} to {self.high}{_spaced(self.unit)}"


@dataclass(frozen=True)
class Choice:
    """One of several named options; encoded as the position of the option, counted from 0.

    Attributes:
        name: column name; an identifier.
        options: the options, in the order of their codes.
        default: option of a design that leaves the variable out.
        description: one sentence.

    Raises:
        InputError: fewer than two options, a repeated or blank one, or a default that is none of them.
    """

    name: str
    options: tuple[str, ...]
    default: str
    description: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        object.__setattr__(self, "options", tuple(self.options))
        if len(self.options) < 2 or len(set(self.options)) != len(self.options):
            raise InputError(f"variable '{self.name}': expected at least two different options; got {self.options}.")
        for option in self.options:
            if not isinstance(option, str) or not option.strip() or option != option.strip():
                raise InputError(f"variable '{self.name}': an option must be a non-blank text; got {option!r}.")
        if self.default not in self.options:
            raise InputError(
                f"variable '{self.name}': the default '{self.default}' is no option; "
                f"{nearest(self.default, self.options)}"
            )

    @property
    def lower(self) -> float:
        """Smallest encoded value."""
        return 0.0

    @property
    def upper(self) -> float:
        """Largest encoded value."""
        return float(len(self.options) - 1)

    @property
    def unit(self) -> str:
        """Choices have no unit."""
        return ""

    def encode(self, value: object) -> float:
        """Position of the option `value`.

        Raises:
            InputError: `value` is none of the options.
        """
        if value is None or (isinstance(value, float) and math.isnan(value)):
            raise InputError(f"the value is missing; expected {self.expected}.")
        text = str(value).strip()
        if not text:
            raise InputError(f"the cell is blank; expected {self.expected}.")
        if text not in self.options:
            raise InputError(f"'{text}' is no option; expected {self.expected}.")
        return float(self.options.index(text))

    def decode(self, code: float) -> str:
        """Option that the encoded number stands for."""
        return self.options[int(code)]

    @property
    def expected(self) -> str:
        """The allowed values in words."""
        return f"one of: {', '.join(self.options)}"


Variable = Real | Integer | Choice


def _check_name(name: str) -> None:
    if not isinstance(name, str) or not name.isidentifier():
        raise InputError(f"the name of a variable must be an identifier such as 'wall_u'; got {name!r}.")


def _check_order(name: str, low: float, high: float, default: float) -> None:
    if not low < high:
        raise InputError(f"variable '{name}': low must be less than high; got {low} and {high}.")
    if not low <= default <= high:
        raise InputError(f"variable '{name}': the default {default} lies outside {low} to {high}.")


def _to_float(value: object, expected: str) -> float:
    if isinstance(value, str):
        text = value.strip()
        if not text:
            raise InputError(f"the cell is blank; expected {expected}.")
        try:
            # Python reads 1_000 as a number; in a table it is a slip.
            number = float(text.replace("_", "?"))
        except ValueError:
            raise InputError(f"'{text}' is not a number; expected {expected}.") from None
    elif is_number(value):
        number = float(value)
    elif value is None:
        raise InputError(f"the value is missing; expected {expected}.")
    else:
        raise InputError(f"{value!r} is not a number; expected {expected}.")
    if not math.isfinite(number):
        raise InputError(f"the value is {number}; expected {expected}.")
    return number


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""


def _show(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
