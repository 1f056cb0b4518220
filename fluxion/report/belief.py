"""What to believe: claims against physics, agreement of sensitivities, versions and hashes."""

import math
from importlib.metadata import version

from fluxion.report.gathered import Report
from fluxion.report.labels import label, limit_words, shown, words


def recheck_text(report: Report) -> str:
    """How good the claims of the surrogate were where the search went."""
    record = report.run.record
    volume, claims = record["hypervolume"], record.get("claims") or {}
    if not claims:
        return "Physics answered the search itself, so there were no claims to check."
    text = "Every number of this report is by physics; the surrogate only led the search."
    if volume.get("true") and volume.get("claimed") is not None:
        apart = 100.0 * (volume["claimed"] / volume["true"] - 1.0)
        text += f" By its claims for the checked designs the front would have had {apart:+.1f} % hypervolume"
        text += ": an optimiser finds the designs that a surrogate flatters." if apart > 0.0 else "."
        text = text.replace("-", "−")
    return text + (
        " Expected is what the search corrected by earlier rounds before it knew the truth, with a nominal 90 % "
        "interval; the chart shows its errors in half widths, the band is the interval."
    )


def recheck(report: Report) -> list[dict[str, str]]:
    """One line per objective and per column behind a limit that the surrogate predicts or the search expected."""
    record, units = report.run.record, report.opened.units
    claims, expected = record.get("claims") or {}, record.get("expectations") or {}
    names = [n for n in report.run.objectives if n in claims or n in expected]
    names += [n for n in claims if n not in names and report.run.has(f"{n}_expected")]
    lines = []
    for name in names:
        claim, later = claims.get(name, {}), expected.get(name, {})
        lines.append(
            {
                "label": label(name, units),
                "mean": _number(claim.get("mean")),
                "bias": _number(claim.get("bias")),
                "mae": _number(claim.get("mae")),
                "coverage": _percent(claim.get("coverage")),
                "expected": _percent(later.get("coverage")),
                "half": _number(later.get("half_width")),
            }
        )
    return lines


def claimed(report: Report) -> tuple[list[str], list[list[dict[str, str]]]]:
    """Heads and lines of the table of claims: per listed design and objective claim, interval, truth, inside."""
    run = report.run
    names = [name for name in run.objectives if run.has(f"{name}_claimed")]
    lines = [[_claim(report, name, row) for name in names] for row in report.rows.tolist()] if names else []
    return [label(name, report.opened.units) for name in names], lines


def _claim(report: Report, name: str, row: int) -> dict[str, str]:
    run = report.run
    truth, interval, inside = float(run.column(name)[row]), "–", "–"
    if run.has(f"{name}_expected_lo", f"{name}_expected_hi"):
        low, high = (float(run.column(f"{name}_expected_{end}")[row]) for end in ("lo", "hi"))
        if math.isfinite(low) and math.isfinite(high):
            interval, inside = f"{shown(low)} … {shown(high)}", "yes" if low <= truth <= high else "no"
    return {
        "claim": shown(run.column(f"{name}_claimed")[row]),
        "interval": interval,
        "truth": shown(truth),
        "inside": inside,
    }


def agreement(report: Report) -> list[dict[str, str]]:
    """One line per quantity: how far physics supports the surrogate's sensitivities."""
    result, units = report.sensitivity, report.opened.units
    if result is None or result.agreement is None:
        return []
    found, lines = result.agreement, []
    for i, name in enumerate(result.quantities):
        same = float(found.same_first[i])
        lines.append(
            {
                "name": words(name, units) if i < result.objectives else f"limit: {limit_words(name)}",
                "r2": _share(found.r2[i], 4),
                "rank": _share(found.rank[i], 3),
                "gap": _percent(float(found.gap[i])),
                "same": "–" if math.isnan(same) else "yes" if same else "no",
            }
        )
    return lines


def facts(report: Report) -> list[tuple[str, str]]:
    """Engine, counts, times and versions."""
    record = report.run.record
    counts, times = record["counts"], record.get("timings_s") or {}
    lines = [
        ("physics engine", str(record.get("engine", "–"))),
        ("truth runs", f"{counts.get('truth_runs')} of {counts.get('budget')}"),
        ("surrogate evaluations", f"{counts.get('surrogate_evaluations', 0):,}".replace(",", " ")),
        ("seed", str(record["study"].get("seed", "–"))),
        ("held variables", ", ".join(f"{k} = {v}" for k, v in record["study"].get("fixed", {}).items()) or "none"),
    ]
    lines += [(f"time, {name}", f"{value:.1f} s") for name, value in times.items() if value is not None]
    lines += [(f"version of {name}", str(value)) for name, value in record["versions"].items()]
    return [*lines, ("report by fluxion-bem", version("fluxion-bem"))]


def hashes(report: Report) -> list[tuple[str, str]]:
    """Fingerprints of the run, and its settings."""
    record = report.run.record
    lines = [(name.replace("_", " "), str(value)) for name, value in record["hashes"].items() if value is not None]
    return [*lines, *[(name, str(value)) for name, value in record["study"].get("settings", {}).items()]]


def _number(value: float | None) -> str:
    return "–" if value is None else shown(value)


def _percent(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{100.0 * value:.0f} %"


def _share(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"
