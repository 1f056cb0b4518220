"""Rows of a judgement: a value, its bounds, whether it lies between them, and why there is none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from fluxion.validation.ashrae140.quantities import Value
from fluxion.validation.ashrae140.run import Runs

#: Status of a value that was computed.
OK = "ok"
#: When an extreme occurred.
STAMP = ("month", "day", "hour")


def within(
    value: float | None, low: float, high: float, low_tolerance: float = 0.0, high_tolerance: float = 0.0
) -> bool:
    """Whether a value lies between two bounds that are known to their rounding only.

    Args:
        value: None or NaN is never inside.
        low: lower bound.
        high: upper bound.
        low_tolerance: half a unit of the last digit of `low`, see `reference_table.rounding`.
        high_tolerance: likewise of `high`.
    """
    if value is None or not np.isfinite(value):
        return False
    return low - low_tolerance <= value <= high + high_tolerance


def in_range(value: float | None, row: dict[str, Any]) -> dict[str, Any]:
    """low, high and inside, by a row of ranges or deltas of the pack."""
    inside = within(value, row["min"], row["max"], row["min_tolerance"], row["max_tolerance"])
    return {"low": row["min"], "high": row["max"], "inside": inside}


def in_span(value: float | None, theirs: dict[str, float]) -> dict[str, Any]:
    """low, high and inside by the values of the programs, where the pack states no range."""
    if not theirs:
        return {"low": None, "high": None, "inside": False}
    low, high = min(theirs.values()), max(theirs.values())
    return {"low": low, "high": high, "inside": within(value, low, high)}


def stamp_of(value: Value | None) -> dict[str, int | None]:
    """month, day and hour of an extreme."""
    return {name: None if value is None else getattr(value, name) for name in STAMP}


def status_of(runs: Runs, cases: Sequence[str], computed: bool) -> str:
    """`OK`, or a sentence that says why a value of these cases is missing."""
    for case in cases:
        outcome = runs[case]
        if isinstance(outcome, str):
            return f"case {case}: {outcome}"
    return OK if computed else "missing: the suite asks for it, but it was not computed."


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def to_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table; whole numbers stay whole beside missing ones."""
    frame = pd.DataFrame(rows)
    for name in ("month", "day", "hour", "hours"):
        if name in frame:
            frame[name] = frame[name].astype("Int64")
    return frame
