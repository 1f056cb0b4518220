"""Simulate the cases on all cores, with the hourly series that the judgement needs."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from fluxion._cores import available_cores
from fluxion.engine import EngineChoice, simulate
from fluxion.engine.solar_report import SolarReport, solar_report
from fluxion.errors import FluxionError
from fluxion.typing import Hourly
from fluxion.validation.ashrae140.assembly import build
from fluxion.validation.ashrae140.case import Case, Catalogue, load_catalogue
from fluxion.validation.ashrae140.outputs import asked
from fluxion.weather import Weather

#: Steps per hour of the suite unless stated. EnergyPlus' example results are of ten-minute steps with the air one step
#: behind; half an hour does about the same here to loads next to a dead band.
SUITE_STEPS_PER_HOUR = 2


@dataclass(frozen=True)
class CaseRun:
    """Hourly means of one case.

    Attributes:
        case: which one.
        conditioned: names of its zones with heating or cooling.
        heating_w: (8760,) of all zones [W].
        cooling_w: (8760,) likewise, positive [W].
        air_c: zone -> (8760,) air temperature [degC].
        windows: surface -> names of its windows.
        sun: incident and transmitted sun and sky temperature, where they are asked for.
        engine: which engine ran, with its steps per hour.
    """

    case: Case
    conditioned: tuple[str, ...]
    heating_w: Hourly
    cooling_w: Hourly
    air_c: Mapping[str, Hourly]
    windows: Mapping[str, tuple[str, ...]]
    sun: SolarReport | None
    engine: str


#: Case -> what it gave, or a sentence that says why it gave nothing.
Runs = dict[str, CaseRun | str]


def run_cases(
    names: Sequence[str],
    weather: Weather,
    *,
    choice: EngineChoice,
    catalogue: Catalogue | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """Simulate cases, one thread a core; the kernels run without Python's lock.

    Args:
        names: of cases.
        weather: the climate.
        choice: the engine.
        catalogue: None: the shipped one.
        progress: called with (done, total) from the calling thread.
    """
    catalogue = load_catalogue() if catalogue is None else catalogue
    stop = threading.Event()

    def run(name: str) -> CaseRun | str:
        if stop.is_set():
            return "not simulated: the run was interrupted."
        try:
            return run_case(catalogue, name, weather, choice)
        except FluxionError as error:
            return str(error)

    found: Runs = {}
    with ThreadPoolExecutor(max_workers=available_cores()) as pool:
        try:
            futures = {pool.submit(run, name): name for name in names}
            for future in as_completed(futures):
                found[futures[future]] = future.result()
                if progress is not None:
                    progress(len(found), len(names))
        except BaseException:
            # An interrupt must not wait for the rest of the suite.
            stop.set()
            raise
    return {name: found[name] for name in names}


def run_case(catalogue: Catalogue, name: str, weather: Weather, choice: EngineChoice) -> CaseRun:
    """Simulate one case.

    Raises:
        InputError: what `fluxion.engine.simulate` refuses.
        PhysicsError: likewise.
    """
    case = catalogue.cases[name]
    building = build(case, catalogue)
    result = simulate(building, weather, engine=choice.name, steps_per_hour=choice.steps_per_hour, balance="year")
    needs_sun = name in asked(catalogue).solar_cases
    series = result.hourly
    return CaseRun(
        case=case,
        conditioned=catalogue.conditioned(case),
        heating_w=np.sum(series.heating_w, axis=1),
        cooling_w=np.sum(series.cooling_w, axis=1),
        air_c={zone: series.air_c[:, j] for j, zone in enumerate(result.zone_names)},
        windows={face.name: tuple(w.name for w in face.windows) for zone in building.zones for face in zone.surfaces},
        # The batch engine takes the sun in means over hours.
        sun=solar_report(building, weather, choice.steps_per_hour or 1) if needs_sun else None,
        engine=result.engine,
    )
