"""Schedules of all zones as arrays over the hours of the year."""

import numpy as np

from fluxion.building import Building, Ground
from fluxion.building.schedule import Schedule, month_of_hour
from fluxion.engine._kernels import records
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR


def hourly_record(building: Building) -> records.Hourly:
    """Setpoints, gains and flow multipliers of every zone, (8760, z), and ground temperatures, (12, elements).

    The elements are counted as in the network: each surface, followed by its windows.
    """
    zones = building.zones
    shape = (HOURS_PER_YEAR, len(zones))
    heating, cooling = np.full(shape, -np.inf), np.full(shape, np.inf)
    convective, radiant = np.zeros(shape), np.zeros(shape)
    ventilation, night = np.zeros(shape), np.zeros(shape)
    for z, zone in enumerate(zones):
        if zone.thermostat is not None:
            _fill(heating, z, zone.thermostat.heating_c)
            _fill(cooling, z, zone.thermostat.cooling_c)
        for gain in zone.gains:
            power = gain.power_w * gain.schedule.values
            radiant[:, z] += gain.radiant_fraction * power
            convective[:, z] += (1.0 - gain.radiant_fraction) * power
        if zone.ventilation is not None:
            _fill(ventilation, z, zone.ventilation.schedule)
        if zone.ventilative_cooling is not None:
            _fill(night, z, zone.ventilative_cooling.schedule)
    ground = [
        surface.boundary.monthly if isinstance(surface.boundary, Ground) else (0.0,) * 12
        for zone in zones
        for surface in zone.surfaces
        for _ in range(1 + len(surface.windows))
    ]
    return records.Hourly(
        heating=heating,
        cooling=cooling,
        convective=convective,
        radiant=radiant,
        ventilation=ventilation,
        night=night,
        month=month_of_hour(),
        ground=np.ascontiguousarray(np.array(ground).T),
    )


def _fill(table: FloatArray, column: int, schedule: Schedule | None) -> None:
    if schedule is not None:
        table[:, column] = schedule.values
