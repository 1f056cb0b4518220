"""The names the first users know: the reference office in one climate, asked with two or three numbers.

No logic of its own: physics and surrogates are those of `fluxion.evaluation`, the numbers those of
`fluxion.problems.reference_office.genes`. What is special here is the fall-back: asked for a surrogate that is not
there, these classes compute with physics, warn once and say so. They are thread-safe and can be pickled.
"""

import os
import threading
import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion._checks import is_whole
from fluxion.errors import InputError, MissingDependencyError, PhysicsError, SurrogateError
from fluxion.evaluation import OK, Evaluation, PhysicsEvaluator, SurrogateEvaluator
from fluxion.problems.reference_office import genes as office
from fluxion.problems.reference_office.genes import EUI, GENES
from fluxion.problems.reference_office.plan import UNITS
from fluxion.surrogate import Surrogate
from fluxion.typing import Column, Designs, FloatArray
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather import Weather, load_weather

#: Climate of the seed surrogates and, unless stated, of everything here.
DEFAULT_WEATHER = "golden"
#: A climate, the name of a bundled one, or the path of an EPW file.
Climate = Weather | str | os.PathLike[str]


class FallbackWarning(UserWarning):
    """A surrogate was asked for, but the numbers come from physics: right, only slower."""


class SurrogateManager:
    """A surrogate of the annual zone loads, or none yet.

    Attributes:
        surrogate: the model; None: whoever is handed this manager computes with physics.
    """

    def __init__(self, surrogate: Surrogate | None = None) -> None:
        self.surrogate = surrogate

    @classmethod
    def load_onnx(cls, path: str | os.PathLike[str]) -> "SurrogateManager":
        """Read a model file, for example ``assets/thermal_surrogate.onnx``.

        Raises:
            InputError: there is no such file.
            SurrogateError: the file is damaged or no Fluxion surrogate, or learned from other numbers than genes.
        """
        surrogate = Surrogate.load(os.fspath(path))
        _genes_of(surrogate)
        return cls(surrogate)

    def predict_loads(self, genes: ArrayLike) -> FloatArray:
        """(n, z) annual heating plus cooling loads per zone [kWh] of (n, 2) or (n, 3) genes, as the model says.

        Raises:
            InputError: wrong shape, not finite, or outside the bounds of the model; row and column are named.
            MissingDependencyError: onnxruntime cannot be imported.
            SurrogateError: no model is loaded, or it learned other genes.
        """
        if self.surrogate is None:
            raise SurrogateError("no surrogate is loaded; use SurrogateManager.load_onnx(path).")
        mean = self.surrogate.predict(_columns_for(self.surrogate, office.read_population(genes))).mean
        return np.stack([mean[name] for name in self.surrogate.card.targets], axis=1)


class _Office:
    """The reference office in one climate behind both doors of `fluxion.evaluation`."""

    def __init__(
        self, weather: Climate, steps_per_hour: int | None, threads: int | None = None, storeys: int = 2
    ) -> None:
        self.weather = weather if isinstance(weather, Weather) else load_weather(weather)
        problem = office.simulated_genes(storeys)
        self._physics = PhysicsEvaluator(problem, self.weather, steps_per_hour=steps_per_hour, threads=threads)
        self._storeys = storeys
        self._last = _Last()

    @property
    def last_fidelity(self) -> str | None:
        """``"physics"`` or ``"surrogate"``: who answered the last call, of this thread if it made one; None: no call.

        A call that wanted the surrogate and fell back says ``"physics"``.
        """
        return self._last.read()[0]

    def _surrogate_evaluator(self, surrogate: Surrogate) -> SurrogateEvaluator:
        problem = office.predicted_genes(_genes_of(surrogate), self._storeys)
        return SurrogateEvaluator(problem, self.weather, surrogate)

    def _evaluate(self, genes: Designs, model: SurrogateEvaluator | None, use_surrogates: bool) -> Evaluation:
        """Evaluate (n, 2) or (n, 3) genes; rows that cannot be answered have a status."""
        evaluation = None
        if use_surrogates and model is None:
            self._last.warn("no surrogate is loaded")
        if use_surrogates and model is not None:
            try:
                evaluation = model.evaluate(_columns_for(model.surrogate, genes))
            except MissingDependencyError as error:
                self._last.warn(str(error))
        complete = office.with_cooling(genes)
        if evaluation is None:
            evaluation = self._physics.evaluate(complete)
        for row, sentence in office.crossed_setpoints(complete).items():
            # Such rows are out of bounds too, but this is what their author wants to know.
            evaluation.status[row] = sentence
            evaluation.columns[EUI][row] = np.nan
        self._last.write(evaluation.fidelity, evaluation.status)
        return evaluation


