"""Glazing as a product is rated: U-value and SHGC of the whole window."""

from dataclasses import dataclass

from fluxion.building.checks import require_between, require_name


@dataclass(frozen=True)
class SimpleGlazing:
    """A window known by its rating only.

    The engine turns the rating into one equivalent pane with its own conductance, absorptance and angular curves
    (Arasteh, Kohler, Griffith 2009, LBNL-2804E), so the effective U-value follows the films of the hour.

    Attributes:
        name: product name.
        u_value: rated U-value, films included [W/(m2 K)].
        shgc: rated solar heat gain coefficient (g-value) at normal incidence [-].
        emissivity: long-wave emissivity of both faces [-].

    Raises:
        InputError: a rating outside what the model covers.
    """

    name: str
    u_value: float
    shgc: float
    emissivity: float = 0.84

    def __post_init__(self) -> None:
        require_name("glazing", self.name)
        owner = f"glazing '{self.name}'"
        require_between(owner, "u_value", self.u_value, 0.1, 7.0, "W/(m2 K)")
        require_between(owner, "shgc", self.shgc, 0.01, 0.95, "")
        require_between(owner, "emissivity", self.emissivity, 0.0, 1.0, "")


Glazing = SimpleGlazing
