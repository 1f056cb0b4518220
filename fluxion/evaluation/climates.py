"""One design in several climates: everything is computed in each, and what counts is made of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import Constraint, DesignColumns, DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation.base import AbstractEvaluator, Outcome
from fluxion.evaluation.names import AT
from fluxion.evaluation.result import OK
from fluxion.evaluation.robust import WORST, Robust, robust
from fluxion.typing import Column, Designs, FloatArray

_ENDINGS = ("worst", "least", "mean", "mean_plus_std", "mean_less_std")


@dataclass(frozen=True)
class ClimateScore:
    """Score function of a problem in several climates; see `in_climates` for its columns.

    Attributes:
        problems: the problem as each climate has it.
        climates: names of the climates.
        rule: makes one column of those of all climates.
        limited: column that a limit is held against -> (column, rule, whether the limit is an upper one).
    """

    problems: tuple[DesignProblem, ...]
    climates: tuple[str, ...]
    rule: Robust
    limited: tuple[tuple[str, str, Robust, bool], ...]

    def __call__(
        self, columns: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], outputs: Mapping[str, Column]
    ) -> dict[str, Column]:
        """Score columns (n,) of n designs."""
        assert isinstance(columns, DesignColumns)
        count = columns.count
        problems = [one if one.settings == settings else replace(one, settings=settings) for one in self.problems]
        by_climate = []
        for problem, climate in zip(problems, self.climates):
            own = {name: outputs[f"{name}{AT}{climate}"] for name in problem.scored}
            by_climate.append((own, problem.scores_of(columns, own, count)))
        scores = {
            f"{name}{AT}{climate}": values
            for climate, (_, found) in zip(self.climates, by_climate)
            for name, values in found.items()
        }
        everything = [{**own, **found} for own, found in by_climate]
        stacked = {name: np.stack([one[name] for one in everything]) for name in everything[0]}
        scores |= {name: self.rule.values(values) for name, values in stacked.items()}
        return scores | {name: rule.values(stacked[column], upper) for name, column, rule, upper in self.limited}

    def half_widths(
        self, by_climate: Sequence[Mapping[str, Column]], halves: Sequence[Mapping[str, Column]]
    ) -> dict[str, Column]:
        """(n,) half widths of all score columns, of the values and half widths of each climate."""
        found = {f"{name}{AT}{c}": half for c, one in zip(self.climates, halves) for name, half in one.items()}
        known = [name for name in by_climate[0] if all(name in one for one in halves)]
        for name in known:
            found[name] = self.rule.half_widths(*_stacked(name, by_climate, halves))
        for name, column, rule, upper in self.limited:
            if column in known:
                found[name] = rule.half_widths(*_stacked(column, by_climate, halves), upper)
        return found


@dataclass(frozen=True)
class ClimatesEvaluator(AbstractEvaluator):
    """Evaluates every design in each of several climates; use `in_climates`, which checks what it is given.

    A row that fails in one climate has no result; its status names that climate. The residual is the largest one. A
    design is out of domain where one of the models says so.

    Attributes:
        problem: the problem in several climates.
        members: who answers in each climate, all of one kind.
        score: the score function of the problem.
    """

    problem: DesignProblem
    members: tuple[AbstractEvaluator, ...]
    score: ClimateScore

    @property
    def fidelity(self) -> str:  # type: ignore[override]
        """What the results of all climates are called."""
        return self.members[0].fidelity

    @property
    def climates(self) -> tuple[str, ...]:
        """Names of the climates."""
        return self.score.climates

    def reported(self) -> tuple[str, ...]:
        """Outputs of all climates."""
        return tuple(f"{name}{AT}{c}" for c, one in zip(self.climates, self.members) for name in one.reported())

    def compute(self, X: Designs) -> Outcome:
        """Answer for (k, d) valid designs in all climates."""
        found = [member.compute(X) for member in self.members]
        status = np.full(len(X), OK, dtype=object)
        residual = np.full(len(X), np.nan)
        for climate, outcome in reversed(list(zip(self.climates, found))):
            bad = outcome.status != OK
            status[bad] = [f"in the climate '{climate}': {sentence}" for sentence in outcome.status[bad]]
            residual = np.fmax(residual, outcome.residual)
        return Outcome(
            outputs=self._named([outcome.outputs for outcome in found]),
            residual=residual,
            status=status,
            engine=", ".join(dict.fromkeys(outcome.engine for outcome in found)),
            lower=self._named([outcome.lower for outcome in found]),
            upper=self._named([outcome.upper for outcome in found]),
            half_width=self._named([outcome.half_width for outcome in found]),
        )

    def plain(self, X: Designs) -> Mapping[str, Column] | None:
        """Output -> (k,) values of (k, d) valid designs in all climates, if the models of all have them."""
        found = [member.plain(X) for member in self.members]
        known = [outputs for outputs in found if outputs is not None]
        return self._named(known) if len(known) == len(found) else None

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_] | None:
        """(k,) which designs are unlike those that some climate's model learned; None if one does not know."""
        flags = [member.out_of_domain(X) for member in self.members]
        known = [one for one in flags if one is not None]
        return np.logical_or.reduce(known) if len(known) == len(flags) else None

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """Half widths of the scores of (k, d) designs, which hold wherever those of all climates hold, see `Robust`."""
        parts = [self._part(outcome, climate) for climate in self.climates]
        halves = []
        for member, part in zip(self.members, parts):
            of_scores = member.score_intervals(X, part)
            widths = {**part.half_width, **of_scores}
            halves.append(
                {name: np.broadcast_to(np.asarray(half, dtype=np.float64), len(X)) for name, half in widths.items()}
            )
        if not any(halves):
            return {}
        by_climate = [
            {**part.outputs, **problem.scores(X, part.outputs)} for part, problem in zip(parts, self.score.problems)
        ]
        return self.score.half_widths(by_climate, halves)

    def by_design(self) -> "ClimatesEvaluator":
        """The same climates with intervals of scores that follow the design."""
        return replace(self, members=tuple(member.by_design() for member in self.members))

    def complaint(self, name: str, value: float) -> str:
        """Status of a row in which the column `name` is `value`, which is not finite."""
        column, at, climate = name.rpartition(AT)
        if at and climate in self.climates:
            member = self.members[self.climates.index(climate)]
            return f"in the climate '{climate}': {member.complaint(column, value)}"
        return self.problem.complaint(name, value)

    def _named(self, by_climate: Sequence[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
        return {f"{name}{AT}{c}": values for c, one in zip(self.climates, by_climate) for name, values in one.items()}

    def _part(self, outcome: Outcome, climate: str) -> Outcome:
        """What `compute` gave for one climate, under the names that its member knows."""

        def own(columns: Mapping[str, Column]) -> dict[str, Column]:
            ending = f"{AT}{climate}"
            return {name.removesuffix(ending): values for name, values in columns.items() if name.endswith(ending)}

        return replace(
            outcome,
            outputs=own(outcome.outputs),
            lower=own(outcome.lower),
            upper=own(outcome.upper),
            half_width=own(outcome.half_width),
        )


def in_climates(
    members: Mapping[str, AbstractEvaluator],
    objectives: str = WORST,
    constraints: str = WORST,
    weights: Sequence[float] | None = None,
) -> ClimatesEvaluator:
    """An evaluator of several climates; its attribute `problem` is what optimisers are given.

    Columns of the problem: every output and score of each climate as ``NAME@CLIMATE``; every score, and every output
    that scores may use, under its own name, made of all climates by the rule `objectives`; and what limits are held
    against by another rule, as ``NAME@worst`` (``@least`` for lower limits), ``@mean``, ``@mean_plus_std`` or
    ``@mean_less_std``. Own columns are computed in each climate.

    Args:
        members: climate -> evaluator; all of one kind, for one problem.
        objectives: ``"worst"``: the largest value of all climates; ``"mean"``, or ``"mean+std"``.
        constraints: rule by which columns are held against limits.
        weights: how much each climate counts in means; None: all alike.

    Raises:
        InputError: fewer than two climates, a name that cannot be used, evaluators of unlike problems or kinds, or
            impossible rules or weights.
    """
    climates, evaluators = tuple(members), tuple(members.values())
    _check(climates, evaluators)
    problems = tuple(one.problem for one in evaluators)
    if objectives == constraints == WORST and weights is not None:
        raise InputError("weights have no use for the worst climate; choose the rule 'mean' or 'mean+std'.")
    rule, limit_rule = (
        robust(one, len(climates), None if one == WORST else weights) for one in (objectives, constraints)
    )
    first = problems[0]
    limits, limited = [], {}
    for constraint in first.constraints:
        for part, upper in _one_sided(constraint):
            if upper and limit_rule == rule:
                limits.append(part)
                continue
            name = f"{part.column}{AT}{limit_rule.ending(upper)}"
            limited[name] = (name, part.column, limit_rule, upper)
            limits.append(replace(part, column=name))
    score = ClimateScore(problems, climates, rule, tuple(limited.values()))
    problem = replace(
        first,
        outputs=tuple(f"{name}{AT}{c}" for c in climates for name in first.outputs),
        predicted=tuple(f"{name}{AT}{c}" for c in climates for name in first.predicted),
        score=score,
        constraints=tuple(limits),
        properties=None,
        features=None,
        unscored=tuple(f"{name}{AT}{c}" for c in climates for name in first.predicted if name not in first.scored),
        monotone={},
        derived=(),
        reference={},
    )
    return ClimatesEvaluator(problem, evaluators, score)


def _check(climates: tuple[str, ...], members: tuple[AbstractEvaluator, ...]) -> None:
    if len(climates) < 2:
        raise InputError(f"expected at least two climates; got {list(climates)}. One climate needs no rule over them.")
    for climate in climates:
        if not isinstance(climate, str) or not climate.strip() or AT in climate or climate in _ENDINGS:
            raise InputError(f"a climate cannot be called {climate!r} here; expected a name without '{AT}'.")
    first = members[0]
    for climate, member in zip(climates, members):
        if member.fidelity != first.fidelity:
            raise InputError(
                f"all climates need one kind of model; '{climates[0]}' has {first.fidelity}, '{climate}' "
                f"{member.fidelity}."
            )
        same = replace(member.problem, reference=first.problem.reference) == first.problem
        if not same or member.reported() != first.reported():
            raise InputError(
                f"all climates need one problem; those of '{climates[0]}' and '{climate}' differ. Make both evaluators "
                "from the same one."
            )


def _one_sided(constraint: Constraint) -> list[tuple[Constraint, bool]]:
    """A constraint as one or two with a single limit; whether that is an upper one."""
    parts = []
    if constraint.upper is not None:
        parts.append((replace(constraint, lower=None), True))
    if constraint.lower is not None:
        name = constraint.name if constraint.upper is None else f"{constraint.name}_low"
        parts.append((replace(constraint, name=name, upper=None), False))
    return parts


def _stacked(
    name: str, by_climate: Sequence[Mapping[str, Column]], halves: Sequence[Mapping[str, Column]]
) -> tuple[FloatArray, FloatArray]:
    return np.stack([one[name] for one in by_climate]), np.stack([one[name] for one in halves])
