"""What an evaluation gives: columns of numbers and, for every row, a status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fluxion._checks import check_known
from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.typing import Column, Designs, FloatArray

#: Status of a row whose numbers can be used; any other status is a sentence that says why they cannot.
OK = "ok"
#: Name of the column that marks designs unlike those that a surrogate learned.
OUT_OF_DOMAIN = "out_of_domain"


@dataclass(frozen=True)
class ZoneTable:
    """Outputs of every zone of every design.

    Attributes:
        names: (z) zone names.
        area_m2: (n, z) floor areas [m2]; NaN in failed rows.
        outputs: name of the output -> (n, z) values; NaN in failed rows.
    """

    names: tuple[str, ...]
    area_m2: FloatArray
    outputs: Mapping[str, FloatArray]

    def to_frame(self, outputs: Sequence[str]) -> pd.DataFrame:
        """Table with one line per design and zone: design_row (from 1), zone, area_m2 and `outputs`.

        Designs that failed have no lines; their status stands in the table of the evaluation.

        Raises:
            InputError: an output that zones do not have.
        """
        rows = np.flatnonzero(np.isfinite(self.area_m2).all(axis=1)) if self.names else np.array([], dtype=int)
        columns: dict[str, NDArray[np.generic]] = {
            "design_row": np.repeat(rows + 1, len(self.names)),
            "zone": np.tile(np.array(self.names, dtype=object), len(rows)),
            "area_m2": self.area_m2[rows].ravel(),
        }
        for name in outputs:
            columns[name] = self.outputs[check_known(name, self.outputs, "output of a zone")][rows].ravel()
        return pd.DataFrame(columns)


@dataclass(frozen=True)
class Evaluation:
    """Evaluated designs; a row is either complete with status ``"ok"``, or NaN throughout with a sentence.

    Attributes:
        X: (n, d) the designs as given.
        columns: name -> (n,) values: the simulated outputs of the problem, then its scores.
        lower: name -> (n,) lower ends of 90 % intervals of predicted outputs; empty for physics.
        upper: name -> (n,) upper ends, likewise.
        residual: (n,) relative residual of the energy balance [-]; NaN where nothing was balanced.
        status: (n,) texts.
        fidelity: ``"physics"``, ``"surrogate"`` or ``"energyplus"``.
        engine: name and time step of the engine that computed or taught the numbers.
        zones: outputs per zone, None if the evaluator knows none.
        out_of_domain: (n,) which designs are unlike those that the surrogate learned, so that its interval may be too
            narrow; False in all rows of a simulation; None where the surrogate's card does not say.
    """

    X: Designs
    columns: Mapping[str, Column]
    residual: Column
    status: NDArray[np.object_]
    fidelity: str
    engine: str
    lower: Mapping[str, Column] = field(default_factory=dict)
    upper: Mapping[str, Column] = field(default_factory=dict)
    zones: ZoneTable | None = None
    out_of_domain: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.status)

    @property
    def ok(self) -> NDArray[np.bool_]:
        """(n,) which rows can be used."""
        return np.asarray(self.status == OK, dtype=bool)

    def objectives(self, problem: DesignProblem) -> FloatArray:
        """(n, m) objectives, to be minimised; NaN in failed rows.

        Raises:
            InputError: the problem has an objective that was not computed.
        """
        names = [check_known(name, self.columns, "column for an objective") for name in problem.objectives]
        return np.stack([self.columns[name] for name in names], axis=1) if names else np.empty((len(self), 0))

    def constraints(self, problem: DesignProblem, low: Mapping[str, Column] | None = None) -> FloatArray:
        """(n, k) constraint values, met where <= 0; NaN in failed rows.

        Args:
            problem: whose constraints.
            low: columns that are held against lower limits, where those differ from `columns`.

        Raises:
            InputError: a constraint refers to a column that was not computed.
        """
        values = []
        for constraint in problem.constraints:
            check_known(constraint.column, self.columns, f"column for the constraint '{constraint.name}'")
            values.append(constraint.value(self.columns, problem.settings, low))
        return np.stack(values, axis=1) if values else np.empty((len(self), 0))

    def to_frame(self, problem: DesignProblem) -> pd.DataFrame:
        """Table of the results: columns, constraints, residual, engine, fidelity, status, interval ends.

        Beside intervals stands ``out_of_domain``: True, False, or ``"unknown"``.
        """
        result: dict[str, object] = dict(self.columns)
        for constraint, values in zip(problem.constraints, self.constraints(problem).T):
            result[constraint.name] = values
        result |= {"residual": self.residual, "engine": self.engine, "fidelity": self.fidelity, "status": self.status}
        if self.lower:
            result[OUT_OF_DOMAIN] = "unknown" if self.out_of_domain is None else self.out_of_domain
        for name in self.lower:
            result[f"{name}_lo"] = self.lower[name]
            result[f"{name}_hi"] = self.upper[name]
        return pd.DataFrame(result, index=pd.RangeIndex(len(self)))


def concatenate(parts: Sequence[Evaluation]) -> Evaluation:
    """One evaluation with the rows of all `parts`, which one evaluator made.

    Raises:
        InputError: no parts, or parts of different evaluators.
    """
    if not parts:
        raise InputError("there are no evaluations to put together; expected at least one.")
    first = parts[0]
    for part in parts[1:]:
        if (part.fidelity, part.engine, list(part.columns)) != (first.fidelity, first.engine, list(first.columns)):
            raise InputError(
                f"only evaluations of one evaluator can be put together; got {first.fidelity} by {first.engine} "
                f"and {part.fidelity} by {part.engine}."
            )
    return Evaluation(
        X=np.concatenate([part.X for part in parts]),
        columns=_join([part.columns for part in parts]),
        residual=np.concatenate([part.residual for part in parts]),
        status=np.concatenate([part.status for part in parts]),
        fidelity=first.fidelity,
        engine=first.engine,
        lower=_join([part.lower for part in parts]),
        upper=_join([part.upper for part in parts]),
        zones=_join_zones([(part.zones, len(part)) for part in parts]),
        out_of_domain=_join_flags([part.out_of_domain for part in parts]),
    )


def _join(parts: Sequence[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _join_flags(parts: Sequence[NDArray[np.bool_] | None]) -> NDArray[np.bool_] | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if len(known) == len(parts) else None


def _join_zones(parts: Sequence[tuple[ZoneTable | None, int]]) -> ZoneTable | None:
    # A part without any finished design does not know the zones; its rows are NaN like every failed row.
    known = [zones for zones, _ in parts if zones is not None]
    if not known:
        return None
    first = max(known, key=lambda zones: len(zones.names))
    for zones in known:
        if zones.names and zones.names != first.names:
            raise InputError("only designs with the same zones can stand in one table.")
    filled = [
        zones
        if zones is not None and zones.names
        else ZoneTable(first.names, *_blank((rows, len(first.names)), first.outputs))
        for zones, rows in parts
    ]
    return ZoneTable(
        first.names, np.concatenate([zones.area_m2 for zones in filled]), _join([zones.outputs for zones in filled])
    )


def _blank(shape: tuple[int, int], names: Mapping[str, FloatArray]) -> tuple[FloatArray, dict[str, FloatArray]]:
    return np.full(shape, np.nan), {name: np.full(shape, np.nan) for name in names}
