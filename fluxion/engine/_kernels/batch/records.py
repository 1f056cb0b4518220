"""The arrays of a block of buildings, grouped by what they describe.

A group is compiled once: what differs between buildings is data. `Layout` holds what all buildings of a block have in
common; every other array has a last axis of L lanes, one for each building;
see `lanes`.
"""

from typing import NamedTuple

import numpy as np

#: What lies behind a face: outdoors (opaque), outdoors (glass), the ground, no heat, another zone.
OUTSIDE, GLASS, EARTH, SEALED, BETWEEN = range(5)
#: How the film on a face towards a zone is found; see `films.inside_film`.
UPRIGHT, FLAT, GLAZED, IMPOSED = range(4)
FILMS = 4
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


class Order(NamedTuple):
    """Who is computed together, drawn from a block by `engine.batch.order`.

    Tables have MEMBER entries for each face, one face after another, sorted so that neighbours need the same equations.
    """

    films: np.ndarray  # faces by the kind of their films
    film_first: np.ndarray  # (FILMS + 1,) where each kind begins
    open: np.ndarray  # walls and windows in the weather, windows that follow their panes excepted
    paned: np.ndarray  # windows that follow their panes
    sealed: np.ndarray
    earth: np.ndarray
    between: np.ndarray  # partitions, zone by zone
    between_first: np.ndarray  # (z + 1,)
    own: np.ndarray  # all other faces, zone by zone
    own_first: np.ndarray  # (z + 1,)
    glass: np.ndarray  # all windows
    outer_walls: np.ndarray  # neither windows nor partitions
    inner_walls: np.ndarray  # partitions by their layers
    walls: np.ndarray  # faces but windows
    pairs: np.ndarray  # PAIR_ENTRIES for each face behind a partition


#: Entries of a face in the tables of `Order`. Rows in other arrays of a block: face; its zone; its side or its
#: partition; its layers and its first mode in whole hours; its first conduction state; the ground below it; sun on the
#: face, or on the first of its panes where it follows them, and on its side.
FACE, ZONE, BACK, LAYERS, MODES, STATES, GROUND, SUN_IN, SUN_OUT = range(9)
#: What is behind; what its side is exposed to, RAINY, SHELTERED or IMPOSED_SIDE; number of slow and of all modes; where
#: the faces behind it begin in `Order.pairs`; its first pane and the next window's.
KIND, PLACE, SLOW, ALL_MODES, PAIR, PANE, PAST_PANE = range(9, 16)
MEMBER = 16
#: Entries of a face behind a partition: the row of `Block.partitions` that shows it; its row in `Block.pair_share`; 1
#: where another face stands beside it.
SHOWN_ROW, SHARE_ROW, MORE = range(3)
PAIR_ENTRIES = 3
#: Weather on a side: rain wets it, or not; or its film is imposed.
RAINY, SHELTERED, IMPOSED_SIDE = range(3)


# Rows of the arrays of a block. All that is known of one face stands together, and so on: a loop then needs one
# address, and what it reads next is near.

#: Rows of a face: area; conductance to the star node per 4 sigma T^3; share in the mean radiant temperature; share of
#: the radiant gains per m2; film coefficients, see `films.inside_film`; temperature and that of the far side [degC];
AREA, STAR, SIGHT, RADIANT, HOT, COLD, SURFACE, FAR = range(8)
#: flux that stored heat and the last temperatures send out of the inner and the outer face in the step [W/m2]; what
#: swift modes take less of it in the next hour;
SENT_IN, SENT_OUT, LATE_IN, LATE_OUT = range(8, 12)
#: conductance to what lies behind [W/(m2 K)]; flux from there, from sun and radiant gains [W/m2]; film [W/(m2 K)];
#: temperature per flux that reaches the face [m2 K/W]; inner less outer temperature, summed over the period [K h].
HOLD, DRIVE, CONVECTIVE, RESPONSE, ACROSS = range(12, 17)
#: area whose sun stays in the zone: none of a window.
LIT_AREA = 17
FACE_ROWS = 18

