"""One design of the reference office: over several years, or zone by zone."""

import numpy as np
from numpy.typing import ArrayLike

from fluxion._checks import is_whole
from fluxion.errors import InputError, PhysicsError
from fluxion.evaluation import OK, Evaluation
from fluxion.oracle.answers import Climate, Told, WithModel
from fluxion.oracle.manager import SurrogateManager
from fluxion.oracle.office import OfficeAnswers
from fluxion.oracle.population import DEFAULT_WEATHER
from fluxion.problems.reference_office import genes as office
from fluxion.problems.reference_office.genes import EUI
from fluxion.problems.reference_office.plan import UNITS
from fluxion.typing import Column, FloatArray
from fluxion.units import HOURS_PER_YEAR


class Model(WithModel):
    """One design of the reference office over several years.

    Args:
        genes: (2,) or (3,) numbers as in `BatchOracle.evaluate_population`; None: the office's defaults.
        weather: as for `BatchOracle`.
        steps_per_hour: None: the batch engine; a number: the reference engine with so many time steps per hour.

    Raises:
        InputError: genes of another shape, not finite or out of bounds; unknown climate; impossible steps.
    """

    def __init__(
        self,
        genes: ArrayLike | None = None,
        weather: Climate = DEFAULT_WEATHER,
        *,
        steps_per_hour: int | None = None,
    ) -> None:
        self._answers = OfficeAnswers(weather, steps_per_hour)
        self._genes = office.read_design(genes)

    def simulate(self, years: int = 1, use_surrogates: bool = True) -> FloatArray:
        """(years,) EUI per year [kWh/m2]; the climate is a typical year, repeated.

        Args:
            years: how many, at least 1.
            use_surrogates: as in `BatchOracle.evaluate_population`.

        Raises:
            InputError: `years` is no whole number of at least 1.
            PhysicsError: the design has no usable result.
            SurrogateError: the loaded model did not learn the cooling setpoint, or cannot be run.
        """
        if not is_whole(years) or years < 1:
            raise InputError(f"years: expected a whole number of at least 1; got {years!r}.")
        return np.full(int(years), _only(self._answers.evaluate(self._genes, self._model, use_surrogates)))


class ThermalModel(Told):
    """The reference office with `num_zones` zones, five a storey.

    Args:
        num_zones: a multiple of five up to 100; the seed surrogates know ten.
        weather: as for `BatchOracle`.
        steps_per_hour: None: the batch engine; a number: the reference engine with so many time steps per hour.

    Raises:
        InputError: another number of zones; unknown climate; impossible steps.
    """

    def __init__(
        self,
        num_zones: int = 2 * len(UNITS),
        weather: Climate = DEFAULT_WEATHER,
        *,
        steps_per_hour: int | None = None,
    ) -> None:
        if not is_whole(num_zones) or num_zones % len(UNITS) or num_zones < len(UNITS):
            raise InputError(
                f"num_zones: expected a multiple of {len(UNITS)}, because every storey of the reference office has a "
                f"zone at each facade and a core; got {num_zones!r}."
            )
        self._storeys = int(num_zones) // len(UNITS)
        self._answers = OfficeAnswers(weather, steps_per_hour, storeys=self._storeys)
        self._genes = office.read_design(None)

    @property
    def zone_names(self) -> tuple[str, ...]:
        """Names of the zones: storey and facade, for example ``F1_S``; C is the core."""
        return office.zone_names(self._storeys)

    def apply_parameters(self, genes: ArrayLike) -> None:
        """Set the design: (2,) or (3,) numbers as in `BatchOracle.evaluate_population`.

        Raises:
            InputError: another shape, not finite or out of bounds; the design stays as it was.
        """
        self._genes = office.read_design(genes)

    def solve_timesteps(
        self, steps: int = HOURS_PER_YEAR, surrogate: SurrogateManager | None = None, use_ai: bool = False
    ) -> float:
        """EUI of the design over a typical year [kWh/m2].

        Args:
            steps: hours; 8760, because loads are those of whole typical years.
            surrogate: the model to ask if `use_ai`.
            use_ai: ask the surrogate; without one physics answers with a `FallbackWarning`. False: physics.

        Raises:
            InputError: another number of steps, or `surrogate` is something else.
            PhysicsError: the design has no usable result.
            SurrogateError: the model is for other genes, another building or climate, or cannot be run.
        """
        if steps != HOURS_PER_YEAR:
            raise InputError(
                f"steps: expected {HOURS_PER_YEAR}, the hours of one typical year; got {steps!r}. "
                "For several years use Model.simulate(years)."
            )
        if not (surrogate is None or isinstance(surrogate, SurrogateManager)):
            raise InputError(f"surrogate: expected a SurrogateManager or None; got a {type(surrogate).__name__}.")
        model = None
        if use_ai and surrogate is not None and surrogate.surrogate is not None:
            model = self._answers.evaluator(surrogate.surrogate)
        return _only(self._answers.evaluate(self._genes, model, use_ai))

    def calc_analytical_loads(self) -> Column:
        """(z,) annual heating plus cooling load of every zone by physics [kWh], in the order of `zone_names`.

        Raises:
            PhysicsError: the design has no usable result.
        """
        evaluation = self._answers.evaluate(self._genes, None, use_surrogates=False)
        _only(evaluation)
        if evaluation.zones is None:
            raise PhysicsError("the engine reported no zones; expected the loads of each.")
        loads = evaluation.zones.outputs
        return np.asarray(loads["heating_kwh"][0] + loads["cooling_kwh"][0])


def _only(evaluation: Evaluation) -> float:
    if evaluation.status[0] != OK:
        raise PhysicsError(str(evaluation.status[0]))
    return float(evaluation.columns[EUI][0])
