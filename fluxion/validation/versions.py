"""Versions of the packages that took part in a judgement."""

import platform
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("fluxion-bem", "numpy", "scipy", "numba", "pandas", "pvlib")


def package_versions(*more: str) -> dict[str, str]:
    """Version of Python, of the packages that compute, and of `more`; ``"not installed"`` for one that is missing."""
    found = {"python": platform.python_version()}
    for name in (*_PACKAGES, *more):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
