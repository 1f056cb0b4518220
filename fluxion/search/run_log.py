"""The log of a study's truth runs: one line as soon as a piece of work is finished, never changed afterwards.

A search depends on nothing but its study and what the truth answered, so a study that was stopped at any moment is
started again and finds every answer it asks for in the log, up to where it was stopped. Numbers are written so that
they come back to the bit.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._files import make_folder
from fluxion.errors import InputError
from fluxion.evaluation import OK, Evaluation
from fluxion.typing import FloatArray

#: Name of the log in the folder of a run.
LOG = "runs.jsonl"
_FORMAT = "fluxion-run-log 1"


def log_identity(folder: Path) -> str | None:
    """Digest of the head of a folder's log, which says what study it is of; None without a log."""
    try:
        with open(folder / LOG, "rb") as stream:
            return hashlib.sha256(stream.readline()).hexdigest()[:16]
    except FileNotFoundError:
        return None


class RunLog:
    """Answers by design, and the file that they are kept in.

    Attributes:
        path: the file.
        found: runs that were in it when it was opened.
        decisions: what the search decided by the clock, which it must decide again in the same way.
    """

    def __init__(self, path: Path, study: Mapping[str, Any]) -> None:
        """Open the log of a study, or begin it.

        Args:
            path: the file; made with its folder at the first line.
            study: plain values that everything in the log depends on.

        Raises:
            InputError: the file cannot be read, is no log, or that of another study; the message says what differs.
        """
        self.path = path
        self.decisions: dict[str, Any] = {}
        self._study = json.loads(json.dumps(study, default=lambda value: value.item()))
        self._rows: dict[bytes, tuple[Mapping[str, Any], int]] = {}
        self._end = self._size = 0
        if path.exists():
            self._read()
        self.found = len(self._rows)

    def answers(self, X: FloatArray) -> Evaluation | None:
        """The runs of the first of (n, d) designs, up to one that is not in the log; None if that is the first."""
        known = []
        for row in X:
            entry = self._rows.get((row + 0.0).tobytes())
            if entry is None:
                break
            known.append(entry)
        if not known:
            return None
        columns = {name: _floats([line["columns"][name][i] for line, i in known]) for name in known[0][0]["columns"]}
        return Evaluation(
            X=X[: len(known)],
            columns=columns,
            residual=_floats([line["residual"][i] for line, i in known]),
            status=np.array([line["status"][i] for line, i in known], dtype=object),
            fidelity=known[0][0]["fidelity"],
            engine=known[0][0]["engine"],
            out_of_domain=np.zeros(len(known), dtype=bool),
        )

    def lacking(self, X: FloatArray) -> int:
        """How many of the first of (n, d) designs are not in the log, up to one that is."""
        return next((i for i, row in enumerate(X) if (row + 0.0).tobytes() in self._rows), len(X))

    def add(self, part: Evaluation, origin: str) -> None:
        """Write finished runs; they are on the disk when this returns.

        Raises:
            InputError: the file cannot be written.
        """
        line = {
            "origin": origin,
            "X": part.X.tolist(),
            "columns": {name: _plain(values) for name, values in part.columns.items()},
            "residual": _plain(part.residual),
            "status": [str(text) for text in part.status],
            "fidelity": part.fidelity,
            "engine": part.engine,
        }
        self._write(line)
        self._take(line)

    def decide(self, name: str, value: Any) -> Any:
        """The decision `name` as it was made before, or `value`, which is kept."""
        if name not in self.decisions:
            self._write({"decision": name, "value": value})
            self.decisions[name] = value
        return self.decisions[name]

    def _read(self) -> None:
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise InputError(f"the log '{self.path}' cannot be read ({error.strerror}).") from error
        self._size = len(content)
        lines = content.split(b"\n")
        header = _line({"format": _FORMAT, "study": self._study})
        if len(lines) == 1 and not header.startswith(content):
            raise InputError(f"'{self.path}' is no log of a study; name another folder, or move the file away.")
        # What stands behind the last line break was being written when the study was stopped.
        for number, text in enumerate(lines[:-1], start=1):
            try:
                line = json.loads(text)
                if number > 1 and "decision" in line:
                    self.decisions[line["decision"]] = line["value"]
                elif number > 1:
                    _check_runs(line)
                    self._take(line)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    f"line {number} of the log '{self.path}' is damaged ({error}). Remove that line to lose its runs "
                    "alone, name another folder, or begin anew with --fresh."
                ) from error
            if number == 1:
                self._check_header(line)
            self._end += len(text) + 1

    def _check_header(self, line: Any) -> None:
        if not isinstance(line, dict) or line.get("format") != _FORMAT:
            raise InputError(f"'{self.path}' is no log of a study; name another folder, or move the file away.")
        differs = sorted(
            key for key in {*line["study"], *self._study} if line["study"].get(key, None) != self._study.get(key, None)
        )
        if differs:
            shown = "; ".join(
                f"{key}: {_short(line['study'].get(key))} there, {_short(self._study.get(key))} here" for key in differs
            )
            raise InputError(
                f"the log '{self.path}' is of another study ({shown}). Name another folder, or begin anew with --fresh."
            )

    def _take(self, line: Mapping[str, Any]) -> None:
        X = np.array(line["X"], dtype=np.float64)
        for i, row in enumerate(X):
            self._rows[(row + 0.0).tobytes()] = (line, i)

    def _write(self, line: Mapping[str, Any]) -> None:
        try:
            size = self.path.stat().st_size if self.path.exists() else 0
            if size != self._size:
                raise InputError(
                    f"the log '{self.path}' was changed by somebody else while this study ran; only one start of a "
                    "study may write to a folder. Its runs so far are in the file as it was."
                )
            if not self._end:
                make_folder(self.path.parent)
            with open(self.path, "r+b" if self.path.exists() else "w+b") as stream:
                # Half a line from an earlier stop is overwritten.
                stream.seek(self._end)
                stream.truncate()
                if not self._end:
                    stream.write(_line({"format": _FORMAT, "study": self._study}))
                stream.write(_line(line))
                stream.flush()
                os.fsync(stream.fileno())
                self._end = self._size = stream.tell()
        except OSError as error:
            raise InputError(f"the log '{self.path}' cannot be written ({error.strerror}).") from error


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _plain(values: FloatArray) -> list[float | None]:
    """Numbers, None for those that are not finite: rows that failed."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _floats(values: list[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _check_runs(line: Any) -> None:
    """Refuse, as ValueError or KeyError, a line whose runs do not fit together."""
    X = np.array(line["X"], dtype=np.float64)
    columns = {**line["columns"], "residual": line["residual"], "status": line["status"]}
    if X.ndim != 2 or not all(len(values) == len(X) for values in columns.values()):
        raise ValueError("not one value per design in every column")
    finite = np.ones(len(X), dtype=bool)
    for values in line["columns"].values():
        finite &= np.isfinite(_floats(values))
    if not finite[np.array(line["status"]) == OK].all():
        raise ValueError("a design with the status ok lacks a number")
    if not all(isinstance(line[name], str) for name in ("origin", "fidelity", "engine")):
        raise ValueError("origin, fidelity and engine must be texts")


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
