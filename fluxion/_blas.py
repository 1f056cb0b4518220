"""One thread for products and factors of small matrices."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

# The libraries that were found, and how many modules the process had then.
_found: tuple[ThreadpoolController, int] | None = None


@contextmanager
def single_blas_thread() -> Iterator[None]:
    """Within it NumPy and SciPy compute on the calling thread alone.

    Threads that wait for work in small matrices cost many times what they save, and on a machine of many cores their
    waiting takes the cores from those who work.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield


def _libraries() -> ThreadpoolController:
    """The libraries in the process; looked for anew, a millisecond, only after imports that may have brought one."""
    global _found
    known = len(sys.modules)
    if _found is None or _found[1] != known:
        _found = ThreadpoolController(), known
    return _found[0]
