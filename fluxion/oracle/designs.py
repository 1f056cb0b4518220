"""Any design problem, asked with encoded designs of all its variables."""

from fluxion.design import DesignProblem
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import Evaluation, SurrogateEvaluator, load_surrogate, shipped_model
from fluxion.oracle.answers import Answers, Climate
from fluxion.problems import load
from fluxion.surrogate import Surrogate
from fluxion.typing import Designs


class DesignAnswers(Answers):
    """Rows are (n, d) encoded designs, columns in the order of ``problem.space``.

    Attributes:
        problem: the problem with its settings.

    Raises:
        InputError: unknown problem or climate, an impossible number of steps or threads, or nothing to minimise.
    """

    def __init__(
        self, weather: Climate, problem: DesignProblem | str, steps_per_hour: int | None, threads: int | None
    ) -> None:
        self.problem = load(problem) if isinstance(problem, str) else problem
        if not isinstance(self.problem, DesignProblem):
            raise InputError(
                f"problem: expected a DesignProblem, its name or None; got a {type(self.problem).__name__}."
            )
        if not self.problem.objectives:
            raise InputError(
                f"problem: '{self.problem.name}' has no objectives, which are what an oracle answers; name some of its "
                "columns with dataclasses.replace(problem, objectives=...)."
            )
        super().__init__(weather, self.problem, steps_per_hour, threads)

    def shipped(self) -> SurrogateEvaluator | None:
        """The surrogate that ships for the problem in the climate; None if there is none that can answer.

        Raises:
            SurrogateError: the shipped file is damaged.
        """
        if shipped_model(self.problem, self.weather) is None:
            self.absence = f"no surrogate ships for '{self.problem.name}' in '{self.weather.name}', and none is loaded"
            return None
        surrogate = load_surrogate(self.problem, self.weather)
        try:
            return self.evaluator(surrogate)
        except SurrogateError as error:
            # The problem was changed on purpose; physics still knows it.
            self.absence = str(error)
            return None

    def problem_of(self, surrogate: Surrogate) -> DesignProblem:
        """The problem, whatever the surrogate learned."""
        return self.problem

    def predict(self, model: SurrogateEvaluator, rows: Designs) -> Evaluation:
        """Outputs and scores, as the surrogate says."""
        return model.evaluate(rows)

    def simulate(self, rows: Designs) -> Evaluation:
        """Outputs and scores by physics."""
        return self._physics.evaluate(rows)
