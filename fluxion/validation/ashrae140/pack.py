"""The user's copy of the reference results: weather, ranges of six programs, acceptance limits.

None of it ships with Fluxion. Whatever is missing or damaged is said in one message before anything is computed.
"""

import hashlib
import os
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from fluxion.errors import InputError
from fluxion.validation.ashrae140.case import Catalogue, load_catalogue
from fluxion.validation.ashrae140.outputs import LOADS, asked, headline
from fluxion.validation.ashrae140.reference_table import Layout, read_reference
from fluxion.weather import Weather

#: Environment variable with the folder of the pack.
VARIABLE = "FLUXION_ASHRAE140"
#: The program that the comparison is made with.
ENERGYPLUS = "EnergyPlus"

_RESULTS = (
    "JasonGlazer/ashrae-140-automation (processed/<program>/<version>/std140_tf_output.json) or NREL/BESTEST-GSR "
    "(results/resources/RESULTS5-2A.xlsx)"
)
_WEATHER = "NREL/BESTEST-GSR (shared_resources/725650TYCST.epw)"
_LIMITS = "et0614/popolo (tests/BESTEST_2023/A3Evaluator.cs)"

_BOUNDS = ("min", "max")
_LAYOUTS = {
    "ranges": Layout(
        "reference_ranges.csv",
        ("case", "quantity", "unit"),
        (*_BOUNDS, "mean"),
        _RESULTS,
        _BOUNDS,
        key=("case", "quantity"),
    ),
    "results": Layout(
        "reference_results.csv",
        ("case", "quantity", "unit", "program"),
        ("value",),
        _RESULTS,
        key=("case", "quantity", "program"),
    ),
    "deltas": Layout(
        "reference_delta_ranges.csv",
        ("case", "minus_case", "quantity", "unit"),
        _BOUNDS,
        "NREL/BESTEST-GSR (results/resources/RESULTS5-2A.xlsx)",
        _BOUNDS,
    ),
    "criteria": Layout(
        "acceptance_criteria.csv",
        ("table", "group", "quantity", "case", "unit"),
        ("low", "high"),
        _LIMITS,
        blank=("minus_case",),
    ),
    "monthly": Layout(
        "reference_monthly.csv",
        ("case", "quantity", "unit", "program"),
        ("month", "value"),
        _RESULTS,
        whole=("month",),
        key=("case", "quantity", "program", "month"),
    ),
    "hourly": Layout(
        "reference_hourly.csv",
        ("case", "quantity", "unit", "program"),
        ("month", "day", "hour", "value"),
        _RESULTS,
        whole=("month", "day", "hour"),
        key=("case", "quantity", "program", "month", "day", "hour"),
    ),
    "bins": Layout(
        "reference_bins.csv",
        ("case", "program"),
        ("bin_low_degC", "hours"),
        _RESULTS,
        whole=("bin_low_degC", "hours"),
        key=("case", "program", "bin_low_degC"),
    ),
}
#: Criteria of Annex A3 and differences of the sensitivity tables.
CRITERIA, DELTAS = 40, 218


@dataclass(frozen=True)
class Pack:
    """What the user's folder holds.

    Attributes:
        folder: where it lies.
        weather: the climate of the suite.
        weather_sha256: checksum of its file.
        ranges: case, quantity, unit, min, max, mean and min_tolerance, max_tolerance (see `rounding`).
        results: case, quantity, unit, program, value.
        deltas: case, minus_case, quantity, unit, min, max and the tolerances.
        criteria: table, group, quantity, case, minus_case (blank: the case itself), unit, low, high.
        monthly: case, quantity, unit, program, month, value.
        hourly: case, quantity, unit, program, month, day, hour, value.
        bins: case, program, bin_low_degC, hours.
    """

    folder: Path
    weather: Weather
    weather_sha256: str
    ranges: pd.DataFrame
    results: pd.DataFrame
    deltas: pd.DataFrame
    criteria: pd.DataFrame
    monthly: pd.DataFrame
    hourly: pd.DataFrame
    bins: pd.DataFrame

    @property
    def programs(self) -> tuple[str, ...]:
        """Programs that the ranges are made of."""
        loads = self.results[self.results["quantity"].isin(LOADS)]
        return tuple(dict.fromkeys(loads["program"]))


