import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.weather import Weather
from fluxion.weather.columns import COLUMNS

# Noon of 21 June: data row 4116 (index 4115) on line 4124 of the file.
NOON = 4115
COMPLETE = tuple(column for column in COLUMNS if column.absent is None)
RAIN = next(column.field for column in COLUMNS if column.name == "rain_mm")


def assert_refused(path, *words):
    with pytest.raises(InputError) as caught:
        Weather.from_epw(path)
    message = str(caught.value)
    assert str(path.name) in message
    for word in words:
        assert word in message, message
    assert "\n" not in message
    return message


def test_reads_what_was_written(epw, write_epw, golden):
    weather = Weather.from_epw(write_epw(epw))
    for column in COLUMNS:
        np.testing.assert_array_equal(getattr(weather, column.name), getattr(golden, column.name))
    assert (weather.latitude_deg, weather.longitude_deg) == (39.74, -105.18)
    assert (weather.utc_offset_h, weather.elevation_m) == (-7.0, 1829.0)
    assert weather.name == "site"
    assert weather == golden
    assert "Test Town" in weather.source


def test_agrees_with_pvlib(epw, write_epw):
    pvlib_epw = pytest.importorskip("pvlib.iotools")
    path = write_epw(epw)
    table, site = pvlib_epw.read_epw(path, coerce_year=2001)
    weather = Weather.from_epw(path)
    assert site["latitude"] == weather.latitude_deg
    assert site["TZ"] == weather.utc_offset_h
    names = {
        "temperature_c": "temp_air",
        "dew_point_c": "temp_dew",
        "pressure_pa": "atmospheric_pressure",
        "wind_speed_m_s": "wind_speed",
        "wind_direction_deg": "wind_direction",
        "infrared_w_m2": "ghi_infrared",
        "ghi_w_m2": "ghi",
        "dni_w_m2": "dni",
        "dhi_w_m2": "dhi",
        "rain_mm": "liquid_precipitation_depth",
    }
    assert set(names) == {column.name for column in COLUMNS}
    for ours, theirs in names.items():
        np.testing.assert_array_equal(getattr(weather, ours), table[theirs].to_numpy())


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_byte_order_mark_and_trailing_blank_lines(epw, tmp_path, golden, ending):
    path = tmp_path / "site.epw"
    path.write_bytes(("\ufeff" + epw.text() + "\n \n").replace("\n", ending).encode("utf-8"))
    assert Weather.from_epw(path) == golden


def test_latin_1_city_and_city_with_comma(epw, tmp_path, golden):
    epw.header[0] = epw.header[0].replace("Test Town", "Zürich, Nord")
    path = tmp_path / "site.epw"
    path.write_bytes(epw.text().encode("latin-1"))
    weather = Weather.from_epw(path)
    assert weather == golden
    assert "Zürich" in weather.source


@pytest.mark.parametrize("column", COMPLETE, ids=lambda column: column.name)
def test_missing_code_of_every_column(epw, write_epw, column):
    epw.set(NOON, column.name, f"{column.missing:g}" if column.missing < 1e5 else "999999")
    assert_refused(write_epw(epw), column.title, "data row 4116", "line 4124", "6/21 hour 12", "missing data")


@pytest.mark.parametrize(
    ("column", "text"),
    list(zip(COMPLETE, ["", "  ", "nan", "inf", "abc", "1_0", "1;5", "--", "9e999"], strict=True)),
    ids=lambda value: getattr(value, "name", None),
)
def test_text_that_is_no_number(epw, write_epw, column, text):
    epw.set(NOON, column.name, text)
    assert_refused(write_epw(epw), column.title, "data row 4116", "line 4124", "6/21 hour 12", "expected a number")


def test_decimal_comma_shifts_the_fields_and_is_noticed(epw, write_epw):
    epw.rows[NOON] = [*epw.rows[NOON][:6], "12", "5", *epw.rows[NOON][7:]]
    assert_refused(write_epw(epw), "data row 4116", "line 4124")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("temperature_c", "293.15"),
        ("pressure_pa", "1013"),
        ("infrared_w_m2", "0"),
        ("ghi_w_m2", "-1"),
        ("rain_mm", "-0.1"),
        ("rain_mm", "600"),
    ],
)
def test_absurd_value(epw, write_epw, column, text):
    title = next(c.title for c in COLUMNS if c.name == column)
    epw.set(NOON, column, text)
    assert_refused(write_epw(epw), title, "data row 4116", "line 4124", f"got {float(text):g}")


