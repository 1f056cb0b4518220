"""Where the data files that ship with Fluxion lie; nobody else knows."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from fluxion.errors import AssetError

# An installed wheel carries the files inside the package, a checkout has them beside it.
_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_assets"
_CHECKOUT = _PACKAGE.parent / "assets"


def asset_root() -> Path:
    """Folder of the shipped data files.

    Raises:
        AssetError: the installation has lost its data files.
    """
    for folder in (_INSTALLED, _CHECKOUT):
        if folder.is_dir():
            return folder
    raise AssetError(f"the data files of Fluxion are missing: expected '{_INSTALLED}'; reinstall fluxion-bem.")


def asset_path(name: str) -> Path:
    """Path of one shipped file, for example ``"weather/golden.npz"``.

    Raises:
        AssetError: the file is missing.
    """
    path = asset_root() / name
    if not path.is_file():
        raise AssetError(f"the data file '{name}' is missing from '{asset_root()}'; reinstall fluxion-bem.")
    return path


def sha256(path: Path) -> str:
    """SHA-256 of a file as a hexadecimal string."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def manifest() -> dict[str, Any]:
    """Content of the manifest: per file its SHA-256 and where it came from."""
    content: dict[str, Any] = json.loads(asset_path("manifest.json").read_text(encoding="utf-8"))
    return content
