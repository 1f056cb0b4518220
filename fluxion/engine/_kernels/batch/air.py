"""Outdoor air that reaches the zones of sixteen buildings."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import both, chosen, load


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def fresh_flow(z, zones, share, air, t_out):
    """Mechanical flow [m3/s] and the part of it that arrives at outdoor temperature, heat recovery taken off."""
    flow = load(zones.fresh, z) * share
    bypassed = both(air > load(zones.bypass, z), air > t_out)
    return flow, chosen(bypassed, flow, flow * (1.0 - load(zones.recovery, z)))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def night_flow(z, zones, share, air, t_out):
    """Night air [m3/s], where it is useful by the temperatures of the last step."""
    useful = both(air > load(zones.night_indoor, z), air - t_out > load(zones.night_delta, z))
    useful = both(useful, t_out >= load(zones.night_outdoor, z))
    return chosen(useful, load(zones.night, z) * share, 0.0)
