"""Months, prescribed days and bins beside what every program gives."""

from typing import Any

import pandas as pd

from fluxion.validation.ashrae140.outputs import HOURLY, MONTHLY, Asked
from fluxion.validation.ashrae140.pack import Pack
from fluxion.validation.ashrae140.quantities import bin_hours, day_values, month_values
from fluxion.validation.ashrae140.run import Runs
from fluxion.validation.ashrae140.verdict import STAMP, in_range, in_span, rows_of, stamp_of, status_of, to_frame


def judge_months(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    """Monthly loads and peaks, see `judge.Judgement`."""
    values = month_values(runs, wanted)
    ranges = {(row["case"], row["quantity"]): row for row in rows_of(pack.ranges)}
    programs = _by_program(pack.monthly, ("case", "quantity", "month"), "value")
    rows = []
    for case in (name for name in wanted.monthly if name in runs):
        for quantity, unit in MONTHLY.items():
            for month in range(1, 13):
                value = values.get((case, quantity, month))
                number = None if value is None else value.number
                theirs = programs.get((case, quantity, month), {})
                bounds = ranges.get((case, f"{quantity}_{month:02d}"))
                rows.append(
                    {"case": case, "quantity": quantity, "unit": unit, "month": month, "value": number}
                    | (in_range(number, bounds) if bounds else in_span(number, theirs))
                    | {name: when for name, when in stamp_of(value).items() if name != "month"}
                    | {"status": status_of(runs, (case,), value is not None)}
                    | theirs
                )
    return to_frame(rows)


def judge_hours(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    """Hours of the prescribed days, likewise."""
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
                        dict(zip(("case", "quantity", *STAMP), key))
                        | {"unit": unit, "value": value}
                        | in_span(value, {name: x for name, x in theirs.items() if name in counted})
                        | {"status": status_of(runs, (case,), value is not None)}
                        | theirs
                    )
    return to_frame(rows)


def judge_bins(runs: Runs, pack: Pack, wanted: Asked) -> pd.DataFrame:
    """Hours in each bin of temperature, likewise."""
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
                | in_span(hours, theirs)
                | {"status": status_of(runs, (case,), computed)}
                | theirs
            )
    return to_frame(rows)


def _by_program(frame: pd.DataFrame, keys: tuple[str, ...], column: str) -> dict[tuple[Any, ...], dict[str, float]]:
    found: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows_of(frame):
        found.setdefault(tuple(row[key] for key in keys), {})[row["program"]] = row[column]
    return found
