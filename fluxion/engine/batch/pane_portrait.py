"""Panes of windows that follow them, and the gas between them, as numbers."""

import numpy as np

from fluxion.engine._kernels import records as reference
from fluxion.engine._kernels.batch.lanes import ENTRIES
from fluxion.engine._kernels.batch.panes import GAP_KELVIN, GAP_MEAN
from fluxion.engine._kernels.glazing import gap_conductance
from fluxion.engine.batch.parts import Numbers, Parts
from fluxion.typing import FloatArray, IntArray

# Kelvin on both sides of the mean at which the slope of a gap's conductance is taken.
_GAP_SPREAD = 15.0


def panes_portrait(parts: Parts) -> Numbers:
    """Panes of the windows that follow them."""
    panes, rows = parts.network.panes, parts.followed
    return {
        "resistance": panes.resistance[rows],
        "pane_capacity": panes.capacity[rows],
        "gap_emissivity": panes.gap_emissivity[rows],
        "gap_gas": gap_tables(panes, rows),
    }


def gap_tables(panes: reference.Panes, rows: IntArray) -> FloatArray:
    """(2 p, 16) conductance of the gas behind each pane over the difference of the gap's faces, then its slope.

    Args:
        panes: from `panes.panes_record`.
        rows: (p,) which of them, outside first.
    """
    differences = (np.arange(ENTRIES) - 0.5 * (ENTRIES - 1)) * GAP_KELVIN
    table = np.zeros((2 * len(rows), ENTRIES))
    for i, p in enumerate(rows):
        if panes.gas[p, 6] == 0.0:
            # Behind the innermost pane lies the room.
            continue
        cold, mild, warm = (
            [
                gap_conductance(
                    mean - 0.5 * d, mean + 0.5 * d, 0.0, panes.gap_thickness[p], panes.height[p], panes.tilt[p],
                    panes.gas[p],
                )
                for d in differences
            ]
            for mean in (GAP_MEAN - _GAP_SPREAD, GAP_MEAN, GAP_MEAN + _GAP_SPREAD)
        )  # fmt: skip
        table[2 * i], table[2 * i + 1] = mild, (np.array(warm) - np.array(cold)) / (2.0 * _GAP_SPREAD)
    return table
