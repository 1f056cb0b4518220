import copy
import dataclasses
import pickle

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.weather import Weather
from fluxion.weather.columns import COLUMNS


def test_columns_are_read_only_doubles(golden):
    for column in COLUMNS:
        values = getattr(golden, column.name)
        assert values.shape == (8760,)
        assert values.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1.0


def test_attributes_are_frozen(golden):
    with pytest.raises(dataclasses.FrozenInstanceError):
        golden.elevation_m = 0.0


def test_caller_keeps_ownership_of_its_arrays(golden):
    mine = golden.temperature_c.copy()
    weather = dataclasses.replace(golden, temperature_c=mine)
    mine[0] += 1.0
    assert weather.temperature_c[0] == golden.temperature_c[0]


@pytest.mark.parametrize("duplicate", [lambda w: pickle.loads(pickle.dumps(w)), copy.copy, copy.deepcopy])
def test_copies_are_equal_and_still_read_only(golden, duplicate):
    hash(golden)
    twin = duplicate(golden)
    assert twin == golden
    assert hash(twin) == hash(golden)
    assert twin.fingerprint() == golden.fingerprint()
    assert (twin.name, twin.source) == (golden.name, golden.source)
    assert not twin.temperature_c.flags.writeable


def test_equality_ignores_the_name_only(golden):
    assert dataclasses.replace(golden, name="other") == golden
    assert dataclasses.replace(golden, elevation_m=1828.0) != golden
    assert golden != "golden"
    assert Weather.bundled("tampa") != golden


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_fingerprint_sees_every_column(golden, column):
    values = getattr(golden, column.name).copy()
    values[4000] = np.nextafter(values[4000], np.inf)
    changed = dataclasses.replace(golden, **{column.name: values})
    assert changed.fingerprint() != golden.fingerprint()


@pytest.mark.parametrize("name", ["latitude_deg", "longitude_deg", "elevation_m", "utc_offset_h"])
def test_fingerprint_sees_every_site_number(golden, name):
    changed = dataclasses.replace(golden, **{name: getattr(golden, name) + 0.25})
    assert changed.fingerprint() != golden.fingerprint()


def test_fingerprint_is_the_documented_digest(golden):
    import hashlib
    import struct

    site = (golden.latitude_deg, golden.longitude_deg, golden.elevation_m, golden.utc_offset_h)
    content = struct.pack("<4d", *site)
    for column in COLUMNS:
        content += struct.pack("<8760d", *(float(value) + 0.0 for value in getattr(golden, column.name)))
    assert golden.fingerprint() == hashlib.sha256(content).hexdigest()[:16]


def test_fingerprint_sees_a_shower(golden):
    rain = golden.rain_mm.copy()
    rain[0] += 0.1
    showery = dataclasses.replace(golden, rain_mm=rain)
    assert showery.fingerprint() != golden.fingerprint()
    assert showery != golden


def test_weather_without_rain_is_dry(golden):
    parts = {part.name: getattr(golden, part.name) for part in dataclasses.fields(Weather) if part.name != "rain_mm"}
    first, second = Weather(**parts), Weather(**parts)
    assert (first.rain_mm == 0.0).all()
    assert not first.rain_mm.flags.writeable
    assert first == second == dataclasses.replace(golden, rain_mm=np.zeros(8760))
    assert first != golden


@pytest.mark.parametrize("depth", [-0.1, 600.0, 999.0, np.nan])
def test_impossible_rain_is_refused(golden, depth):
    rain = golden.rain_mm.copy()
    rain[4115] = depth
    with pytest.raises(InputError, match=r"'Liquid Precipitation Depth', data row 4116 \(6/21 hour 12\)"):
        dataclasses.replace(golden, rain_mm=rain)


def test_negative_zero_does_not_change_the_fingerprint(golden):
    values = golden.ghi_w_m2.copy()
    values[0] = -0.0
    assert dataclasses.replace(golden, ghi_w_m2=values).fingerprint() == golden.fingerprint()


def test_repr_is_short(golden):
    assert len(repr(golden)) < 200
    assert "golden" in repr(golden)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.zeros(8784), r"shape \(8760,\), got \(8784,\)"),
        (np.zeros((8760, 1)), "shape"),
        (3.0, "shape"),
        (["a"] * 8760, "must hold 8760 numbers"),
        (np.full(8760, np.nan), "data row 1 "),
        (np.full(8760, 99.9), "99.9"),
    ],
)
def test_bad_column(golden, values, words):
    with pytest.raises(InputError, match=words):
        dataclasses.replace(golden, temperature_c=values)


def test_bad_hour_is_named(golden):
    values = golden.pressure_pa.copy()
    values[4115] = np.nan
    with pytest.raises(InputError, match=r"Atmospheric Station Pressure.*data row 4116 \(6/21 hour 12\)"):
        dataclasses.replace(golden, pressure_pa=values)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("latitude_deg", 91.0, "latitude must lie"),
        ("latitude_deg", float("nan"), "latitude must lie"),
        ("longitude_deg", "x", "'longitude_deg' must be a number"),
        ("elevation_m", True, "'elevation_m' must be a number"),
        ("utc_offset_h", 7.0, "does not fit the longitude"),
    ],
)
def test_bad_site(golden, name, value, words):
    with pytest.raises(InputError, match=words):
        dataclasses.replace(golden, **{name: value})


@pytest.mark.parametrize(
    ("longitude", "offset"), [(76.0, 8.0), (-9.0, 1.0), (-157.5, 14.0), (179.9, -12.0), (-176.0, 12.0), (82.5, 5.5)]
)
def test_time_zones_that_exist(golden, longitude, offset):
    weather = dataclasses.replace(golden, longitude_deg=longitude, utc_offset_h=offset)
    assert weather.utc_offset_h == offset