#: Rows of a partition: how far its face follows its own neighbour away from the mean of all neighbours; share of what
#: lies behind that is taken to move with the own face within the step; share of what it is owed that it gets back in a
#: step; change of what lies behind per kelvin of the own face; heat that it took beyond what its zone gave [J/m2];
#: temperature behind it; what its face shows to the zone behind [degC].
SPREAD, MOVES, REPAID, FOLLOWS, OWED, BEHIND, SHOWN = range(7)
PARTITION_ROWS = 7

#: Rows of an outer side: sigma times emissivity times the share of the view that sees the sky temperature, and times
#: the rest [W/(m2 K4)]; natural film, side warmer and colder than the air; wind and rough faces;
TO_SKY, TO_AIR, SIDE_HOT, SIDE_COLD, ROUGHNESS, WINDWARD, LEEWARD, NORMAL_X, NORMAL_Y = range(9)
#: film of the step, or the imposed one [W/(m2 K)]; temperature with the inner face at zero [degC], and its change per
#: kelvin of the inner face.
SIDE_FILM, BASE, FOLLOW = range(9, 12)
SIDE_ROWS = 12

#: Rows of layers, see `walls`; once for the HOUR, once for the PART: conductances for present temperatures
#: [W/(m2 K)]; what temperatures send back in the next hour, and the parts of it that swift modes take less in the hour
#: after and that slow modes need; static conductance.
D_OO, D_II, D_OI, BACK_OO, BACK_II, BACK_OI, LATE_OO, LATE_II, LATE_OI, K_OO, K_II, K_OI, THROUGH = range(13)
LAYER_ROWS = 13

#: Rows of a mode, likewise: what is left of it after a step; what its kept form takes per kelvin of the outer and the
#: inner face; what it gives to them, also what its true form takes; from the kept to the true form; steps that its heat
#: lasts, one over what it loses in a step.
DECAY, TAKE_OUT, TAKE_IN, GIVE_OUT, GIVE_IN, SHIFT, LASTING = range(7)
MODE_ROWS = 7

#: Rows of a zone: heat capacity of the air [J/K]; infiltration, ventilation [m3/s]; heat recovery; temperature of its
#: bypass [degC]; night air [m3/s] and its limits; setpoints where their shape is 0, and what the shape adds [degC];
CAPACITY, LEAK, FRESH, RECOVERY, BYPASS, NIGHT, NIGHT_INDOOR, NIGHT_DELTA, NIGHT_OUTDOOR = range(9)
LOW_BASE, LOW_SPAN, HIGH_BASE, HIGH_SPAN = range(9, 13)
#: temperatures of the air and of the star node [degC]; setpoints of the step; air that the control will hold;
#: 4 sigma T^3 of the star node [W/(m2 K)]; that times its new temperature [W/m2]; radiant gains [W]; heat capacity of
#: mechanical and night air [W/K]; conductance of the air to outdoors and to its own past [W/K]; heat from there [W];
AIR, STAR_NODE, LOW, HIGH, EXPECTED, TANGENT, BEAMED, RADIATED, FRESH_FLOW, CONDUCTANCE, SOURCE = range(13, 24)
#: means of the hour: power [W], temperatures [degC]; mechanical and night air [m3];
HEAT, COOL, MEAN_AIR, MEAN_OPERATIVE, FRESH_MOVED, NIGHT_MOVED = range(24, 30)
#: sums of the period [W h], and the air [degC] as it began.
SUN, GAIN, PANE_GAIN, LEAKED, FRESHENED, WARMED, COOLED, AIR_BEFORE = range(30, 38)
ZONE_ROWS = 38


class Panes(NamedTuple):
    """Panes of windows that follow them, outside first, each with the gap behind it; (p, ...) arrays.

    What describes the product is the same for all buildings of a block.
    """

    resistance: np.ndarray  # (p,) [m2 K/W]
    capacity: np.ndarray  # (p,) [J/(m2 K)]
    gap_emissivity: np.ndarray  # (p,)
    gap_gas: np.ndarray  # (2 p, 16) conductance of the gas over the temperature difference, and its slope with the mean


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
    period: np.ndarray  # of the energy balance that the hour belongs to, in ascending order
    adaptive: np.ndarray  # upper limit of the operative temperature [degC]
    sun_row: np.ndarray  # row of `Block.suns` that belongs to the hour; all dark hours share the first
    occupied: np.ndarray  # hours whose comfort counts
    shapes: np.ndarray  # (shapes, 2, 8760) values of schedules at the beginning and the end of each hour


