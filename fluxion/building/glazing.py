"""Glazing: as a product is rated (U-value and SHGC of the whole window), or pane by pane."""

from dataclasses import dataclass
from typing import Literal, get_args

from fluxion.building.checks import require_between, require_name
from fluxion.errors import InputError

Gas = Literal["air", "argon", "krypton", "xenon"]

#: Ratings that the simple window model covers: U-value [W/(m2 K)], solar heat gain coefficient [-].
U_VALUE = (0.1, 7.0)
SHGC = (0.01, 0.95)


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
        require_between(owner, "u_value", self.u_value, *U_VALUE, "W/(m2 K)")
        require_between(owner, "shgc", self.shgc, *SHGC, "")
        require_between(owner, "emissivity", self.emissivity, 0.0, 1.0, "")


@dataclass(frozen=True)
class Pane:
    """One sheet of glass: solar properties at normal incidence, opaque to long-wave radiation.

    Where both reflectances agree within 0.005 the pane is taken as uncoated and its angular curve follows from
    Fresnel's equations; otherwise, or where it transmits nothing, as coated, with the curves of clear or bronze glass
    (Finlayson et al. 1993, WINDOW 4.0).

    Attributes:
        thickness: [m].
        transmittance: solar [-].
        reflectance_front: solar, of the face towards outdoors [-].
        reflectance_back: solar, of the face towards the room [-].
        emissivity_front: long-wave hemispherical, of the face towards outdoors [-].
        emissivity_back: likewise, of the face towards the room [-].
        conductivity: [W/(m K)].
        density: [kg/m3].
        specific_heat: [J/(kg K)]; both as ISO 10456 has them for soda-lime glass unless given.

    Raises:
        InputError: a value out of range, or more light leaves a face than arrives.
    """

    thickness: float
    transmittance: float
    reflectance_front: float
    reflectance_back: float
    emissivity_front: float = 0.84
    emissivity_back: float = 0.84
    conductivity: float = 1.0
    density: float = 2500.0
    specific_heat: float = 750.0

    def __post_init__(self) -> None:
        require_between("pane", "thickness", self.thickness, 1e-4, 0.1, "m")
        require_between("pane", "conductivity", self.conductivity, 0.01, 10.0, "W/(m K)")
        require_between("pane", "density", self.density, 0.0, 10000.0, "kg/m3")
        require_between("pane", "specific_heat", self.specific_heat, 0.0, 5000.0, "J/(kg K)")
        require_between("pane", "transmittance", self.transmittance, 0.0, 1.0, "")
        for side in ("front", "back"):
            require_between("pane", f"emissivity_{side}", getattr(self, f"emissivity_{side}"), 0.0, 1.0, "")
            reflectance = getattr(self, f"reflectance_{side}")
            require_between("pane", f"reflectance_{side}", reflectance, 0.0, 1.0, "")
            if self.transmittance + reflectance > 1.0:
                raise InputError(
                    f"pane: transmittance and reflectance_{side} must not exceed 1 together, but they add up to "
                    f"{self.transmittance + reflectance:g}."
                )


@dataclass(frozen=True)
class Gap:
    """A sealed space between two panes.

    Attributes:
        thickness: [m].
        gas: ``air``, ``argon``, ``krypton`` or ``xenon``.

    Raises:
        InputError: unknown gas or impossible thickness.
    """

    thickness: float
    gas: Gas = "air"

    def __post_init__(self) -> None:
        require_between("gap", "thickness", self.thickness, 1e-3, 0.5, "m")
        if self.gas not in get_args(Gas):
            raise InputError(f"gap: gas must be one of {list(get_args(Gas))}, but it is {self.gas!r}.")


@dataclass(frozen=True)
class PaneGlazing:
    """A window described pane by pane; the heat through its gaps follows their temperatures (ISO 15099).

    Attributes:
        name: product name.
        panes: at least one, outside first.
        gaps: one fewer than panes, outside first.

    Raises:
        InputError: no pane, or the numbers of panes and gaps do not fit.
    """

    name: str
    panes: tuple[Pane, ...]
    gaps: tuple[Gap, ...] = ()

    def __post_init__(self) -> None:
        require_name("glazing", self.name)
        object.__setattr__(self, "panes", tuple(self.panes))
        object.__setattr__(self, "gaps", tuple(self.gaps))
        if not self.panes or len(self.gaps) != len(self.panes) - 1:
            raise InputError(
                f"glazing '{self.name}': expected panes and one gap fewer, but got {len(self.panes)} panes and "
                f"{len(self.gaps)} gaps."
            )


Glazing = SimpleGlazing | PaneGlazing
