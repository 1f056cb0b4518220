"""What the study beside this file computes in Python."""

import numpy as np


def discomfort(columns):
    """Occupied hours above 26 degC, those above 28 degC counted threefold [h]; without cooling a third is forgiven."""
    hours = columns["hours_above_26_occ"] + 2.0 * columns["hours_above_28_occ"]
    return np.where(columns["cooling_system"] == "none", 2.0 / 3.0, 1.0) * hours