class Light(NamedTuple):
    """Facades whose sun is computed as the year goes, (a, L) arrays unless stated; none where `Block.suns` is given.

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
    through: np.ndarray  # (4 a, L) transmittance as a polynomial in the cosine of incidence, from its first power
    kept: np.ndarray  # (4 a, L) absorptance likewise
    through_diffuse: np.ndarray
    kept_diffuse: np.ndarray
    first_ray: np.ndarray  # (faces + sides + panes + 1,) first ray of what receives sun; (1,) with `Block.suns`
    ray_column: np.ndarray  # (rays,) column of `columns` that it takes from
    share: np.ndarray  # (rays, L) how much of it
    instants: np.ndarray  # ((1 + lit) INSTANTS, INSTANT) direction of the sun, weights of beam and halo in the hour
    skies: np.ndarray  # (1 + lit, 3) isotropic sky, horizon and ground radiation per unit of view [W/m2]
    columns: np.ndarray  # (5 a, L) scratch: the facades' columns of the hour


class Moment(NamedTuple):
    """A step in time: numbers that hold for all buildings."""

    part: int  # HOUR or PART
    layer_row: int  # what this adds to a row of `Block.layers`
    mode_row: int  # and to a row of `Block.modes`
    ground: int  # what this adds to a row of `Block.ground`
    length: np.float32  # [h]
    seconds: np.float32  # [s]
    per_second: np.float32  # one over the length [1/s]
    temperature: np.float32  # outdoors [degC]
    sky: np.float32  # [degC]
    temperature_k: np.float32  # the same in kelvin
    sky_k: np.float32
    temperature_square: np.float32  # and its square [K2]
    sky_square: np.float32
    heat_capacity: np.float32  # of outdoor air [J/(m3 K)]
    wind_089: np.float32
    wind_0617: np.float32
    wind_x: np.float32
    wind_y: np.float32
    raining: bool
    wet_bulb: np.float32  # [degC]


class Results(NamedTuple):
    """What a year leaves behind, L lanes each."""

    zone: np.ndarray  # (z ZONE_RESULTS, L) [W h], [W], [h], [m3]
    peaks: np.ndarray  # (2, L) heating and cooling of the building [W]
    balance: np.ndarray  # (periods z TERMS, L) [J]
    hourly: np.ndarray  # (8760 z SERIES, L) heating [W], cooling [W], air and operative temperature [degC]; or (0, L)


class Block(NamedTuple):
    """Everything that a block of buildings is told, and what the march remembers from step to step."""

    layout: Layout
    order: Order
    faces: np.ndarray  # (f FACE_ROWS, L)
    partitions: np.ndarray  # (... PARTITION_ROWS, L)
    sides: np.ndarray  # (s SIDE_ROWS, L)
    zones: np.ndarray  # (z ZONE_ROWS, L)
    layers: np.ndarray  # (2 c LAYER_ROWS, L)
    modes: np.ndarray  # (2 m MODE_ROWS, L)
    stored: np.ndarray  # (states, L) heat of modes, scaled for the length of the last step
    pair_share: np.ndarray  # (pairs, L) share of each face behind a partition
    ground: np.ndarray  # (12 g, L) monthly ground temperatures [degC]
    convective: np.ndarray  # (gains, L) [W]
    radiant: np.ndarray  # (gains, L) [W]
    panes: Panes
    pane_faces: np.ndarray  # (2 p, L) temperatures of the faces of panes [degC]
    chain: np.ndarray  # (6 p, L) answers of the panes' nodes
    period_start: np.ndarray  # (2 walls, L) heat that stood ready for both faces of walls as the period began [W h/m2]
    airy: np.ndarray  # (z,) 1 where mechanical or night air reaches a zone
    weather: Weather
    sun: np.ndarray  # (columns, L) what faces absorb inside, sides outside, panes in the present hour [W/m2]
    suns: np.ndarray  # (rows columns, L) the same of all hours with sun, the first row dark; (0, L) with `light`
    light: Light
