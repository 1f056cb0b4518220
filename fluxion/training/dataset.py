"""Physics runs for training: simulated in pieces, kept on disk, resumed after an interruption."""

import json
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._files import check_writable, write_atomic
from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import OK, PhysicsEvaluator, designs_of_piece
from fluxion.typing import Designs, FloatArray
from fluxion.weather import Weather

#: Called with the number of finished runs and their total.
Progress = Callable[[int, int], None]

_FORMAT = "fluxion-training-data 1"
_SAVE_EVERY_S = 20.0
_REMEDY = "name another file, or delete it if 'fluxion train' made it."


@dataclass(frozen=True, eq=False)
class Dataset:
    """Simulated designs.

    Attributes:
        X: (n, d) encoded designs.
        Y: (n, t) outputs in their units; NaN in rows that failed.
        status: (n,) ``"ok"`` or a sentence.
        outputs: (t) names of the outputs.
        origin: what the runs depend on: problem, settings, space, weather, engine, physics.
    """

    X: Designs
    Y: FloatArray
    status: np.ndarray
    outputs: tuple[str, ...]
    origin: Mapping[str, Any]

    @property
    def ok(self) -> np.ndarray:
        """(n,) which rows can be used."""
        return np.asarray(self.status == OK)

    def save(self, path: Path) -> None:
        """Write an npz file that `load_dataset` reads; the file is replaced in one step.

        Raises:
            InputError: the folder cannot be written.
        """
        header = json.dumps({"format": _FORMAT, "outputs": self.outputs, "origin": dict(self.origin)})
        arrays: dict[str, Any] = {
            "X": self.X,
            "Y": self.Y,
            "status": self.status.astype(np.str_),
            "header": np.array(header),
        }

        def write(temporary: Path) -> None:
            with temporary.open("wb") as stream:
                np.savez_compressed(stream, **arrays)

        write_atomic(path, write)


def load_dataset(path: Path) -> Dataset:
    """Read the runs that `Dataset.save` wrote.

    Raises:
        InputError: the file does not exist or is no such file.
    """
    if not path.is_file():
        raise InputError(f"the training data '{path}' do not exist; expected an npz file of 'fluxion train'.")
    try:
        with np.load(path, allow_pickle=False) as content:
            header = json.loads(str(content["header"]))
            if header.get("format") != _FORMAT:
                raise InputError(f"the training data '{path}' have another format; {_REMEDY}")
            return Dataset(
                X=content["X"],
                Y=content["Y"],
                status=content["status"].astype(object),
                outputs=tuple(header["outputs"]),
                origin=header["origin"],
            )
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"the training data '{path}' are damaged or no such file ({error}); {_REMEDY}") from error


def origin_of(problem: DesignProblem, weather: Weather, engine: str, engine_fingerprint: str) -> dict[str, Any]:
    """What simulated outputs depend on, as plain JSON values; prices and other mere scores are left out."""
    simulated = {one.name: problem.settings[one.name] for one in problem.parameters if one.simulated}
    return {
        "problem": problem.name,
        "settings": json.loads(json.dumps(simulated)),
        "space": problem.space.fingerprint(),
        "weather": weather.fingerprint(),
        "engine": engine,
        "engine_fingerprint": engine_fingerprint,
    }


def simulate_dataset(
    evaluator: PhysicsEvaluator,
    X: Designs,
    engine_fingerprint: str,
    path: Path | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """Simulate (n, d) designs; with a `path`, finished runs are kept there and found again by the next call.

    An interruption (Ctrl-C) leaves the runs that were finished in the file.

    Raises:
        InputError: the designs are not valid, or the file at `path` holds runs of another problem, weather or
            physics.
    """
    problem = evaluator.problem
    designs = problem.space.check(X)
    engine = evaluator.choice.label
    origin = origin_of(problem, evaluator.weather, engine, engine_fingerprint)
    known = _known_runs(path, problem.predicted, origin)
    Y = np.full((len(designs), len(problem.predicted)), np.nan)
    status = np.full(len(designs), "", dtype=object)
    if known is not None:
        _fill(designs, Y, status, known)
    missing = np.flatnonzero(status == "")

    def finished() -> Dataset:
        done = status != ""
        return Dataset(designs[done], Y[done], status[done], problem.predicted, origin)

    def keep() -> None:
        if path is not None and (status[missing] != "").any():
            _with_others(finished(), known).save(path)

    saved = time.monotonic()
    try:
        size = designs_of_piece(evaluator)
        for start in range(0, len(missing), size):
            rows = missing[start : start + size]
            outcome = evaluator.compute(designs[rows])
            Y[rows] = np.stack([outcome.outputs[name] for name in problem.predicted], axis=1)
            status[rows] = outcome.status
            if progress is not None:
                progress(int((status != "").sum()), len(designs))
            if time.monotonic() - saved > _SAVE_EVERY_S:
                keep()
                saved = time.monotonic()
    finally:
        keep()
    return finished()


def _with_others(runs: Dataset, known: Dataset | None) -> Dataset:
    """The runs and those of the known ones that are not among them: a file loses none."""
    if known is None:
        return runs
    here = {row.tobytes() for row in runs.X}
    others = np.array([row.tobytes() not in here for row in known.X], dtype=bool)
    return replace(
        runs,
        X=np.concatenate([runs.X, known.X[others]]),
        Y=np.concatenate([runs.Y, known.Y[others]]),
        status=np.concatenate([runs.status, known.status[others]]),
    )


def _fill(designs: Designs, Y: FloatArray, status: np.ndarray, known: Dataset) -> None:
    """Copy what is known of the designs; rows are recognised by their bits."""
    found = {row.tobytes(): i for i, row in enumerate(known.X)}
    for i, row in enumerate(designs):
        j = found.get(row.tobytes())
        if j is not None:
            Y[i], status[i] = known.Y[j], known.status[j]


def _known_runs(path: Path | None, outputs: tuple[str, ...], origin: Mapping[str, Any]) -> Dataset | None:
    if path is None:
        return None
    check_writable(path)
    if not path.exists():
        return None
    data = load_dataset(path)
    for name, value in origin.items():
        if data.origin.get(name) != value:
            raise InputError(
                f"the training data '{path}' were made with {name} {data.origin.get(name)!r}; now it is {value!r}. "
                "Choose another file for --data, or delete this one."
            )
    if data.outputs != outputs:
        raise InputError(f"the training data '{path}' hold other outputs; choose another file, or delete this one.")
    return data
