"""Compiled kernels: arrays and numbers in, arrays out.

They check nothing and know no units but SI; the module of the same subject one level up checks, names and explains.
"""

from pathlib import Path

from fluxion._kernel_cache import keep_compiled_code

keep_compiled_code(Path(__file__).parent)
