"""Designs as lines of a table and as lines of parallel coordinates."""

from typing import Any

import numpy as np

from fluxion.report.chosen import BASELINE, KNEE
from fluxion.report.gathered import Report
from fluxion.report.labels import label, limit_words, shown, shown_in, words
from fluxion.report.story import STAY

#: Keys of the lines that parallel coordinates may show beside the front.
_BESIDE = (BASELINE, KNEE)
# Variables that have room, and the share of its range by which one must differ among the listed designs.
_MOST, _DIFFERENT = 12, 0.005


def listed_columns(report: Report) -> list[str]:
    """Objectives, constraints where no design meets them, and the variables that differ among the listed designs."""
    run = report.run
    order = [move.name for move in report.moves if move.kind != STAY] or list(run.searched)
    differ = [name for name in order if _differs(report, name)][:_MOST]
    broken = [] if len(run.front) else [name for name in run.constraints if run.column(name)[report.rows[0]] > 0.0]
    return [*run.objectives, *broken, *differ]


def _differs(report: Report, name: str) -> bool:
    values, extent = report.run.checked[name].iloc[report.rows], report.extent(name)
    if extent is None:
        return bool(values.nunique() > 1)
    return bool(values.max() - values.min() > _DIFFERENT * extent)


def heads(report: Report) -> list[dict[str, Any]]:
    """Heads of the table: name, label, whether the cells are texts."""
    choices = report.run.choices
    return [{"name": n, "label": _label(report, n), "text": n in choices} for n in listed_columns(report)]


def lines(report: Report) -> list[dict[str, Any]]:
    """Lines of the table, with the names of chosen designs."""
    run, names = report.run, listed_columns(report)
    extents = {name: report.extent(name) for name in names}
    tags = {one.row: one for one in report.chosen}
    result = []
    for row in report.rows.tolist():
        one = tags.get(row)
        cells = [
            {"raw": value, "shown": shown_in(value, extents[name]), "text": isinstance(value, str)}
            for name, value in ((name, run.checked[name].iloc[row]) for name in names)
        ]
        kind = "" if one is None else one.key if one.key in _BESIDE else "least"
        result.append({"cells": cells, "tag": one.name if one is not None else "", "kind": kind})
    return result


def parallel(report: Report) -> dict[str, Any]:
    """Axes of the parallel coordinates: objectives, then variables, the largest moves first."""
    named = [(key, one) for key in _BESIDE for one in [report.named(key)] if one is not None]
    axes = [_axis(report, name, [one.row for _, one in named]) for name in listed_columns(report)]
    return {
        "rows": len(report.rows),
        "axes": [{key: axis[key] for key in ("name", "label", "ticks", "digits", "values")} for axis in axes],
        "named": [
            {"key": key, "name": one.name, "values": [axis["extra"][i] for axis in axes]}
            for i, (key, one) in enumerate(named)
        ],
    }


def _axis(report: Report, name: str, extra: list[int]) -> dict[str, Any]:
    run = report.run
    values = run.checked[name].to_numpy()
    ticks = None
    if name in run.choices:
        options = list(dict.fromkeys(values[[*report.rows.tolist(), *extra]].tolist()))
        places = {option: float(i) for i, option in enumerate(options)}
        numbers = np.array([places.get(value, np.nan) for value in values])
        ticks = [shown(option) for option in options]
    else:
        numbers = values.astype(np.float64)
    return {
        "name": name,
        "label": _label(report, name),
        "ticks": ticks,
        "digits": _digits(report.extent(name) or float(np.ptp(numbers[report.rows])) or 1.0),
        "values": numbers[report.rows].tolist(),
        "extra": numbers[extra].tolist(),
    }


def _digits(extent: float) -> int:
    """Decimals by which the ticks of an axis of this extent differ."""
    return int(min(6, max(0, 2 - np.floor(np.log10(extent)))))


def _label(report: Report, name: str) -> str:
    if name in report.run.constraints:
        return f"beyond limit: {limit_words(name)}"
    units = report.opened.units
    return label(name, units) if name in units or name in report.run.objectives else words(name, units)
