"""What the loads of the office go with: transmittances, and what windows lose and let in."""

from fluxion.design import Factor, Feature, quantity, thermal_transmittance
from fluxion.problems.reference_office.layers import INSULATION_CONDUCTIVITY

_FACADES = ("wwr_south", "wwr_east", "wwr_north", "wwr_west")
# Resistance beside the insulation [m2 K/W]: half-way between light and heavy walls; a network needs the shape only.
_OTHER_RESISTANCE = 0.45


def office_features(window_u: str, shgc: str) -> tuple[Feature, ...]:
    """Products of quantities for the office, given the names of U-value and SHGC of its windows."""
    wall, roof, floor = (
        thermal_transmittance(f"{part}_insulation_m", INSULATION_CONDUCTIVITY, _OTHER_RESISTANCE)
        for part in ("wall", "roof", "floor")
    )
    opaque_share = Factor(dict.fromkeys(_FACADES, -1.0 / len(_FACADES)), 1.0)
    features = [
        Feature("roof transmittance", (roof,)),
        Feature("floor transmittance", (floor,)),
        Feature("wall transmittance", (wall,)),
        Feature("wall loss", (wall, opaque_share)),
    ]
    for facade in _FACADES:
        window = quantity(facade)
        features += [
            Feature(f"window loss, {facade}", (window, quantity(window_u))),
            Feature(f"solar aperture, {facade}", (window, quantity(shgc))),
            Feature(f"shaded aperture, {facade}", (window, quantity(shgc), quantity("overhang_m"))),
        ]
    return tuple(features)
