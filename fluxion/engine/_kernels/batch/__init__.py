"""Kernels of the batch engine: sixteen buildings side by side in single precision."""

from fluxion.engine._kernels.batch import vectors as vectors
