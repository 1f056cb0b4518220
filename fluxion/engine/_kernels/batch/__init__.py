"""Kernels of the batch engine: a block of buildings side by side in single precision."""

from fluxion.engine._kernels.batch import vectors as vectors
