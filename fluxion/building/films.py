"""Convective films that are imposed instead of computed."""

from dataclasses import dataclass

from fluxion.building.checks import require_between


@dataclass(frozen=True)
class Films:
    """Constant convective coefficients of the two faces; None: computed at every step.

    A rating that combines convection and radiation (ISO 6946, the combined coefficients of ASHRAE 140) is imposed by
    entering it here and giving the face an emissivity of zero. An imposed outside film also holds in the rain.

    Attributes:
        inside: of the face towards the zone that owns the surface [W/(m2 K)].
        outside: of the other face [W/(m2 K)].

    Raises:
        InputError: a coefficient outside 0..1000.
    """

    inside: float | None = None
    outside: float | None = None

    def __post_init__(self) -> None:
        for side in ("inside", "outside"):
            value = getattr(self, side)
            if value is not None:
                require_between("films", side, value, 0.0, 1000.0, "W/(m2 K)")


#: Both films follow temperature and wind.
COMPUTED = Films()
