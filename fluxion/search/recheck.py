"""The truth runs of a study: everything that was paid for."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.evaluation import Evaluation, concatenate, evaluate_in_batches
from fluxion.problems.task import Answer, Task
from fluxion.search.run_log import RunLog
from fluxion.typing import Designs

#: Origin of the design that every other one is compared with.
BASELINE = "baseline"


class Archive:
    """Every truth run of a study in the order they finished, never more than the budget, no design twice.

    It grows while a study runs, so that an interrupted one keeps what was paid for.

    Attributes:
        task: the task as the truth answers it.
        budget: largest number of runs.
        log: where runs are kept, and taken from if a study goes on; None: in memory only.
    """

    def __init__(
        self, task: Task, budget: int, progress: Callable[[int], None] | None = None, log: RunLog | None = None
    ) -> None:
        self.task = task
        self.budget = budget
        self.log = log
        self._progress = progress
        # What one batch gave and where it came from are kept as one entry, so that an interrupt between two
        # statements cannot part them.
        self._parts: list[tuple[Evaluation, str]] = []
        self._row: dict[bytes, int] = {}

    def __len__(self) -> int:
        return sum(len(part) for part, _ in self._parts)

    @property
    def left(self) -> int:
        """Runs that the budget still allows."""
        return self.budget - len(self)

    @property
    def evaluation(self) -> Evaluation:
        """All runs.

        Raises:
            InputError: there are none yet.
        """
        return concatenate([part for part, _ in self._parts])

    def since(self, count: int) -> Evaluation:
        """The runs behind the first `count`, at least one."""
        everything = self.evaluation
        return take(everything, np.arange(count, len(everything)))

    @property
    def answer(self) -> Answer:
        """All runs as objectives and constraints."""
        return self.task.answer(self.evaluation)

    @property
    def origin(self) -> NDArray[np.object_]:
        """(n,) where each design came from: ``"baseline"``, ``"round 1"`` ..."""
        names = [origin for part, origin in self._parts for _ in range(len(part))]
        return np.array(names, dtype=object)

    def known(self, X: Designs) -> NDArray[np.bool_]:
        """(n,) which of (n, d) valid designs have been run."""
        return np.array([_key(row) in self._row for row in X], dtype=bool)

    def run(self, X: Designs, origin: str) -> int:
        """Run those of (n, d) valid designs that are new, as far as the budget goes; how many that were."""
        fresh: dict[bytes, int] = {}
        for i, row in enumerate(X):
            if _key(row) not in self._row:
                fresh.setdefault(_key(row), i)
        rows = list(fresh.values())[: self.left]
        for part in self._evaluations(X[rows], origin):
            first = len(self)
            self._row |= {_key(row): first + i for i, row in enumerate(part.X)}
            self._parts.append((part, origin))
            if self._progress is not None:
                self._progress(len(self))
        return len(rows)

    def _evaluations(self, X: Designs, origin: str) -> Iterator[Evaluation]:
        """Evaluations of (n, d) designs as they are finished; what the log has is not run again."""
        while len(X):
            known = None if self.log is None else self.log.answers(X)
            if known is not None:
                yield known
                X = X[len(known) :]
                continue
            # Known designs may stand behind new ones where a study goes on with a larger budget.
            fresh = len(X) if self.log is None else self.log.lacking(X)
            for part in evaluate_in_batches(self.task.evaluator, X[:fresh]):
                # Zones are not needed any more, and a run without them is the same as one out of the log.
                part = take(part, np.arange(len(part)))
                if self.log is not None:
                    self.log.add(part, origin)
                yield part
            X = X[fresh:]

    def confirm(self, X: Designs) -> None:
        """Run (n, d) designs again that the log has, to see whether the truth still answers as it did.

        Raises:
            InputError: it does not; its runs must not be mixed with those of the log.
        """
        if self.log is None:
            return
        known = self.log.answers(X)
        if known is None:
            return
        now = self.task.evaluator.evaluate(X[: len(known)])
        for name, values in now.columns.items():
            # Another processor may round otherwise.
            before = known.columns.get(name, np.full(len(known), np.nan))
            if not np.allclose(before, values, rtol=1e-5, atol=1e-6, equal_nan=True):
                raise InputError(
                    f"the {now.fidelity} says {name} = {values[0]:.6g} of the baseline design, the log "
                    f"'{self.log.path}' {before[0]:.6g}: the model has changed since. Name another folder, or begin "
                    "anew with --fresh."
                )

    def answers(self, X: Designs) -> Answer:
        """What is known of (n, d) designs that have all been run.

        Raises:
            InputError: one of them has not.
        """
        if not self.known(X).all():
            raise InputError("a design was asked for that has not been run.")
        return self.task.answer(take(self.evaluation, np.array([self._row[_key(row)] for row in X])))


def take(evaluation: Evaluation, rows: NDArray[np.int64]) -> Evaluation:
    """The evaluation of some rows, in the given order; zones are left out."""
    return Evaluation(
        X=evaluation.X[rows],
        columns={name: values[rows] for name, values in evaluation.columns.items()},
        residual=evaluation.residual[rows],
        status=evaluation.status[rows],
        fidelity=evaluation.fidelity,
        engine=evaluation.engine,
        lower={name: values[rows] for name, values in evaluation.lower.items()},
        upper={name: values[rows] for name, values in evaluation.upper.items()},
        out_of_domain=None if evaluation.out_of_domain is None else evaluation.out_of_domain[rows],
    )


def _key(row: NDArray[np.float64]) -> bytes:
    # Adding zero turns -0.0 into 0.0, which is the same design.
    return (row + 0.0).tobytes()
