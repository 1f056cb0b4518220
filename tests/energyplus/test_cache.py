from pathlib import Path

import numpy as np
import pytest

from fluxion.energyplus import RunCache, default_cache_folder
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


def test_the_folder_is_made_and_tried_before_a_run(tmp_path):
    cache = RunCache(tmp_path / "new" / "folder")
    cache.prepare()
    assert cache.folder.is_dir()
    assert list(cache.folder.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cache folder .* cannot be made"):
        RunCache(tmp_path / "file" / "below").prepare()


def test_the_default_folder_follows_the_desktop_standard(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder() == tmp_path / "fluxion" / "energyplus"
    for text in ("", "relative/folder"):
        monkeypatch.setenv("XDG_CACHE_HOME", text)
        assert default_cache_folder().relative_to(Path.home()).parts[-2:] == ("fluxion", "energyplus")


def test_a_user_without_a_home_is_told_so(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(InputError, match="no folder for finished EnergyPlus runs is known"):
        default_cache_folder()
