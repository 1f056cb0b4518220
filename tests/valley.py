"""A problem whose true front is known: Zitzler's ZDT1 with an option and a whole number added."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fluxion.design import Choice, Constraint, DesignProblem, DesignSpace, Integer, Parameter, Real
from fluxion.evaluation import OK, AbstractEvaluator
from fluxion.evaluation.base import Outcome
from fluxion.evaluation.propagation import score_half_widths

STEEP = "the slope is too steep to stand on; choose x1 up to 0.99."


def build_nothing(design, settings):
    raise AssertionError("the valley has no building; its outputs are functions of the design")


def score_valley(columns, settings, outputs):
    return {"f2": outputs["height"], "twice": 2.0 * outputs["height"]}


VALLEY = DesignProblem(
    name="valley",
    title="A valley with a known floor",
    space=DesignSpace(
        (
            *(Real(f"x{i}", 0.0, 1.0, 0.5) for i in range(6)),
            Choice("rock", ("granite", "slate", "chalk", "marl"), "slate"),
            Integer("terraces", 0, 5, 3),
        )
    ),
    build=build_nothing,
    score=score_valley,
    outputs=("f1", "height"),
    predicted=("f1", "height"),
    parameters=(Parameter("far", 0.8),),
    objectives=("f1", "f2"),
    constraints=(Constraint("g_far", "f1", "far"),),
)


@dataclass(frozen=True)
class Valley(AbstractEvaluator):
    """f2 = g (1 - sqrt(f1 / g)); with `bias`, a model of it that is wrong by a wave and too low by `offset`.

    With `half`, the model says of `height` that it may be so far off, and half as much again where x2 is large.
    """

    problem: DesignProblem = VALLEY
    bias: float = 0.0
    offset: float = 0.0
    half: float = 0.0
    fidelity: ClassVar[str] = "physics"

    def reported(self):
        return ("f1", "height")

    def compute(self, X):
        g = 1.0 + 9.0 * X[:, 1:6].mean(axis=1) + (X[:, 6] != 2.0) + 0.2 * X[:, 7]
        wave = self.bias * np.sin(20.0 * X[:, :6].sum(axis=1)) - self.offset
        height = g * (1.0 - np.sqrt(X[:, 0] / g)) + wave
        status = np.where(X[:, 1] > 0.99, STEEP, OK).astype(object)
        outcome = Outcome({"f1": X[:, 0].copy(), "height": height}, np.zeros(len(X)), status, "closed form")
        if not self.half:
            return outcome
        half = self.half * (1.0 + 0.5 * X[:, 2])
        ends = {"lower": {"height": height - half}, "upper": {"height": height + half}}
        return replace(outcome, half_width={"height": half}, **ends)

    def score_intervals(self, X, outcome):
        return score_half_widths(self.problem, X, outcome.outputs, outcome.half_width) if self.half else {}
