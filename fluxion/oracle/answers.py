"""Physics and a surrogate of one problem in one climate, and what happens without a surrogate."""

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from fluxion._cores import available_cores
from fluxion.design import DesignProblem
from fluxion.evaluation import Evaluation, PhysicsEvaluator, SurrogateEvaluator
from fluxion.oracle.last import Last
from fluxion.surrogate import Surrogate
from fluxion.typing import Designs
from fluxion.weather import Weather, load_weather

#: A climate, the name of a bundled one, or the path of an EPW file.
Climate = Weather | str | os.PathLike[str]


class Answers(ABC):
    """Who answers for (n, k) rows, in the form in which its owner is asked.

    Attributes:
        weather: the climate.
        last: how the last call was answered.
        absence: why no surrogate can answer while its owner has none.

    Raises:
        InputError: unknown climate, or an impossible number of steps or threads.
    """

    def __init__(
        self, weather: Climate, simulated: DesignProblem, steps_per_hour: int | None, threads: int | None
    ) -> None:
        self.weather = weather if isinstance(weather, Weather) else load_weather(weather)
        self.last = Last()
        self.absence = "no surrogate is loaded"
        self._physics = PhysicsEvaluator(simulated, self.weather, steps_per_hour=steps_per_hour, threads=threads)
        # Counted where it runs: a pickle may travel to a machine with other cores.
        self._threads = threads

    @abstractmethod
    def problem_of(self, surrogate: Surrogate) -> DesignProblem:
        """The problem that a surrogate shall answer.

        Raises:
            SurrogateError: it learned something else.
        """

    @abstractmethod
    def predict(self, model: SurrogateEvaluator, rows: Designs) -> Evaluation:
        """What a surrogate says about (n, k) rows."""

    @abstractmethod
    def simulate(self, rows: Designs) -> Evaluation:
        """What physics says about (n, k) rows."""

    def refused(self, rows: Designs) -> Mapping[int, str]:
        """Row -> sentence of rows for which an answer would mislead, whoever gave it; none unless a form has some."""
        return {}

    def evaluator(self, surrogate: Surrogate) -> SurrogateEvaluator:
        """A surrogate that answers here.

        Raises:
            SurrogateError: it was made for another problem, building or climate.
        """
        threads = self._threads or available_cores()
        return SurrogateEvaluator(self.problem_of(surrogate), self.weather, surrogate, threads, marks=False)

    def evaluate(self, rows: Designs, model: SurrogateEvaluator | None, use_surrogates: bool) -> Evaluation:
        """Evaluate (n, k) rows; those that cannot be answered have a status.

        Args:
            rows: as its owner was given them.
            model: the surrogate to ask, None if there is none.
            use_surrogates: ask it; without one physics answers with a `FallbackWarning`.

        Raises:
            SurrogateError: the surrogate cannot answer for such rows, or cannot be run.
        """
        if use_surrogates and model is None:
            self.last.warn(self.absence)
        evaluation = self.predict(model, rows) if use_surrogates and model is not None else self.simulate(rows)
        for row, sentence in self.refused(rows).items():
            # Such rows may be out of bounds too, but this is what their author wants to know.
            evaluation.status[row] = sentence
            for values in evaluation.columns.values():
                values[row] = np.nan
        self.last.write(evaluation.fidelity, evaluation.status)
        return evaluation


class Told:
    """Whose calls are answered by `Answers`."""

    _answers: Answers

    @property
    def weather(self) -> Weather:
        """The climate."""
        return self._answers.weather

    @property
    def last_fidelity(self) -> str | None:
        """``"physics"`` or ``"surrogate"``: who answered the last call, of this thread if it made one; None: no call.

        A call that wanted the surrogate and fell back says ``"physics"``.
        """
        return self._answers.last.read()[0]


class WithModel(Told):
    """Whose surrogate is loaded once and asked from then on."""

    _model: SurrogateEvaluator | None = None

    def load_surrogate(self, path: str | os.PathLike[str]) -> None:
        """Use the model file `path` from now on, for example ``assets/thermal_surrogate.onnx``.

        Raises:
            InputError: there is no such file.
            SurrogateError: it cannot be used here: damaged, or made for other variables, another building or climate.
        """
        self._model = self._answers.evaluator(Surrogate.load(os.fspath(path)))
