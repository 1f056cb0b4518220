"""Zone air: the outdoor air that reaches it, and the books of everything that does not pass through a wall."""

from numba import njit

from fluxion.engine._kernels.records import COOLING, GAINS, HEATING, INFILTRATION, SOLAR, STORAGE, VENTILATION


@njit(cache=True, nogil=True, fastmath=False)
def air_flows(k, row, zones, climate, scheduled, air, leak, fresh, flows):
    """Conductance of outdoor air to each zone [W/K]: infiltration, and ventilation with recovery and night air.

    flows: (z, 2) mechanical and night volume flow [m3/s].
    """
    t_out, rc = climate.temperature[k], climate.heat_capacity[k]
    for z in range(leak.size):
        leak[z] = zones.infiltration[z] * rc
        flow = zones.ventilation[z] * scheduled.ventilation[row, z]
        bypassed = air[z] > zones.bypass[z] and t_out < air[z]
        recovery = 0.0 if bypassed else zones.recovery[z]
        open_air = (
            air[z] > zones.night_indoor[z] and air[z] - t_out > zones.night_delta[z] and t_out >= zones.night_outdoor[z]
        )
        night = zones.night[z] * scheduled.night[row, z] if open_air else 0.0
        flows[z, 0], flows[z, 1] = flow, night
        fresh[z] = (flow * (1.0 - recovery) + night) * rc


@njit(cache=True, nogil=True, fastmath=False)
def book_air(k, row, step, faces, zones, climate, scheduled, absorbed, leak, fresh, power, before, air, terms, gross):
    """Book sun, gains, air flows, heating, cooling and air storage into terms (z, TERMS) and gross (z,) [J]."""
    t_out = climate.temperature[k]
    for z in range(air.size):
        taken = 0.0
        for f in range(zones.first_face[z], zones.first_face[z + 1]):
            taken += absorbed[f] * faces.area[f]
        radiant = scheduled.radiant[row, z]
        gains = radiant + scheduled.convective[row, z]
        drive = t_out - air[z]
        kept = zones.capacity[z] * (air[z] - before[z])
        terms[z, SOLAR] += step * (taken - radiant)
        terms[z, GAINS] += step * gains
        terms[z, INFILTRATION] += step * leak[z] * drive
        terms[z, VENTILATION] += step * fresh[z] * drive
        terms[z, STORAGE] += kept
        gross[z] += step * (taken - radiant + gains + (leak[z] + fresh[z]) * abs(drive) + abs(power[z])) + abs(kept)
        if power[z] > 0.0:
            terms[z, HEATING] += step * power[z]
        else:
            terms[z, COOLING] += step * power[z]
