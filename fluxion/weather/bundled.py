"""The climates that ship with Fluxion: compact copies of TMY3 files, verified before use."""

import zipfile
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from fluxion.assets import asset_path, manifest, sha256
from fluxion.errors import AssetError
from fluxion.typing import FloatArray
from fluxion.weather.columns import COLUMNS

#: Names accepted by `Weather.bundled`.
CLIMATES: tuple[str, ...] = ("golden", "chicago", "tampa", "san-francisco", "sterling")


@dataclass(frozen=True)
class BundledContent:
    """One shipped climate: site numbers, columns, and a sentence on its origin."""

    latitude_deg: float
    longitude_deg: float
    elevation_m: float
    utc_offset_h: float
    columns: dict[str, FloatArray]
    source: str


def read_bundled(name: str) -> BundledContent:
    """Load one of `CLIMATES` after comparing its file with the manifest.

    Args:
        name: one of `CLIMATES`.

    Raises:
        AssetError: the file is missing, not in the manifest, or changed.
    """
    asset = f"weather/{name}.npz"
    path = asset_path(asset)
    expected = _expected_sha256(asset)
    found = sha256(path)
    if found != expected:
        raise AssetError(
            f"the data file '{asset}' does not match its checksum (expected {expected[:12]}, got {found[:12]}); "
            "reinstall fluxion-bem."
        )
    try:
        with np.load(path, allow_pickle=False) as archive:
            site = [float(number) for number in archive["site"]]
            source = str(archive["source"])
            columns = {column.name: unpack(archive[column.name], column.decimals) for column in COLUMNS}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise AssetError(f"the data file '{asset}' cannot be read ({error}); reinstall fluxion-bem.") from error
    latitude, longitude, elevation, offset = site
    return BundledContent(latitude, longitude, elevation, offset, columns, source)


def unpack(values: np.ndarray, decimals: int) -> FloatArray:
    """(n,) float64 from the (n,) integers that hold a column times 10^decimals.

    Dividing an integer by a power of ten rounds to the same double as reading the decimal text, so a bundled
    climate equals its original file bit for bit.
    """
    return values.astype(np.float64) / 10.0**decimals


@cache
def _manifest() -> dict[str, Any]:
    try:
        return manifest()
    except (OSError, ValueError) as error:
        raise AssetError(f"the data file 'manifest.json' cannot be read ({error}); reinstall fluxion-bem.") from error


def _expected_sha256(asset: str) -> str:
    entry = _manifest().get(asset)
    if not isinstance(entry, dict) or not isinstance(entry.get("sha256"), str):
        raise AssetError(f"the data file '{asset}' is not listed in 'manifest.json'; reinstall fluxion-bem.")
    return str(entry["sha256"])