def test_only_rain_may_be_missing():
    assert [column.name for column in COLUMNS if column.absent is not None] == ["rain_mm"]
    assert len(COLUMNS) == 10
    assert RAIN == 33


@pytest.mark.parametrize("text", ["999", " 999.0 ", "", "  "])
def test_unmeasured_rain_counts_as_dry(epw, write_epw, golden, text):
    rain = golden.rain_mm.copy()
    wet = int(rain.argmax())
    assert rain[wet] > 0.0
    rain[wet] = 0.0
    epw.set(wet, "rain_mm", text)
    np.testing.assert_array_equal(Weather.from_epw(write_epw(epw)).rain_mm, rain)


def test_rows_that_end_before_the_rain_are_dry(epw, write_epw, golden):
    wet = int(golden.rain_mm.argmax())
    epw.rows[wet] = epw.rows[wet][:RAIN]
    weather = Weather.from_epw(write_epw(epw))
    assert weather.rain_mm[wet] == 0.0
    np.testing.assert_array_equal(np.delete(weather.rain_mm, wet), np.delete(golden.rain_mm, wet))


def test_a_file_without_the_rain_field_is_dry(epw, write_epw, golden):
    last = max(column.field for column in COMPLETE)
    epw.rows = [row[: last + 1] for row in epw.rows]
    weather = Weather.from_epw(write_epw(epw))
    assert (weather.rain_mm == 0.0).all()
    np.testing.assert_array_equal(weather.wind_speed_m_s, golden.wind_speed_m_s)
    epw.rows[0] = epw.rows[0][:last]
    assert_refused(write_epw(epw), "data row 1 (line 9)", f"expected at least {last + 1} fields", f"got {last} fields")


def test_a_depth_of_rain_is_read(epw, write_epw):
    epw.set(NOON, "rain_mm", "12.5")
    assert Weather.from_epw(write_epw(epw)).rain_mm[NOON] == 12.5


@pytest.mark.parametrize("text", ["nan", "inf", "abc", "1_0", "-"])
def test_rain_that_is_no_number(epw, write_epw, text):
    epw.set(NOON, "rain_mm", text)
    assert_refused(write_epw(epw), "Liquid Precipitation Depth", "data row 4116", "line 4124", "expected a number")


def test_further_bad_rows_are_counted(epw, write_epw):
    for index in (10, 11, 500):
        epw.set(index, "temperature_c", "99.9")
    assert_refused(write_epw(epw), "data row 11 (1/1 hour 11, line 19)", "(and 2 more rows)")


def test_dew_point_above_dry_bulb(epw, write_epw, golden):
    epw.set(NOON, "dew_point_c", f"{golden.temperature_c[NOON] + 1.1:.1f}")
    assert_refused(write_epw(epw), "Dew Point Temperature", "data row 4116", "above the dry bulb")


def test_sky_far_from_the_air(epw, write_epw):
    epw.set(NOON, "infrared_w_m2", "750")
    assert_refused(
        write_epw(epw), "Horizontal Infrared Radiation Intensity", "data row 4116", "line 4124", "means a sky of"
    )


@pytest.mark.parametrize("column", ["ghi_w_m2", "dni_w_m2", "dhi_w_m2"])
def test_sun_at_midnight(epw, write_epw, column):
    epw.set(23, column, "60")
    assert_refused(write_epw(epw), "data row 24 (1/1 hour 24, line 32)", "got 60", "UTC offset")


def test_more_sun_than_the_top_of_the_atmosphere_has(epw, write_epw):
    # 1 January at 40 deg north: the sun stands 27 deg high at noon, 1400 sin 27 = 640 W/m2.
    epw.set(11, "ghi_w_m2", "800")
    assert_refused(write_epw(epw), "Global Horizontal Radiation", "data row 12", "got 800")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("LOCATION,a,b,c,d,e,-39.74,-105.18,-7.0,1829.0", "latitude"),
        ("LOCATION,a,b,c,d,e,39.74,105.18,-7.0,1829.0", "UTC offset"),
        ("LOCATION,a,b,c,d,e,39.74,-105.18,0.0,1829.0", "does not fit the longitude"),
        ("LOCATION,a,b,c,d,e,39.74,-105.18,7.0,1829.0", "does not fit the longitude"),
        ("LOCATION,a,b,c,d,e,91,-105.18,-7.0,1829.0", "latitude must lie between -90 and 90"),
        ("LOCATION,a,b,c,d,e,39.74,-190,-7.0,1829.0", "longitude must lie between"),
        ("LOCATION,a,b,c,d,e,39.74,-105.18,-25,1829.0", "UTC offset must lie between"),
        ("LOCATION,a,b,c,d,e,39.74,-105.18,-7,99999", "elevation must lie between"),
        ("LOCATION,a,b,c,d,e,north,-105.18,-7,1829", "the latitude must be a number, got 'north'"),
        ("LOCATION,a,b,c,d,e,nan,-105.18,-7,1829", "the latitude must be a number, got 'nan'"),
        ("LOCATION,a,b,c,d,e,39.74,,-7,1829", "the longitude must be a number, got ''"),
        ("LOCATION,a,b,c,d,e,39.74,-105.18", "expected 10 fields"),
        ("LOCATION", "expected 10 fields"),
        ("LOCATION,,,,,,,,,", "expected 10 fields"),
        ("", "first line must begin with 'LOCATION'"),
        ("<html>", "not an EPW file"),
        ("LOCATION," + "x" * 100_000, "expected 10 fields"),
    ],
)
def test_bad_location(epw, write_epw, location, words):
    epw.header[0] = location
    message = assert_refused(write_epw(epw), words)
    assert len(message) < 700


