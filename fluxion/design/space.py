"""The design space: the one place that owns the order, encoding and bounds of the variables."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion._checks import check_batch, check_known
from fluxion.design.columns import DesignColumns
from fluxion.design.sampling import unit_sample
from fluxion.design.variables import Choice, Integer, Real, Value, Variable
from fluxion.errors import InputError
from fluxion.typing import Designs, FloatArray

Fixed = TypeVar("Fixed", bound=NDArray[Any])

_FORMAT = "fluxion-design-space"
_VERSION = 1
_KINDS: dict[str, type[Real] | type[Integer] | type[Choice]] = {
    "real": Real,
    "integer": Integer,
    "choice": Choice,
}


@dataclass(frozen=True)
class DesignSpace:
    """An ordered set of variables; a design is one row of float64 in this order.

    Attributes:
        variables: the variables, in column order. A choice is encoded as 0..k-1.

    Raises:
        InputError: no variables, or two with the same name.
    """

    variables: tuple[Variable, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", tuple(self.variables))
        if not self.variables:
            raise InputError("a design space needs at least one variable; got none.")
        for name in self.names:
            if self.names.count(name) > 1:
                raise InputError(f"the design space names the variable '{name}' twice; names must differ.")

    def __len__(self) -> int:
        return len(self.variables)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the variables in column order."""
        return tuple(variable.name for variable in self.variables)

    @cached_property
    def lower(self) -> FloatArray:
        """(d,) smallest encoded values; read-only."""
        return _fixed(np.array([variable.lower for variable in self.variables], dtype=np.float64))

    @cached_property
    def upper(self) -> FloatArray:
        """(d,) largest encoded values; read-only."""
        return _fixed(np.array([variable.upper for variable in self.variables], dtype=np.float64))

    @cached_property
    def discrete(self) -> NDArray[np.bool_]:
        """(d,) whether a variable takes whole codes only (integers and choices); read-only."""
        return _fixed(np.array([not isinstance(variable, Real) for variable in self.variables]))

    @cached_property
    def _whole(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.discrete)

    @cached_property
    def numbers(self) -> NDArray[np.intp]:
        """(p,) columns of real and integer variables; read-only."""
        return _fixed(np.array([j for j, one in enumerate(self.variables) if not isinstance(one, Choice)], np.intp))

    @cached_property
    def options(self) -> tuple[NDArray[np.intp], FloatArray]:
        """(m,) columns and (m,) codes of every option of every choice, in order; read-only."""
        pairs = [
            (j, code)
            for j, one in enumerate(self.variables)
            if isinstance(one, Choice)
            for code in range(len(one.options))
        ]
        columns, codes = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
        return _fixed(columns.astype(np.intp)), _fixed(codes.astype(np.float64))

    def index(self, name: str) -> int:
        """Column of the variable `name`.

        Raises:
            InputError: there is no such variable; the message names the nearest match.
        """
        return self.names.index(check_known(name, self.names, "variable"))

    def variable(self, name: str) -> Variable:
        """The variable `name`.

        Raises:
            InputError: there is no such variable; the message names the nearest match.
        """
        return self.variables[self.index(name)]

    def defaults(self) -> FloatArray:
        """(d,) encoded default design."""
        return np.array([variable.encode(variable.default) for variable in self.variables])

    def encode(self, rows: Sequence[Mapping[str, Value]]) -> Designs:
        """(n, d) float64 designs of `rows`; a variable that a row leaves out takes its default.

        Raises:
            InputError: an unknown name, or a value that its variable does not allow; row and column are named.
        """
        X = np.tile(self.defaults(), (len(rows), 1))
        for i, row in enumerate(rows):
            for name, value in row.items():
                j = self.index(name)
                try:
                    X[i, j] = self.variables[j].encode(value)
                except InputError as error:
                    raise InputError(f"row {i + 1}, column '{name}': {error}") from None
        return X

    def decode(self, X: ArrayLike) -> list[dict[str, Value]]:
        """Values of the (n, d) designs by variable name, one dictionary per row.

        Raises:
            InputError: see `check`.
        """
        return [self.decode_row(row) for row in self.check(X)]

    def decode_row(self, row: FloatArray) -> dict[str, Value]:
        """Values by variable name of one checked (d,) design."""
        return {v.name: v.decode(code) for v, code in zip(self.variables, row.tolist())}

    def columns(self, X: Designs) -> DesignColumns:
        """Columns of checked (n, d) designs by name: (n,) float64, for a choice (n,) option texts."""
        return DesignColumns(self.variables, X)

    def check(self, X: ArrayLike) -> Designs:
        """(n, d) float64 copy-free view of valid designs.

        Raises:
            InputError: wrong shape, not finite, out of bounds, or a fraction where a whole number belongs;
                the first bad row (counted from 1) and its column are named.
        """
        batch = check_batch(X, len(self), "the designs", "variables")
        if not self._all_right(batch):
            status = self.row_status(batch)
            i = int(np.flatnonzero(status != "ok")[0])
            raise InputError(f"row {i + 1}, {status[i]}")
        return batch

    def row_status(self, X: ArrayLike) -> NDArray[np.object_]:
        """(n,) texts: ``"ok"``, or a sentence that names the first column of the row that cannot be used.

        Raises:
            InputError: `X` is not an array of numbers with shape (n, d).
        """
        batch = check_batch(X, len(self), "the designs", "variables")
        status = np.full(len(batch), "ok", dtype=object)
        if self._all_right(batch):
            return status
        wrong = self._wrong(batch)
        # Nearly always all is well, and asking row by row takes as long as everything else here.
        for i in np.flatnonzero(wrong.any(axis=1)) if wrong.any() else ():
            j = int(np.flatnonzero(wrong[i])[0])
            status[i] = self._complaint(j, float(batch[i, j]))
        return status

    def repair(self, X: ArrayLike) -> Designs:
        """Nearest valid (n, d) designs: clipped to the bounds, whole codes rounded; for optimisers' moves.

        Raises:
            InputError: wrong shape, or a value that is not finite (no nearest design exists).
        """
        batch = check_batch(X, len(self), "the designs", "variables")
        if not np.isfinite(batch).all():
            self.check(batch)
        clipped = np.clip(batch, self.lower, self.upper)
        return np.where(self.discrete, np.rint(clipped), clipped)

    def sample(self, n: int, seed: int, method: str = "uniform") -> Designs:
        """(n, d) random designs; integers and choices fall into equal-width bins of the unit interval.

        Args:
            n: number of designs.
            seed: the same seed gives the same designs.
            method: ``"uniform"``, ``"sobol"`` (scrambled) or ``"lhs"`` (Latin hypercube).

        Raises:
            InputError: unknown method, n < 1, or a negative seed.
        """
        unit = unit_sample(n, len(self), seed, method)
        lower, upper = self.lower, self.upper
        real = np.clip(lower + unit * (upper - lower), lower, upper)
        whole = np.minimum(lower + np.floor(unit * (upper - lower + 1.0)), upper)
        return np.where(self.discrete, whole, real)

    def to_json(self) -> str:
        """The space as JSON text with a format version; `from_json` reads it back."""
        return json.dumps(
            {"format": _FORMAT, "version": _VERSION, "variables": [_to_dict(v) for v in self.variables]}, indent=2
        )

    @classmethod
    def from_json(cls, text: str) -> "DesignSpace":
        """Space that `to_json` wrote.

        Raises:
            InputError: not JSON, another format or version, or an invalid variable.
        """
        try:
            content = json.loads(text)
        except (json.JSONDecodeError, TypeError) as error:
            raise InputError(f"the design space is not valid JSON ({error}).") from error
        if not isinstance(content, dict) or content.get("format") != _FORMAT:
            raise InputError(f'expected JSON with "format": "{_FORMAT}"; write it with DesignSpace.to_json.')
        if content.get("version") != _VERSION:
            raise InputError(
                f"the design space has format version {content.get('version')!r}; this Fluxion reads {_VERSION}."
            )
        entries = content.get("variables")
        if not isinstance(entries, list):
            raise InputError("the design space has no list 'variables'; write it with DesignSpace.to_json.")
        return cls(tuple(_from_dict(entry) for entry in entries))

    def fingerprint(self) -> str:
        """16 hexadecimal digits over names, kinds, bounds, options and units.

        Defaults and descriptions are left out: they do not change what a row of numbers means.
        """
        meaning = [
            {k: v for k, v in _to_dict(variable).items() if k not in ("default", "description")}
            for variable in self.variables
        ]
        text = json.dumps(meaning, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

    def _all_right(self, batch: Designs) -> bool:
        # As `_wrong`, in a fifth of the time, which is that of many a prediction.
        inside = (batch >= self.lower).all() and (batch <= self.upper).all()
        codes = batch[:, self._whole]
        return bool(inside and (np.floor(codes) == codes).all())

    def _wrong(self, batch: Designs) -> NDArray[np.bool_]:
        # A comparison with NaN is false, so NaN counts as out of bounds.
        inside = (batch >= self.lower) & (batch <= self.upper)
        codes = np.flatnonzero(self.discrete)
        whole = batch[:, codes]
        inside[:, codes] &= np.floor(whole) == whole
        return ~inside

    def _complaint(self, j: int, value: float) -> str:
        variable = self.variables[j]
        if isinstance(variable, Choice):
            expected = f"the code 0 to {len(variable.options) - 1} of {variable.expected}"
            return f"column '{variable.name}': {value!r} is no option; expected {expected}."
        try:
            variable.encode(value)
        except InputError as error:
            return f"column '{variable.name}': {error}"
        raise AssertionError(f"{variable} accepts {value}, but its bounds do not")


def _fixed(array: Fixed) -> Fixed:
    array.flags.writeable = False
    return array


def _to_dict(variable: Variable) -> dict[str, Any]:
    kind = next(kind for kind, cls in _KINDS.items() if isinstance(variable, cls))
    return {"kind": kind, **asdict(variable)}


def _from_dict(entry: Any) -> Variable:
    if not isinstance(entry, dict) or entry.get("kind") not in _KINDS:
        raise InputError(f"expected a variable with a kind of {', '.join(_KINDS)}; got {entry!r}.")
    cls = _KINDS[entry["kind"]]
    values = {key: value for key, value in entry.items() if key != "kind"}
    known = [field.name for field in fields(cls)]
    for key in values:
        check_known(key, known, f"field of a variable of kind {entry['kind']}")
    try:
        return cls(**values)
    except TypeError as error:
        raise InputError(f"the variable {values.get('name')!r} lacks a field ({error}).") from error
