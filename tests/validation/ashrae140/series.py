"""Hourly series whose sums, means and extremes can be told by heart."""

import numpy as np

from fluxion.engine.solar_report import SolarReport
from fluxion.validation.ashrae140.run import CaseRun


def constant(value):
    return np.full(8760, float(value))


def run_of(catalogue, name, heating_w=0.0, cooling_w=0.0, air_c=20.0, sun=None, sun_zone_c=None):
    """A case whose series are constant or given."""
    case = catalogue.cases[name]
    zones = catalogue.zones(case)
    air = {zone: np.broadcast_to(np.asarray(air_c, dtype=float), (8760,)) for zone in zones}
    if sun_zone_c is not None:
        air["sun"] = np.broadcast_to(np.asarray(sun_zone_c, dtype=float), (8760,))
    return CaseRun(
        case=case,
        conditioned=catalogue.conditioned(case),
        heating_w=np.broadcast_to(np.asarray(heating_w, dtype=float), (8760,)),
        cooling_w=np.broadcast_to(np.asarray(cooling_w, dtype=float), (8760,)),
        air_c=air,
        windows={
            "room_wall_south": ("room_opening_south_west", "room_opening_south_east"),
            "room_wall_west": ("room_opening_west",),
        },
        sun=sun,
        engine="by hand",
    )


def sun_of(incident=100.0, transmitted=(50.0, 70.0), sky_c=-5.0):
    """Constant sun on all faces, and through the windows."""
    faces = ("room_roof", *(f"room_wall_{side}" for side in ("north", "east", "south", "west")))
    west, east = transmitted
    return SolarReport(
        incident={face: constant(incident * (number + 1)) for number, face in enumerate(faces)},
        transmitted={
            "room_opening_south_west": constant(west),
            "room_opening_south_east": constant(east),
            "room_opening_west": constant(west),
        },
        sky_temperature_c=constant(sky_c),
    )
