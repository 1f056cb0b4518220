"""What every layer asks: named shapes, finite numbers, known names, cores of the machine."""

import difflib
import math
import numbers
from collections.abc import Iterable
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import InputError
from fluxion.typing import FloatArray


def nearest(name: str, known: Iterable[str]) -> str:
    """Sentence that helps with an unknown name: the nearest match, or all names when nothing is near."""
    names = [str(other) for other in known]
    folded = {other.casefold(): other for other in reversed(names)}
    match = difflib.get_close_matches(str(name).casefold(), list(folded), n=1, cutoff=0.6)
    if match:
        return f"did you mean '{folded[match[0]]}'?"
    return f"expected one of: {', '.join(names)}." if names else "none are known."


def check_known(name: str, known: Iterable[str], what: str) -> str:
    """Return `name` if it is one of `known`.

    Raises:
        InputError: it is not; the message names the nearest match.
    """
    names = tuple(known)
    if name not in names:
        raise InputError(f"unknown {what} '{name}'; {nearest(name, names)}")
    return name


def is_number(value: Any) -> TypeGuard[float]:
    """Whether `value` is a real number of Python or NumPy; a truth value is none."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def check_whole(value: Any, what: str, least: int, most: int | None = None) -> int:
    """A whole number from `least` on as an int; one that is written with a point counts.

    Raises:
        InputError: anything else; the message begins with `what`.
    """
    whole = is_number(value) and math.isfinite(value) and value == math.floor(value)
    if not whole or value < least or (most is not None and value > most):
        expected = f"of at least {least}" if most is None else f"from {least} to {most:,}"
        raise InputError(f"{what}: expected a whole number {expected}; got {value!r}.")
    return int(value)


def check_batch(array: ArrayLike, width: int, what: str, width_name: str) -> FloatArray:
    """Return `array` as float64 of shape (n, width); an empty batch (0, width) is allowed.

    Args:
        array: (n, width) numbers.
        width: expected number of columns.
        what: name of the array in the message.
        width_name: what the columns are, for example ``"variables"``.

    Raises:
        InputError: not numeric, or another shape.
    """
    if type(array) is np.ndarray and array.dtype == np.float64 and array.ndim == 2 and array.shape[1] == width:
        return array
    if isinstance(array, np.ma.MaskedArray):
        # A masked cell has no value; the checks of the rows then say so.
        array = np.ma.filled(array.astype(np.float64), np.nan)
    try:
        # Rows of different lengths fail here.
        given = np.asarray(array)
        batch = np.asarray(given.real, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{what} must be an array of numbers with shape (n, {width}), one row per design; got {error}."
        ) from error
    if np.iscomplexobj(given):
        raise InputError(f"{what} must be real numbers with shape (n, {width}); got complex ones.")
    if batch.ndim != 2 or batch.shape[1] != width:
        hint = " Write one design as [[...]]." if batch.ndim == 1 and batch.size == width else ""
        raise InputError(
            f"{what} must have shape (n, {width}), that is {width} {width_name} per row; got shape {batch.shape}.{hint}"
        )
    return batch


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number by its type; truth values are none."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
