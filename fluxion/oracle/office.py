"""The reference office, asked with two or three numbers."""

from collections.abc import Mapping

from fluxion.design import DesignProblem
from fluxion.evaluation import Evaluation, SurrogateEvaluator
from fluxion.oracle.answers import Answers, Climate
from fluxion.oracle.manager import columns_for, genes_of
from fluxion.problems.reference_office import genes as office
from fluxion.surrogate import Surrogate
from fluxion.typing import Designs


class OfficeAnswers(Answers):
    """Rows are (n, 2) or (n, 3) genes: ``[window U [W/(m2 K)], heating, cooling setpoint [degC]]``.

    Raises:
        InputError: unknown climate, or an impossible number of steps, threads or storeys.
    """

    def __init__(
        self, weather: Climate, steps_per_hour: int | None, threads: int | None = None, storeys: int = 2
    ) -> None:
        super().__init__(weather, office.simulated_genes(storeys), steps_per_hour, threads)
        self.storeys = storeys

    def problem_of(self, surrogate: Surrogate) -> DesignProblem:
        """The office in the genes that the surrogate learned."""
        return office.predicted_genes(genes_of(surrogate), self.storeys)

    def predict(self, model: SurrogateEvaluator, rows: Designs) -> Evaluation:
        """Loads of the zones and their EUI, as the surrogate says."""
        return model.evaluate(columns_for(model.surrogate, rows))

    def simulate(self, rows: Designs) -> Evaluation:
        """Loads of the building and their EUI."""
        return self._physics.evaluate(office.with_cooling(rows))

    def refused(self, rows: Designs) -> Mapping[int, str]:
        """Rows that heat above their cooling setpoint."""
        return office.crossed_setpoints(office.with_cooling(rows))