class _OfficeWithModel(_Office):
    _model: SurrogateEvaluator | None = None

    def load_surrogate(self, path: str | os.PathLike[str]) -> None:
        """Use the model file `path` from now on, for example ``assets/thermal_surrogate.onnx``.

        Raises:
            InputError: there is no such file.
            SurrogateError: it cannot be used here: damaged, or made for other genes, another building or climate.
        """
        self._model = self._surrogate_evaluator(Surrogate.load(os.fspath(path)))


class BatchOracle(_OfficeWithModel):
    """Energy use intensity of many designs of the reference office.

    Args:
        weather: a `Weather`, the name of a bundled climate or an EPW file; ``"golden"`` (Colorado) unless stated.
        steps_per_hour: None: the batch engine; a number: the reference engine with so many time steps per hour.
        threads: designs simulated at a time; None: as many as there are cores.

    Raises:
        InputError: unknown climate, or an impossible number of steps.
    """

    def __init__(
        self,
        weather: Climate = DEFAULT_WEATHER,
        *,
        steps_per_hour: int | None = None,
        threads: int | None = None,
    ) -> None:
        super().__init__(weather, steps_per_hour, threads)

    @property
    def last_status(self) -> NDArray[np.object_] | None:
        """(n,) texts of the last call, of this thread if it made one: ``"ok"`` or a sentence; None: no call."""
        return self._last.read()[1]

    def evaluate_population(self, population: ArrayLike, use_surrogates: bool = True) -> Column:
        """(n,) EUI: heating plus cooling ideal loads of the year over the floor area [kWh/m2].

        Args:
            population: (n, 2) rows ``[window U [W/(m2 K)], heating setpoint [degC]]``, cooled to 25 degC, or (n, 3)
                rows with the cooling setpoint [degC] as well; lists or an array. A row that is not finite, out of
                bounds, or heats above its cooling setpoint gives NaN and a sentence in `last_status`.
            use_surrogates: ask the loaded surrogate; without one, or without onnxruntime, physics answers with a
                `FallbackWarning`. False: physics.

        Raises:
            InputError: another shape, or not numbers.
            SurrogateError: the loaded model did not learn the cooling setpoint that the rows give, or cannot be run.
        """
        return self._evaluate(office.read_population(population), self._model, use_surrogates).columns[EUI]

    def evaluate_population_uncertain(
        self, population: ArrayLike, use_surrogates: bool = True
    ) -> tuple[Column, Column, Column]:
        """(n,) EUI, and (n,) lower and (n,) upper ends of its 90 % interval [kWh/m2].

        The interval is that of the surrogate's error for designs drawn evenly from the bounds, found on physics runs
        that it never saw. Where physics answers, both ends are its answer.

        Args:
            population: as in `evaluate_population`.
            use_surrogates: likewise.

        Raises:
            InputError: as there.
            SurrogateError: as there, or the loaded model has no interval of the EUI.
        """
        evaluation = self._evaluate(office.read_population(population), self._model, use_surrogates)
        mean = evaluation.columns[EUI]
        if evaluation.fidelity != SurrogateEvaluator.fidelity:
            return mean, mean.copy(), mean.copy()
        if EUI not in evaluation.lower:
            raise SurrogateError(
                "the loaded model has no interval of the EUI; expected one with it, as 'make assets' trains them. Load "
                "such a model, or use physics."
            )
        # Rows with crossed setpoints were answered and then refused.
        failed = np.isnan(mean)
        lower, upper = (np.where(failed, np.nan, ends[EUI]) for ends in (evaluation.lower, evaluation.upper))
        return mean, lower, upper


