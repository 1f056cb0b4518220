"""Sun and sky of a building, hour by hour, for reports and comparisons."""

from dataclasses import dataclass

import numpy as np

from fluxion.building import Building
from fluxion.engine._kernels.exposure import add_opaque
from fluxion.engine.choice import DEFAULT_STEPS_PER_HOUR, REFERENCE, choose_engine
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import incident_on, solar_columns
from fluxion.typing import FloatArray, Hourly
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather import Weather


@dataclass(frozen=True)
class SolarReport:
    """Means over each hour, by the name of the face.

    Attributes:
        incident: (8760,) beam, sky and ground on the outer face of every sun-exposed surface, window and door [W/m2].
        transmitted: (8760,) beam and diffuse sun that passes every window, per area of the window [W/m2].
        sky_temperature_c: (8760,) effective sky temperature [degC].
    """

    incident: dict[str, Hourly]
    transmitted: dict[str, Hourly]
    sky_temperature_c: Hourly


def solar_report(building: Building, weather: Weather, steps_per_hour: int = DEFAULT_STEPS_PER_HOUR) -> SolarReport:
    """Sun on the faces of a building and through its windows, as the simulation sees it.

    Args:
        building: any building.
        weather: the climate.
        steps_per_hour: 1 to 60.

    Raises:
        InputError: impossible number of steps.
    """
    choose_engine(REFERENCE, steps_per_hour)
    climate = step_weather(weather, int(steps_per_hour))
    signals = solar_columns(building, climate)

    def hourly(steps: FloatArray) -> Hourly:
        mean: Hourly = steps.reshape(HOURS_PER_YEAR, -1).mean(axis=1)
        return mean

    windows = {
        window.name: window
        for zone in building.zones
        for surface in zone.surfaces
        for window in surface.windows
        if window.name in signals.views
    }
    incident, transmitted = {}, {}
    for name, column in signals.column.items():
        if name not in windows:
            incident[name] = hourly(signals.values[:, column])
            continue
        transmitted[name] = hourly(signals.values[:, column] + signals.values[:, column + 1])
        beam, _, diffuse = incident_on(windows[name], signals.views[name], building.ground_reflectance, climate)
        received = np.zeros((climate.temperature.size, 1))
        add_opaque(beam, diffuse, climate.up, climate.sun_steps, 0, received)
        incident[name] = hourly(received[:, 0])
    return SolarReport(incident, transmitted, hourly(climate.sky))
