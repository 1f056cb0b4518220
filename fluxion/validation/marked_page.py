"""A hand-written page with parts that commands regenerate, each between two marks."""

from collections.abc import Sequence
from pathlib import Path

from fluxion._files import check_writable, write_text_atomic
from fluxion.errors import InputError

_NEW = "# Validation results\n\n"


def marks(part: str) -> tuple[str, str]:
    """Lines that open and close a part."""
    return f"<!-- {part}: begin -->", f"<!-- {part}: end -->"


def check_page(path: Path, part: str) -> None:
    """Refuse a page that could not be updated, before anything is computed.

    Raises:
        InputError: it cannot be written, or it exists and lacks one of the two marks of the part.
    """
    check_writable(path)
    if path.exists():
        _split(path, part)


def update_page(path: Path, part: str, lines: Sequence[str]) -> None:
    """Put `lines` between the marks of a part; a missing page is made.

    Raises:
        InputError: see `check_page`.
    """
    begin, end = marks(part)
    block = "\n".join([begin, *lines, end])
    head, tail = _split(path, part) if path.exists() else (_NEW, "\n")
    write_text_atomic(path, head + block + tail)


def _split(path: Path, part: str) -> tuple[str, str]:
    begin, end = marks(part)
    text = path.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise InputError(
            f"the page '{path}' has no place for the results: expected the line {begin} and, below it, the line {end}, "
            "each once."
        )
    head, rest = text.split(begin)
    return head, rest.split(end)[1]
