import dataclasses

import numpy as np
import pytest

from fluxion.energyplus import find_program
from fluxion.energyplus.weather_file import epw_text, relative_humidity_percent, weather_file
from fluxion.weather import Weather
from fluxion.weather.columns import COLUMNS


def test_a_written_file_reads_back_exactly(golden, tmp_path):
    path = weather_file(golden, tmp_path / "no originals", tmp_path)
    assert path.parent == tmp_path
    again = Weather.from_epw(path)
    for column in COLUMNS:
        np.testing.assert_allclose(getattr(again, column.name), getattr(golden, column.name), rtol=1e-9)
    assert again.elevation_m == golden.elevation_m
    assert again.utc_offset_h == golden.utc_offset_h


def test_rows_have_35_fields_with_rain_and_without_snow(golden):
    rows = [line.split(",") for line in epw_text(golden).splitlines()[8:]]
    assert len(rows) == 8760
    assert {len(row) for row in rows} == {35}
    # The depth counts, not the codes of an observer; no snow lies.
    assert {(row[26], row[30]) for row in rows} == {("9", "0")}
    np.testing.assert_array_equal([float(row[33]) for row in rows], golden.rain_mm)
    dry = dataclasses.replace(golden, rain_mm=np.zeros(8760))
    assert {line.split(",")[33] for line in epw_text(dry).splitlines()[8:]} == {"0"}


def test_commas_in_names_do_not_shift_the_header(golden):
    odd = dataclasses.replace(golden, name="Golden, Colorado", source="a, b")
    location = epw_text(odd).splitlines()[0].split(",")
    assert len(location) == 10
    assert float(location[6]) == pytest.approx(golden.latitude_deg)


def test_humidity(golden):
    humidity = relative_humidity_percent(golden)
    assert ((humidity > 0.0) & (humidity <= 100.0)).all()
    saturated = dataclasses.replace(golden, dew_point_c=golden.temperature_c)
    np.testing.assert_allclose(relative_humidity_percent(saturated), 100.0)


def test_a_bundled_climate_uses_its_original(needs_energyplus, golden, tmp_path):
    originals = find_program().weather_folder
    path = weather_file(golden, originals, tmp_path)
    assert path.parent == originals
    assert Weather.from_epw(path) == golden


def test_a_changed_climate_is_written(needs_energyplus, golden, tmp_path):
    warmer = dataclasses.replace(golden, temperature_c=golden.temperature_c + 1.0)
    path = weather_file(warmer, find_program().weather_folder, tmp_path)
    assert path == tmp_path / "weather.epw"
