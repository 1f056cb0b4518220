"""What of a user's code and catalogue stands behind the answers of a problem."""

import functools
import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from fluxion.design import DesignProblem, Expression

_OWN = Path(__file__).resolve().parent.parent


def code_fingerprint(problem: DesignProblem) -> str:
    """Digest of the files that define a problem's functions outside Fluxion, and of folders that its settings name.

    A file's own imports count where they lie in its folder or below. Fluxion's own code is not in it: whether the
    engine answers as before is seen at the baseline design.
    """
    digest = hashlib.sha256()
    for content in sorted({path.read_bytes() for function in _functions(problem) for path in _files(function)}):
        digest.update(hashlib.sha256(content).digest())
    for name, value in sorted(problem.settings.items()):
        if isinstance(value, str) and value and Path(value).is_dir():
            digest.update(name.encode())
            for file in sorted(Path(value).rglob("*")):
                if file.is_file():
                    digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(function: Callable[..., Any]) -> Iterator[Path]:
    """The file of a function and those beside it that it imports, and they in turn."""
    while isinstance(function, functools.partial):
        function = function.func
    # An object that can be called is what its class makes it.
    source = inspect.unwrap(function) if inspect.isroutine(function) else type(function)
    try:
        path = _user_file(inspect.getsourcefile(source))
    except TypeError:  # built in
        return
    module = inspect.getmodule(source)
    if path is None:
        return
    yield path
    waiting, seen = [vars(module) if module else getattr(source, "__globals__", {})], {path}
    while waiting:
        for other in _modules(waiting.pop()):
            file = _user_file(getattr(other, "__file__", None))
            if file is not None and file not in seen and path.parent in file.parents:
                seen.add(file)
                waiting.append(vars(other))
                yield file


def _modules(names: dict[str, Any]) -> Iterator[ModuleType]:
    """Modules that a module has imported, or whose things it has."""
    for value in list(names.values()):
        other = value if isinstance(value, ModuleType) else sys.modules.get(str(getattr(value, "__module__", "")))
        if other is not None:
            yield other


def _user_file(name: str | None) -> Path | None:
    """The file if it is a user's: not of Fluxion, nor of an installed package."""
    path = Path(name).resolve() if name else None
    if path is None or not path.is_file() or path.suffix != ".py":
        return None
    return None if _OWN in path.parents or "site-packages" in path.parts else path


def _functions(problem: DesignProblem) -> Iterator[Callable[..., Any]]:
    own = (column.function for column in problem.derived if not isinstance(column.function, Expression))
    named = (problem.build, problem.score, problem.families, problem.properties, problem.features)
    members = getattr(problem.score, "problems", ())
    for function in (*named, *own):
        if callable(function):
            yield function
    for member in members:
        yield from _functions(member)
