"""The generated part of a page of results that may be published.

It holds our values and whether they lie inside or outside, passed or failed; no range, no limit, no value of another
program and no distance to a bound, from which the bound could be told.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fluxion.engine import EngineChoice
from fluxion.validation.ashrae140.case import Catalogue
from fluxion.validation.ashrae140.causes import Causes, cause_of
from fluxion.validation.ashrae140.judge import Judgement
from fluxion.validation.ashrae140.markdown import pair, percent, table, words
from fluxion.validation.ashrae140.outputs import LOADS, MONTHLY, STATISTICS
from fluxion.validation.ashrae140.run import SUITE_STEPS_PER_HOUR
from fluxion.validation.ashrae140.verdict import OK

# Digits behind the point.
_DIGITS = {"MWh": 3, "kW": 3, "degC": 2, "kWh": 1, "kWh/m2": 1, "-": 3}


def part_of(choice: EngineChoice) -> str:
    """Name of the part of a page that tells of an engine."""
    return "ashrae140" if choice.is_batch else f"ashrae140 {choice.label}"


def page(judgement: Judgement, summary: Mapping[str, Any], catalogue: Catalogue, causes: Causes) -> list[str]:
    """Lines of the generated part."""
    return [
        f"## ASHRAE Standard 140, building thermal envelope and fabric load: the {_engine(summary)} engine",
        "",
        *_settings(summary),
        *_counts(summary),
        *_misses(judgement, causes),
        *_loads(judgement.values, catalogue),
        *_temperatures(judgement.values),
        *_sun(judgement.values),
        *_criteria(judgement.acceptance),
        *_months(judgement.monthly),
        *_deltas(judgement.deltas),
    ]


def _settings(summary: Mapping[str, Any]) -> list[str]:
    return [
        f"Engine: {summary['engine']}, one setting for all {summary['cases']} cases; fluxion-bem {summary['version']}; "
        f"weather file of the suite, SHA-256 `{summary['weather']['file_sha256']}`. Regenerate with",
        "",
        "```",
        f"fluxion validate ashrae140 --data DIR{_options(summary)} --out runs/ashrae140 "
        "--docs docs/VALIDATION_RESULTS.md",
        "```",
        "",
        "*Inside* and *outside* refer to the range of the six programs of the standard's example results, *passed* and "
        "*failed* to the acceptance criteria of its Annex A3 (2023 edition). Ranges and limits are read from the "
        "user's copy and are not part of this project. The example range is no criterion of the standard; a value "
        "outside it asks for an explanation. A value that could not be computed is *missing* and counts as neither "
        "inside nor passed.",
        "",
    ]


def _engine(summary: Mapping[str, Any]) -> str:
    return str(summary["engine"]).partition(" ")[0]


def _options(summary: Mapping[str, Any]) -> str:
    steps = summary["steps_per_hour"]
    if steps is None:
        return ""
    return " --engine reference" + ("" if steps == SUITE_STEPS_PER_HOUR else f" --steps-per-hour {steps}")


def _counts(summary: Mapping[str, Any]) -> list[str]:
    head, accepted = summary["headline"], summary["acceptance"]
    close, hourly = summary["energyplus"], summary["hourly_loads"]
    rows = [
        ["annual, peak and free-float values inside", f"{head['inside']} of {head['total']}"],
        ["acceptance criteria passed", f"{accepted['passed']} of {accepted['total']}"],
    ]
    for group, tally in accepted["groups"].items():
        asks = f"{tally['passed']} of {tally['total']} (the standard asks for {tally['required']})"
        rows.append([f"of these {words(group)}", asks])
    for key, text in (
        ("other_values", "sun and sky of the year inside"),
        ("deltas", "differences between cases inside"),
        ("monthly", "monthly loads and peaks inside"),
        ("bins", "bins of temperature inside"),
    ):
        rows.append([text, f"{summary[key]['inside']} of {summary[key]['total']}"])
    every, to_mean = close["all"], summary["six_program_mean"]["all"]
    rows += [
        [f"against EnergyPlus 9.0.1, {every['count']} loads, mean of ours / theirs - 1", percent(every["mean"])],
        ["standard deviation of the same", percent(every["standard_deviation"], signed=False)],
        [
            "mean of \\|ours / mean of the six programs - 1\\|",
            percent(to_mean, signed=False),
        ],
    ]
    for key, text in (("all", "600 and 900"), ("600", "600"), ("900", "900")):
        ours = hourly["rms_kwh"].get(key, {}).get("fluxion")
        if ours is not None:
            verdict = "closer than any other program" if hourly["closest"][key] else "another program is closer"
            rows.append([f"hourly loads of {text} against EnergyPlus, rms", f"{ours:.3f} kWh, {verdict}"])
    left_out = "; ".join(f"{case}, where {why}" for case, why in close["left_out"].items())
    note = (
        "Loads that are compared with EnergyPlus: annual and peak loads for which it gives more than 0.3 MWh or kW, "
        f"without the cases in which its input differs from the standard ({left_out})."
    )
    return [*table(["what", "result"], rows), note, ""]


def _misses(judgement: Judgement, causes: Causes) -> list[str]:
    lines = ["### Values outside, and why", ""]
    values = judgement.values.assign(minus_case="")
    rows = []
    for frame in (values, judgement.deltas):
        for row in frame[(frame["status"] == OK) & ~frame["inside"].astype(bool)].to_dict("records"):
            cause = cause_of(causes, row["case"], row["quantity"], row["minus_case"])
            rows.append([pair(row["case"], row["minus_case"]), words(row["quantity"]), _number(row), cause])
    if not rows:
        return [*lines, "None.", ""]
    return [*lines, *table(["case", "quantity", "value", "cause"], rows)]


def _loads(values: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    found = _cells(values, ("case", "quantity"))
    rows = [
        [case, catalogue.cases[case].title, *(found[case, quantity] for quantity in LOADS)]
        for case in catalogue.cases
        if (case, "annual_heating") in found
    ]
    header = ["case", "", *(f"{words(quantity)} {unit}" for quantity, unit in LOADS.items())]
    return ["### Annual loads and peaks", "", *table(header, rows)]


def _temperatures(values: pd.DataFrame) -> list[str]:
    found = _cells(values, ("case", "quantity"))
    rows = []
    for kind, note in (("zone_temp", ""), ("sun_zone_temp", ", sun zone")):
        for case in dict.fromkeys(values["case"]):
            if (case, f"{kind}_mean") in found:
                rows.append([case + note, *(found[case, f"{kind}_{statistic}"] for statistic in STATISTICS)])
    return ["### Free float, air temperature in degC", "", *table(["case", *STATISTICS], rows)]


def _sun(values: pd.DataFrame) -> list[str]:
    part = values[~values["headline"]]
    rows = [
        [row["case"], words(row["quantity"]), _number(row), row["unit"], _verdict(row)]
        for row in part.to_dict("records")
    ]
    return ["### Sun and sky of the year", "", *table(["case", "quantity", "value", "unit", ""], rows)]


def _criteria(acceptance: pd.DataFrame) -> list[str]:
    rows = [
        [
            row["table"],
            pair(row["case"], row["minus_case"]),
            words(row["quantity"]),
            _number(row),
            _verdict(row, "passed", "passed", "failed"),
        ]
        for row in acceptance.to_dict("records")
    ]
    return ["### Acceptance criteria", "", *table(["table", "case", "quantity", "MWh", ""], rows)]


def _months(monthly: pd.DataFrame) -> list[str]:
    found = _cells(monthly, ("case", "quantity", "month"))
    rows = [
        [case, str(month), *(found[case, quantity, month] for quantity in MONTHLY)]
        for case in dict.fromkeys(monthly["case"])
        for month in range(1, 13)
    ]
    header = [f"{words(quantity.removeprefix('monthly_'))} {unit}" for quantity, unit in MONTHLY.items()]
    return ["### Months", "", *table(["case", "month", *header], rows)]


def _deltas(deltas: pd.DataFrame) -> list[str]:
    found = _cells(deltas, ("case", "minus_case", "quantity"))
    rows = [
        [pair(case, minus), *(found.get((case, minus, quantity), "") for quantity in LOADS)]
        for case, minus in dict.fromkeys(zip(deltas["case"], deltas["minus_case"]))
    ]
    header = [f"{words(quantity)} {unit}" for quantity, unit in LOADS.items()]
    return ["### Differences between cases", "", *table(["cases", *header], rows)]


def _cells(frame: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[Any, ...], str]:
    """Key -> value and verdict in one cell."""
    return {
        tuple(row[key] for key in keys): f"{_number(row)} {_verdict(row)}".strip() for row in frame.to_dict("records")
    }


def _number(row: Mapping[Any, Any]) -> str:
    if row["status"] != OK:
        return ""
    text = f"{row['value']:.{_DIGITS.get(row['unit'], 3)}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text


def _verdict(row: Mapping[Any, Any], column: str = "inside", good: str = "inside", bad: str = "**outside**") -> str:
    if row["status"] != OK:
        return "**missing**"
    return good if row[column] else bad if bad.startswith("*") else f"**{bad}**"
