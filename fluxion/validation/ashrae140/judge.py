"""Values beside the ranges and limits of the user's pack: inside or outside, passed or failed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fluxion.validation.ashrae140.case import Catalogue
from fluxion.validation.ashrae140.outputs import Asked, headline
from fluxion.validation.ashrae140.pack import Pack
from fluxion.validation.ashrae140.quantities import Values, year_values
from fluxion.validation.ashrae140.run import Runs
from fluxion.validation.ashrae140.series import judge_bins, judge_hours, judge_months
from fluxion.validation.ashrae140.verdict import in_range, rows_of, stamp_of, status_of, to_frame, within

#: Criteria that must be met of each group (2023 edition, Annex A3).
REQUIRED = {"low_mass": 18, "high_mass": 17}


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
        values=judge_values(values, runs, pack, catalogue, wanted),
        acceptance=judge_criteria(values, runs, pack),
        deltas=judge_deltas(values, runs, pack),
        monthly=judge_months(runs, pack, wanted),
        hourly=judge_hours(runs, pack, wanted),
        bins=judge_bins(runs, pack, wanted),
    )


def judge_values(values: Values, runs: Runs, pack: Pack, catalogue: Catalogue, wanted: Asked) -> pd.DataFrame:
    """Values of the year, see `Judgement`."""
    counted = headline(catalogue)
    rows = []
    for row in rows_of(pack.ranges):
        case, quantity = row["case"], row["quantity"]
        needed = {case, wanted.unshaded(case, quantity)} - {None}
        if not needed <= set(runs) or quantity.startswith("monthly_"):
            continue
        value = values.get((case, quantity))
        rows.append(
            {
                "case": case,
                "quantity": quantity,
                "unit": row["unit"],
                "value": None if value is None else value.number,
                **in_range(None if value is None else value.number, row),
                "headline": (case, quantity) in counted,
                **stamp_of(value),
                "status": status_of(runs, (case,), value is not None),
            }
        )
    return to_frame(rows)


def judge_criteria(values: Values, runs: Runs, pack: Pack) -> pd.DataFrame:
    """Acceptance criteria, likewise."""
    rows = []
    for row in rows_of(pack.criteria):
        cases = [case for case in (row["case"], row["minus_case"]) if case]
        if not set(cases) <= set(runs):
            continue
        value = _difference(values, row["quantity"], cases)
        # Limits are definitions, so nothing is added to them.
        passed = within(value, row["low"], row["high"])
        bounds = {"low": row["low"], "high": row["high"], "passed": passed}
        words = {name: row[name] for name in ("table", "group", "quantity", "case", "minus_case", "unit")}
        rows.append(words | {"value": value} | bounds | {"status": status_of(runs, cases, value is not None)})
    return to_frame(rows)


def judge_deltas(values: Values, runs: Runs, pack: Pack) -> pd.DataFrame:
    """Differences between cases, likewise."""
    rows = []
    for row in rows_of(pack.deltas):
        cases = (row["case"], row["minus_case"])
        if not set(cases) <= set(runs):
            continue
        value = _difference(values, row["quantity"], cases)
        words = {name: row[name] for name in ("case", "minus_case", "quantity", "unit")}
        rows.append(
            words | {"value": value} | in_range(value, row) | {"status": status_of(runs, cases, value is not None)}
        )
    return to_frame(rows)


def _difference(values: Values, quantity: str, cases: Sequence[str]) -> float | None:
    found = [values.get((case, quantity)) for case in cases]
    if any(value is None for value in found):
        return None
    numbers = [value.number for value in found if value is not None]
    return numbers[0] - (numbers[1] if len(numbers) > 1 else 0.0)
