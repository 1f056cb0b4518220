"""What lies behind the outer face of a surface."""

from collections.abc import Sequence
from dataclasses import dataclass

from fluxion.building.checks import require_between
from fluxion.errors import InputError


@dataclass(frozen=True)
class Outdoors:
    """The outer face meets outdoor air.

    Attributes:
        sun_exposed: False for a face that sun and sky never reach (the underside of a raised floor); it then
            exchanges long-wave radiation with surroundings at air temperature.
        wind_exposed: False where only natural convection acts and rain does not fall.
    """

    sun_exposed: bool = True
    wind_exposed: bool = True


@dataclass(frozen=True)
class Ground:
    """The outer face of the construction is held at a temperature, without a film.

    Attributes:
        temperature_c: [degC], one value or twelve monthly values from January.

    Raises:
        InputError: neither one nor twelve finite values.
    """

    temperature_c: float | Sequence[float] = 18.0

    def __post_init__(self) -> None:
        if isinstance(self.temperature_c, Sequence):
            object.__setattr__(self, "temperature_c", tuple(self.temperature_c))
        values = self.monthly
        if len(values) != 12:
            raise InputError(f"ground: expected one temperature or twelve monthly ones, but got {len(values)}.")
        for value in values:
            require_between("ground", "temperature_c", value, -50.0, 60.0, "degC")

    @property
    def monthly(self) -> tuple[float, ...]:
        """The twelve monthly temperatures [degC]."""
        if isinstance(self.temperature_c, Sequence):
            return tuple(self.temperature_c)
        return (self.temperature_c,) * 12


@dataclass(frozen=True)
class Adjacent:
    """The outer face lies in another zone; the surface is stated once, in one of the two zones.

    Attributes:
        zone: name of the other zone.
    """

    zone: str


@dataclass(frozen=True)
class Adiabatic:
    """No heat crosses the outer face."""


Boundary = Outdoors | Ground | Adjacent | Adiabatic