def find_pack(given: Path | None) -> Path:
    """Folder of the pack: `given`, else what the environment says.

    Raises:
        InputError: neither names a folder.
    """
    text = os.environ.get(VARIABLE, "")
    folder = given if given is not None else Path(text) if text else None
    if folder is None:
        raise InputError(
            f"the reference results of Standard 140 do not ship with Fluxion: expected their folder by --data DIR or "
            f"in {VARIABLE}; {_what_to_get()}"
        )
    if not folder.is_dir():
        origin = "--data" if given is not None else VARIABLE
        raise InputError(f"{origin} names '{folder}', which is no folder; {_what_to_get()}")
    return folder


def read_pack(folder: Path, catalogue: Catalogue | None = None) -> Pack:
    """Read and check everything.

    Args:
        folder: see `find_pack`.
        catalogue: the cases that it must cover; None: the shipped ones.

    Raises:
        InputError: a file is missing, damaged, incomplete, or the weather is another one.
    """
    catalogue = load_catalogue() if catalogue is None else catalogue
    weather_file = folder / catalogue.tables["weather"]["file"]
    paths = [(weather_file, _WEATHER), *((folder / layout.file, layout.source) for layout in _LAYOUTS.values())]
    lost = [(path.name, source) for path, source in paths if not path.is_file()]
    if lost:
        sources = "; ".join(dict.fromkeys(f"{name} from {source}" for name, source in lost))
        raise InputError(
            f"the reference results in '{folder}' lack {', '.join(name for name, _ in lost)}; get {sources}."
        )
    digest = hashlib.sha256(weather_file.read_bytes()).hexdigest()
    expected = catalogue.tables["weather"]["sha256"]
    if digest != expected:
        raise InputError(
            f"the weather file '{weather_file}' has the SHA-256 {digest}, expected {expected}; get the unchanged "
            f"file from {_WEATHER}."
        )
    tables = {name: read_reference(folder / layout.file, layout) for name, layout in _LAYOUTS.items()}
    pack = Pack(folder=folder, weather=Weather.from_epw(weather_file), weather_sha256=digest, **tables)
    _check_complete(pack, catalogue)
    return pack


def _what_to_get() -> str:
    return f"get the weather from {_WEATHER}, results from {_RESULTS}, limits from {_LIMITS}."


def _check_complete(pack: Pack, catalogue: Catalogue) -> None:
    wanted = headline(catalogue)
    _demand(pack, "ranges", wanted, set(zip(pack.ranges["case"], pack.ranges["quantity"])))
    theirs = pack.results[pack.results["program"] == ENERGYPLUS]
    loads = [row for row in wanted if row[1] in LOADS]
    _demand(pack, "results", loads, set(zip(theirs["case"], theirs["quantity"])), f" of {ENERGYPLUS}")
    for name, frame, count in (("criteria", pack.criteria, CRITERIA), ("deltas", pack.deltas, DELTAS)):
        if len(frame) != count:
            raise InputError(_incomplete(pack, name, f"{count} rows", f"{len(frame)}"))
        known = {*frame["case"], *frame["minus_case"]} - {""}
        unknown = sorted(known - set(catalogue.cases))
        if unknown:
            raise InputError(_incomplete(pack, name, "the cases of the suite only", f"case '{unknown[0]}'"))
    for (month, day), quantities in asked(catalogue).hourly.items():
        rows = pack.hourly[(pack.hourly["month"] == month) & (pack.hourly["day"] == day)]
        rows = rows[rows["program"] == ENERGYPLUS]
        found = set(zip(rows["case"], rows["quantity"], rows["hour"]))
        needed = [
            (case, quantity, hour) for quantity, cases in quantities.items() for case in cases for hour in range(1, 25)
        ]
        _demand(pack, "hourly", needed, found, f" of {ENERGYPLUS} on day {day} of month {month}")


def _demand(
    pack: Pack, name: str, needed: Iterable[tuple[Any, ...]], found: Container[tuple[Any, ...]], whose: str = ""
) -> None:
    for row in needed:
        if row not in found:
            words = " ".join(str(part) for part in row)
            raise InputError(_incomplete(pack, name, f"a row for {words}{whose}", "none"))


def _incomplete(pack: Pack, name: str, expected: str, got: str) -> str:
    layout = _LAYOUTS[name]
    return (
        f"the file '{pack.folder / layout.file}' is not complete: expected {expected}, got {got}; "
        f"get its content anew from {layout.source}."
    )
