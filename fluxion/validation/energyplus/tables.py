"""Values and statistics of a comparison as tables."""

from typing import Any

import pandas as pd

from fluxion.design import to_frame
from fluxion.typing import FloatArray
from fluxion.validation.energyplus.comparison import Comparison
from fluxion.validation.energyplus.quantities import ZONE, unit_of, zone_values
from fluxion.validation.statistics import Agreement, agreement, relative_error_percentile

#: Name of the line that stands for all zones of all designs together.
ALL_ZONES = "all zones"


def designs_table(comparison: Comparison) -> pd.DataFrame:
    """One line per design: design_row (from 1), variables, ``<output>_<model>`` and ``status_<model>``.

    A design that a model did not finish has empty cells for it and a sentence as its status.
    """
    designs = to_frame(comparison.X, comparison.plan.problem.space)
    columns: dict[str, Any] = {}
    for name in comparison.outputs:
        for key, evaluation in comparison.models.items():
            columns[f"{name}_{key}"] = evaluation.columns[name]
    for key, evaluation in comparison.models.items():
        columns[f"status_{key}"] = evaluation.status
    frame = pd.concat([designs, pd.DataFrame(columns, index=designs.index)], axis=1)
    frame.insert(0, "design_row", range(1, len(frame) + 1))
    return frame


def building_table(comparison: Comparison) -> pd.DataFrame:
    """One line per pair of models and output of the building; empty if no design was finished by all models.

    Columns: model, reference, output, unit, then those of `Agreement`; a statistic that does not exist is an empty
    cell, and the column note says why.
    """
    usable = comparison.usable
    lines = []
    for model, reference in comparison.pairs if usable.any() else ():
        for name in comparison.outputs:
            ours = comparison.models[model].columns[name][usable]
            theirs = comparison.models[reference].columns[name][usable]
            lines.append(_head(comparison, model, reference, name) | _cells(agreement(ours, theirs)))
    return _frame(lines)


def zones_table(comparison: Comparison) -> pd.DataFrame:
    """One line per pair of models, output and zone, and before them one for all zones of all designs together.

    Columns beyond those of `building_table`: zone; p90_relative_error_percent with the number of values that it was
    taken of; for all zones together the worst zone, which is the one with the largest CV(RMSE) by its own mean, and
    that CV(RMSE).
    """
    usable = comparison.usable
    lines: list[dict[str, Any]] = []
    for model, reference in comparison.pairs if usable.any() else ():
        for name in ZONE:
            ours, theirs = (_zones(comparison, key, name)[usable] for key in (model, reference))
            head = _head(comparison, model, reference, name)
            single = [
                head | {"zone": zone} | _zone_cells(ours[:, z], theirs[:, z])
                for z, zone in enumerate(_zone_names(comparison))
            ]
            pooled = head | {"zone": ALL_ZONES} | _zone_cells(ours.ravel(), theirs.ravel())
            lines += [pooled | _worst(single), *single]
    return _frame(lines)


def hourly_table(comparison: Comparison) -> pd.DataFrame:
    """Root mean square differences of the hours: one line per design, pair of models and series.

    Columns: design_row, model, reference, series, unit, rms of the building (loads summed over the zones,
    temperatures of all zones together), the zone with the largest rms, and that rms.
    """
    lines = []
    for hours in comparison.hourly:
        for model, reference in comparison.pairs:
            for name in ("operative_c", "air_c", "heating_w", "cooling_w"):
                zones = hours.rms(model, reference, name)
                lines.append(
                    {
                        "design_row": hours.design_row,
                        "model": comparison.label(model),
                        "reference": comparison.label(reference),
                        "series": name,
                        "unit": unit_of(name),
                        "rms_building": hours.building_rms(model, reference, name),
                        "worst_zone": hours.zones[int(zones.argmax())],
                        "rms_worst_zone": float(zones.max()),
                    }
                )
    return _frame(lines)


def _zone_names(comparison: Comparison) -> tuple[str, ...]:
    zones = next(iter(comparison.models.values())).zones
    assert zones is not None
    return zones.names


def _zones(comparison: Comparison, key: str, name: str) -> FloatArray:
    zones = comparison.models[key].zones
    assert zones is not None
    return zone_values(zones, name)


def _head(comparison: Comparison, model: str, reference: str, name: str) -> dict[str, Any]:
    labels = {"model": comparison.label(model), "reference": comparison.label(reference)}
    return labels | {"output": name, "unit": unit_of(name)}


def _cells(found: Agreement) -> dict[str, Any]:
    cells = {name: value for name, value in vars(found).items() if name != "notes"}
    return cells | {"note": "; ".join(found.notes)}


def _zone_cells(ours: FloatArray, theirs: FloatArray) -> dict[str, Any]:
    cells = _cells(agreement(ours, theirs))
    percentile, count = relative_error_percentile(ours, theirs)
    if percentile is None:
        cells["note"] = "; ".join(
            filter(None, [cells["note"], "no relative error, because no reference is above zero"])
        )
    return cells | {"p90_relative_error_percent": percentile, "p90_n": count}


def _worst(lines: list[dict[str, Any]]) -> dict[str, Any]:
    judged = [line for line in lines if line["cvrmse_percent"] is not None]
    if not judged:
        return {"worst_zone": None, "worst_zone_cvrmse_percent": None}
    worst = max(judged, key=lambda line: float(line["cvrmse_percent"]))
    return {"worst_zone": worst["zone"], "worst_zone_cvrmse_percent": worst["cvrmse_percent"]}


def _frame(lines: list[dict[str, Any]]) -> pd.DataFrame:
    # As objects, so that what does not exist stays None instead of becoming NaN.
    return pd.DataFrame(lines, dtype=object)
