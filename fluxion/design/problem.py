"""What is being designed: variables, fixed parameters, how a design becomes a building, what counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from fluxion._checks import check_known
from fluxion.design.features import Feature
from fluxion.design.parameters import Parameter, Settings
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
class Constraint:
    """``column - upper <= 0`` makes a design feasible.

    Attributes:
        name: name of the column that holds ``column - upper``, in the unit of `column`.
        column: an output or a score of the problem.
        upper: the limit: a number, or the name of the fixed parameter that holds it.
        description: one sentence.
    """

    name: str
    column: str
    upper: float | str
    description: str = ""

    def limit(self, settings: Mapping[str, Any]) -> float:
        """The limit as a number."""
        return float(settings[self.upper]) if isinstance(self.upper, str) else float(self.upper)

    def value(self, columns: Mapping[str, Column], settings: Mapping[str, Any]) -> Column:
        """(n,) values of ``column - upper``; feasible where <= 0."""
        return columns[self.column] - self.limit(settings)


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

    def __post_init__(self) -> None:
        for name in ("outputs", "predicted", "parameters", "objectives", "constraints", "unscored"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        names = [*self.space.names, *(p.name for p in self.parameters)]
        _check_unique(names, f"problem '{self.name}': variables and parameters")
        columns = [*self.space.names, *self.outputs, *(c.name for c in self.constraints)]
        _check_unique(columns, f"problem '{self.name}': variables, outputs and constraints")
        known = {parameter.name: parameter for parameter in self.parameters}
        for constraint in self.constraints:
            if isinstance(constraint.upper, str):
                check_known(constraint.upper, known, f"limit of the constraint '{constraint.name}'")
        values = {name: parameter.default for name, parameter in known.items()}
        for name, value in self.settings.items():
            check_known(name, known, f"parameter of the problem '{self.name}':")
            values[name] = known[name].check(value)
        object.__setattr__(self, "settings", Settings(values))
        _check_monotone(self)
        _check_unscored(self)

    @property
    def scored(self) -> tuple[str, ...]:
        """Predicted outputs that every model of the problem must give, since `score` may use them."""
        return tuple(name for name in self.predicted if name not in self.unscored)

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
        if self.score is None:
            return {}
        result = {}
        for name, values in self.score(self.space.columns(X), self.settings, outputs).items():
            column = np.asarray(values, dtype=np.float64)
            if column.shape != (len(X),):
                raise InputError(
                    f"problem '{self.name}': expected the score '{name}' with shape ({len(X)},); got {column.shape}."
                )
            result[name] = column
        return result


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
