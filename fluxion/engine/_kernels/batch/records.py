"""The arrays of a block of sixteen buildings, grouped by what they describe.

A group is compiled once: what differs between buildings is data. `Layout` holds what all buildings of a block have in
common; every other array has a last axis of sixteen lanes, one for each building.
"""

from typing import NamedTuple

import numpy as np

#: What lies behind a face: outdoors (opaque), outdoors (glass), the ground, no heat, another zone.
OUTSIDE, GLASS, EARTH, SEALED, BETWEEN = range(5)
#: How the film on a face towards a zone is found; see `films.inside_film`.
UPRIGHT, FLAT, GLAZED, IMPOSED = range(4)
#: Lengths of step: a whole hour, and a part of an hour in which a schedule jumps.
HOUR, PART = 0, 1
#: Annual results of a zone, in the order of `Results.zone`.
(
    HEAT_PEAK,
    COOL_PEAK,
    ABOVE_26,
    ABOVE_28,
    ABOVE_26_OCC,
    ABOVE_28_OCC,
    ABOVE_ADAPTIVE,
    UNMET_HEAT,
    UNMET_COOL,
    FRESH_AIR,
    NIGHT_AIR,
) = range(11)
ZONE_RESULTS = 11
#: Hourly series of a zone: heating, cooling, air and operative temperature.
SERIES = 4


class Layout(NamedTuple):
    """What the buildings of a block have in common: integers, faces f in the order of their zones."""

    first_face: np.ndarray  # (z + 1,)
    kind: np.ndarray  # (f,) OUTSIDE .. BETWEEN
    film: np.ndarray  # (f,) UPRIGHT .. IMPOSED
    layers: np.ndarray  # (f,) which layers it has, c
    first_state: np.ndarray  # (f + 1,) its first conduction state
    side: np.ndarray  # (f,) its outer side s, or -1
    ground: np.ndarray  # (f,) its ground temperature g, or -1
    first_mode: np.ndarray  # (c + 1,) first mode of the layers, the slow ones before the swift
    slow: np.ndarray  # (c,) number of slow modes
    first_pair: np.ndarray  # (f + 1,) first of the faces that lie behind it
    pair_face: np.ndarray  # (pairs,)
    side_imposed: np.ndarray  # (s,) 1 where the outer film is imposed
    side_wetted: np.ndarray  # (s,) 1 where rain reaches it
    first_pane: np.ndarray  # (f + 1,) first pane of windows that follow their panes; others have none
    first_gain: np.ndarray  # (z + 1,) first gain of the zone
    gain_shape: np.ndarray  # (gains,) which shape it follows
    low_shape: np.ndarray  # (z,) shape of the heating setpoint
    high_shape: np.ndarray  # (z,)
    fresh_shape: np.ndarray  # (z,) shape of the ventilation, or -1
    night_shape: np.ndarray  # (z,) shape of the night air, or -1
    parts: np.ndarray  # (8760,) steps in each hour


class Layers(NamedTuple):
    """Conduction of layers; modes and conductances for both lengths of step, the PART after the HOUR; see `walls`."""

    decay: np.ndarray  # (2 modes, 16)
    weight: np.ndarray
    outer: np.ndarray
    inner: np.ndarray
    shift: np.ndarray  # from the kept form of a slow mode to its true one
    d_oo: np.ndarray  # (2 c, 16) for present temperatures [W/(m2 K)]
    d_ii: np.ndarray
    d_oi: np.ndarray
    k_oo: np.ndarray  # (c, 16) for last temperatures, whole hours
    k_ii: np.ndarray
    k_oi: np.ndarray
    quick_oo: np.ndarray  # (c, 16) heat that swift modes take per kelvin of the hour and give back in the next
    quick_ii: np.ndarray
    quick_oi: np.ndarray
    late_oo: np.ndarray  # (c, 16) what they take less per kelvin of the hour before
    late_ii: np.ndarray
    late_oi: np.ndarray
    through: np.ndarray  # (c, 16) static conductance


