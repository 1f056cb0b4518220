"""Small pieces of Markdown."""

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table, an empty one behind it."""
    return [
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def percent(value: float | None, signed: bool = True) -> str:
    """A share as text; a dash where there is none."""
    if value is None:
        return "-"
    return f"{100.0 * value:+.2f} %" if signed else f"{100.0 * value:.2f} %"


def words(name: str) -> str:
    """``annual_heating`` as it is read."""
    return name.replace("_", " ")


def pair(case: str, minus_case: str) -> str:
    """Name of a case or of a difference between two."""
    return f"{case} - {minus_case}" if minus_case else case
