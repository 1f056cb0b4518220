"""Numbers of the buildings of a block, in the order in which a stack holds them; `blocks` lays them out in rows.

Each stands for an (n, L) array with a lane for each building.
"""

from typing import NamedTuple

import numpy as np


class Layers(NamedTuple):
    """Conduction of layers, see `_kernels.batch.walls`; for both lengths of step, the PART after the HOUR."""

    decay: np.ndarray  # (2 modes, L)
    weight: np.ndarray
    outer: np.ndarray
    inner: np.ndarray
    shift: np.ndarray  # from the kept form of a slow mode to its true one
    d_oo: np.ndarray  # (2 c, L) for present temperatures [W/(m2 K)]
    d_ii: np.ndarray
    d_oi: np.ndarray
    k_oo: np.ndarray  # (c, L) for last temperatures, whole hours
    k_ii: np.ndarray
    k_oi: np.ndarray
    late_oo: np.ndarray  # (c, L) what swift modes take less per kelvin of the hour before
    late_ii: np.ndarray
    late_oi: np.ndarray
    through: np.ndarray  # (c, L) static conductance


class Faces(NamedTuple):
    """Faces towards zone air, (f, L) arrays."""

    area: np.ndarray
    star: np.ndarray  # conductance to the star node per 4 sigma T^3
    sight: np.ndarray  # share in the mean radiant temperature
    radiant: np.ndarray  # share of the zone's radiant gains per m2
    hot: np.ndarray  # film coefficients, see `_kernels.batch.films.inside_film`
    cold: np.ndarray
    spread: np.ndarray  # how far a partition's face follows its own neighbour away from the mean of all neighbours
    moves: np.ndarray  # share of what lies behind that is taken to move with the own face within the step
    repaid: np.ndarray  # share of what a partition is owed that it gets back in a step
    follows: np.ndarray  # change of what lies behind per kelvin of the own face
    pair_share: np.ndarray  # (pairs, L) share of each face behind
    ground: np.ndarray  # (12 g, L) monthly ground temperatures [degC]


class Sides(NamedTuple):
    """Outer sides in their weather, (s, L) arrays."""

    to_sky: np.ndarray  # emissivity times the share of the view that sees the sky temperature
    to_air: np.ndarray  # emissivity times the rest
    hot: np.ndarray  # natural film, side warmer than the air; the film itself where it is imposed
    cold: np.ndarray
    roughness: np.ndarray
    windward: np.ndarray
    leeward: np.ndarray
    normal_x: np.ndarray
    normal_y: np.ndarray


class Zones(NamedTuple):
    """Zones, (z, L) arrays."""

    capacity: np.ndarray  # of the air [J/K]
    leak: np.ndarray  # infiltration [m3/s]
    fresh: np.ndarray  # ventilation [m3/s]
    recovery: np.ndarray
    bypass: np.ndarray  # [degC]
    night: np.ndarray  # [m3/s]
    night_indoor: np.ndarray
    night_delta: np.ndarray
    night_outdoor: np.ndarray
    low_base: np.ndarray  # heating setpoint where its shape is 0 [degC]
    low_span: np.ndarray  # what the shape adds
    high_base: np.ndarray
    high_span: np.ndarray
    convective: np.ndarray  # (gains, L) [W]
    radiant: np.ndarray  # (gains, L) [W]
