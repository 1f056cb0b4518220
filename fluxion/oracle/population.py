"""Many designs in one call."""

import os

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion._checks import check_batch
from fluxion.design import DesignProblem
from fluxion.errors import SurrogateError
from fluxion.evaluation import Evaluation, SurrogateEvaluator
from fluxion.oracle.answers import Climate, WithModel
from fluxion.oracle.designs import DesignAnswers
from fluxion.oracle.office import OfficeAnswers
from fluxion.problems.reference_office.genes import EUI, read_population
from fluxion.surrogate import Surrogate
from fluxion.typing import Designs, FloatArray

#: Climate of the seed surrogates and, unless stated, of every oracle.
DEFAULT_WEATHER = "golden"


class BatchOracle(WithModel):
    """Objectives of many designs of a problem, or energy use intensity of many designs of the reference office.

    Args:
        weather: a `Weather`, the name of a bundled climate or an EPW file; ``"golden"`` (Colorado) unless stated.
        problem: what is designed: a `DesignProblem` or the name of one, such as ``"office-design"``; None: the
            reference office in two or three numbers.
        surrogate: a model file or a loaded `Surrogate`; None: the one that ships for the problem in the climate, if
            there is one. The reference office has none until one is given or loaded.
        steps_per_hour: None: the batch engine; a number: the reference engine with so many time steps per hour.
        threads: designs simulated at a time, and threads that share the rows of the surrogate; None: as many as there
            are cores.

    Raises:
        InputError: unknown climate or problem, a problem without objectives, an impossible number of steps or threads,
            or no such model file.
        SurrogateError: the model given cannot be used here, or the shipped one is damaged.
    """

    def __init__(
        self,
        weather: Climate = DEFAULT_WEATHER,
        problem: DesignProblem | str | None = None,
        surrogate: Surrogate | str | os.PathLike[str] | None = None,
        *,
        steps_per_hour: int | None = None,
        threads: int | None = None,
    ) -> None:
        self._answers: OfficeAnswers | DesignAnswers
        if problem is None:
            self._answers = OfficeAnswers(weather, steps_per_hour, threads)
        else:
            self._answers = DesignAnswers(weather, problem, steps_per_hour, threads)
        if isinstance(surrogate, Surrogate):
            self._model = self._answers.evaluator(surrogate)
        elif surrogate is not None:
            self.load_surrogate(surrogate)
        elif isinstance(self._answers, DesignAnswers):
            self._model = self._answers.shipped()

    @property
    def problem(self) -> DesignProblem | None:
        """What is designed; None: the reference office in two or three numbers."""
        return self._answers.problem if isinstance(self._answers, DesignAnswers) else None

    @property
    def last_status(self) -> NDArray[np.object_] | None:
        """(n,) texts of the last call, of this thread if it made one: ``"ok"`` or a sentence; None: no call."""
        return self._answers.last.read()[1]

    def evaluate_population(self, population: ArrayLike, use_surrogates: bool = True) -> FloatArray:
        """(n, m) objectives of the problem, to be minimised, in its order and units.

        Without a problem (n,) EUI: heating plus cooling ideal loads of the year over the floor area [kWh/m2].

        Args:
            population: (n, d) encoded designs of all variables of the problem (`DesignSpace.encode`). Without a
                problem (n, 2) rows ``[window U [W/(m2 K)], heating setpoint [degC]]``, cooled to 25 degC, or (n, 3)
                rows with the cooling setpoint [degC] as well. Lists or an array. A row that is not finite, out of
                bounds, cannot be built, or heats above its cooling setpoint gives NaN and a sentence in `last_status`.
            use_surrogates: ask the loaded surrogate; without one physics answers with a `FallbackWarning`.
                False: physics.

        Raises:
            InputError: another shape, or not numbers.
            SurrogateError: the loaded model did not learn the cooling setpoint that the rows give, or cannot be run.
        """
        return self._values(self._answers.evaluate(self._read(population), self._model, use_surrogates))

    def evaluate_population_uncertain(
        self, population: ArrayLike, use_surrogates: bool = True
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(n, m) objectives with (n, m) lower and upper ends of their 90 % intervals; without a problem (n,) EUI.

        The interval is that of the surrogate's error for designs drawn evenly from the bounds, found on physics runs
        that it never saw. Where physics answers, both ends are its answer.

        Args:
            population: as in `evaluate_population`.
            use_surrogates: likewise.

        Raises:
            InputError: as there.
            SurrogateError: as there, or the loaded model has no interval of an objective: it is an old one, was
                adapted since, or was calibrated with other prices than the problem has.
        """
        evaluation = self._answers.evaluate(self._read(population), self._model, use_surrogates)
        mean = self._values(evaluation)
        if evaluation.fidelity != SurrogateEvaluator.fidelity:
            return mean, mean.copy(), mean.copy()
        names = [EUI] if self.problem is None else list(self.problem.objectives)
        missing = ["the EUI" if name == EUI else name for name in names if name not in evaluation.lower]
        if missing:
            raise SurrogateError(f"the loaded model has no interval of {', '.join(missing)}{self._no_interval()}")
        lower, upper = (
            np.stack([ends[name] for name in names], axis=1) for ends in (evaluation.lower, evaluation.upper)
        )
        if self.problem is None:
            lower, upper = lower[:, 0], upper[:, 0]
        # Rows with crossed setpoints were answered and then refused.
        failed = np.isnan(mean)
        return mean, np.where(failed, np.nan, lower), np.where(failed, np.nan, upper)

    def _no_interval(self) -> str:
        """Why the loaded model has no interval of an objective, and what helps."""
        if self._model is not None and "adapted" in self._model.surrogate.card.training:
            return (
                ", because its last layers were adapted since they were calibrated. Ask evaluate_population, which "
                "needs no intervals; load a model that was trained anew with the observed runs; or use physics."
            )
        return (
            "; expected one with it, as 'make assets' trains them, and the prices it was calibrated with. Load such a "
            "model, or use physics."
        )

    def _read(self, population: ArrayLike) -> Designs:
        if self.problem is None:
            return read_population(population)
        if isinstance(population, list | tuple) and len(population) == 0:
            population = np.empty((0, len(self.problem.space)))
        return check_batch(population, len(self.problem.space), "the designs", "variables")

    def _values(self, evaluation: Evaluation) -> FloatArray:
        return evaluation.columns[EUI] if self.problem is None else evaluation.objectives(self.problem)