class Faces(NamedTuple):
    """Faces towards zone air, (f, 16) arrays."""

    area: np.ndarray
    star: np.ndarray  # conductance to the star node per 4 sigma T^3
    sight: np.ndarray  # share in the mean radiant temperature
    radiant: np.ndarray  # share of the zone's radiant gains per m2
    hot: np.ndarray  # film coefficients, see `films.inside_film`
    cold: np.ndarray
    spread: np.ndarray  # how far a partition's face follows its own neighbour away from the mean of all neighbours
    moves: np.ndarray  # share of what lies behind that is taken to move with the own face within the step
    repaid: np.ndarray  # share of what a partition is owed that it gets back in a step
    follows: np.ndarray  # change of what lies behind per kelvin of the own face
    pair_share: np.ndarray  # (pairs, 16) share of each face behind
    ground: np.ndarray  # (12 g, 16) monthly ground temperatures [degC]


class Sides(NamedTuple):
    """Outer sides in their weather, (s, 16) arrays."""

    to_sky: np.ndarray  # emissivity times the share of the view that sees the sky temperature
    to_air: np.ndarray  # emissivity times the rest
    hot: np.ndarray  # natural film, side warmer than the air; the film itself where it is imposed
    cold: np.ndarray
    roughness: np.ndarray
    windward: np.ndarray
    leeward: np.ndarray
    normal_x: np.ndarray
    normal_y: np.ndarray


class Panes(NamedTuple):
    """Panes of windows that follow them, outside first, each with the gap behind it; (p, ...) arrays.

    What describes the product is the same for all buildings of a block.
    """

    resistance: np.ndarray  # (p,) [m2 K/W]
    capacity: np.ndarray  # (p,) [J/(m2 K)]
    gap_emissivity: np.ndarray  # (p,)
    gap_gas: np.ndarray  # (2 p, 16) conductance of the gas over the temperature difference, and its slope with the mean


class Zones(NamedTuple):
    """Zones, (z, 16) arrays."""

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
    convective: np.ndarray  # (gains, 16) [W]
    radiant: np.ndarray  # (gains, 16) [W]


class Weather(NamedTuple):
    """Weather of the hours, shared by all buildings; (8760,) arrays unless stated."""

    temperature: np.ndarray
    sky: np.ndarray  # [degC]
    heat_capacity: np.ndarray
    wind_089: np.ndarray
    wind_0617: np.ndarray
    wind_x: np.ndarray
    wind_y: np.ndarray
    raining: np.ndarray
    wet_bulb: np.ndarray
    month: np.ndarray
    adaptive: np.ndarray  # upper limit of the operative temperature [degC]
    sun_row: np.ndarray  # row of `Block.sun` that belongs to the hour; all dark hours share the first
    occupied: np.ndarray  # hours whose comfort counts
    shapes: np.ndarray  # (shapes, 2, 8760) values of schedules at the beginning and the end of each hour


class Light(NamedTuple):
    """Facades whose sun is computed as the year goes, (a, 16) arrays unless stated; none where `Block.sun` is given.

    See `light` for the geometry. Windows and wall of a facade share its sun.
    """

    glazed: np.ndarray  # (a,) 1 where it has windows
    shaded: np.ndarray  # (a,) 1 where it may have overhangs
    normal_x: np.ndarray
    normal_y: np.ndarray
    normal_z: np.ndarray
    depth: np.ndarray  # of the overhangs [m]
    height: np.ndarray  # of the windows, up to the overhang [m]
    margin: np.ndarray  # from the windows to the end of the overhang [m]
    width: np.ndarray  # of the wall and its overhang [m]
    below: np.ndarray  # height of wall below its overhang [m]
    above: np.ndarray  # height of wall above its overhang [m]
    distance: np.ndarray  # from the top of the wall up to the next overhang; very far without one [m]
    per_height: np.ndarray  # one over the height of the windows [1/m]
    per_window: np.ndarray  # half over the area of the windows [1/m2]
    per_wall: np.ndarray  # width of the wall over its opaque area [1/m]
    window_to_wall: np.ndarray  # area of the windows over the opaque area
    wall_sky: np.ndarray  # view of the isotropic sky, as far as it arrives
    wall_rim: np.ndarray  # of the horizon
    lower_sky: np.ndarray  # the same of a wall below another overhang
    lower_rim: np.ndarray
    window_sky: np.ndarray
    window_rim: np.ndarray
    ground_view: np.ndarray  # view of the ground times its reflectance
    through: np.ndarray  # (4 a, 16) transmittance as a polynomial in the cosine of incidence, from its first power
    kept: np.ndarray  # (4 a, 16) absorptance likewise
    through_diffuse: np.ndarray
    kept_diffuse: np.ndarray
    first_ray: np.ndarray  # (faces + sides + panes + 1,) first ray of what receives sun
    ray_column: np.ndarray  # (rays,) column of `columns` that it takes from
    share: np.ndarray  # (rays, 16) how much of it
    instants: np.ndarray  # ((1 + lit) INSTANTS, INSTANT) direction of the sun, weights of beam and halo in the hour
    skies: np.ndarray  # (1 + lit, 3) isotropic sky, horizon and ground radiation per unit of view [W/m2]
    columns: np.ndarray  # (5 a, 16) scratch: the facades' columns of the hour


