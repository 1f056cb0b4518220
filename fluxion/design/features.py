"""Products of physical quantities that a surrogate is given beside the variables themselves.

What a wall loses goes with the reciprocal of its insulation, what a window lets in with its area times its SHGC. A
network can learn such products, but pays for them with width; given them, a smaller one is as good.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fluxion.errors import InputError


@dataclass(frozen=True)
class Factor:
    """``constant + sum of weight * quantity``, or one over that.

    Attributes:
        weights: weight by quantity: the name of a variable that is a number, or ``"window.0"`` for the first of the
            numbers that `DesignProblem.properties` gives for the options of the choice ``window``.
        constant: added to the sum.
        reciprocal: one over the sum, which must not vanish anywhere within the bounds.
    """

    weights: Mapping[str, float]
    constant: float = 0.0
    reciprocal: bool = False


@dataclass(frozen=True)
class Feature:
    """A product of factors.

    Attributes:
        name: what it stands for, in messages.
        factors: at least one.

    Raises:
        InputError: no factors.
    """

    name: str
    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", tuple(self.factors))
        if not self.factors:
            raise InputError(f"feature '{self.name}': expected at least one factor; got none.")


def quantity(name: str) -> Factor:
    """The quantity `name` by itself."""
    return Factor({name: 1.0})


def thermal_transmittance(thickness: str, conductivity: float, other_resistance: float) -> Factor:
    """U-value of a layered part [W/(m2 K)] whose insulation varies (EN ISO 6946).

    Args:
        thickness: variable that holds the thickness of the insulation [m].
        conductivity: of the insulation [W/(m K)].
        other_resistance: of everything else, surfaces included [m2 K/W].
    """
    return Factor({thickness: 1.0 / conductivity}, other_resistance, reciprocal=True)
