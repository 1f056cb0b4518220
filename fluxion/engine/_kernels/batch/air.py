"""Outdoor air that reaches the zones of a block of buildings."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import both, chosen, load
from fluxion.engine._kernels.batch.records import (
    BYPASS,
    FRESH,
    NIGHT,
    NIGHT_DELTA,
    NIGHT_INDOOR,
    NIGHT_OUTDOOR,
    RECOVERY,
)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def fresh_flow(z, zones, share, air, t_out):
    """Mechanical flow [m3/s] and the part of it that arrives at outdoor temperature, heat recovery taken off."""
    flow = load(zones, z + FRESH) * share
    bypassed = both(air > load(zones, z + BYPASS), air > t_out)
    return flow, chosen(bypassed, flow, flow * (1.0 - load(zones, z + RECOVERY)))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def night_flow(z, zones, share, air, t_out):
    """Night air [m3/s], where it is useful by the temperatures of the last step."""
    useful = both(air > load(zones, z + NIGHT_INDOOR), air - t_out > load(zones, z + NIGHT_DELTA))
    useful = both(useful, t_out >= load(zones, z + NIGHT_OUTDOOR))
    return chosen(useful, load(zones, z + NIGHT) * share, 0.0)
