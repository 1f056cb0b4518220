"""Runs that a surrogate is shown: read from files, and refused where they are not runs of what it imitates."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion.design import read_designs, read_table
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator
from fluxion.surrogate import ModelCard
from fluxion.surrogate.adaptation import Observations
from fluxion.training.dataset import load_dataset
from fluxion.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd


def read_runs(path: Path, card: ModelCard) -> Observations:
    """Usable runs in a CSV file of results, or in the npz file of ``fluxion train --data``.

    Raises:
        InputError: no such file, lacking columns, no usable rows, a cell that is no finite number, or runs of another
            model, engine, problem, weather, space or building than the surrogate imitates.
    """
    return _of_dataset(path, card) if path.suffix.casefold() == ".npz" else _of_table(path, card)


def _of_dataset(path: Path, card: ModelCard) -> Observations:
    data = load_dataset(path)
    if card.truth:
        raise InputError(
            f"the runs in '{path}' are of physics, but the model imitates {card.truth}; expected a CSV file with runs "
            "of that."
        )
    expected = {
        "problem": card.problem,
        "space": card.space_fingerprint,
        "weather": card.weather_fingerprint,
        "engine": card.engine,
        "engine_fingerprint": card.engine_fingerprint,
    }
    for name, value in expected.items():
        if data.origin.get(name) != value:
            raise InputError(
                f"the runs in '{path}' are of {name} {data.origin.get(name)!r}; the model is of {value!r}."
            )
    _check_settings(path, data.origin.get("settings", {}), card)
    missing = [name for name in card.targets if name not in data.outputs]
    if missing:
        raise InputError(f"the runs in '{path}' lack the output '{missing[0]}', which the model predicts.")
    columns = [data.outputs.index(name) for name in card.targets]
    return _usable(Observations(data.X[data.ok], data.Y[data.ok][:, columns]), path)


def _check_settings(path: Path, settings: Mapping[str, Any], card: ModelCard) -> None:
    # JSON knows lists only, where a card read back has tuples.
    known = json.loads(json.dumps(dict(card.settings)))
    for name, value in settings.items():
        if known.get(name) != value:
            raise InputError(f"the runs in '{path}' are of {name}={value}; the model is of {name}={known.get(name)}.")


def _of_table(path: Path, card: ModelCard) -> Observations:
    table = read_table(path)
    for name in (*card.space.names, *card.targets):
        if name not in table.columns:
            raise InputError(
                f"the file '{path}' has no column '{name}'; expected variables and outputs of physics runs."
            )
    rows = np.ones(len(table), dtype=bool)
    if "status" in table.columns:
        rows = np.array([str(cell).strip() == "ok" for cell in table["status"]], dtype=bool)
    _check_source(path, table, rows, card)
    if not rows.any():
        return _usable(Observations(np.empty((0, len(card.space))), np.empty((0, len(card.targets)))), path)
    Y = np.stack([_numbers(path, table, name, rows) for name in card.targets], axis=1)
    return Observations(_designs(path, table, rows, card), Y)


def _check_source(path: Path, table: "pd.DataFrame", rows: np.ndarray, card: ModelCard) -> None:
    """Refuse rows of anything but what the model imitates."""
    imitated = card.truth or "physics"
    if "fidelity" not in table.columns:
        raise InputError(
            f"the file '{path}' has no column 'fidelity', which says who computed a row; expected one as 'fluxion "
            f"evaluate' writes it, with {imitated} in every row."
        )
    surrogate, physics = SurrogateEvaluator.fidelity, PhysicsEvaluator.fidelity
    for i in np.flatnonzero(rows):
        fidelity = str(table["fidelity"].iloc[i]).strip().casefold()
        if fidelity == surrogate:
            raise InputError(
                f"the file '{path}' holds predictions of a surrogate (row {i + 1}, column 'fidelity'); expected runs "
                f"of {imitated} to learn from."
            )
        if (fidelity == physics) == bool(card.truth):
            raise InputError(
                f"the file '{path}', row {i + 1}, column 'fidelity': expected a run of {imitated}, which the model "
                f"imitates; got '{table['fidelity'].iloc[i]}'."
            )
        if "engine" in table.columns and str(table["engine"].iloc[i]).strip() != (card.truth or card.engine):
            raise InputError(
                f"the file '{path}', row {i + 1}, column 'engine': expected a run of {card.truth or card.engine}, "
                f"which the model imitates; got '{table['engine'].iloc[i]}'."
            )


def _numbers(path: Path, table: "pd.DataFrame", name: str, rows: np.ndarray) -> FloatArray:
    """The cells of a column in some rows as finite numbers."""
    values = np.empty(int(rows.sum()))
    for place, i in enumerate(np.flatnonzero(rows)):
        cell = table[name].iloc[i]
        try:
            values[place] = float(cell)
        except (TypeError, ValueError):
            values[place] = np.nan
        if not np.isfinite(values[place]):
            raise InputError(
                f"the file '{path}', row {i + 1}, column '{name}': expected a finite number; got '{cell}'. Leave out "
                "runs that failed."
            )
    return values


def _designs(path: Path, table: "pd.DataFrame", rows: np.ndarray, card: ModelCard) -> FloatArray:
    places = np.flatnonzero(rows)
    try:
        return read_designs(table.loc[rows, list(card.space.names)], card.space)
    except InputError as error:
        # The rows that are left are counted there; the user counts those of the file.
        text = re.sub(r"\brow (\d+)", lambda found: f"row {places[int(found[1]) - 1] + 1}", str(error), count=1)
        raise InputError(f"the file '{path}', {text}") from None


def _usable(runs: Observations, path: Path) -> Observations:
    if len(runs) == 0:
        raise InputError(f"the file '{path}' has no run that could be used; expected rows with the status 'ok'.")
    return runs