class Model(_OfficeWithModel):
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
        super().__init__(weather, steps_per_hour)
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
        return np.full(int(years), _only(self._evaluate(self._genes, self._model, use_surrogates)))


class ThermalModel(_Office):
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
        super().__init__(weather, steps_per_hour, storeys=int(num_zones) // len(UNITS))
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
            use_ai: ask the surrogate; without one, or without onnxruntime, physics answers with a
                `FallbackWarning`. False: physics.

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
            model = self._surrogate_evaluator(surrogate.surrogate)
        return _only(self._evaluate(self._genes, model, use_ai))

    def calc_analytical_loads(self) -> Column:
        """(z,) annual heating plus cooling load of every zone by physics [kWh], in the order of `zone_names`.

        Raises:
            PhysicsError: the design has no usable result.
        """
        evaluation = self._evaluate(self._genes, None, use_surrogates=False)
        _only(evaluation)
        if evaluation.zones is None:
            raise PhysicsError("the engine reported no zones; expected the loads of each.")
        loads = evaluation.zones.outputs
        return np.asarray(loads["heating_kwh"][0] + loads["cooling_kwh"][0])


class _Last:
    """How the last call was answered, by thread, and what its owner has warned of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()
        self._latest: tuple[str | None, NDArray[np.object_] | None] = (None, None)
        self._warned: frozenset[str] = frozenset()

    def write(self, fidelity: str, status: NDArray[np.object_]) -> None:
        # Fidelity and status change together; a thread is not shown those of another one's call.
        self._own.value = self._latest = (fidelity, status)

    def read(self) -> tuple[str | None, NDArray[np.object_] | None]:
        value: tuple[str | None, NDArray[np.object_] | None] = getattr(self._own, "value", self._latest)
        return value

    def warn(self, reason: str) -> None:
        with self._lock:
            first, self._warned = reason not in self._warned, self._warned | {reason}
        if first:
            text = f"{reason.rstrip('.')}: computing with physics instead, here and in later calls."
            # The line that called evaluate_population, simulate or solve_timesteps.
            warnings.warn(text, FallbackWarning, stacklevel=4)

    def __getstate__(self) -> dict[str, Any]:
        return {"_latest": self.read(), "_warned": self._warned}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._lock, self._own = threading.Lock(), threading.local()
        self._latest, self._warned = state["_latest"], state["_warned"]


def _genes_of(surrogate: Surrogate) -> tuple[str, ...]:
    names = surrogate.card.space.names
    if names not in (GENES[:2], GENES):
        raise SurrogateError(
            f"{surrogate.source} learned from {', '.join(names)}; expected a model of the genes {', '.join(GENES)} or "
            "of the first two, as 'make assets' trains them."
        )
    return names


def _columns_for(surrogate: Surrogate, genes: Designs) -> Designs:
    names = _genes_of(surrogate)
    if len(names) < genes.shape[1]:
        raise SurrogateError(
            f"{surrogate.source} learned from {', '.join(names)} only, but the rows also give {GENES[2]}. Load a model "
            "of three genes such as assets/thermal_surrogate_3.onnx, leave the third column out, or use physics."
        )
    return office.with_cooling(genes)[:, : len(names)]


def _only(evaluation: Evaluation) -> float:
    if evaluation.status[0] != OK:
        raise PhysicsError(str(evaluation.status[0]))
    return float(evaluation.columns[EUI][0])
