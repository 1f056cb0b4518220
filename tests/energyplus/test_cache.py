import numpy as np
import pytest

from fluxion.energyplus import RunCache
from fluxion.energyplus.series import OutputTable
from fluxion.errors import InputError

TABLE = OutputTable(("A:X [C](Hourly)",), np.arange(8760.0)[:, None])


@pytest.fixture
def epw(tmp_path):
    path = tmp_path / "w.epw"
    path.write_text("weather")
    return path


def test_a_stored_run_comes_back_exactly(tmp_path):
    cache = RunCache(tmp_path / "new" / "folder")
    assert cache.load("k" * 64) is None
    cache.store("k" * 64, TABLE, ("a warning",))
    table, warnings = cache.load("k" * 64)
    assert table.headers == TABLE.headers
    np.testing.assert_array_equal(table.values, TABLE.values)
    assert warnings == ("a warning",)


def test_no_warnings_come_back_as_none(tmp_path):
    cache = RunCache(tmp_path)
    cache.store("k" * 64, TABLE, ())
    assert cache.load("k" * 64)[1] == ()


def test_the_key_follows_model_weather_and_version(epw):
    first = RunCache.key({"a": {"x": 1.0}}, epw, "25.2.0")
    assert first == RunCache.key({"a": {"x": 1.0}}, epw, "25.2.0")
    assert first != RunCache.key({"a": {"x": 1.1}}, epw, "25.2.0")
    assert first != RunCache.key({"a": {"x": 1.0}}, epw, "24.1.0")
    epw.write_text("other weather")
    assert first != RunCache.key({"a": {"x": 1.0}}, epw, "25.2.0")


def test_a_damaged_file_counts_as_none(tmp_path):
    cache = RunCache(tmp_path)
    cache.store("k" * 64, TABLE, ())
    (path,) = tmp_path.glob("*.npz")
    for content in (b"", b"rubbish", path.read_bytes()[:200]):
        path.write_bytes(content)
        assert cache.load("k" * 64) is None


def test_a_file_is_no_cache(epw):
    with pytest.raises(InputError, match="expected the path of a folder"):
        RunCache(epw)
