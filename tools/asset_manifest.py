"""Keep `assets/manifest.json`: per shipped file its SHA-256, size and origin."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def update_manifest(assets: Path, prefix: str, sources: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the manifest's entries below `prefix`, and leave all others as they are.

    Args:
        assets: folder that holds ``manifest.json``.
        prefix: folder of the caller's files, for example ``"weather/"``.
        sources: per file name relative to `assets` its origin (JSON values); the file must exist.
    """
    path = assets / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept = {name: entry for name, entry in manifest.items() if not name.startswith(prefix)}
    for name, source in sources.items():
        if not name.startswith(prefix):
            raise ValueError(f"'{name}' does not lie below '{prefix}'")
        content = (assets / name).read_bytes()
        kept[name] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "source": dict(source),
        }
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
