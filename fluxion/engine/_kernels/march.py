"""The march through the year: heat balance of faces, star nodes and air, step by step.

Each step is one linear problem: conduction by the modes of the walls, films and radiation with coefficients from the
last temperatures, and all zones coupled through their partitions at the same instant. The faces are eliminated; what
remains are air and star temperature of each zone.
"""

import numpy as np
from numba import njit

from fluxion.engine._kernels.air import air_flows, book_air
from fluxion.engine._kernels.glazing import reduce_windows, renew_panes
from fluxion.engine._kernels.rooms import assemble, back_substitute, inner_faces, room_sun
from fluxion.engine._kernels.thermostat import predicted_air, thermostat
from fluxion.engine._kernels.walls import advance_walls, outer_sides

#: What a march reports: finished, the thermostats did not settle, a temperature was not finite.
FINISHED, UNSETTLED, NOT_FINITE = 0, 1, 2


@njit(cache=True, nogil=True, fastmath=False)
def march(
    per_hour, warmup_hours, start, memory, slot, el, panes, modes, faces, zones, sun, scheduled, climate, results
):  # fmt: skip
    """Run the warm-up and the year; fills `results` and returns FINISHED, UNSETTLED or NOT_FINITE.

    start: temperature of everything before the warm-up; memory: share of the last step's mean radiant temperature
    in the operative one; slot: (8760,) slot of the balance that each hour belongs to.
    """
    ne, nf, nz = el.area.size, faces.area.size, zones.capacity.size
    step = 3600.0 / per_hour
    z = modes.steady * start
    outer, d_eff, f_eff = np.full(ne, start), np.zeros(ne), np.zeros(ne)
    gain, source, inner_sum, outer_sum = np.zeros(ne), np.zeros(ne), np.zeros(ne), np.zeros(ne)
    surface, hc, hr, absorbed = np.full(nf, start), np.zeros(nf), np.zeros(nf), np.zeros(nf)
    sunshine, released_out, released_in = np.zeros(nf), np.zeros(ne), np.zeros(ne)
    pane_faces, chain_work = np.full((panes.resistance.size, 2), start), np.zeros((3, 2 * panes.resistance.size))
    air, star, radiant_mean = np.full(nz, start), np.full(nz, start), np.full(nz, start)
    leak, fresh, flows, power = np.zeros(nz), np.zeros(nz), np.zeros((nz, 2)), np.zeros(nz)
    matrix, work = np.zeros((2 * nz, 2 * nz)), np.zeros((2 * nz, 2 * nz))
    rhs, x, control = np.zeros(2 * nz), np.zeros(2 * nz), np.zeros(nz, dtype=np.int64)
    unused, unused_gross = np.zeros((nz, results.balance.shape[2])), np.zeros(nz)
    n = 8760 * per_hour
    for count in range(-warmup_hours * per_hour, n):
        # The warm-up repeats the first day, as EnergyPlus and the programs of Standard 140 do.
        k = count if count >= 0 else count % (24 * per_hour)
        hour = k // per_hour
        month = scheduled.month[hour]
        row = k // scheduled.steps
        low, high = scheduled.heating[row], scheduled.cooling[row]
        room_sun(k, faces, zones, sun, el, climate, sunshine)
        reduce_windows(k, step, el, panes, climate, sunshine, pane_faces, chain_work, released_out, released_in)
        outer_sides(
            k, month, el, modes, climate, scheduled, z, outer, released_out, d_eff, f_eff, gain, source, inner_sum,
            outer_sum,
        )  # fmt: skip
        expected = predicted_air(air, low, high)
        inner_faces(row, faces, zones, scheduled, sunshine, surface, star, expected, hc, hr, absorbed)
        assemble(el, faces, released_in, d_eff, f_eff, inner_sum, outer_sum, hc, hr, absorbed, matrix, rhs)
        air_flows(k, row, zones, climate, scheduled, air, leak, fresh, flows)
        for i in range(nz):
            inertia = zones.capacity[i] / step
            matrix[2 * i, 2 * i] += leak[i] + fresh[i] + inertia
            rhs[2 * i] += (leak[i] + fresh[i]) * climate.temperature[k] + scheduled.convective[row, i]
            rhs[2 * i] += inertia * air[i]
            if matrix[2 * i + 1, 2 * i + 1] <= 1e-9:
                # Faces that emit nothing leave the star node without meaning; any value serves.
                matrix[2 * i + 1, 2 * i + 1] = 1.0
        if not thermostat(matrix, rhs, low, high, control, work, x, power):
            return UNSETTLED
        back_substitute(
            month, el, faces, scheduled, released_in, d_eff, f_eff, gain, source, inner_sum, outer_sum, hc, hr,
            absorbed, x, surface, outer,
        )  # fmt: skip
        renew_panes(k, step, el, panes, climate, sunshine, chain_work, outer, surface, pane_faces)
        terms = results.balance[slot[hour]] if count >= 0 else unused
        gross = results.gross if count >= 0 else unused_gross
        advance_walls(step, el, modes, faces, released_in, surface, outer, inner_sum, outer_sum, z, terms, gross)
        before = air.copy()
        for i in range(nz):
            air[i], star[i] = x[2 * i], x[2 * i + 1]
        book_air(
            k, row, step, faces, zones, climate, scheduled, absorbed, leak, fresh, power, before, air, terms, gross
        )
        for i in range(nz):
            mean = 0.0
            for f in range(zones.first_face[i], zones.first_face[i + 1]):
                mean += faces.mean_radiant[f] * surface[f]
            if count >= 0:
                results.heating[hour, i] += max(power[i], 0.0) / per_hour
                results.cooling[hour, i] += max(-power[i], 0.0) / per_hour
                results.air[hour, i] += air[i] / per_hour
                felt = mean + memory * (radiant_mean[i] - mean)
                results.operative[hour, i] += 0.5 * (air[i] + felt) / per_hour
                results.volume[i, 0] += flows[i, 0] * step
                results.volume[i, 1] += flows[i, 1] * step
            radiant_mean[i] = mean
        if not np.isfinite(x.sum()):
            return NOT_FINITE
    return FINISHED
