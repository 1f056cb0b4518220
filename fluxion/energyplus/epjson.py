"""Any Fluxion building as an EnergyPlus model in epJSON."""

from collections.abc import Iterable
from typing import Any

from fluxion.building import Building
from fluxion.energyplus.constructions import ConstructionWriter
from fluxion.energyplus.document import Document
from fluxion.energyplus.schedules import ScheduleWriter
from fluxion.energyplus.settings import write_settings
from fluxion.energyplus.surfaces import SurfaceWriter
from fluxion.energyplus.zones import ZoneWriter
from fluxion.errors import InputError
from fluxion.weather import Weather

#: Steps per hour at which EnergyPlus is asked for comparisons; the program takes divisors of 60.
DEFAULT_STEPS_PER_HOUR = 6


def to_epjson(
    building: Building,
    weather: Weather,
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR,
    outputs: Iterable[str] = (),
) -> dict[str, Any]:
    """The building as an EnergyPlus model with the same physics as the engine's.

    Ideal loads on the air temperature, conduction transfer functions, inside films TARP, outside films DOE-2, full
    exterior shading, beam on the floor or traced, sky long wave from the weather file, calendar from Monday 1 January
    without holidays or daylight saving. Schedules and geometry are written in full, so the model needs no other file
    than the weather. Conventions without a counterpart in EnergyPlus are stated in `constructions` (finishes,
    adiabatic faces, heat stored in glass) and `zones` (heat recovery, bypass); a schedule that moves within hours is
    written by the means of the steps.

    Args:
        building: any building.
        weather: its site is written; the hourly data belong into the weather file.
        steps_per_hour: a divisor of 60.
        outputs: further hourly output variables of EnergyPlus, asked for with the key ``*``.

    Returns:
        Objects by kind and name, ready for `json.dump`.

    Raises:
        InputError: impossible number of steps, or something that EnergyPlus cannot express: rated glazing of another
            emissivity, imposed solar shares, imposed films below 0.1 W/(m2 K).
    """
    if isinstance(steps_per_hour, bool) or not isinstance(steps_per_hour, int) or steps_per_hour < 1:
        raise InputError(f"steps_per_hour: expected a whole number from 1 to 60, but got {steps_per_hour!r}.")
    if 60 % steps_per_hour != 0:
        raise InputError(f"steps_per_hour: EnergyPlus needs a divisor of 60, but got {steps_per_hour}.")
    for zone in building.zones:
        if zone.solar_shares:
            raise InputError(
                f"zone '{zone.name}': EnergyPlus computes where the sun falls and takes no solar shares; leave them "
                "out and choose interior_beam instead."
            )
    document = Document()
    write_settings(document, building, weather, steps_per_hour, outputs)
    schedules = ScheduleWriter(document, steps_per_hour)
    zones = ZoneWriter(document, schedules)
    for zone in building.zones:
        zones.write(zone)
    SurfaceWriter(document, ConstructionWriter(document), schedules).write(building)
    return document.objects


def zone_keys(building: Building) -> tuple[str, ...]:
    """Names of the zones in EnergyPlus' outputs, upper case, in the building's order."""
    document = Document()
    return tuple(document.name("zone", zone.name).upper() for zone in building.zones)