def test_header_without_data_periods(epw, write_epw):
    epw.header.pop()
    assert_refused(write_epw(epw), "'DATA PERIODS' is missing")


def test_sub_hourly_records(epw, write_epw):
    epw.header[-1] = "DATA PERIODS,1,4,Data,Sunday, 1/ 1,12/31"
    assert_refused(write_epw(epw), "1 record per hour, got 4")


def test_one_row_too_few(epw, write_epw):
    epw.rows.pop()
    assert_refused(write_epw(epw), "expected 8760 data rows", "got 8759")


def test_leap_year(epw, write_epw):
    february = [[*row[:2], "29", *row[3:]] for row in epw.rows[58 * 24 : 59 * 24]]
    epw.rows[59 * 24 : 59 * 24] = [["1992", "2", *row[2:]] for row in february]
    assert_refused(write_epw(epw), "got 8784", "remove the 24 rows of 29 February")


def test_header_only(epw, write_epw):
    epw.rows.clear()
    assert_refused(write_epw(epw), "got 0")


def test_blank_line_inside(epw, write_epw):
    epw.rows[99] = [""]
    assert_refused(write_epw(epw), "data row 100 (line 108)", "a blank line")


def test_row_cut_short(epw, write_epw):
    epw.rows[99] = epw.rows[99][:20]
    assert_refused(write_epw(epw), "data row 100 (line 108)", "got 20 fields")


def test_rows_out_of_order(epw, write_epw):
    epw.rows[10], epw.rows[11] = epw.rows[11], epw.rows[10]
    assert_refused(write_epw(epw), "data row 11", "expected 1, 1, 11, got 1, 1, 12")


def test_hours_counted_from_zero(epw, write_epw):
    epw.rows = [[*row[:3], str(int(row[3]) - 1), *row[4:]] for row in epw.rows]
    assert_refused(write_epw(epw), "data row 1 ", "expected 1, 1, 1, got 1, 1, 0")


def test_surplus_fields_do_not_shift_columns(epw, write_epw, golden):
    epw.rows = [[*row, "", ""] for row in epw.rows]
    assert Weather.from_epw(write_epw(epw)) == golden


def test_missing_file(tmp_path):
    assert_refused(tmp_path / "absent.epw", "there is no such file")


def test_folder(tmp_path):
    folder = tmp_path / "folder.epw"
    folder.mkdir()
    assert_refused(folder, "this is a folder")


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_empty_file(tmp_path, content):
    path = tmp_path / "empty.epw"
    path.write_bytes(content)
    assert_refused(path, "the file is empty")


def test_binary_file(tmp_path):
    path = tmp_path / "archive.epw"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 10)
    assert_refused(path, "binary file")


def test_other_text_file(tmp_path):
    path = tmp_path / "table.epw"
    path.write_text("a,b,c\n1,2,3\n")
    assert_refused(path, "not an EPW file", "'a,b,c'")


def test_path_too_long_for_the_system(tmp_path):
    path = tmp_path / ("x" * 5000 + ".epw")
    with pytest.raises(InputError, match=r"cannot be read|no such file"):
        Weather.from_epw(path)


def test_path_with_nul():
    with pytest.raises(InputError, match="NUL character") as caught:
        Weather.from_epw("a\0b.epw")
    assert "\0" not in str(caught.value)


@pytest.mark.parametrize("path", [None, 3, ["a.epw"]])
def test_path_of_wrong_type(path):
    with pytest.raises(InputError, match="expected the path of an EPW file"):
        Weather.from_epw(path)
