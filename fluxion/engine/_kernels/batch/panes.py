"""Windows of a block of buildings that follow their panes: all nodes between the two faces of the window eliminated.

The nodes are the faces of the panes from outside to inside, each with half of its pane's heat capacity; see
`fluxion.engine._kernels.glazing`. A node between the faces answers T = a T_outer + b + c T_next; the chain keeps a, b
and c of each, three rows a node.
"""

from numba import njit

from fluxion.engine._kernels.batch.films import radiative_secant
from fluxion.engine._kernels.batch.lanes import ENTRIES, interpolated, load, reciprocal, splat, store
from fluxion.engine._kernels.films import KELVIN

#: Mean temperature of a gap at which its gas is tabulated [degC].
GAP_MEAN = 10.0
#: Kelvin between the entries of a gap's table, which is centred on no difference.
GAP_KELVIN = 5.0


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def gap_conductance(p, panes, outer, inner):
    """Gas and radiation between two panes [W/(m2 K)]; the gas from a table over the temperature difference."""
    place = (inner - outer) * (1.0 / GAP_KELVIN) + 0.5 * (ENTRIES - 1)
    gas = interpolated(panes.gap_gas, 2 * p, place)
    slope = interpolated(panes.gap_gas, 2 * p + 1, place)
    warmer = 0.5 * (outer + inner) - GAP_MEAN
    return gas + slope * warmer + panes.gap_emissivity[p] * radiative_secant(outer + KELVIN, inner + KELVIN)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def reduce_chain(first, last, per_second, panes, faces, sun, row, chain):
    """Eliminate the nodes between the faces of a window.

    per_second: one over the length of the step; faces: temperatures of the panes' faces; row: of `sun`, what the first
    pane absorbs [W/m2]. Returns the conductances out-out, in-in, out-in [W/(m2 K)] and what is released at the outer
    and the inner face beside conduction [W/m2].
    """
    inertia = 0.5 * panes.capacity[first] * per_second
    link = 1.0 / panes.resistance[first]
    here, through, diagonal = splat(inertia + link), splat(link), splat(inertia + link)
    outward = 0.5 * load(sun, row) + inertia * load(faces, 2 * first)
    heat = 0.5 * load(sun, row) + inertia * load(faces, 2 * first + 1)
    for i in range(2, 2 * (last - first)):
        p, node = first + i // 2, 2 * first + i
        ahead = splat(1.0 / panes.resistance[p])
        if i % 2 == 0:
            ahead = gap_conductance(p - 1, panes, load(faces, node - 1), load(faces, node))
        # The node before goes: its neighbours see each other through it.
        answer = reciprocal(diagonal + ahead)
        share_out, share_in = through * answer, ahead * answer
        store(chain, 3 * node, share_out)
        store(chain, 3 * node + 1, heat * answer)
        store(chain, 3 * node + 2, share_in)
        inertia = 0.5 * panes.capacity[p] * per_second
        here = here - through * share_out
        outward = outward + heat * share_out
        through = through * share_in
        diagonal = ahead - ahead * share_in + inertia
        heat = 0.5 * load(sun, row + i // 2) + inertia * load(faces, node) + heat * share_in
    return here, diagonal, through, outward, heat


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def renew_chain(first, last, chain, outer, inner, faces):
    """Temperatures of all nodes once those of the window's faces are known."""
    here = inner
    store(faces, 2 * last - 1, inner)
    for i in range(2 * (last - first) - 1, 1, -1):
        node = 2 * first + i
        here = load(chain, 3 * node) * outer + load(chain, 3 * node + 1) + load(chain, 3 * node + 2) * here
        store(faces, node - 1, here)
    store(faces, 2 * first, outer)
