"""Where a user keeps what can be computed again."""

import os
from pathlib import Path


def cache_root() -> Path:
    """The user's own place for what can be computed again: ``fluxion`` in ``$XDG_CACHE_HOME``, else in ``~/.cache``.

    On Windows ``%LOCALAPPDATA%`` stands for the latter. A relative path in XDG_CACHE_HOME is passed over (XDG Base
    Directory Specification 0.8).

    Raises:
        RuntimeError: the system names no home of the user.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):
        return Path(named) / "fluxion"
    if os.name == "nt" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "fluxion" / "cache"
    return Path.home() / ".cache" / "fluxion"
