"""Arrays of lanes: one row per number, one column per building of a block."""

import numpy as np

from fluxion.engine._kernels.batch.lanes import LANES

# A vector that begins on a cache line never straddles two of them [bytes].
_ALIGNMENT = 64


def aligned(rows: int) -> np.ndarray:
    """(rows, LANES) zeros of single precision that begin on a cache line."""
    raw = np.zeros(rows * LANES * 4 + _ALIGNMENT, dtype=np.uint8)
    offset = -raw.ctypes.data % _ALIGNMENT
    return raw[offset : offset + rows * LANES * 4].view(np.float32).reshape(rows, LANES)


def side_by_side(values: np.ndarray) -> np.ndarray:
    """(rows, LANES) of (m, rows) values of one to LANES buildings; free lanes repeat the last one."""
    block = aligned(values.shape[1])
    block[:, : len(values)] = values.T
    block[:, len(values) :] = values[-1:].T
    return block
