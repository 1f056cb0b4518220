"""Values beside the ranges and limits of the user's pack: inside or outside, passed or failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fluxion.validation.ashrae140.case import Catalogue
from fluxion.validation.ashrae140.outputs import HOURLY, MONTHLY, Asked, headline
from fluxion.validation.ashrae140.pack import Pack
from fluxion.validation.ashrae140.quantities import Value, Values, bin_hours, day_values, month_values, year_values
from fluxion.validation.ashrae140.run import Runs

#: Status of a value that was computed.
OK = "ok"
#: Criteria that must be met of each group (2023 edition, Annex A3).
REQUIRED = {"low_mass": 18, "high_mass": 17}
_STAMP = ("month", "day", "hour")


@dataclass(frozen=True)
class Judgement:
    """Everything that was computed, judged.

    Attributes:
        values: case, quantity, unit, value, low, high, inside, headline, month, day, hour, status.
        acceptance: table, group, quantity, case, minus_case, unit, value, low, high, passed, status.
        deltas: case, minus_case, quantity, unit, value, low, high, inside, status.
        monthly: case, quantity, unit, month, value, low, high, inside, day, hour, status; a column per program.
        hourly: case, quantity, unit, month, day, hour, value, low, high, inside, status; a column per program.
        bins: case, bin_low_degC, hours, low, high, inside, status; a column per program.
    """

    values: pd.DataFrame
    acceptance: pd.DataFrame
    deltas: pd.DataFrame
    monthly: pd.DataFrame
    hourly: pd.DataFrame
    bins: pd.DataFrame


def judge(runs: Runs, pack: Pack, catalogue: Catalogue, wanted: Asked) -> Judgement:
    """Judge the cases that were run; what one of them could not give is missing, with a sentence, and never inside."""
    values = year_values(runs, catalogue, wanted)
    return Judgement(
        values=_judge_values(values, runs, pack, catalogue),
        acceptance=_judge_criteria(values, runs, pack),
        deltas=_judge_deltas(values, runs, pack),
        monthly=_judge_months(runs, pack, wanted),
        hourly=_judge_hours(runs, pack, wanted),
        bins=_judge_bins(runs, pack, wanted),
    )


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


def _judge_values(values: Values, runs: Runs, pack: Pack, catalogue: Catalogue) -> pd.DataFrame:
    counted = headline(catalogue)
    rows = []
    for row in _records(pack.ranges):
        case, quantity = row["case"], row["quantity"]
        if case not in runs or quantity.startswith("monthly_"):
            continue
        value = values.get((case, quantity))
        rows.append(
            {
                "case": case,
                "quantity": quantity,
                "unit": row["unit"],
                "value": None if value is None else value.number,
                **_range(None if value is None else value.number, row),
                "headline": (case, quantity) in counted,
                **_stamp(value),
                "status": _status(runs, (case,), value is not None),
            }
        )
    return _frame(rows)


def _judge_criteria(values: Values, runs: Runs, pack: Pack) -> pd.DataFrame:
    rows = []
    for row in _records(pack.criteria):
        cases = [case for case in (row["case"], row["minus_case"]) if case]
        if not set(cases) <= set(runs):
            continue
        value = _difference(values, row["quantity"], cases)
        # Limits are definitions, so nothing is added to them.
        passed = within(value, row["low"], row["high"])
        bounds = {"low": row["low"], "high": row["high"], "passed": passed}
        words = {name: row[name] for name in ("table", "group", "quantity", "case", "minus_case", "unit")}
        rows.append(words | {"value": value} | bounds | {"status": _status(runs, cases, value is not None)})
    return _frame(rows)


def _judge_deltas(values: Values, runs: Runs, pack: Pack) -> pd.DataFrame:
    rows = []
    for row in _records(pack.deltas):
        cases = (row["case"], row["minus_case"])
        if not set(cases) <= set(runs):
            continue
        value = _difference(values, row["quantity"], cases)
        words = {name: row[name] for name in ("case", "minus_case", "quantity", "unit")}
        rows.append(words | {"value": value} | _range(value, row) | {"status": _status(runs, cases, value is not None)})
    return _frame(rows)


def _judge_months(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    values = month_values(runs, wanted)
    ranges = {(row["case"], row["quantity"]): row for row in _records(pack.ranges)}
    programs = _by_program(pack.monthly, ("case", "quantity", "month"), "value")
    rows = []
    for case in (name for name in wanted.monthly if name in runs):
        for quantity, unit in MONTHLY.items():
            for month in range(1, 13):
                value = values.get((case, quantity, month))
                number = None if value is None else value.number
                theirs = programs.get((case, quantity, month), {})
                bounds = ranges.get((case, f"{quantity}_{month:02d}"))
                stamp = _stamp(value)
                rows.append(
                    {"case": case, "quantity": quantity, "unit": unit, "month": month, "value": number}
                    | (_range(number, bounds) if bounds else _span(number, theirs))
                    | {"day": stamp["day"], "hour": stamp["hour"]}
                    | {"status": _status(runs, (case,), value is not None)}
                    | theirs
                )
    return _frame(rows)


def _judge_hours(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    values = day_values(runs, wanted)
    programs = _by_program(pack.hourly, ("case", "quantity", "month", "day", "hour"), "value")
    counted = pack.programs
    rows = []
    for (month, day), quantities in wanted.hourly.items():
        for quantity, cases in quantities.items():
            unit = HOURLY.get(quantity) or HOURLY[quantity.partition("_")[0]]
            for case in (name for name in cases if name in runs):
                for hour in range(1, 25):
                    key = (case, quantity, month, day, hour)
                    value, theirs = values.get(key), programs.get(key, {})
                    rows.append(
                        dict(zip(("case", "quantity", *_STAMP), key))
                        | {"unit": unit, "value": value}
                        | _span(value, {name: x for name, x in theirs.items() if name in counted})
                        | {"status": _status(runs, (case,), value is not None)}
                        | theirs
                    )
    return _frame(rows)


def _judge_bins(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    counts = bin_hours(runs, wanted)
    programs = _by_program(pack.bins, ("case", "bin_low_degC"), "hours")
    counted = pack.programs
    rows = []
    for case in (name for name in wanted.bins if name in runs):
        computed = not isinstance(runs[case], str)
        keys = sorted({key for key in (*counts, *programs) if key[0] == case}, key=lambda key: key[1])
        for key in keys:
            # A bin that a table leaves out holds no hours.
            theirs = {program: programs.get(key, {}).get(program, 0) for program in counted}
            hours = counts.get((case, key[1]), 0) if computed else None
            rows.append(
                {"case": case, "bin_low_degC": key[1], "hours": hours}
                | _span(hours, theirs)
                | {"status": _status(runs, (case,), computed)}
                | theirs
            )
    return _frame(rows)


def _difference(values: Values, quantity: str, cases: Sequence[str]) -> float | None:
    found = [values.get((case, quantity)) for case in cases]
    if any(value is None for value in found):
        return None
    numbers = [value.number for value in found if value is not None]
    return numbers[0] - (numbers[1] if len(numbers) > 1 else 0.0)


def _range(value: float | None, row: dict[str, Any]) -> dict[str, Any]:
    inside = within(value, row["min"], row["max"], row["min_tolerance"], row["max_tolerance"])
    return {"low": row["min"], "high": row["max"], "inside": inside}


def _span(value: float | None, theirs: dict[str, float]) -> dict[str, Any]:
    """Range of the programs, where the pack states no range of its own."""
    if not theirs:
        return {"low": None, "high": None, "inside": False}
    low, high = min(theirs.values()), max(theirs.values())
    return {"low": low, "high": high, "inside": within(value, low, high)}


def _stamp(value: Value | None) -> dict[str, int | None]:
    return {name: None if value is None else getattr(value, name) for name in _STAMP}


def _status(runs: Runs, cases: Sequence[str], computed: bool) -> str:
    for case in cases:
        outcome = runs[case]
        if isinstance(outcome, str):
            return f"case {case}: {outcome}"
    return OK if computed else "missing: a case that it is derived from was not run."


def _by_program(frame: pd.DataFrame, keys: tuple[str, ...], column: str) -> dict[tuple[Any, ...], dict[str, float]]:
    found: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in _records(frame):
        found.setdefault(tuple(row[key] for key in keys), {})[row["program"]] = row[column]
    return found


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for name in ("month", "day", "hour", "hours"):
        if name in frame:
            frame[name] = frame[name].astype("Int64")
    return frame
