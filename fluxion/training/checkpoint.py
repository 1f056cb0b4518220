"""An interrupted fit goes on: the whole state of the descent, kept beside the data every few seconds."""

import hashlib
import pickle
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fluxion._files import check_writable, write_atomic
from fluxion._optional import require

_FORMAT = "fluxion-fit 1"
_SAVE_EVERY_S = 10.0


@dataclass(frozen=True)
class CheckpointPlace:
    """Files that keep the fits of one training.

    Attributes:
        path: file of the only fit; fits of parts have names beside it.
    """

    path: Path

    def part(self, name: str) -> "CheckpointPlace":
        """The place of one of several fits."""
        return CheckpointPlace(self.path.with_name(f"{self.path.stem}-{name}{self.path.suffix}"))

    def kept(self) -> tuple[Path, ...]:
        """The files that there are of this fit and of its parts."""
        parts = (path for path in self.path.parent.iterdir() if path.name.startswith(f"{self.path.stem}-"))
        return tuple(path for path in (self.path, *parts) if path.is_file() and path.suffix == self.path.suffix)

    def clear(self) -> None:
        """Remove the files of this fit and of its parts."""
        for path in self.kept():
            path.unlink(missing_ok=True)


@dataclass(frozen=True, eq=False)
class FitState:
    """What a descent changes; all tensors and generators are changed in place.

    Attributes:
        parameters: weights and biases.
        optimiser: the optimiser with its moments.
        schedule: the step size.
        generator: draws the order of the rows.
        best: weights and biases of the best validation loss so far.
        best_loss: (members,) that loss.
        more: further tensors that decide how the descent goes on.
    """

    parameters: list[Any]
    optimiser: Any
    schedule: Any
    generator: Any
    best: list[Any]
    best_loss: Any
    more: tuple[Any, ...] = ()


class FitKeeper:
    """Keeps a `FitState` in a file and finds it again; without a place it does nothing.

    A file of other data, other options, another number of threads or another version of PyTorch is ignored and
    replaced, because the fit would not end with the same weights.
    """

    def __init__(self, place: CheckpointPlace | None, state: FitState, key: str) -> None:
        self._place = place
        self._state = state
        self._key = key
        self._saved = time.monotonic()
        if place is not None:
            check_writable(place.path)

    def resume(self) -> tuple[int, int]:
        """Last finished epoch and epochs without gain, (0, 0) for a fresh start; the state is put back in place."""
        content = None if self._place is None else _read(self._place.path)
        if content is None or content["key"] != self._key:
            return 0, 0
        torch, state = require("torch", "train"), self._state
        with torch.no_grad():
            for kept, one in zip(content["parameters"], state.parameters):
                one.copy_(kept)
        for kept, one in zip(content["best"], state.best):
            one.copy_(kept)
        state.best_loss.copy_(content["best_loss"])
        for kept, one in zip(content["more"], state.more):
            one.copy_(kept)
        state.optimiser.load_state_dict(content["optimiser"])
        state.schedule.load_state_dict(content["schedule"])
        state.generator.set_state(content["generator"])
        return int(content["epoch"]), int(content["stale"])

    def keep(self, epoch: int, stale: int, *, finished: bool = False) -> None:
        """Write the state behind an epoch, if it is finished or the last time is some seconds ago."""
        if self._place is None or not (finished or time.monotonic() - self._saved > _SAVE_EVERY_S):
            return
        torch, state = require("torch", "train"), self._state
        content = {
            "format": _FORMAT,
            "key": self._key,
            "epoch": epoch,
            "stale": stale,
            "parameters": [one.detach() for one in state.parameters],
            "best": state.best,
            "best_loss": state.best_loss,
            "more": list(state.more),
            "optimiser": state.optimiser.state_dict(),
            "schedule": state.schedule.state_dict(),
            "generator": state.generator.get_state(),
        }
        write_atomic(self._place.path, lambda path: torch.save(content, path))
        self._saved = time.monotonic()


def fit_key(tensors: Iterable[Any], *facts: Any) -> str:
    """Checksum of all that decides how a fit ends: tensors, options, threads, version of PyTorch."""
    torch = require("torch", "train")
    digest = hashlib.sha256(repr((torch.__version__, torch.get_num_threads(), facts)).encode())
    for one in tensors:
        digest.update(repr(tuple(one.shape)).encode())
        digest.update(one.detach().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    """Content of a checkpoint; None if there is none or it is damaged, as a fresh start is then the remedy."""
    torch = require("torch", "train")
    try:
        # Weights only: nothing in the file is executed.
        content = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile):
        return None
    return content if isinstance(content, dict) and content.get("format") == _FORMAT else None
