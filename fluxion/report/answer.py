"""The answer in words and tiles: question, status quo, chosen designs, gains, knee."""

from typing import Any

import numpy as np

from fluxion.report.chosen import BASELINE, CLOSEST, KNEE, Chosen
from fluxion.report.gathered import Report
from fluxion.report.labels import change, limit_words, shown, shown_in, unit, words
from fluxion.report.story import STAY, SWITCH, TREND

# Variables in a tile.
_IN_TILE = 7


def question(report: Report) -> str:
    """What was asked, in one line."""
    run, study = report.run, report.run.record["study"]
    *others, last = (words(name, report.opened.units) for name in run.objectives)
    goals = f"{', '.join(others)} and {last}" if others else last
    limits = ", ".join(limit_words(name) for name in run.constraints)
    counts = run.record["counts"]
    text = f"Least {goals} of {study['problem']} in {', '.join(run.climates)}, {len(run.searched)} variables searched"
    text += f", limits on {limits}" if limits else ""
    text += f"; {counts['truth_runs']} truth runs ({study.get('truth', 'physics')})"
    return f"{text}, seed {study.get('seed', '–')}."


def gains(report: Report) -> str:
    """How far the ends of the front are from the baseline, in one sentence."""
    run, units = report.run, report.opened.units
    if not len(run.front) or not run.ok[0]:
        return ""
    base, least = run.F[0], run.F[run.front].min(axis=0)
    parts = []
    for name, before, after in zip(run.objectives, base, least):
        ending = unit(name, units)
        moved = change(after, before)
        text = f"{words(name, units)} from {shown(before)} to {shown(after)}{' ' + ending if ending else ''}"
        parts.append(text + (f" ({moved})" if moved else ""))
    note = "" if run.feasible[0] else " (which misses a limit)"
    return f"From the baseline{note} to the least on the front: {'; '.join(parts)}."


def tiles(report: Report) -> list[dict[str, Any]]:
    """The chosen designs as tiles: objectives with their change from the baseline, and what differs."""
    run = report.run
    shown_first = [move.name for move in report.moves if move.kind in (TREND, SWITCH)]
    others = [move.name for move in report.moves if move.kind not in (TREND, SWITCH, STAY)]
    names = [*shown_first, *others] or _differing(report)
    return [_tile(report, one, names[:_IN_TILE], run.ok[0]) for one in report.chosen]


def _differing(report: Report) -> list[str]:
    rows = [one.row for one in report.chosen]
    return [name for name in report.run.searched if report.run.checked[name].iloc[rows].nunique() > 1]


def _tile(report: Report, one: Chosen, names: list[str], has_baseline: bool) -> dict[str, Any]:
    run, units = report.run, report.opened.units
    objectives = []
    for name in run.objectives:
        value, base = float(run.column(name)[one.row]), float(run.column(name)[0])
        moved = change(value, base) if has_baseline and one.row != 0 else ""
        ending = unit(name, units)
        line = {"words": words(name, units), "unit": ending, "value": shown(value)}
        objectives.append({**line, "change": moved, "worse": value > base})
    variables = []
    for name in names:
        ending = unit(name, units)
        text = shown_in(run.checked[name].iloc[one.row], report.extent(name))
        variables.append({"words": words(name, units), "value": f"{text} {ending}" if ending else text})
    name = "baseline (status quo)" if one.key == BASELINE else one.name
    kind = one.key if one.key in (BASELINE, KNEE) else "least"
    return {"name": name, "kind": kind, "objectives": objectives, "variables": variables, "note": missed(report, one)}


def missed(report: Report, one: Chosen) -> str:
    """Limits that a design misses, and by how much; empty if it meets all."""
    run = report.run
    excess = {name: float(run.column(name)[one.row]) for name in run.constraints}
    broken = [f"{limit_words(name)} by {shown(value)}" for name, value in excess.items() if value > 0.0]
    return f"misses its limit: {', '.join(broken)}" if broken else ""


def front_title(report: Report) -> str:
    """What is listed, as a heading."""
    if not len(report.run.front):
        return "The closest designs"
    return "The front" if len(report.run.objectives) > 1 else "The best designs"


def front_text(report: Report) -> str:
    """What the chart of the front shows."""
    run = report.run
    if len(run.front) and len(run.objectives) == 1:
        return (
            f"{int(run.feasible.sum())} of {len(run.checked)} checked designs meet every limit, all simulated by "
            f"physics. Listed are the best {len(report.rows)}."
        )
    if len(run.front):
        rest = int((run.ok & ~run.feasible).sum())
        return (
            f"{len(run.front)} designs that no other checked design dominates, all simulated by physics; "
            f"{int(run.feasible.sum()) - len(run.front)} more are dominated, {rest} miss a limit, "
            f"{int((~run.ok).sum())} failed."
        )
    closest = report.named(CLOSEST)
    if closest is None:
        return "No design could be simulated, so there is nothing to show."
    return (
        f"No checked design meets every limit, so there is no front. The closest {missed(report, closest)}. "
        f"Listed are the {len(report.rows)} designs closest to feasible."
    )


def knee_text(report: Report) -> str:
    """Where the knee is and what it means; empty where the question does not arise."""
    run = report.run
    if len(run.objectives) < 2 or len(run.front) < 3:
        return ""
    one = report.named(KNEE)
    if one is None:
        return "The front has no knee: no design lies clearly on the good side of the chord between its ends."
    place = int(np.flatnonzero(report.rows == one.row)[0]) + 1
    values = ", ".join(
        f"{words(name, report.opened.units)} {shown(run.column(name)[one.row])}" for name in run.objectives
    )
    shape = "chord" if len(run.objectives) == 2 else "plane"
    return (
        f"Knee: design {place} ({values}), the farthest from the {shape} through the ends of the front, objectives "
        "scaled by ideal and nadir (Das 1999). Beyond it, a little of one objective costs much of another."
    )


def by_climate(report: Report) -> tuple[list[str], list[list[str]]]:
    """Heads and lines of a table of the chosen designs climate by climate; empty for a run in one climate.

    A run in several climates has a column ``<objective>@<climate>`` for each.
    """
    run, units = report.run, report.opened.units
    columns = [name for name in run.checked.columns if name.partition("@")[0] in run.objectives and "@" in name]
    if not columns:
        return [], []
    heads = ["design", *[f"{words(n.partition('@')[0], units)} in {n.partition('@')[2]}" for n in columns]]
    return heads, [[one.name, *[shown(run.checked[n].iloc[one.row]) for n in columns]] for one in report.chosen]
