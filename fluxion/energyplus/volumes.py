"""Air volumes of the year: what the fans move, from what EnergyPlus reports."""

import numpy as np

from fluxion.building import Building
from fluxion.typing import FloatArray
from fluxion.units import SECONDS_PER_HOUR


def air_volumes(building: Building, reported_m3_s: FloatArray) -> FloatArray:
    """Mechanical and ventilative-cooling air of the year.

    The mechanical flow follows its schedule alone; heat recovery takes a share of it out of the model, so that share
    is added back by using the schedule. EnergyPlus reports one flow for all objects of a zone: what exceeds the part
    that never stops is ventilative cooling or the bypass of the exchanger, shared by their flows in hours in which
    both may run.

    Args:
        building: the building.
        reported_m3_s: (8760, z) hourly mean outdoor air of all ventilation objects [m3/s].

    Returns:
        (z, 2) mechanical and ventilative-cooling air [m3].
    """
    volumes = np.zeros((len(building.zones), 2))
    for z, zone in enumerate(building.zones):
        steady = bypass = night = np.zeros(reported_m3_s.shape[0])
        if zone.ventilation is not None:
            flow = zone.ventilation.flow_m3_s * zone.ventilation.schedule.means() * SECONDS_PER_HOUR
            volumes[z, 0] = flow.sum()
            steady = (1.0 - zone.ventilation.heat_recovery) * flow
            if zone.ventilation.bypass_above_c is not None:
                bypass = flow - steady
        if zone.ventilative_cooling is not None:
            cooling = zone.ventilative_cooling
            night = cooling.flow_m3_s * cooling.schedule.means() * SECONDS_PER_HOUR
        optional = night + bypass
        share = np.divide(night, optional, out=np.zeros_like(night), where=optional > 0.0)
        volumes[z, 1] = np.sum(np.maximum(SECONDS_PER_HOUR * reported_m3_s[:, z] - steady, 0.0) * share)
    return volumes
