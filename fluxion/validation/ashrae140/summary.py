"""The judgement in one JSON object: counts, misses and how far outside they are, closeness to other programs."""

from typing import Any

import pandas as pd

from fluxion.validation.ashrae140 import comparison
from fluxion.validation.ashrae140.judge import REQUIRED, Judgement
from fluxion.validation.ashrae140.pack import Pack
from fluxion.validation.ashrae140.run import Runs
from fluxion.validation.ashrae140.verdict import OK


def summarise(judgement: Judgement, runs: Runs, pack: Pack, settings: dict[str, Any], complete: bool) -> dict[str, Any]:
    """Everything that a reader wants to know first; plain JSON values.

    Args:
        judgement: the tables.
        runs: what was simulated.
        pack: the reference results.
        settings: engine, steps per hour and what else to state of the run.
        complete: whether all cases were asked for.
    """
    counted = judgement.values[judgement.values["headline"]]
    return {
        "suite": "ANSI/ASHRAE Standard 140, building thermal envelope and fabric load",
        **settings,
        "weather": {"file_sha256": pack.weather_sha256, "name": pack.weather.name},
        "complete": complete,
        "cases": len(runs),
        "failed": {name: outcome for name, outcome in runs.items() if isinstance(outcome, str)},
        "headline": _count(counted, "inside") | {"misses": misses(counted)},
        "other_values": _count(judgement.values[~judgement.values["headline"]], "inside"),
        "acceptance": _acceptance(judgement.acceptance),
        "deltas": _count(judgement.deltas, "inside") | {"misses": misses(judgement.deltas)},
        "monthly": _count(judgement.monthly, "inside"),
        "bins": _count(judgement.bins, "inside"),
        **comparison.summary(judgement.values, judgement.hourly, pack),
    }


def misses(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows that were computed and lie outside, and by how much.

    ``outside_percent`` is the distance over the magnitude of the bound that was passed; None for a bound of zero.
    """
    if frame.empty:
        return []
    rows = frame[(frame["status"] == OK) & ~frame["inside"].astype(bool)]
    found = []
    for row in rows.to_dict("records"):
        bound = row["low"] if row["value"] < row["low"] else row["high"]
        beyond = float(row["value"] - bound)
        keys = [key for key in ("case", "minus_case", "quantity", "unit") if key in row]
        found.append(
            {key: row[key] for key in keys}
            | {"value": float(row["value"]), "low": float(row["low"]), "high": float(row["high"])}
            | {"outside_by": beyond, "outside_percent": 100.0 * beyond / abs(bound) if bound else None}
        )
    return found


def _count(frame: pd.DataFrame, column: str) -> dict[str, int]:
    """Rows that are inside, outside (both computed) and missing."""
    if frame.empty:
        return {column: 0, "outside": 0, "missing": 0, "total": 0}
    computed, good = frame["status"] == OK, frame[column].astype(bool)
    return {
        column: int((computed & good).sum()),
        "outside": int((computed & ~good).sum()),
        "missing": int((~computed).sum()),
        "total": len(frame),
    }


def _acceptance(frame: pd.DataFrame) -> dict[str, Any]:
    if frame.empty:
        return {"passed": 0, "failed": 0, "missing": 0, "total": 0, "groups": {}, "misses": []}
    whole = _tally(frame)
    groups = {}
    for group, required in REQUIRED.items():
        tally = _tally(frame[frame["group"] == group])
        groups[group] = tally | {"required": required, "met": tally["passed"] >= required}
    failed = frame[~frame["passed"].astype(bool)]
    keys = ["table", "case", "minus_case", "quantity", "status"]
    return whole | {"groups": groups, "misses": failed[keys].to_dict("records")}


def _tally(frame: pd.DataFrame) -> dict[str, int]:
    count = _count(frame.rename(columns={"passed": "inside"}), "inside")
    return {
        "passed": count["inside"],
        "failed": count["outside"],
        "missing": count["missing"],
        "total": count["total"],
    }
