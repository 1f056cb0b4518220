"""Small buildings and artificial climates whose answers can be worked out by hand."""

import dataclasses
import math

import numpy as np

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Construction,
    Finish,
    Material,
    Outdoors,
    Resistance,
    Schedule,
    Shade,
    SimpleGlazing,
    Surface,
    Thermostat,
    Window,
    Zone,
)
from fluxion.weather import Weather

SIGMA = 5.670374419e-8
GLAZING = SimpleGlazing("double", 1.8, 0.45)
MIRROR = Finish(solar_absorptance=0.0, emissivity=0.0, roughness="very smooth")
INSULATED = Construction(
    "insulated", (Material("foam", 0.10, 0.04, 30.0, 1400.0), Material("board", 0.0125, 0.16, 950.0, 840.0))
)
BRICK = Construction(
    "brick", (Material("foam", 0.10, 0.04, 30.0, 1400.0), Material("brick", 0.24, 0.89, 1920.0, 790.0))
)
BOARD = Construction("board", (Material("board", 0.0125, 0.16, 950.0, 840.0),))
#: Without heat capacity and without radiation: the heat flow through it is its U-value and nothing else.
BARE = Construction("bare", (Resistance("foam", 2.0),), outside=MIRROR, inside=MIRROR)
FACES = ("S", "E", "N", "W", "roof", "floor")


def always(value):
    return Schedule.constant(value)


def heated_to(low, high=None):
    return Thermostat(always(low), None if high is None else always(high))


def steady_weather(temperature=0.0, *, wind=0.0, sky=None, direction=180.0, rain=0.0):
    """A year without sun at one temperature; the sky is as warm as the air unless `sky` [degC] says otherwise."""

    def all_year(value):
        return np.full(8760, float(value))

    infrared = SIGMA * ((temperature if sky is None else sky) + 273.15) ** 4
    return Weather(
        name="steady",
        latitude_deg=40.0,
        longitude_deg=-105.0,
        elevation_m=0.0,
        utc_offset_h=-7.0,
        temperature_c=all_year(temperature),
        dew_point_c=all_year(temperature - 10.0),
        pressure_pa=all_year(101325.0),
        wind_speed_m_s=all_year(wind),
        wind_direction_deg=all_year(direction),
        infrared_w_m2=all_year(infrared),
        ghi_w_m2=all_year(0.0),
        dni_w_m2=all_year(0.0),
        dhi_w_m2=all_year(0.0),
        source="made by a test",
        rain_mm=all_year(rain),
    )


def without_sun(weather, direction=180.0):
    """The same climate in the dark, with the wind always from one direction."""
    none = np.zeros(8760)
    return dataclasses.replace(
        weather,
        name=f"dark {weather.name}",
        ghi_w_m2=none,
        dni_w_m2=none,
        dhi_w_m2=none,
        wind_direction_deg=np.full(8760, direction),
    )


def turned(deg):
    """Turn plan coordinates clockwise."""
    c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))

    def place(x, y, z):
        return x * c + y * s, -x * s + y * c, z

    return place


def wall(name, start, end, z0, z1, construction=INSULATED, boundary=None, band=None, place=None, glazing=GLAZING):
    """Vertical wall from `start` to `end` (outside on the right); band: (margin, sill, head) of its window."""
    put = place or turned(0.0)

    def rectangle(a, b, low, high):
        return put(*a, low), put(*b, low), put(*b, high), put(*a, high)

    windows = ()
    if band is not None:
        margin, sill, head = band
        length = math.dist(start, end)
        tx, ty = (end[0] - start[0]) / length * margin, (end[1] - start[1]) / length * margin
        corners = rectangle((start[0] + tx, start[1] + ty), (end[0] - tx, end[1] - ty), z0 + sill, z0 + head)
        windows = (Window(f"{name} window", corners, glazing),)
    return Surface(name, rectangle(start, end, z0, z1), construction, boundary or Outdoors(), windows)


def slab(name, x0, y0, x1, y1, z, *, up, construction=INSULATED, boundary=None, place=None):
    """Horizontal rectangle: a roof if `up`, else a floor."""
    put = place or turned(0.0)
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    polygon = tuple(put(*c, z) for c in (corners if up else corners[::-1]))
    return Surface(name, polygon, construction, boundary or (Outdoors() if up else Adiabatic()))


def room(
    name="room",
    *,
    origin=(0.0, 0.0, 0.0),
    size=(6.0, 8.0, 2.7),
    constructions=None,
    construction=INSULATED,
    boundaries=None,
    bands=None,
    skip=(),
    glazing=GLAZING,
    place=None,
    prefix="",
    **zone,
):
    """A rectangular zone; constructions, boundaries and window bands by face name (`FACES`)."""
    constructions, boundaries, bands = constructions or {}, boundaries or {}, bands or {}
    (x0, y0, z0), (lx, ly, lz) = origin, size
    x1, y1, z1 = x0 + lx, y0 + ly, z0 + lz
    sides = {
        "S": ((x0, y0), (x1, y0)),
        "E": ((x1, y0), (x1, y1)),
        "N": ((x1, y1), (x0, y1)),
        "W": ((x0, y1), (x0, y0)),
    }
    surfaces = [
        wall(
            prefix + face, *sides[face], z0, z1, constructions.get(face, construction), boundaries.get(face),
            bands.get(face), place, glazing,
        )
        for face in sides
        if face not in skip
    ]  # fmt: skip
    surfaces += [
        slab(
            prefix + face, x0, y0, x1, y1, z, up=up, construction=constructions.get(face, construction),
            boundary=boundaries.get(face), place=place,
        )
        for face, z, up in (("roof", z1, True), ("floor", z0, False))
        if face not in skip
    ]  # fmt: skip
    return Zone(name, lx * ly, lx * ly * lz, tuple(surfaces), **zone)


def box(*, shades=(), occupied=None, **keywords):
    """A building of one rectangular zone."""
    planes = tuple(Shade(f"shade {i}", corners) for i, corners in enumerate(shades))
    extra = {} if occupied is None else {"occupied": occupied}
    return Building("box", (room(**keywords),), shades=planes, **extra)


def changed(building, name, **changes):
    """The building with other values of one surface, for example its openings or films."""

    def replaced(surface):
        return dataclasses.replace(surface, **changes) if surface.name == name else surface

    zones = tuple(dataclasses.replace(z, surfaces=tuple(map(replaced, z.surfaces))) for z in building.zones)
    return dataclasses.replace(building, zones=zones)


def pair(partition=BOARD, size=(6.0, 8.0, 2.7), west=None, east=None, **keywords):
    """Two equal rooms side by side, west and east of a partition that the west room owns."""
    lx = size[0]
    west_options, east_options = {**keywords, **(west or {})}, {**keywords, **(east or {})}
    inner = {
        "constructions": {**(west_options.pop("constructions", None) or {}), "E": partition},
        "boundaries": {**(west_options.pop("boundaries", None) or {}), "E": Adjacent("east")},
    }
    return Building(
        "pair",
        (
            room("west", prefix="west ", size=size, **inner, **west_options),
            room("east", prefix="east ", origin=(lx, 0.0, 0.0), size=size, skip=("W",), **east_options),
        ),
    )
