"""Compiled kernels: arrays and numbers in, arrays out.

They check nothing and know no units but SI; the module of the same subject one level up checks, names and explains.
"""

import hashlib
from pathlib import Path


def _drop_stale_code() -> None:
    # A compiled kernel holds the code of the kernels it calls, yet Numba's disk cache only watches the file of the
    # kernel itself: after a change elsewhere in this folder it would go on running old code.
    folder = Path(__file__).parent
    stamp = folder / "__pycache__" / "kernels.sha256"
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))).hexdigest()
    try:
        if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
            return
        for path in folder.rglob("__pycache__/*.nb[ci]"):
            path.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest, encoding="ascii")
    except OSError:
        # A folder that cannot be written holds no cache either.
        return


_drop_stale_code()
