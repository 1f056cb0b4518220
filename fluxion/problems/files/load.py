"""What a user's text ``path/to/mine.py:name`` or ``package.module:name`` stands for."""

import importlib
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from fluxion._checks import nearest
from fluxion.errors import FluxionError, InputError
from fluxion.problems.files.finder import module_name

_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def is_reference(text: str) -> bool:
    """Whether a text names something in a Python file or module; no expression and no name of a problem does."""
    place, colon, name = text.rpartition(":")
    place = place.strip()
    return bool(colon) and name.strip().isidentifier() and (place.endswith(".py") or bool(_MODULE.fullmatch(place)))


def load_object(text: str, what: str) -> Any:
    """The object that a reference names.

    Args:
        text: ``"path/to/mine.py:name"``, or ``"package.module:name"``.
        what: what it is to be, for messages.

    Raises:
        InputError: no such file, module or name (the nearest match is named), or the file raises when it is executed.
    """
    place, _, name = (part.strip() for part in text.rpartition(":"))
    module = _module(place, what)
    if name not in vars(module):
        known = [one for one in vars(module) if not one.startswith("_")]
        raise InputError(f"{what}: '{place}' has no '{name}'; {nearest(name, known)}")
    return vars(module)[name]


def _module(place: str, what: str) -> ModuleType:
    if place.endswith(".py"):
        path = Path(place)
        if not path.is_file():
            raise InputError(f"{what}: there is no file '{place}'.")
        module = module_name(path)
    else:
        module = place
        # The command, unlike 'python -m', does not look for modules in the folder where it is called.
        if os.getcwd() not in sys.path:
            sys.path.append(os.getcwd())
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            raise InputError(
                f"{what}: there is no module '{place}'; expected one that Python can import, or a file such as "
                "'mine.py'."
            ) from None
        raise InputError(f"{what}: '{place}' cannot be loaded: {error}.") from error
    except FluxionError as error:
        raise InputError(f"{what}: '{place}' cannot be loaded: {error}") from error
    except SystemExit as error:
        raise InputError(
            f"{what}: '{place}' ended the program when it was loaded; put what it does behind "
            "'if __name__ == \"__main__\":'."
        ) from error
    # A user's file may raise anything, and whatever it is belongs to the one who wrote it.
    except Exception as error:
        raise InputError(f"{what}: '{place}' cannot be loaded: {type(error).__name__}: {error}.") from error
