"""The panes and gaps of a building's windows as arrays of the march."""

import math

import numpy as np

from fluxion.building import Window
from fluxion.engine._kernels import records
from fluxion.engine.faces import Element
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.optics import GapGas

# Behind the innermost pane there is no gap; the kernels skip it.
_NO_GAP = GapGas(1.0, 0.0, (0.0,) * 7)


def panes_record(elements: list[Element]) -> records.Panes:
    """Panes of all windows in the order of the elements.

    Args:
        elements: from `elements_of`.
    """
    first, rows, gases = [0], [], []
    for element in elements:
        window = element.source
        if isinstance(window, Window):
            optics = glazing_optics(window.glazing)
            absorbed = float(optics.back_absorptance.sum())
            # Glass that absorbs nothing from the room gets nothing to share.
            shares = optics.back_absorptance / absorbed if absorbed > 0.0 else optics.back_absorptance
            for i, gap in enumerate((*optics.gaps, _NO_GAP)):
                tilt = math.radians(element.surface.tilt_deg)
                rows.append(
                    (
                        optics.resistances[i],
                        optics.capacities[i],
                        shares[i],
                        gap.emissivity,
                        gap.thickness,
                        _length(window),
                        tilt,
                    )
                )
                gases.append(gap.properties)
        first.append(len(rows))
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 7)
    return records.Panes(
        first=np.array(first, dtype=np.int64),
        resistance=table[:, 0].copy(),
        capacity=table[:, 1].copy(),
        back_share=table[:, 2].copy(),
        gap_emissivity=table[:, 3].copy(),
        gap_thickness=table[:, 4].copy(),
        gas=np.array(gases, dtype=np.float64).reshape(len(rows), 7),
        height=table[:, 5].copy(),
        tilt=table[:, 6].copy(),
    )


def _length(window: Window) -> float:
    # Along the slope: the height of a window that stands, and of a square of the same area where it lies flat.
    slope = math.sin(math.radians(window.tilt_deg))
    return window.height / slope if slope > 0.1 else math.sqrt(window.area)
