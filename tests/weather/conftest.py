"""EPW text to test with: the golden climate written out, and a way to damage it."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fluxion.weather import Weather
from fluxion.weather.columns import COLUMNS, calendar

HEADER = (
    "LOCATION,Test Town,CO,USA,TMY3,724666,39.74,-105.18,-7.0,1829.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    "COMMENTS 1,made by a test",
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
)
FIELDS = 35
FIELD = {column.name: column.field for column in COLUMNS}


def epw_rows(weather: Weather) -> list[list[str]]:
    """8760 rows of 35 fields; the year alternates by month as in a typical year."""
    written = {c.field: [f"{v:.{c.decimals}f}" for v in getattr(weather, c.name)] for c in COLUMNS}
    rows = []
    for index, (month, day, hour) in enumerate(calendar()):
        row = ["0"] * FIELDS
        row[:6] = [str(1990 + month % 3), str(month), str(day), str(hour), "0", "?9?9?9"]
        for position, texts in written.items():
            row[position] = texts[index]
        rows.append(row)
    return rows


@dataclass
class EpwText:
    """An EPW file in the making."""

    rows: list[list[str]]
    header: list[str] = field(default_factory=lambda: list(HEADER))

    def set(self, index: int, column: str, text: str) -> "EpwText":
        self.rows[index] = list(self.rows[index])
        self.rows[index][FIELD[column]] = text
        return self

    def text(self) -> str:
        return "\n".join([*self.header, *map(",".join, self.rows)]) + "\n"

    def write(self, path: Path) -> Path:
        path.write_text(self.text(), encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def golden() -> Weather:
    return Weather.bundled("golden")


@pytest.fixture(scope="session")
def golden_rows(golden: Weather) -> list[list[str]]:
    rows = epw_rows(golden)
    # 300 000 strings that live to the end: without this every collection walks through them again.
    gc.collect()
    gc.freeze()
    return rows


@pytest.fixture
def epw(golden_rows: list[list[str]]) -> EpwText:
    """The golden climate as EPW text; rows are copied when changed."""
    return EpwText(list(golden_rows))


@pytest.fixture
def write_epw(tmp_path: Path) -> Callable[[EpwText], Path]:
    return lambda content: content.write(tmp_path / "site.epw")
