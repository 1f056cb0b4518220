"""One figure for people."""

from typing import NamedTuple


class Line(NamedTuple):
    """One figure.

    Attributes:
        subject: case, or what else is measured.
        figure: what is measured of it.
        value: number and unit, or why there is none.
    """

    subject: str
    figure: str
    value: str