class Results(NamedTuple):
    """What a year leaves behind, sixteen lanes each."""

    zone: np.ndarray  # (z ZONE_RESULTS, 16) [W h], [W], [h], [m3]
    peaks: np.ndarray  # (2, 16) heating and cooling of the building [W]
    balance: np.ndarray  # (12 z TERMS, 16) [J]
    hourly: np.ndarray  # (8760 z SERIES, 16) heating [W], cooling [W], air and operative temperature [degC]; or (0, 16)


class Block(NamedTuple):
    """Everything that a block of buildings is told."""

    layout: Layout
    layers: Layers
    faces: Faces
    sides: Sides
    panes: Panes
    zones: Zones
    weather: Weather
    sun: np.ndarray  # (rows columns, 16): what faces absorb inside, sides outside, panes [W/m2]; scratch with `light`
    light: Light


class State(NamedTuple):
    """What the march remembers from step to step, sixteen lanes each."""

    surface: np.ndarray  # (f, 16) temperatures of faces [degC]
    modes: np.ndarray  # (states, 16) of conduction, scaled for the length of the last step
    panes: np.ndarray  # (2 p, 16) faces of the panes [degC]
    shown: np.ndarray  # (f, 16) what a partition's face shows to the zone behind it [degC]
    far: np.ndarray  # (f, 16) temperatures of their far sides
    given_in: np.ndarray  # (f, 16) flux that swift modes give to the inner face in the next step [W/m2]
    given_out: np.ndarray  # (f, 16) to the outer face
    owed: np.ndarray  # (f, 16) heat that a partition took beyond what its zone gave in the last step [J/m2]
    air: np.ndarray  # (z, 16)
    star: np.ndarray  # (z, 16)


class Step(NamedTuple):
    """What a step computes on its way, sixteen lanes each."""

    convective: np.ndarray  # (f, 16) film [W/(m2 K)]
    radiative: np.ndarray  # (f, 16)
    response: np.ndarray  # (f, 16) temperature of the face per flux that reaches it [m2 K/W]
    drive: np.ndarray  # (f, 16) flux that reaches it from behind and by radiation [W/m2]
    behind: np.ndarray  # (f, 16) temperature behind a partition if its own face stayed as it was
    late_in: np.ndarray  # (f, 16) what swift modes take less for the last temperatures [W/m2]
    late_out: np.ndarray
    base: np.ndarray  # (s, 16) outer temperature with the inner face at zero
    follow: np.ndarray  # (s, 16) its change per kelvin of the inner face
    chain: np.ndarray  # (6 p, 16) answers of the panes' nodes
    heat: np.ndarray  # (z, 16) mean power of the hour [W]
    cool: np.ndarray
    mean_air: np.ndarray  # (z, 16) means of the hour [degC]
    mean_operative: np.ndarray
    moved: np.ndarray  # (2 z, 16) mechanical and night air of the hour [m3]


class Books(NamedTuple):
    """Sums of the month, sixteen lanes each."""

    across: np.ndarray  # (f, 16) inner less outer temperature of faces with layers [K h]
    zone: np.ndarray  # (z BOOKED, 16) [W h]
    stored_in: np.ndarray  # (f, 16) heat that stands ready for the inner face at the beginning of the month [W h/m2]
    stored_out: np.ndarray
    air: np.ndarray  # (z, 16) at the beginning of the month [degC]


#: Zone terms that are summed step by step, in the order of `Books.zone`.
SUN, GAIN, PANE, LEAKED, FRESHENED, WARMED, COOLED = range(7)
BOOKED = 7
