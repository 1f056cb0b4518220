"""The year of chosen designs, simulated again with the run's own engine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.design import read_designs
from fluxion.engine import BALANCE_TERMS, SimulationResult, simulate_row
from fluxion.errors import PhysicsError
from fluxion.evaluation.names import AT
from fluxion.report.chosen import Chosen
from fluxion.report.run_folder import Run
from fluxion.search import Setup
from fluxion.typing import Column, FloatArray
from fluxion.weather import Weather

#: Terms of the monthly balance as they are shown; what walls and partitions keep or give back is one of them.
TERMS = (*BALANCE_TERMS[:9], "storage")
# Annual outputs by which a simulated year must be that of the run.
_SAME = ("heating_kwh_m2", "cooling_kwh_m2")


@dataclass(frozen=True)
class Year:
    """One design in one climate.

    Attributes:
        name: of the design.
        climate: name of the weather.
        engine: which engine ran.
        monthly: (12, 10) heat per floor area [kWh/m2], terms in the order of `TERMS`, positive into the zones; each
            row adds up to zero but for the residual.
        heating_kw: (8760,) ideal heating of all zones, largest first [kW].
        cooling_kw: (8760,) ideal cooling likewise [kW].
        residual: relative defect of the energy balance [-].
        difference: largest difference from the heating and cooling that the run reports of this design [kWh/m2]; None
            if the run does not report them.
    """

    name: str
    climate: str
    engine: str
    monthly: FloatArray
    heating_kw: Column
    cooling_kw: Column
    residual: float
    difference: float | None


def simulate_years(run: Run, setup: Setup, chosen: Sequence[Chosen]) -> tuple[Year, ...]:
    """Years of chosen designs, with the engine and the time steps of the study.

    Raises:
        InputError: the designs of the run do not fit the problem.
        PhysicsError: a design cannot be simulated any more.
    """
    names = list(setup.problem.space.names)
    X = read_designs(run.checked[names].iloc[[one.row for one in chosen]], setup.problem.space)
    population = setup.problem.population(X)
    engine, steps = setup.study.engine, setup.study.steps_per_hour
    years = []
    for weather in setup.weathers:
        for row, one in enumerate(chosen):
            try:
                result = simulate_row(population, row, weather, engine=engine, steps_per_hour=steps)
            except PhysicsError as error:
                raise PhysicsError(f"the design '{one.name}' cannot be simulated any more: {error}") from error
            name = one.name if len(setup.weathers) == 1 else f"{one.name} · {weather.name}"
            years.append(_year(run, one, name, weather, result))
    return tuple(years)


def _year(run: Run, one: Chosen, name: str, weather: Weather, result: SimulationResult) -> Year:
    terms = result.balance.kwh().sum(axis=1) / result.zone_area_m2.sum()
    partitions, storage = terms[:, BALANCE_TERMS.index("partitions")], terms[:, BALANCE_TERMS.index("storage")]
    monthly = np.concatenate([terms[:, :9], (partitions - storage)[:, None]], axis=1)
    apart = []
    for output in _SAME:
        # A run in several climates reports this one's numbers under its name.
        of_climate = f"{output}{AT}{weather.name}"
        column = of_climate if run.has(of_climate) else output
        if run.has(column) and output in result.outputs:
            apart.append(abs(float(run.column(column)[one.row]) - result.outputs[output]))
    return Year(
        name=name,
        climate=weather.name,
        engine=result.engine,
        monthly=monthly,
        heating_kw=np.sort(result.hourly.heating_w.sum(axis=1))[::-1] / 1000.0,
        cooling_kw=np.sort(result.hourly.cooling_w.sum(axis=1))[::-1] / 1000.0,
        residual=result.residual,
        difference=max(apart) if apart else None,
    )
