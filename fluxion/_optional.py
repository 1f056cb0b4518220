"""Optional packages, checked when they are used."""

import importlib
from types import ModuleType

from fluxion.errors import MissingDependencyError


def require(module: str, extra: str) -> ModuleType:
    """Import an optional package.

    Args:
        module: name to import, for example ``"torch"``.
        extra: extra of this distribution that brings it, for example ``"train"``.

    Raises:
        MissingDependencyError: the package is not installed; the message names the extra.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"the package '{module}' is needed here but cannot be imported ({error}). "
            f'Install it with: pip install "fluxion-bem[{extra}]"'
        ) from error
