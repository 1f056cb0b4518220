"""What is being designed: variables, fixed parameters, how a design becomes a building, what counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from fluxion._checks import check_known
from fluxion.design.columns import DesignColumns
from fluxion.design.constraint import Constraint, Limit, read_constraint
from fluxion.design.derived import ColumnFunction, DerivedColumn, derived_column
from fluxion.design.expression import Expression
from fluxion.design.features import Feature
from fluxion.design.parameters import Parameter, Settings
from fluxion.design.rows import BASELINE, RowColumns, known_names
from fluxion.design.space import DesignSpace
from fluxion.errors import InputError
from fluxion.typing import Column, Designs, FloatArray, IntArray

#: A function of one decoded design and the settings that returns a building.
Build = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
#: A function of the design columns, the settings and the simulated outputs that returns further columns.
Score = Callable[[Mapping[str, NDArray[Any]], Mapping[str, Any], Mapping[str, Column]], Mapping[str, NDArray[Any]]]
#: A function of the settings that returns, for some choices, what the simulation knows of each option.
Properties = Callable[[Mapping[str, Any]], Mapping[str, Mapping[str, tuple[float, ...]]]]
#: A function of the settings that returns products of quantities which a surrogate is given as further inputs.
Features = Callable[[Mapping[str, Any]], Sequence[Feature]]
#: A function of (n,) design columns and the settings that states designs as families of buildings, each with the rows
#: that are its members; rows that it leaves out are built one by one.
Families = Callable[[Mapping[str, NDArray[Any]], Mapping[str, Any]], Sequence[tuple[IntArray, Any]]]


@dataclass(frozen=True)
class DesignProblem:
    """A design problem, free of any optimiser, weather or engine.

    Everything is minimised; a constraint is met where its value is <= 0.

    Attributes:
        name: name on the command line, for example ``"office-design"``.
        title: one line for people.
        space: the variables.
        parameters: the fixed parameters, changed by `with_settings`.
        build: module-level function (design, settings) -> Building; raises InputError with a sentence for a
            combination that cannot be built.
        score: module-level function (columns, settings, outputs) -> further columns, exact and vectorised over
            rows; None if there are none. Columns of a choice are option texts.
        outputs: simulated outputs to report, in order.
        predicted: simulated outputs that a surrogate learns; `score` uses no others.
        unscored: those of `predicted` that `score` leaves alone and nothing is judged by, so that a model of the
            problem may lack them.
        objectives: columns to minimise, outputs or scores.
        constraints: limits on columns.
        settings: values of the parameters; those left out take their defaults.
        families: module-level function (columns, settings) -> families, the vectorised twin of `build`; None if designs
            are always built one by one.
        properties: module-level function settings -> choice -> option -> the physical numbers by which the simulation
            knows the option; a surrogate learns from them instead of the option's name. No numbers at all: the choice
            has no influence on the simulation.
        features: module-level function settings -> products of quantities that matter, which a surrogate is given
            beside the variables; None if it has to find them itself.
        monotone: output -> variable -> +1 where the output never falls with the variable, -1 where it never
            rises, whatever the other variables are; options of a choice count by their only property. Stated for the
            default settings.
        derived: columns that are computed of all others, in order; made by `with_column`.
        reference: outputs and scores of the baseline design, for derived columns that name ``baseline.NAME``; filled
            by `fluxion.evaluation.compared_with_baseline`.

    Raises:
        InputError: unknown or invalid settings, repeated names, a constraint with an unknown limit, something
            monotone that is no output or no variable, or something unscored that is not predicted, or is an objective
            or the column of a constraint.
    """

    name: str
    title: str
    space: DesignSpace
    build: Build
    outputs: tuple[str, ...]
    predicted: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    score: Score | None = None
    objectives: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    properties: Properties | None = None
    families: Families | None = None
    features: Features | None = None
    monotone: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unscored: tuple[str, ...] = ()
    derived: tuple[DerivedColumn, ...] = ()
    reference: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("outputs", "predicted", "parameters", "objectives", "constraints", "unscored", "derived"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        names = [*self.space.names, *(p.name for p in self.parameters)]
        _check_unique(names, f"problem '{self.name}': variables and parameters")
        own = [column.name for column in self.derived]
        columns = [*self.space.names, *self.outputs, *own, *(c.name for c in self.constraints)]
        _check_unique(columns, f"problem '{self.name}': variables, outputs, own columns and constraints")
        known = {parameter.name: parameter for parameter in self.parameters}
        for constraint in self.constraints:
            for limit in constraint.parameters:
                check_known(limit, known, f"limit of the constraint '{constraint.name}'")
        values = {name: parameter.default for name, parameter in known.items()}
        for name, value in self.settings.items():
            check_known(name, known, f"parameter of the problem '{self.name}':")
            values[name] = known[name].check(value)
        object.__setattr__(self, "settings", Settings(values))
        _check_monotone(self)
        _check_unscored(self)

    @property
    def scored(self) -> tuple[str, ...]:
        """Predicted outputs that every model of the problem must give, since `score` or own columns may use them."""
        spared = set(self.unscored)
        for own in self.derived:
            # Which columns a function reads is not known before it is called.
            spared -= set(own.function.names) if isinstance(own.function, Expression) else spared
        return tuple(name for name in self.predicted if name not in spared)

    @property
    def baseline(self) -> FloatArray:
        """(d,) encoded default design."""
        return self.space.defaults()

    def with_settings(self, **settings: Any) -> "DesignProblem":
        """The problem with some fixed parameters changed.

        Raises:
            InputError: an unknown parameter (the nearest match is named), a wrong type, or out of range.
        """
        return replace(self, settings={**self.settings, **settings})

    def parse_settings(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Values of parameters given as text, as on a command line.

        Raises:
            InputError: an unknown parameter, or a text that does not fit its type or range.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        return {
            name: known[check_known(name, known, f"parameter of the problem '{self.name}':")].parse(text)
            for name, text in texts.items()
        }

    def population(self, X: Designs) -> "Population":
        """Lazy sequence of the buildings of (n, d) designs; each is built when it is asked for.

        Raises:
            InputError: the designs are not valid, see `DesignSpace.check`. Asking for one element raises
                InputError with a sentence if that design cannot be built.
        """
        return Population(self, self.space.check(X))

    def scores(self, X: Designs, outputs: Mapping[str, Column]) -> dict[str, Column]:
        """Score columns (n,) of checked (n, d) designs with these simulated outputs, at least those `scored`.

        Raises:
            InputError: the score function returned a column of another length.
        """
        return self.scores_of(self.space.columns(X), outputs, len(X))

    def scores_of(self, columns: DesignColumns, outputs: Mapping[str, Column], count: int) -> dict[str, Column]:
        """Score columns (count,) of the columns of designs with these simulated outputs, see `scores`."""
        result: dict[str, Column] = {}
        found = {} if self.score is None else self.score(columns, self.settings, outputs)
        for name, values in found.items():
            column = np.asarray(values, dtype=np.float64)
            if column.shape != (count,):
                raise InputError(
                    f"problem '{self.name}': expected the score '{name}' with shape ({count},); got {column.shape}."
                )
            result[name] = column
        baseline = {f"{BASELINE}.{name}": value for name, value in self.reference.items()}
        for own in self.derived:
            result[own.name] = own.values(RowColumns(columns, outputs, result, self.settings, baseline), count)
        return result

    @property
    def score_names(self) -> tuple[str, ...]:
        """Names of the score columns: those of the score function, then the derived ones."""
        nothing = {name: np.empty(0) for name in self.predicted}
        return tuple(self.scores(np.empty((0, len(self.space))), nothing))

    def with_column(
        self, name: str, function: ColumnFunction | str, unit: str = "", description: str = ""
    ) -> "DesignProblem":
        """The problem with one more column, computed of the others: variables, settings, outputs, scores, own columns.

        Args:
            name: name of the column.
            function: a one-line expression (see `fluxion.design.expression`), or a module-level function that takes a
                mapping of names to (n,) columns and single settings (`RowColumns`) and returns (n,) numbers. Outputs
                are those of `predicted`, so that surrogates can answer for the column too.
            unit: unit as text.
            description: one sentence.

        Raises:
            InputError: a name that is taken or no identifier, or an expression with an unknown name (the nearest match
                is named) or another mistake, whose place is named.
        """
        return self._with_derived(derived_column(name, function, unit, description))

    def with_objective(
        self, name: str, function: ColumnFunction | str | None = None, unit: str = "", description: str = ""
    ) -> "DesignProblem":
        """The problem with one more objective, to be minimised.

        Args:
            name: the column to minimise.
            function: what computes that column, see `with_column`; None: the problem has it already.
            unit: unit as text.
            description: one sentence.

        Raises:
            InputError: see `with_column`; without a function, an unknown column or one that is an objective already.
        """
        problem = self if function is None else self.with_column(name, function, unit, description)
        check_known(name, (*problem.outputs, *problem.score_names), f"objective of the problem '{self.name}'")
        if name in self.objectives:
            raise InputError(f"'{name}' is an objective of the problem '{self.name}' already.")
        return replace(problem.judged_by((name,)), objectives=(*self.objectives, name))

    def with_constraint(
        self,
        name: str,
        line: str | ColumnFunction | None = None,
        *,
        column: str | None = None,
        upper: Limit | None = None,
        lower: Limit | None = None,
        description: str = "",
    ) -> "DesignProblem":
        """The problem with one more constraint; one of the same name is replaced.

        Args:
            name: name of the constraint.
            line: the whole constraint, such as ``"hours_above_28_occ <= 40"`` or ``"20 <= energy_kwh_m2 <= 60"``; or a
                function as in `with_column`, whose values, the column ``NAME_value``, the limits hold.
            column: the column that the limits hold, instead of `line`.
            upper: largest value, a number or the name of a parameter.
            lower: smallest value, likewise.
            description: one sentence.

        Raises:
            InputError: a line that is no comparison, an unknown column or parameter (the nearest match is named), or
                limits that contradict each other.
        """
        problem = self.without_constraints(name) if name in [c.name for c in self.constraints] else self
        known = (*problem.outputs, *problem.score_names)
        if isinstance(line, str):
            if column is not None or upper is not None or lower is not None:
                raise InputError(f"constraint '{name}': expected a line, or a column with limits; got both.")
            constraint, derived = read_constraint(name, line, known, self.settings)
        elif line is not None:
            derived = DerivedColumn(f"{name}_value", line)
            constraint = Constraint(name, derived.name, upper, description, lower)
        else:
            constraint, derived = Constraint(name, column or "", upper, description, lower), None
        if derived is not None:
            problem = problem._with_derived(derived)
        known = (*known, *((derived.name,) if derived is not None else ()))
        check_known(constraint.column, known, f"column of the constraint '{name}':")
        constraint = replace(constraint, description=description or constraint.description)
        problem = problem.judged_by((constraint.column,))
        return replace(problem, constraints=(*problem.constraints, constraint))

    def judged_by(self, columns: Sequence[str]) -> "DesignProblem":
        """The problem of which every model must give `columns`, since designs are judged by them."""
        return replace(self, unscored=tuple(name for name in self.unscored if name not in columns))

    def without_constraints(self, *names: str) -> "DesignProblem":
        """The problem without some of its constraints, and without the columns ``NAME_value`` that only they looked at.

        Raises:
            InputError: an unknown constraint; the nearest match is named.
        """
        for name in names:
            check_known(name, [c.name for c in self.constraints], f"constraint of the problem '{self.name}'")
        left = tuple(c for c in self.constraints if c.name not in names)
        values = {f"{name}_value" for name in names}
        return replace(self, constraints=left, derived=tuple(d for d in self.derived if d.name not in values))

    def _with_derived(self, column: DerivedColumn) -> "DesignProblem":
        taken = (*self.space.names, *self.outputs, *self.score_names, *self.settings, BASELINE)
        if column.name in taken:
            raise InputError(
                f"own column '{column.name}': the problem '{self.name}' has a column or parameter of this name; choose "
                "another."
            )
        if isinstance(column.function, Expression):
            names = (*self.predicted, *self.score_names)
            base = replace(self, derived=()).score_names
            known = known_names(self.space.variables, names, self.settings, (*self.predicted, *base))
            try:
                column.function.check(known)
            except InputError as error:
                raise InputError(f"own column '{column.name}': {error}") from None
        return replace(self, derived=(*self.derived, column))

    def complaint(self, name: str, value: float) -> str:
        """Status of a row in which the column `name` is `value`, which is not finite."""
        for own in self.derived:
            if own.name == name:
                return own.complaint(value)
        return (
            f"the result '{name}' is {value}; expected a finite number. The design has no usable result; "
            "move its variables away from their bounds."
        )


@dataclass(frozen=True, eq=False)
class Population(Sequence[Any]):
    """The buildings of many designs, built one at a time on request; safe to read from several threads."""

    problem: DesignProblem
    X: Designs

    def __len__(self) -> int:
        return len(self.X)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> "Population": ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Population(self.problem, self.X[index])
        design = self.problem.space.decode_row(self.X[index])
        return self.problem.build(design, self.problem.settings)

    def families(self) -> Sequence[tuple[IntArray, Any]]:
        """Designs that need not be built one by one, as families with the rows of their members."""
        if self.problem.families is None or not len(self.X):
            return ()
        return self.problem.families(self.problem.space.columns(self.X), self.problem.settings)


def _check_monotone(problem: DesignProblem) -> None:
    for output, signs in problem.monotone.items():
        check_known(output, (*problem.outputs, *problem.predicted), f"monotone output of the problem '{problem.name}':")
        for variable, sign in signs.items():
            check_known(variable, problem.space.names, f"variable of the problem '{problem.name}':")
            if sign not in (-1, 1):
                raise InputError(
                    f"problem '{problem.name}': expected +1 or -1 for '{output}' over '{variable}'; got {sign!r}."
                )


def _check_unscored(problem: DesignProblem) -> None:
    judged = {*problem.objectives, *(constraint.column for constraint in problem.constraints)}
    for name in problem.unscored:
        check_known(name, problem.predicted, f"unscored output of the problem '{problem.name}':")
        if name in judged:
            raise InputError(
                f"problem '{problem.name}': designs are judged by '{name}', so that it cannot be unscored; take it out "
                "of 'unscored'."
            )


def _check_unique(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{what} must have different names; '{name}' occurs twice.")
