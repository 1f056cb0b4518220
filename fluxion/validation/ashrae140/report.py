"""``report.md`` of a run, in the user's own folder: counts, misses with their ranges, pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from fluxion.validation.ashrae140.causes import Causes, cause_of
from fluxion.validation.ashrae140.markdown import pair, percent, table, words
from fluxion.validation.ashrae140.outputs import LOADS


def report(summary: Mapping[str, Any], causes: Causes, pictures: Sequence[str]) -> str:
    """Markdown.

    Args:
        summary: see `summary.summarise`.
        causes: see `causes.load_causes`.
        pictures: names of the files beside the report.
    """
    blocks = [
        ["# Standard 140, building thermal envelope and fabric load", ""],
        _settings(summary),
        _counts(summary),
        _closeness(summary),
        _outside(summary, causes),
        _criteria(summary),
        _failures(summary),
        ["## Pictures", ""],
        [f"![{words(name.removesuffix('.png'))}]({name})\n" for name in pictures],
    ]
    return "\n".join(line for block in blocks for line in block).rstrip() + "\n"


def _settings(summary: Mapping[str, Any]) -> list[str]:
    extent = "All cases" if summary["complete"] else f"A part of the suite ({summary['cases']} cases)"
    return [
        f"{extent}, engine {summary['engine']} at one setting, fluxion-bem {summary['version']}; weather file SHA-256 "
        f"`{summary['weather']['file_sha256']}`.",
        "",
        "A value may pass a bound by the rounding of the published bound and by no more. A value that could not be "
        "computed is missing, and counts as neither inside nor passed.",
        "",
    ]


def _counts(summary: Mapping[str, Any]) -> list[str]:
    parts = {
        "annual, peak and free-float values in the range of the programs": (summary["headline"], "inside", "outside"),
        "sun and sky of the year in the range": (summary["other_values"], "inside", "outside"),
        "differences between cases in the range": (summary["deltas"], "inside", "outside"),
        "monthly loads and peaks in the range": (summary["monthly"], "inside", "outside"),
        "bins of temperature in the range": (summary["bins"], "inside", "outside"),
        "acceptance criteria (inside: passed)": (summary["acceptance"], "passed", "failed"),
    }
    rows = [
        [name, *(str(count[key]) for key in (good, bad, "missing", "total"))]
        for name, (count, good, bad) in parts.items()
    ]
    lines = ["## Counts", "", *table(["", "inside", "outside", "missing", "of"], rows)]
    for group, tally in summary["acceptance"]["groups"].items():
        verdict = "met" if tally["met"] else "not met"
        lines.append(
            f"* {words(group)}: {tally['passed']} of {tally['total']} criteria passed, the standard asks for "
            f"{tally['required']}: {verdict}"
        )
    return [*lines, ""]


def _closeness(summary: Mapping[str, Any]) -> list[str]:
    close, to_mean = summary["energyplus"], summary["six_program_mean"]
    rows = [
        [
            "all loads" if name == "all" else words(name),
            str(close[name]["count"]),
            percent(close[name]["mean"]),
            percent(close[name]["standard_deviation"], signed=False),
            percent(close[name]["largest"], signed=False),
            percent(to_mean[name], signed=False),
        ]
        for name in ("all", *LOADS)
    ]
    left_out = "; ".join(f"{case}: {why}" for case, why in close["left_out"].items())
    lines = [
        "## Distance to the programs",
        "",
        f"Compared: {close['definition']}; without the cases whose EnergyPlus input differs from the standard "
        f"({left_out}). Last column: {to_mean['definition']}.",
        "",
        *table(["loads", "number", "mean", "standard deviation", "largest", "to the mean of the programs"], rows),
    ]
    hourly = summary["hourly_loads"]
    names = list(dict.fromkeys(name for found in hourly["rms_kwh"].values() for name in found))
    if names:
        lines += [
            f"Hourly loads: {hourly['definition']}.",
            "",
            *table(
                ["days", *names],
                [
                    [key, *(f"{found[name]:.3f}" if name in found else "-" for name in names)]
                    for key, found in hourly["rms_kwh"].items()
                ],
            ),
        ]
    return lines


def _outside(summary: Mapping[str, Any], causes: Causes) -> list[str]:
    lines = ["## Outside the range of the programs", ""]
    misses = summary["headline"]["misses"]
    if not misses:
        return [*lines, "None of the annual, peak and free-float values.", ""]
    rows = [
        [
            miss["case"],
            words(miss["quantity"]),
            f"{miss['value']:.5g}",
            f"{miss['low']:.5g} to {miss['high']:.5g} {miss['unit']}",
            "-" if miss["outside_percent"] is None else f"{miss['outside_percent']:+.2f} %",
            cause_of(causes, miss["case"], miss["quantity"]),
        ]
        for miss in misses
    ]
    return [*lines, *table(["case", "quantity", "engine", "programs", "outside by", "cause"], rows)]


def _criteria(summary: Mapping[str, Any]) -> list[str]:
    misses = summary["acceptance"]["misses"]
    if not misses:
        return []
    rows = [
        [
            pair(miss["case"], miss["minus_case"]),
            words(miss["quantity"]),
            miss["table"],
            miss["status"],
        ]
        for miss in misses
    ]
    return ["## Criteria that are not met", "", *table(["case", "quantity", "table", "status"], rows)]


def _failures(summary: Mapping[str, Any]) -> list[str]:
    if not summary["failed"]:
        return []
    rows = [[name, sentence] for name, sentence in summary["failed"].items()]
    return ["## Cases that were not computed", "", *table(["case", "why"], rows)]
