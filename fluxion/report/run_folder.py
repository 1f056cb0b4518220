"""A run as its folder tells it: record, all truth runs, the front. Nothing is taken on trust."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design.table import read_table
from fluxion.errors import InputError
from fluxion.evaluation.result import OK
from fluxion.report.cells import to_columns
from fluxion.search.output import CHECKED, PARETO, RECORD
from fluxion.search.run_log import LOG, log_identity
from fluxion.typing import Column, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

# What a report reads of the record, with its kind.
_NEEDED: dict[str, type] = {
    "verdict": str,
    "method": str,
    "study": dict,
    "objectives": list,
    "constraints": list,
    "counts": dict,
    "hypervolume": dict,
    "steps": list,
    "baseline": dict,
    "hashes": dict,
    "versions": dict,
}


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        folder: where it lies.
        record: content of run.json.
        checked: (n rows) all truth runs in the order they finished; row 0 is the baseline. Numbers are float64, NaN
            in failed rows; choices and statuses are texts.
        front: rows of `checked` on the front, by the first objective.
    """

    folder: Path
    record: Mapping[str, Any]
    checked: "pd.DataFrame"
    front: IntArray

    @property
    def objectives(self) -> tuple[str, ...]:
        """Names of the columns that were minimised."""
        return tuple(self.record["objectives"])

    @property
    def constraints(self) -> tuple[str, ...]:
        """Names of the columns that are met where <= 0."""
        return tuple(self.record["constraints"])

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the design variables."""
        return tuple(self.record["baseline"]["design"])

    @property
    def choices(self) -> frozenset[str]:
        """Names of the variables whose values are texts."""
        design = self.record["baseline"]["design"]
        return frozenset(name for name, value in design.items() if isinstance(value, str))

    @property
    def searched(self) -> tuple[str, ...]:
        """Names of the variables that took more than one value."""
        return tuple(name for name in self.variables if self.checked[name].nunique() > 1)

    @property
    def F(self) -> FloatArray:
        """(n, m) objectives; NaN in failed rows."""
        return np.asarray(self.checked[list(self.objectives)].to_numpy(dtype=np.float64))

    @property
    def ok(self) -> NDArray[np.bool_]:
        """(n,) which rows have a result."""
        return np.asarray(self.checked["status"] == OK, dtype=bool)

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """(n,) which rows have a result and meet every constraint."""
        values = self.checked[list(self.constraints)].to_numpy(dtype=np.float64)
        return np.asarray(self.ok & (values <= 0.0).all(axis=1))

    @property
    def title(self) -> str:
        """One line that says what was asked."""
        study = self.record["study"]
        return str(study.get("title") or f"{study['problem']} in {', '.join(self.climates)}")

    @property
    def climates(self) -> tuple[str, ...]:
        """Names of the climates; of a file its name without folder and ending."""
        given = self.record["study"]["weather"]
        return tuple(Path(name).stem for name in ([given] if isinstance(given, str) else given))

    def column(self, name: str) -> Column:
        """(n,) numbers of a column."""
        return np.asarray(self.checked[name].to_numpy(dtype=np.float64))

    def has(self, *names: str) -> bool:
        """Whether the run has all of these columns."""
        return all(name in self.checked.columns for name in names)


def read_run(folder: str | Path) -> Run:
    """The run in `folder`, as `fluxion optimize --out` wrote it.

    Raises:
        InputError: no such folder, no run in it, one that was interrupted, one of another version whose record says
            less or more than this version reads, or files that do not belong together.
    """
    folder = Path(folder)
    _check_complete(folder)
    record = _read_record(folder)
    identity = log_identity(folder)
    if identity is not None and record["hashes"].get("log", identity) != identity:
        raise _mixed(folder, f"{LOG} is the log of another study than {RECORD}")
    choices = [name for name, value in record["baseline"]["design"].items() if isinstance(value, str)]
    numbers = [name for name in record["baseline"]["design"] if name not in choices]
    needed = [*record["objectives"], *record["constraints"]]
    checked = to_columns(read_table(folder / CHECKED), folder / CHECKED, [*numbers, *needed], [*choices, "status"])
    if "on_front" not in checked.columns or checked["on_front"].dtype != bool:
        raise InputError(f"the file '{folder / CHECKED}' has no column 'on_front' of True and False. {_again(record)}")
    if len(checked) != record["counts"].get("truth_runs"):
        raise _mixed(folder, f"{CHECKED} has {len(checked)} rows, {RECORD} counts {record['counts']} runs")
    rows = np.flatnonzero(checked["on_front"].to_numpy())
    F = checked[list(record["objectives"])].to_numpy(dtype=np.float64)
    front = rows[np.lexsort(F[rows].T[::-1])]
    _check_front(folder, record, F[front])
    return Run(folder, record, checked, front)


def plain_row(run: Run, row: int) -> dict[str, Any]:
    """Variables, objectives and constraints of one truth run as plain values; None for what a failed run lacks."""
    names = [*run.variables, *run.objectives, *run.constraints]
    values = {name: run.checked[name].iloc[row] for name in names}
    return {
        name: value if isinstance(value, str) else float(value) if np.isfinite(value) else None
        for name, value in values.items()
    }


def _check_complete(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(f"there is no folder '{folder}'; expected one that 'fluxion optimize --out' wrote.")
    if (folder / RECORD).is_file() and (folder / CHECKED).is_file() and (folder / PARETO).is_file():
        return
    if (folder / LOG).is_file():
        raise InputError(
            f"the run in '{folder}' was interrupted: there is only {LOG}, with the runs that were finished. "
            "Run the study to its end, then ask for a report."
        )
    missing = [name for name in (RECORD, CHECKED, PARETO) if not (folder / name).is_file()]
    raise InputError(
        f"the folder '{folder}' holds no finished run: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} "
        "missing. 'fluxion optimize STUDY.toml --out DIR' writes one."
    )


def _read_record(folder: Path) -> dict[str, Any]:
    path = folder / RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"the file '{path}' cannot be read as JSON ({error}); run the study again.") from error
    if not isinstance(record, dict):
        raise InputError(f"the file '{path}' holds no record of a run; run the study again.")
    for name, kind in _NEEDED.items():
        if not isinstance(record.get(name), kind):
            raise InputError(f"the record '{path}' lacks '{name}', which a report needs. {_again(record)}")
    for name, inner in (("baseline", "design"), ("study", "problem"), ("study", "weather"), ("hypervolume", "ideal")):
        if inner not in record[name]:
            raise InputError(f"the record '{path}' lacks '{name}.{inner}', which a report needs. {_again(record)}")
    return record


def _again(record: Mapping[str, Any]) -> str:
    versions = record.get("versions")
    wrote = versions.get("fluxion-bem", "an unknown version") if isinstance(versions, dict) else "an unknown version"
    return f"It was written by Fluxion {wrote}, this is {version('fluxion-bem')}; run the study again with this one."


def _check_front(folder: Path, record: Mapping[str, Any], F: FloatArray) -> None:
    path = folder / PARETO
    if len(F) == 0:
        # A table without rows is no design table, but the right file of a run without a feasible design.
        if len([line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]) > 1:
            raise _mixed(folder, f"{PARETO} has designs, {CHECKED} marks none")
        return
    names = list(record["objectives"])
    table = to_columns(read_table(path), path, names, [])
    same = len(table) == len(F)
    if not same or not np.array_equal(np.sort(table[names].to_numpy(), axis=0), np.sort(F, axis=0)):
        raise _mixed(folder, f"the objectives in {PARETO} are not those of the designs that {CHECKED} marks")


def _mixed(folder: Path, what: str) -> InputError:
    return InputError(f"the files in '{folder}' are not of one run: {what}. Run the study again into an empty folder.")
