"""Range checks shared by the building's dataclasses; every message names the object, the field and the remedy."""

import math
from numbers import Real

from fluxion.errors import InputError


def require_between(owner: str, field: str, value: object, low: float, high: float, unit: str) -> None:
    """Refuse a value that is no number, not finite or outside ``[low, high]``.

    Raises:
        InputError: names owner, field, expected range, value and unit.
    """
    is_flag = isinstance(value, bool)
    number = math.nan if is_flag or not isinstance(value, Real) else float(value)
    if not (math.isfinite(number) and low <= number <= high):
        raise InputError(f"{owner}: {field} must be a number between {low:g} and {high:g} {unit}, but it is {value!r}.")


def require_name(owner: str, name: str) -> None:
    """Refuse an empty name.

    Raises:
        InputError: the name is empty or not text.
    """
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"{owner}: a name with at least one character is needed, but it is {name!r}.")
