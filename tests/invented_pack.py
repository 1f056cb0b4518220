"""Reference results in the form of the Standard 140 pack, with invented numbers and a bundled climate."""

import csv
import hashlib
from pathlib import Path

from fluxion.energyplus.weather_file import epw_text
from fluxion.validation.ashrae140.case import load_catalogue
from fluxion.validation.ashrae140.outputs import LOADS, asked, headline

PROGRAMS = ("EnergyPlus", "Alpha", "Beta")
#: Bounds that no result of a simulation has, so that a text that holds them is known to show them.
LOW, HIGH = -77.1375, 88.2468
LIMITS = (-66.5317, 55.9753)
#: Number of criteria of each group.
GROUPS = {"low_mass": 21, "high_mass": 19}


def write_pack(folder: Path, weather) -> Path:
    """A whole pack in `folder`; its weather file has a checksum of its own, see `accept_weather`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / load_catalogue().tables["weather"]["file"]).write_text(epw_text(weather), encoding="utf-8")
    counted = headline()
    _write(
        folder / "reference_ranges.csv",
        ("case", "quantity", "unit", "min", "max", "mean", "n_programs"),
        [(case, quantity, unit, LOW, HIGH, 2.0, 3) for (case, quantity), unit in counted.items()],
    )
    _write(
        folder / "reference_results.csv",
        ("case", "quantity", "unit", "program", "value", "month", "day", "hour"),
        [
            (case, quantity, unit, program, value, "", "", "")
            for (case, quantity), unit in counted.items()
            for program, value in zip(PROGRAMS, (2.0, 1.0, 4.0))
        ],
    )
    pairs = [(case.name, case.parent) for case in load_catalogue().cases.values() if case.parent]
    loads = [(*pair, quantity) for pair in pairs for quantity in LOADS if not "".join(pair).count("FF")]
    _write(
        folder / "reference_delta_ranges.csv",
        ("case", "minus_case", "quantity", "unit", "min", "max"),
        [(*loads[row % len(loads)], LOADS[loads[row % len(loads)][2]], LOW, HIGH) for row in range(218)],
    )
    groups = [group for group, count in GROUPS.items() for _ in range(count)]
    cases = [("195", ""), ("200", "195"), ("600", "")]
    _write(
        folder / "acceptance_criteria.csv",
        ("table", "group", "quantity", "case", "minus_case", "unit", "low", "high"),
        [
            ("A3-1", group, "annual_heating", *cases[row % len(cases)], "MWh", *LIMITS)
            for row, group in enumerate(groups)
        ],
    )
    _write(
        folder / "reference_monthly.csv",
        ("case", "month", "quantity", "unit", "program", "value"),
        [
            (case, month, quantity, "kWh", program, 10.0 * month)
            for case in asked().monthly
            for month in range(1, 13)
            for quantity in ("monthly_heating", "monthly_cooling", "monthly_peak_heating", "monthly_peak_cooling")
            for program in PROGRAMS
        ],
    )
    _write(
        folder / "reference_hourly.csv",
        ("case", "month", "day", "hour", "quantity", "unit", "program", "value"),
        [
            (case, month, day, hour, quantity, "kWh", program, index + 0.1 * hour)
            for (month, day), quantities in asked().hourly.items()
            for quantity, cases in quantities.items()
            for case in cases
            for hour in range(1, 25)
            for index, program in enumerate(PROGRAMS)
        ],
    )
    _write(
        folder / "reference_bins.csv",
        ("case", "bin_low_degC", "program", "hours"),
        [("900FF", low, program, 100) for low in range(20, 22) for program in PROGRAMS],
    )
    return folder


def accept_weather(monkeypatch, folder: Path) -> None:
    """Make this process take the pack's weather file for the suite's."""
    table = load_catalogue().tables["weather"]
    digest = hashlib.sha256((folder / table["file"]).read_bytes()).hexdigest()
    monkeypatch.setitem(table, "sha256", digest)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
