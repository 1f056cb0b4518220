"""Names for the array shapes that cross module borders."""

import numpy as np
from numpy.typing import NDArray

#: (n, d) float64: one encoded design per row, columns in the order of its `DesignSpace`.
Designs = NDArray[np.float64]
#: (n,) float64: one number per design.
Column = NDArray[np.float64]
#: (8760,) float64: one number per hour of the year, mean over the hour unless stated.
Hourly = NDArray[np.float64]
#: Any float64 array whose shape the docstring states.
FloatArray = NDArray[np.float64]
#: Any integer array whose shape the docstring states.
IntArray = NDArray[np.int64]
