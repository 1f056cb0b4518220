"""Finds the modules of this package: names that are paths of files."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

_PACKAGE = "fluxion.problems.files"
# A module name may hold any text but points; hexadecimal digits keep it readable for every tool.
_MARK = "file_"


def module_name(path: Path) -> str:
    """Name of the module of a file."""
    return f"{_PACKAGE}.{_MARK}{str(path.resolve()).encode('utf-8').hex()}"


class FileFinder(MetaPathFinder):
    """The part of Python's import that reads a path out of the name of a module."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module of this package is loaded from; None for all others."""
        package, _, name = fullname.rpartition(".")
        if package != _PACKAGE or not name.startswith(_MARK):
            return None
        place = Path(bytes.fromhex(name.removeprefix(_MARK)).decode("utf-8"))
        if not place.is_file():
            raise ModuleNotFoundError(
                f"the file '{place}' is missing on this machine; workers need the files of a problem at the same path.",
                name=fullname,
            )
        return spec_from_file_location(fullname, place, loader=_Loader(fullname, str(place)))


class _Loader(SourceFileLoader):
    """Executes a file as Python executes a script: files beside it can be imported, and no bytecode is kept."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0) -> None:
        """Writes nothing beside the user's file."""

    def exec_module(self, module: ModuleType) -> None:
        folder = str(Path(self.path).parent)
        sys.path.insert(0, folder)
        try:
            super().exec_module(module)
        finally:
            if folder in sys.path:
                sys.path.remove(folder)
