"""Compiled kernels of the genetic algorithm: arrays in, arrays out, no checks."""

from pathlib import Path

from fluxion._kernel_cache import keep_compiled_code

keep_compiled_code(Path(__file__).parent)
