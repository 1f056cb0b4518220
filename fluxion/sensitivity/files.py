"""A sensitivity analysis as JSON, and as a table with one line per quantity and variable."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from fluxion._files import make_folder, read_json, write_atomic, write_text_atomic
from fluxion.design import write_csv
from fluxion.errors import InputError
from fluxion.sensitivity.result import Agreement, Screening, Sensitivity, Shares

if TYPE_CHECKING:
    import pandas as pd

JSON_FILE, TABLE_FILE, PICTURE_FILE = "sensitivity.json", "sensitivity.csv", "sensitivity.png"
_FORMAT, _VERSION = "fluxion-sensitivity", 1
_PARTS: dict[str, type] = {
    "morris": Screening,
    "morris_surrogate": Screening,
    "sobol": Shares,
    "agreement": Agreement,
}
Part = TypeVar("Part")


def write_sensitivity(result: Sensitivity, folder: Path) -> tuple[str, ...]:
    """Write JSON, table and picture into `folder`; names of the files.

    Raises:
        InputError: the folder cannot be made or written.
    """
    from fluxion.sensitivity.plot import draw

    make_folder(folder)
    frame = table(result)
    write_atomic(folder / TABLE_FILE, lambda path: write_csv(frame, path))
    write_atomic(folder / PICTURE_FILE, lambda path: draw(result, path))
    write_text_atomic(folder / JSON_FILE, json.dumps(to_plain(result), indent=1, allow_nan=False) + "\n")
    return JSON_FILE, TABLE_FILE, PICTURE_FILE


def read_sensitivity(path: Path) -> Sensitivity:
    """Analysis that `write_sensitivity` wrote as JSON.

    Raises:
        InputError: no such file, not JSON, or of another format.
    """
    content = read_json(path, "'fluxion sensitivity' writes one.")
    if not isinstance(content, dict) or (content.get("format"), content.get("version")) != (_FORMAT, _VERSION):
        raise InputError(
            f"the file '{path}' is no sensitivity analysis of this version of Fluxion; remove it, or write it anew "
            "with 'fluxion sensitivity'."
        )
    try:
        return _from_plain(content)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"the file '{path}' is damaged ({error!r}); write it anew with 'fluxion sensitivity'."
        ) from None


def to_plain(result: Sensitivity) -> dict[str, Any]:
    """The analysis as plain JSON values, None for NaN."""
    head = {"format": _FORMAT, "version": _VERSION, "verdict": result.verdict}
    plain: dict[str, Any] = _plain({**head, **asdict(result)})
    return plain


def table(result: Sensitivity) -> "pd.DataFrame":
    """One line per quantity and variable: Morris by physics and by the surrogate, Sobol' indices."""
    import pandas as pd

    q, k = len(result.quantities), len(result.variables)
    columns: dict[str, Any] = {
        "quantity": np.repeat(np.array(result.quantities, dtype=object), k),
        "unit": np.repeat(np.array(result.units, dtype=object), k),
        "variable": np.tile(np.array(result.variables, dtype=object), q),
    }
    for name in ("mu", "mu_star", "mu_star_conf", "sigma"):
        columns[f"{name}_physics"] = getattr(result.morris, name).ravel()
    if result.morris_surrogate is not None:
        columns["mu_star_surrogate"] = result.morris_surrogate.mu_star.ravel()
    if result.sobol is not None:
        for name in ("first", "first_conf", "total", "total_conf"):
            columns[f"sobol_{name}"] = getattr(result.sobol, name).ravel()
    return pd.DataFrame(columns)


def _from_plain(content: Mapping[str, Any]) -> Sensitivity:
    values = {field.name: content[field.name] for field in fields(Sensitivity)}
    for name in ("quantities", "units", "variables", "categories"):
        values[name] = tuple(values[name])
    for name, kind in _PARTS.items():
        values[name] = _part(kind, values[name])
    return Sensitivity(**values)


def _part(kind: type[Part], content: Mapping[str, Any] | None) -> Part | None:
    if content is None:
        return None
    return kind(
        **{
            name: np.array(value, dtype=np.float64) if isinstance(value, list) else value
            for name, value in content.items()
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
