"""Ishigami and Homma's function, whose Sobol' indices are known, with a choice that shifts it added."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fluxion.design import Choice, Constraint, DesignProblem, DesignSpace, Real
from fluxion.evaluation import OK, AbstractEvaluator
from fluxion.evaluation.base import Outcome

A, B = 7.0, 0.1
#: Variances of the three parts, and what interacts.
PARTS = ((1.0 + B * np.pi**4 / 5.0) ** 2 / 2.0, A**2 / 8.0, 0.0)
BOTH = B**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)


def build_nothing(design, settings):
    raise AssertionError("a function has no building")


ISHIGAMI = DesignProblem(
    name="ishigami",
    title="A function with known indices",
    space=DesignSpace(
        (
            *(Real(f"x{i}", -np.pi, np.pi, 0.5) for i in range(1, 4)),
            Choice("option", ("none", "little", "much"), "none"),
        )
    ),
    build=build_nothing,
    outputs=("y", "shift", "still"),
    predicted=("y", "shift", "still"),
    objectives=("y", "shift"),
    constraints=(Constraint("g_still", "still", 2.0),),
)


@dataclass(frozen=True)
class Ishigami(AbstractEvaluator):
    """`shift` knows the option only, `still` nothing; designs with x3 above `broken` have no result."""

    problem: DesignProblem = ISHIGAMI
    wrong: float = 0.0
    broken: float = np.inf
    fidelity: ClassVar[str] = "physics"

    def reported(self):
        return ("y", "shift", "still")

    def compute(self, X):
        y = np.sin(X[:, 0]) + A * np.sin(X[:, 1]) ** 2 + B * X[:, 2] ** 4 * np.sin(X[:, 0])
        outputs = {
            "y": y + self.wrong * X[:, 2] ** 2,
            "shift": np.array([0.0, 1.0, 5.0])[X[:, 3].astype(int)],
            "still": np.ones(len(X)),
        }
        status = np.where(X[:, 2] > self.broken, "x3 is too large to stand; choose less.", OK).astype(object)
        return Outcome(outputs, np.zeros(len(X)), status, "closed form")
