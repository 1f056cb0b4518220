"""The problems that ship with Fluxion, by name; each is imported when it is asked for."""

import importlib
from typing import Any

from fluxion._checks import check_known
from fluxion.design import DesignProblem

# name -> (module, function without arguments that returns the problem)
_PROBLEMS = {
    "reference-office": ("fluxion.problems.reference_office.problem", "reference_office"),
    "office-design": ("fluxion.problems.office_design.problem", "office_design"),
}


def names() -> tuple[str, ...]:
    """Names of the problems."""
    return tuple(_PROBLEMS)


def load(name: str, **settings: Any) -> DesignProblem:
    """The problem `name`, with some fixed parameters changed.

    Raises:
        InputError: unknown name (the nearest match is named), unknown parameter, or a wrong value.
    """
    module, function = _PROBLEMS[check_known(name, _PROBLEMS, "problem")]
    problem: DesignProblem = getattr(importlib.import_module(module), function)()
    return problem.with_settings(**settings) if settings else problem
