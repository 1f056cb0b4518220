"""What the baseline design gives, for own columns that compare with it (``baseline.NAME``)."""

from dataclasses import replace
from typing import TypeVar

from fluxion.design import DesignProblem, Expression
from fluxion.design.rows import BASELINE
from fluxion.errors import InputError
from fluxion.evaluation.base import AbstractEvaluator
from fluxion.typing import FloatArray

Evaluator = TypeVar("Evaluator", bound=AbstractEvaluator)


def needs_baseline(problem: DesignProblem) -> bool:
    """Whether an own column may ask for values of the baseline design: an expression that does, or any function."""
    prefix = f"{BASELINE}."
    return any(
        not isinstance(own.function, Expression) or any(name.startswith(prefix) for name in own.function.names)
        for own in problem.derived
    )


def compared_with_baseline(
    problem: DesignProblem, truth: AbstractEvaluator, design: FloatArray | None = None
) -> DesignProblem:
    """The problem with the outputs and scores of the baseline design as `truth` has them; others are exchanged.

    Surrogates then compare with the true baseline as well, so that all answers mean the same.

    Args:
        problem: the problem with its own columns.
        truth: who computes the baseline, usually physics; of the same problem, with or without own columns.
        design: (d,) the baseline; None: the default design.

    Raises:
        InputError: the baseline design has no result.
    """
    plain = replace(problem, derived=(), objectives=(), constraints=(), reference={})
    row = problem.baseline if design is None else design
    found = for_problem(truth, plain).evaluate(row[None, :])
    if not found.ok[0]:
        raise InputError(
            f"own columns compare with the baseline design, which has no result: {found.status[0]} Give it other "
            "values, for example by fixed variables."
        )
    return replace(problem, reference={name: float(values[0]) for name, values in found.columns.items()})


def for_problem(evaluator: Evaluator, problem: DesignProblem) -> Evaluator:
    """The same model of `problem`, which differs from the evaluator's in own columns, objectives and constraints."""
    return replace(evaluator, problem=problem)  # type: ignore[type-var]
