"""Files are replaced whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fluxion.errors import InputError

# The process-wide mask can only be read by setting it, so it is read once, before there are threads.
_UMASK = os.umask(0)
os.umask(_UMASK)


def check_writable(path: Path) -> None:
    """Refuse an output path before any computation is spent on it.

    Raises:
        InputError: the folder does not exist or cannot be written, or the path is no ordinary file.
    """
    if path.is_dir():
        raise InputError(f"the output '{path}' is a folder; expected the path of a file to write.")
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by the file, for every other program too.
        raise InputError(f"the output '{path}' is a device or a pipe; expected the path of a file to write.")
    folder = (path.resolve() if path.is_symlink() else path).parent
    if not folder.is_dir():
        raise InputError(f"the folder '{folder}' of the output '{path.name}' does not exist; create it first.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"the folder '{folder}' cannot be written ({error.strerror}); choose another place for '{path.name}'."
        ) from error


def check_folder(folder: Path) -> None:
    """Refuse an output folder before any computation is spent on it; a missing one is made later.

    Raises:
        InputError: it is a file, lies below one, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"the output '{folder}' is a file; expected a folder, which is made if it is missing.")
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        raise InputError(f"the folder '{folder}' cannot be made, because '{nearest}' is a file; choose another place.")
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise InputError(
            f"the folder '{nearest}' cannot be written ({error.strerror}); choose another place for the output."
        ) from error


def make_folder(folder: Path) -> None:
    """Make `folder` and what lies above it.

    Raises:
        InputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder '{folder}' cannot be made ({error.strerror}); choose another.") from error


def write_atomic(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then move it over `path` in one step.

    Args:
        path: the file to create or replace.
        write: called with the temporary path; whatever it raises leaves `path` untouched.

    Raises:
        InputError: the folder cannot be written.
    """
    check_writable(path)
    # A link is followed, not replaced.
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_UMASK)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text_atomic(path: Path, text: str) -> None:
    """Write UTF-8 text to `path` in one step; see `write_atomic`."""
    write_atomic(path, lambda temporary: _write_text(temporary, text))


def write_bytes_atomic(path: Path, data: bytes) -> None:
    """Write bytes to `path` in one step; see `write_atomic`."""
    write_atomic(path, lambda temporary: _write_bytes(temporary, data))


def _write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def read_json(path: Path, missing: str) -> Any:
    """Content of a JSON file.

    Args:
        path: the file.
        missing: what the message says behind "there is no file"; how to get one.

    Raises:
        InputError: there is no such file, or it cannot be read as JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"there is no file '{path}'; {missing}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"the file '{path}' cannot be read as JSON ({error}).") from error
