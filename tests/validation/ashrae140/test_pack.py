import os
import shutil

import pytest
from invented_pack import LIMITS, PROGRAMS, accept_weather, write_pack

from fluxion.errors import InputError
from fluxion.validation.ashrae140 import VARIABLE, find_pack, read_pack
from fluxion.validation.ashrae140.reference_table import rounding


@pytest.fixture(scope="module")
def whole(tmp_path_factory, golden):
    return write_pack(tmp_path_factory.mktemp("pack"), golden)


@pytest.fixture
def folder(whole, tmp_path, monkeypatch):
    """A copy that a test may damage."""
    copy = tmp_path / "pack"
    shutil.copytree(whole, copy)
    accept_weather(monkeypatch, copy)
    return copy


def refusal(folder):
    with pytest.raises(InputError) as error:
        read_pack(folder)
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_whole_pack_is_read(folder, golden):
    pack = read_pack(folder)
    assert pack.weather.latitude_deg == golden.latitude_deg
    assert pack.programs == PROGRAMS
    assert len(pack.ranges) == 205
    assert (len(pack.criteria), len(pack.deltas)) == (40, 218)
    assert (pack.criteria["low"].iloc[0], pack.criteria["high"].iloc[0]) == LIMITS
    assert pack.hourly["hour"].dtype == "int64"


@pytest.mark.parametrize(
    ("text", "unit", "half"),
    [
        ("3.992755", "MWh", 5e-7),
        ("4.05", "MWh", 5e-4),
        ("4", "kW", 5e-4),
        ("-12.8", "degC", 5e-3),
        ("-12.831", "degC", 5e-4),
        ("1670", "kWh/m2", 0.5),
        ("0.59", "-", 5e-4),
        ("1e3", "MWh", 0.0),
        ("1.5", "furlong", 0.0),
    ],
)
def test_rounding_of_a_published_number(text, unit, half):
    assert rounding(text, unit) == pytest.approx(half)


def test_the_folder_is_found_by_option_before_environment(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, os.fspath(tmp_path))
    (tmp_path / "other").mkdir()
    assert find_pack(None) == tmp_path
    assert find_pack(tmp_path / "other") == tmp_path / "other"


def test_no_folder_is_explained(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(InputError) as error:
        find_pack(None)
    for words in ("--data DIR", VARIABLE, "NREL/BESTEST-GSR", "JasonGlazer/ashrae-140-automation", "et0614/popolo"):
        assert words in str(error.value)
    with pytest.raises(InputError, match=r"--data names .*nowhere', which is no folder"):
        find_pack(tmp_path / "nowhere")
    monkeypatch.setenv(VARIABLE, os.fspath(tmp_path / "gone"))
    with pytest.raises(InputError, match=f"{VARIABLE} names .*gone', which is no folder"):
        find_pack(None)


def test_all_missing_files_are_named_at_once(folder):
    (folder / "725650TYCST.epw").unlink()
    (folder / "acceptance_criteria.csv").unlink()
    text = refusal(folder)
    assert "lack 725650TYCST.epw, acceptance_criteria.csv" in text
    assert "725650TYCST.epw from NREL/BESTEST-GSR" in text
    assert "acceptance_criteria.csv from et0614/popolo" in text


def test_another_weather_file_is_refused(folder):
    with (folder / "725650TYCST.epw").open("a") as stream:
        stream.write(" ")
    text = refusal(folder)
    assert "has the SHA-256" in text
    assert "get the unchanged file from NREL/BESTEST-GSR" in text


def lines_of(folder, name):
    return (folder / name).read_text(encoding="utf-8").splitlines()


def put(folder, name, lines):
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "damage", "sentence"),
    [
        ("reference_ranges.csv", lambda rows: [], "lacks the columns case, quantity, unit, min, max, mean"),
        ("reference_ranges.csv", lambda rows: rows[:1], "has a header but no rows"),
        (
            "reference_ranges.csv",
            lambda rows: [row.replace("min", "least") for row in rows],
            "lacks the column min; expected case, quantity, unit, min, max, mean, got case",
        ),
        (
            "reference_ranges.csv",
            lambda rows: [*rows[:3], "600,peak"],
            "line 4: expected 7 cells as in the header, got 2",
        ),
        (
            "reference_ranges.csv",
            lambda rows: [*rows[:2], *rows[3:]],
            "expected a row for 600 annual_cooling, got none",
        ),
        (
            "reference_results.csv",
            lambda rows: [
                row.replace("peak_heating,kW,EnergyPlus,2.0", "peak_heating,kW,EnergyPlus,much") for row in rows
            ],
            "expected a number in 'value', got 'much'",
        ),
        (
            "reference_results.csv",
            lambda rows: [row for row in rows if "EnergyPlus" not in row],
            "expected a row for 600 annual_heating of EnergyPlus, got none",
        ),
        ("reference_results.csv", lambda rows: [*rows, rows[5]], "a second row for 600 annual_cooling Alpha"),
        ("reference_delta_ranges.csv", lambda rows: rows[:-1], "expected 218 rows, got 217"),
        ("reference_delta_ranges.csv", lambda rows: ["600" * 9, *rows[1:]], "lacks the columns"),
        ("acceptance_criteria.csv", lambda rows: [*rows[:-1]], "expected 40 rows, got 39"),
        (
            "acceptance_criteria.csv",
            lambda rows: [*rows[:-1], rows[-1].replace("195", "990").replace("600", "990")],
            "expected the cases of the suite only, got case '990'",
        ),
        (
            "acceptance_criteria.csv",
            lambda rows: [*rows[:-1], "," + rows[-1].partition(",")[2]],
            "the cell 'table' is blank",
        ),
        ("acceptance_criteria.csv", lambda rows: [rows[0], '"' + rows[1], *rows[2:]], "is damaged: expected CSV"),
        (
            "reference_hourly.csv",
            lambda rows: [row for row in rows if not row.startswith("940,2,1,7,zone_temp")],
            "expected a row for 940 zone_temp 7 of EnergyPlus on day 1 of month 2, got none",
        ),
        ("reference_monthly.csv", lambda rows: [*rows, "600,nan,monthly_heating,kWh,Alpha,1"], "number in 'month'"),
        ("reference_monthly.csv", lambda rows: [*rows, "600,1.5,monthly_heating,kWh,Alpha,1"], "a whole number in"),
        ("reference_bins.csv", lambda rows: rows[:1], "has a header but no rows"),
    ],
)
def test_a_damaged_table_is_named_with_its_source(folder, name, damage, sentence):
    put(folder, name, damage(lines_of(folder, name)))
    text = refusal(folder)
    assert sentence in text
    assert name in text
    assert any(source in text for source in ("JasonGlazer", "NREL/BESTEST-GSR", "et0614/popolo"))


def test_text_that_is_not_utf8_is_refused(folder):
    (folder / "reference_bins.csv").write_bytes(b"case,bin_low_degC,program,hours\n\xff\xfe,1,2,3\n")
    assert "is damaged: expected CSV in UTF-8" in refusal(folder)
