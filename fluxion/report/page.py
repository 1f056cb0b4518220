"""The page: one HTML file with everything in it."""

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from fluxion._optional import require
from fluxion.report import answer, belief, listing
from fluxion.report.charts.belief import effects_chart, interval_chart, sensitivity_chart
from fluxion.report.charts.course import course_chart
from fluxion.report.charts.front import front_chart
from fluxion.report.charts.style import Figure
from fluxion.report.charts.variables import along_chart, spread_chart
from fluxion.report.charts.years import duration_chart, monthly_chart
from fluxion.report.chosen import BASELINE, KNEE
from fluxion.report.gathered import Report
from fluxion.report.labels import label, words

#: The extra that brings Plotly and Jinja.
EXTRA = "report"
# More charts than these side by side with a table would be too small.
_NARROW_OBJECTIVES = 2


def check_packages() -> None:
    """Refuse a page before anything is computed for it.

    Raises:
        MissingDependencyError: Plotly or Jinja is not installed.
    """
    require("jinja2", EXTRA)
    require("plotly.offline", EXTRA)


def render(report: Report) -> str:
    """The page of a report as HTML.

    Raises:
        MissingDependencyError: Plotly or Jinja is not installed.
    """
    jinja2, plotly, markup = require("jinja2", EXTRA), require("plotly.offline", EXTRA), require("markupsafe", EXTRA)
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    charts = figures(report)
    data = json.dumps(_plain({"figures": charts, "axes": listing.parallel(report)}), allow_nan=False)
    values = {
        **_words(report, charts),
        "css": markup.Markup(_asset("report.css")),
        "script": markup.Markup(_asset("report.js")),
        "plotly": markup.Markup(plotly.get_plotlyjs()),
        # A closing tag inside a name would end the block of data.
        "data": markup.Markup(data.replace("<", "\\u003c")),
    }
    return str(environment.from_string(_asset("report.html.j2")).render(values))


def figures(report: Report) -> dict[str, Figure]:
    """The charts of a report by the place on the page; those without data are left out."""
    run, units, bounds = report.run, report.opened.units, report.opened.bounds
    found: dict[str, Figure | None] = {
        "front-chart": front_chart(run, report.rows, report.chosen, units) if run.ok.any() else None,
        "along-chart": along_chart(run, report.moves, units),
        "interval-chart": interval_chart(run, units),
        "course-chart": course_chart(report.course, label(run.objectives[0], units)),
        "spread-chart": spread_chart(run, units, bounds) if run.searched else None,
    }
    if report.sensitivity is not None:
        found["sensitivity-chart"] = sensitivity_chart(report.sensitivity, units)
        found["effects-chart"] = effects_chart(report.sensitivity, units)
    if report.years:
        found["monthly-chart"] = monthly_chart(report.years)
        found["duration-chart"] = duration_chart(report.years)
    return {name: chart for name, chart in found.items() if chart is not None}


def _words(report: Report, charts: dict[str, Figure]) -> dict[str, Any]:
    run, units = report.run, report.opened.units
    claim_heads, claims = belief.claimed(report)
    climate_heads, climate_lines = answer.by_climate(report)
    on_front = len(run.front) > 0 and len(run.objectives) > 1
    return {
        "title": run.title,
        "question": answer.question(report),
        "verdict": run.record["verdict"][:1].upper() + run.record["verdict"][1:],
        "gains": answer.gains(report),
        "notes": report.notes,
        "tiles": answer.tiles(report),
        "climate_heads": climate_heads,
        "climate_lines": climate_lines,
        "sections": _sections(report),
        "listed": "the front" if on_front else "the list",
        "front_title": answer.front_title(report),
        "front_text": answer.front_text(report),
        "first": words(run.objectives[0], units),
        "wide": len(run.objectives) > _NARROW_OBJECTIVES,
        "columns": listing.heads(report),
        "rows": listing.lines(report),
        "has_axes": len(report.rows) > 1,
        "has_baseline": report.named(BASELINE) is not None,
        "has_knee": report.named(KNEE) is not None,
        "knee_text": answer.knee_text(report),
        "moves": report.moves,
        "moves_text": (
            f"Read from low to high {words(run.objectives[0], units)}. In the panels the dotted line is the baseline; "
            "a selection above shows here too."
        ),
        "has_along": "along-chart" in charts,
        "has_sensitivity": report.sensitivity is not None,
        "sensitivity_text": _sensitivity_text(report),
        "has_effects": "effects-chart" in charts,
        "agreement": belief.agreement(report),
        "has_years": bool(report.years),
        "years_text": _years_text(report),
        "recheck_text": belief.recheck_text(report),
        "has_interval": "interval-chart" in charts,
        "recheck": belief.recheck(report),
        "claim_heads": claim_heads,
        "claims": claims,
        "course_text": _course_text(report),
        "method": run.record["method"],
        "facts": belief.facts(report),
        "hashes": belief.hashes(report),
    }


def _sections(report: Report) -> list[tuple[str, str]]:
    every = [
        ("answer", "Answer", True),
        ("front", answer.front_title(report).removeprefix("The ").capitalize(), True),
        ("moves", "Along the front", bool(report.moves)),
        ("sensitivities", "Sensitivities", report.sensitivity is not None),
        ("years", "Year", bool(report.years)),
        ("recheck", "Claims and physics", True),
        ("convergence", "Convergence", True),
        ("variables", "Variables", True),
        ("record", "Record", True),
    ]
    return [(anchor, text) for anchor, text, wanted in every if wanted]


def _sensitivity_text(report: Report) -> str:
    result = report.sensitivity
    if result is None:
        return ""
    meaning = "Morris' mean effects as shares of the largest"
    if result.sobol is not None:
        meaning = (
            "Sobol's total shares of the variance; interactions count for each of their variables, so that the shares "
            "of one quantity may add up to more than 100 %"
        )
    return (
        f"{result.method} The table gives {meaning}. Every free variable runs through its whole range here, options of "
        "a choice equally often; along the front, where most are settled, others may matter. "
        f"{result.verdict}"
    )


def _years_text(report: Report) -> str:
    if not report.years:
        return ""
    worst = max(year.residual for year in report.years)
    known = [year.difference for year in report.years if year.difference is not None]
    climates = ", ".join(dict.fromkeys(year.climate for year in report.years))
    again = ""
    if known:
        same = f"to {max(known):.1g} kWh/m²" if max(known) > 0.0 else "to the last digit"
        again = f" Heating and cooling of the year are those of the run {same}."
    return (
        f"Simulated again with the run's engine ({report.years[0].engine}) in {climates}. What heats "
        "the zones is above zero, what cools them below; storage is what fabric and partitions give back. The balances "
        f"close to {worst:.0e}.{again}"
    )


def _course_text(report: Report) -> str:
    if report.course.is_volume:
        return (
            "Hypervolume of the checked designs that meet every limit, run by run, on the scale of the final front. A "
            "curve that still climbs at its end asks for more runs."
        )
    return "Least value of the designs that meet every limit, run by run. A curve that still falls asks for more runs."


@cache
def _asset(name: str) -> str:
    return (files("fluxion.report") / "template" / name).read_text(encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
