"""Where compiled kernels are kept: beside their source, or in the user's cache; never code of another version."""

import hashlib
import os
import tempfile
from pathlib import Path

from numba import config

from fluxion._cache import cache_root


def keep_compiled_code(folder: Path) -> None:
    """Find a place for the compiled kernels of `folder`; called before any of them is imported.

    A compiled kernel holds the code of the kernels it calls, yet Numba's disk cache only watches the file of the
    kernel itself: after a change elsewhere in the folder it would go on running old code.
    """
    sources = (path.read_bytes() for path in sorted(folder.rglob("*.py")))
    digest = hashlib.sha256(b"".join(sources)).hexdigest()
    if not config.CACHE_DIR and _drop_stale_code(folder, digest):
        return
    # Elsewhere, old code is left behind in a folder of its own. Numba ends with an error where it finds no place.
    name = f"kernels-{digest[:16]}"
    for base in (lambda: Path(config.CACHE_DIR) if config.CACHE_DIR else None, cache_root):
        try:
            root = base()
            if root is not None:
                place = root / name
                place.mkdir(parents=True, exist_ok=True)
                _try_to_write(place)
                config.CACHE_DIR = str(place)
                return
        except (OSError, RuntimeError):
            continue
    # Nobody else may leave code in a folder that only this process knows.
    config.CACHE_DIR = tempfile.mkdtemp(prefix="fluxion-kernels-")


def _drop_stale_code(folder: Path, digest: str) -> bool:
    """Clear the caches beside the kernels if they hold other code; whether they can be used."""
    stamp = folder / "__pycache__" / "kernels.sha256"
    try:
        for place in sorted({path.parent for path in folder.rglob("*.py")}):
            (place / "__pycache__").mkdir(exist_ok=True)
            _try_to_write(place / "__pycache__")
        if not (stamp.is_file() and stamp.read_text(encoding="ascii") == digest):
            for path in folder.rglob("__pycache__/*.nb[ci]"):
                path.unlink(missing_ok=True)
            stamp.write_text(digest, encoding="ascii")
    except OSError:
        return False
    return True


def _try_to_write(folder: Path) -> None:
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    os.unlink(name)
