"""Finished runs kept in a folder, found by the content of model, weather and program version."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._cache import cache_root
from fluxion._files import check_writable, write_atomic
from fluxion.energyplus.series import OutputTable
from fluxion.errors import InputError


def default_cache_folder() -> Path:
    """The user's own place for finished runs: ``energyplus`` in `cache_root`.

    Raises:
        InputError: the system names no home of the user.
    """
    try:
        return cache_root() / "energyplus"
    except RuntimeError as error:
        raise InputError(
            f"no folder for finished EnergyPlus runs is known ({error}); name one, or do without."
        ) from error


@dataclass(frozen=True)
class RunCache:
    """A folder of results; several processes may share it, since every file is written whole or not at all.

    Attributes:
        folder: made when the first run is stored.

    Raises:
        InputError: the path exists and is no folder.
    """

    folder: Path

    def __post_init__(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"the cache '{self.folder}' is a file; expected the path of a folder.")

    def prepare(self) -> None:
        """Make the folder, so that a defect shows before a run is spent on it.

        Raises:
            InputError: the folder cannot be made or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the cache folder '{self.folder}' cannot be made ({error.strerror}); name another, or do without."
            ) from error
        check_writable(self.folder / "run.npz")

    @staticmethod
    def key(model: Mapping[str, Any], weather: Path, version: str) -> str:
        """Digest of everything that a result depends on.

        Args:
            model: epJSON document.
            weather: EPW file.
            version: of the program.
        """
        digest = hashlib.sha256(version.encode())
        digest.update(json.dumps(model, sort_keys=True).encode())
        digest.update(weather.read_bytes())
        return digest.hexdigest()

    def load(self, key: str) -> tuple[OutputTable, tuple[str, ...]] | None:
        """Results and warnings of a finished run, or None; a damaged file counts as none."""
        try:
            with np.load(self._path(key), allow_pickle=False) as archive:
                headers, warnings = (tuple(str(text) for text in archive[name]) for name in ("headers", "warnings"))
                return OutputTable(headers, archive["values"]), warnings
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def store(self, key: str, table: OutputTable, warnings: tuple[str, ...]) -> None:
        """Keep a finished run.

        Raises:
            InputError: the folder cannot be made or written.
            OSError: the disk is full.
        """
        self.prepare()

        def write(path: Path) -> None:
            with path.open("wb") as stream:
                np.savez_compressed(
                    stream, headers=np.array(table.headers), values=table.values, warnings=np.array(warnings, dtype=str)
                )

        write_atomic(self._path(key), write)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key[:32]}.npz"
