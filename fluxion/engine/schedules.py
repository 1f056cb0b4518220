"""Schedules of all zones as arrays over the hours or steps of the year."""

from collections.abc import Iterator

import numpy as np

from fluxion.building import Building, Ground
from fluxion.building.schedule import Schedule, month_of_hour
from fluxion.engine._kernels import records
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR


def schedule_record(building: Building, steps_per_hour: int) -> records.Scheduled:
    """Setpoints, gains and flow multipliers of every zone, (rows, z), and ground temperatures, (12, elements).

    A row is an hour, or a step where some schedule moves within its hours; its values are means over it.
    The elements are counted as in the network: each surface, followed by its openings.

    Args:
        building: the building.
        steps_per_hour: of the march.
    """
    zones = building.zones
    rows_per_hour = steps_per_hour if any(schedule.ramps for schedule in _schedules(building)) else 1
    shape = (HOURS_PER_YEAR * rows_per_hour, len(zones))
    heating, cooling = np.full(shape, -np.inf), np.full(shape, np.inf)
    convective, radiant = np.zeros(shape), np.zeros(shape)
    ventilation, night = np.zeros(shape), np.zeros(shape)

    def fill(table: FloatArray, column: int, schedule: Schedule | None) -> None:
        if schedule is not None:
            table[:, column] = schedule.at_steps(rows_per_hour)

    for z, zone in enumerate(zones):
        if zone.thermostat is not None:
            fill(heating, z, zone.thermostat.heating_c)
            fill(cooling, z, zone.thermostat.cooling_c)
        for gain in zone.gains:
            power = gain.power_w * gain.schedule.at_steps(rows_per_hour)
            radiant[:, z] += gain.radiant_fraction * power
            convective[:, z] += (1.0 - gain.radiant_fraction) * power
        fill(ventilation, z, zone.ventilation.schedule if zone.ventilation else None)
        fill(night, z, zone.ventilative_cooling.schedule if zone.ventilative_cooling else None)
    ground = [
        surface.boundary.monthly if isinstance(surface.boundary, Ground) else (0.0,) * 12
        for zone in zones
        for surface in zone.surfaces
        for _ in range(1 + len(surface.openings))
    ]
    return records.Scheduled(
        steps=steps_per_hour // rows_per_hour,
        heating=heating,
        cooling=cooling,
        convective=convective,
        radiant=radiant,
        ventilation=ventilation,
        night=night,
        month=month_of_hour(),
        ground=np.ascontiguousarray(np.array(ground).T),
    )


def _schedules(building: Building) -> Iterator[Schedule]:
    for zone in building.zones:
        if zone.thermostat is not None:
            yield from (s for s in (zone.thermostat.heating_c, zone.thermostat.cooling_c) if s is not None)
        yield from (gain.schedule for gain in zone.gains)
        yield from (part.schedule for part in (zone.ventilation, zone.ventilative_cooling) if part is not None)
