"""A comparison in words and tables, as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from fluxion.validation.energyplus.comparison import ENGINE, METHOD, Comparison
from fluxion.validation.energyplus.tables import ALL_ZONES
from fluxion.validation.statistics import RELATIVE_FLOOR

#: What the statistics mean; the same words stand in every record of a comparison.
DEFINITIONS = (
    "Errors are model minus reference, so a positive bias says that the model is higher. NMBE is the mean error and "
    "CV(RMSE) the root mean square error, both in per cent of the mean of the reference (names of ASHRAE Guideline "
    "14); every sum over n values is divided by n. Spearman is the correlation of the ranks. 'p90' is the 90th "
    "percentile of the relative error of single values whose reference is above "
    f"{100 * RELATIVE_FLOOR:.0f} % of the mean. The worst zone is the one with the largest CV(RMSE) by its own mean. "
    "Only designs that every model finished enter."
)
_NONE = "none"


def markdown(comparison: Comparison, tables: dict[str, pd.DataFrame], pictures: Sequence[str]) -> str:
    """The report of a comparison.

    Args:
        comparison: what was computed.
        tables: ``building``, ``zones`` and ``hourly`` of module `tables`.
        pictures: file names beside the report.
    """
    plan = comparison.plan
    parts = [
        f"# {comparison.label(ENGINE)} against {comparison.program.label}: {plan.problem.name} in {plan.weather.name}",
        _what_ran(comparison),
        f"## How to read the figures\n\n{DEFINITIONS}",
    ]
    if comparison.usable.any():
        parts += _pairs("Building", tables["building"], _BUILDING_COLUMNS)
        zones = tables["zones"]
        pooled = zones[zones["zone"] == ALL_ZONES]
        parts += _pairs("Zones, pooled over all zones and designs", pooled, _ZONE_COLUMNS)
    else:
        parts.append("## Result\n\nNo design was finished by every model, so there are no statistics.")
    parts.append(_hours(comparison, tables["hourly"]))
    parts.append(_left_out(comparison))
    if pictures:
        parts.append("## Pictures\n\n" + "\n".join(f"![{name}]({name})" for name in pictures))
    return "\n\n".join(parts) + "\n"


_BUILDING_COLUMNS = {
    "output": "output",
    "unit": "unit",
    "mean": "mean",
    "reference_mean": "mean of reference",
    "nmbe_percent": "NMBE %",
    "cvrmse_percent": "CV(RMSE) %",
    "mae": "mean absolute error",
    "rmse": "RMSE",
    "spearman": "Spearman",
}
_ZONE_COLUMNS = _BUILDING_COLUMNS | {
    "p90_relative_error_percent": "p90 %",
    "worst_zone": "worst zone",
    "worst_zone_cvrmse_percent": "its CV(RMSE) %",
}


def _what_ran(comparison: Comparison) -> str:
    plan = comparison.plan
    usable = int(comparison.usable.sum())
    defaults = {parameter.name: parameter.default for parameter in plan.problem.parameters}
    changed = {name: value for name, value in plan.problem.settings.items() if value != defaults[name]}
    lines = [
        ("problem", plan.problem.title),
        ("climate", f"{plan.weather.name} ({plan.weather.fingerprint()})"),
        ("designs", f"{plan.designs} random ones ({METHOD}, seed {plan.seed}), {usable} finished by every model"),
        ("settings", ", ".join(f"{name}={value}" for name, value in changed.items()) or "the problem's own"),
        *((key, comparison.label(key)) for key in comparison.models),
    ]
    return _table(("", ""), lines)


def _pairs(title: str, frame: pd.DataFrame, columns: dict[str, str]) -> list[str]:
    parts = []
    for (model, reference), group in frame.groupby(["model", "reference"], sort=False):
        rows = [[_cell(name, line[name]) for name in columns] for line in group.to_dict("records")]
        notes = [f"* {line['output']}: {line['note']}." for line in group.to_dict("records") if line["note"]]
        count = int(group["n"].iloc[0])
        text = f"## {title}: {model} against {reference}, n = {count}\n\n{_table(tuple(columns.values()), rows)}"
        parts.append(text + ("\n\n" + "\n".join(notes) if notes else ""))
    return parts


def _hours(comparison: Comparison, frame: pd.DataFrame) -> str:
    title = "## Hours of the first designs"
    asked = min(comparison.plan.hourly, comparison.plan.designs)
    if not asked:
        return f"{title}\n\nNot asked for."
    known = {hours.design_row for hours in comparison.hourly}
    missing = [row for row in range(1, asked + 1) if row not in known]
    parts = []
    if known:
        columns = {
            "design_row": "design",
            "model": "model",
            "reference": "reference",
            "series": "series",
            "rms_building": "rms difference, building",
            "worst_zone": "worst zone",
            "rms_worst_zone": "its rms difference",
            "unit": "unit",
        }
        rows = [[_cell(name, line[name]) for name in columns] for line in frame.to_dict("records")]
        parts.append(
            "Loads of the building are summed over its zones; temperatures are those of all zones together.\n\n"
            + _table(tuple(columns.values()), rows)
        )
    parts += [f"Design {row} has no hours here, because a model did not finish it; see below." for row in missing]
    return "\n\n".join([title, *parts])


def _left_out(comparison: Comparison) -> str:
    failures = comparison.failures
    if not failures:
        return "## Designs that were left out\n\nNone."
    rows = [(str(one.design_row), one.model, _plain(one.status)) for one in failures]
    count = len({one.design_row for one in failures})
    return (
        f"## Designs that were left out\n\n{count} of {comparison.plan.designs} enter no statistic, because a model "
        f"did not finish them.\n\n{_table(('design', 'model', 'status'), rows)}"
    )


def _cell(name: str, value: Any) -> str:
    if value is None:
        return _NONE
    if isinstance(value, str):
        return _plain(value)
    if name == "design_row":
        return str(int(value))
    if name.endswith("percent"):
        return f"{value:+.2f}" if name == "nmbe_percent" else f"{value:.2f}"
    return f"{value:.5f}" if name == "spearman" else f"{value:.4g}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
