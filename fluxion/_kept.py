"""Arrays kept on disk between processes: what is dear to compute and depends on nothing but its key.

Where nothing can be kept, a full disk or a foreign home, everything is computed again; nobody is asked and nothing
fails. Files are written whole or not at all, and what is damaged counts as missing.
"""

import contextlib
import hashlib
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from fluxion._cache import cache_root
from fluxion._files import write_atomic
from fluxion.errors import InputError

Arrays = Mapping[str, np.ndarray]
# What reading a missing or damaged file raises.
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def kept(kind: str, key: str, sources: tuple[str, ...], compute: Callable[[], Arrays]) -> Arrays:
    """Arrays by name, from disk where they were computed before.

    Args:
        kind: a word; the folder they lie in.
        key: everything that they depend on.
        sources: files whose code computes them; another content of one of them makes another key.
        compute: returns them.
    """
    path = _path(kind, key, sources)
    if path is not None:
        with contextlib.suppress(*_DAMAGED), np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    arrays = compute()
    if path is not None:
        with contextlib.suppress(OSError, InputError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, lambda temporary: _write(temporary, arrays))
    return arrays


def _path(kind: str, key: str, sources: tuple[str, ...]) -> Path | None:
    digest = hashlib.sha256(key.encode())
    try:
        for source in sources:
            digest.update(Path(source).read_bytes())
        return cache_root() / kind / f"{digest.hexdigest()[:32]}.npz"
    except (OSError, RuntimeError):
        return None


def _write(path: Path, arrays: Arrays) -> None:
    with path.open("wb") as stream:
        np.savez(stream, **dict(arrays))  # type: ignore[arg-type]
