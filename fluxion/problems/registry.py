"""The problems that ship with Fluxion, by name, each imported when it is asked for; and those of users' files."""

import importlib
from typing import Any

from fluxion._checks import nearest
from fluxion.design import DesignProblem
from fluxion.errors import FluxionError, InputError
from fluxion.problems.files import is_reference, load_object

# name -> (module, function that returns the problem)
_PROBLEMS = {
    "reference-office": ("fluxion.problems.reference_office.problem", "reference_office"),
    "office-design": ("fluxion.problems.office_design.problem", "office_design"),
}
# Parameters on which the variables depend, so that the function is given them.
_MAKING = {"office-design": ("catalogue",)}


def names() -> tuple[str, ...]:
    """Names of the problems that ship with Fluxion."""
    return tuple(_PROBLEMS)


def load(name: str, **settings: Any) -> DesignProblem:
    """The problem `name`, with some fixed parameters changed.

    Args:
        name: a name of `names`, or a problem of one's own: ``"path/to/mine.py:problem"`` or
            ``"package.module:problem"``, a `DesignProblem` or a function without arguments that returns one.
        settings: values of fixed parameters. With the ``catalogue`` of office-design its options become those of the
            choices; `DesignProblem.with_settings` exchanges the figures alone.

    Raises:
        InputError: unknown name (the nearest match is named), a file that cannot be loaded or holds no such problem,
            unknown parameter, or a wrong value.
    """
    if is_reference(name):
        problem = _own(name)
    else:
        making = {key: settings[key] for key in _MAKING.get(name, ()) if isinstance(settings.get(key), str)}
        problem = _shipped(name, **making)
    return problem.with_settings(**settings) if settings else problem


def _shipped(name: str, **making: str) -> DesignProblem:
    if name not in _PROBLEMS:
        raise InputError(
            f"unknown problem '{name}'; {nearest(name, _PROBLEMS)} A problem of your own is named by its file and "
            "name, such as 'mine.py:problem'."
        )
    module, function = _PROBLEMS[name]
    problem: DesignProblem = getattr(importlib.import_module(module), function)(**making)
    return problem


def _own(reference: str) -> DesignProblem:
    what = f"problem '{reference}'"
    found = load_object(reference, what)
    if callable(found) and not isinstance(found, DesignProblem):
        try:
            found = found()
        except FluxionError as error:
            raise InputError(f"{what}: {error}") from error
        except SystemExit as error:
            raise InputError(f"{what}: the function ended the program; name one that returns a problem.") from error
        # A user's function may raise anything, and whatever it is belongs to the one who wrote it.
        except Exception as error:
            raise InputError(f"{what}: the function raised {type(error).__name__}: {error}.") from error
    if not isinstance(found, DesignProblem):
        raise InputError(
            f"{what}: expected a DesignProblem, or a function without arguments that returns one; got "
            f"{type(found).__name__}."
        )
    _check_name(what, found)
    return found


def _check_name(what: str, problem: DesignProblem) -> None:
    """Refuse another building under the name of a shipped problem, whose surrogates would answer for it."""
    if problem.name not in _PROBLEMS:
        return
    shipped = _shipped(problem.name)
    for part in ("build", "families", "properties", "predicted"):
        if getattr(problem, part) != getattr(shipped, part):
            raise InputError(
                f"{what}: it is called '{problem.name}' like a problem of Fluxion, but its '{part}' is another; give "
                "it a name of its own."
            )
