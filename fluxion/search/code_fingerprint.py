"""What of a user's code and catalogue stands behind the answers of a problem."""

import hashlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fluxion.design import DesignProblem, Expression


def code_fingerprint(problem: DesignProblem) -> str:
    """Digest of the files that define a problem's functions outside Fluxion, and of folders that its settings name.

    Fluxion's own code is not in it: whether the engine answers as before is seen at the baseline design.
    """
    digest = hashlib.sha256()
    for function in _functions(problem):
        path = inspect.getsourcefile(inspect.unwrap(function)) if inspect.isroutine(function) else None
        if path is not None and not getattr(function, "__module__", "").startswith("fluxion."):
            digest.update(Path(path).read_bytes())
    for name, value in sorted(problem.settings.items()):
        if isinstance(value, str) and value and Path(value).is_dir():
            digest.update(name.encode())
            for file in sorted(Path(value).rglob("*")):
                if file.is_file():
                    digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _functions(problem: DesignProblem) -> Iterator[Callable[..., Any]]:
    own = (column.function for column in problem.derived if not isinstance(column.function, Expression))
    named = (problem.build, problem.score, problem.families, problem.properties, problem.features)
    members = getattr(problem.score, "problems", ())
    for function in (*named, *own):
        if callable(function):
            yield function
    for member in members:
        yield from _functions(member)
