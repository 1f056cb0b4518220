"""The arrays that the march reads and writes, grouped by what they describe."""

from typing import NamedTuple

import numpy as np

#: What lies behind the outer side of an element.
OUTDOORS, GROUND, ADJACENT, ADIABATIC = 0, 1, 2, 3
#: Terms of a zone's energy balance, in the order of the balance arrays.
HEATING, COOLING, SOLAR, GAINS, OPAQUE, GLAZING, EARTH, INFILTRATION, VENTILATION, PARTITIONS, STORAGE = range(11)
TERMS = 11
#: A setpoint counts as missed by more than this [K] (ASHRAE 90.1 appendix G counts hours outside the throttling range;
#: 0.2 K is EnergyPlus' reporting tolerance).
UNMET_TOLERANCE = 0.2


class Elements(NamedTuple):
    """Walls and windows: conduction between two sides; (e,) arrays unless stated, per m2.

    The conductances d of windows are renewed at every step.
    """

    area: np.ndarray
    boundary: np.ndarray  # one of OUTDOORS .. ADIABATIC
    is_window: np.ndarray
    inner_face: np.ndarray
    outer_face: np.ndarray  # face in the neighbouring zone, or -1
    d_oo: np.ndarray
    d_ii: np.ndarray
    d_oi: np.ndarray
    first_mode: np.ndarray  # (e + 1,)
    solar_column: np.ndarray  # first column of its solar signals, or -1
    imposed: np.ndarray  # outer film, or -1 where it is computed [W/(m2 K)]
    wetted: np.ndarray  # rain reaches the outer face
    absorptance: np.ndarray  # outer solar absorptance (opaque)
    emissivity: np.ndarray  # outer
    sky_share: np.ndarray  # share of the long-wave view that sees the sky temperature
    hot_film: np.ndarray  # outer natural film, face warmer than air
    cold_film: np.ndarray
    roughness: np.ndarray
    windward: np.ndarray  # 3.26 times the local wind factor to the power 0.89
    leeward: np.ndarray
    normal_x: np.ndarray
    normal_y: np.ndarray


class Panes(NamedTuple):
    """Panes of all windows, outside first, each with the gap behind it; (p,) arrays unless stated."""

    first: np.ndarray  # (e + 1,) first pane of each element; walls have none
    resistance: np.ndarray  # [m2 K/W]
    capacity: np.ndarray  # [J/(m2 K)]
    back_share: np.ndarray  # share of the sun absorbed from the room
    gap_emissivity: np.ndarray  # effective, of the two faces of the gap
    gap_thickness: np.ndarray  # [m]
    gas: np.ndarray  # (p, 7) properties as in optics.GapGas
    height: np.ndarray  # of the window [m]
    tilt: np.ndarray  # of its outward normal from the zenith [rad]


class Modes(NamedTuple):
    """Conduction modes of all elements, (m,) arrays."""

    decay: np.ndarray
    outer_gain: np.ndarray
    inner_gain: np.ndarray
    outer_mean: np.ndarray
    inner_mean: np.ndarray
    stored: np.ndarray
    steady: np.ndarray  # state per degree of a uniform temperature


class Faces(NamedTuple):
    """Faces towards zone air, (f,) arrays; the faces of a zone are contiguous."""

    area: np.ndarray
    zone: np.ndarray
    radiative: np.ndarray  # conductance to the star node per 4 sigma T^3
    mean_radiant: np.ndarray  # share in the zone's mean radiant temperature
    radiant_gain: np.ndarray  # share of the zone's radiant gains per m2 of the face
    hot_film: np.ndarray
    cold_film: np.ndarray
    glass_film: np.ndarray  # coefficient on vertical glass at 20 degC; 0: the face follows hot_film and cold_film
    glass_slope: np.ndarray  # its relative change per kelvin
    imposed: np.ndarray  # film, or -1 where it is computed [W/(m2 K)]
    is_glass: np.ndarray
    exchange: np.ndarray  # (f, widest zone) long-wave exchange factors with the faces of the same zone [m2]


class Zones(NamedTuple):
    """Zones, (z,) arrays."""

    first_face: np.ndarray  # (z + 1,)
    capacity: np.ndarray  # of the air [J/K]
    infiltration: np.ndarray  # volume flow [m3/s]
    ventilation: np.ndarray  # [m3/s]
    recovery: np.ndarray
    bypass: np.ndarray  # [degC]
    night: np.ndarray  # [m3/s]
    night_indoor: np.ndarray
    night_delta: np.ndarray
    night_outdoor: np.ndarray


class Sun(NamedTuple):
    """Windows as sources of sun inside the zones."""

    element: np.ndarray  # (w,)
    zone: np.ndarray  # (w,)
    beam: np.ndarray  # (w, widest zone) share absorbed by each face of the zone
    diffuse: np.ndarray  # (w, widest zone)
    traced: np.ndarray  # (n, f) beam absorbed by each face [W/m2]; (0, 0) where the shares `beam` hold


class Scheduled(NamedTuple):
    """Schedules, (rows, z), one row an hour or one a step; ground (12, e)."""

    steps: int  # steps of the march for each row
    heating: np.ndarray  # setpoint; -inf without heating
    cooling: np.ndarray  # +inf without cooling
    convective: np.ndarray  # gains [W]
    radiant: np.ndarray
    ventilation: np.ndarray  # multiplier
    night: np.ndarray
    month: np.ndarray  # (8760,)
    ground: np.ndarray  # (12, e)


class Climate(NamedTuple):
    """Weather at the steps, (n,) arrays."""

    temperature: np.ndarray
    sky: np.ndarray  # [degC]
    heat_capacity: np.ndarray  # of a m3 of outdoor air [J/(m3 K)]
    wind_089: np.ndarray  # station wind to the power 0.89
    wind_0617: np.ndarray
    wind_x: np.ndarray  # unit vector from which the wind blows
    wind_y: np.ndarray
    raining: np.ndarray  # faces are wet
    wet_bulb: np.ndarray  # [degC]
    solar: np.ndarray  # (n, columns) solar signals of the building


class Results(NamedTuple):
    """What a march leaves behind."""

    heating: np.ndarray  # (8760, z) mean power [W]
    cooling: np.ndarray
    air: np.ndarray  # (8760, z) mean temperature [degC]
    operative: np.ndarray
    balance: np.ndarray  # (slots, z, TERMS) [J]
    gross: np.ndarray  # (z,) sum of the magnitudes of all flows of all steps [J]
    volume: np.ndarray  # (z, 2) mechanical and night air of the year [m3]
