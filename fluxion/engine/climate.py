"""Weather at the steps of the engine: linear between readings, mean over each step."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.typing import FloatArray, IntArray
from fluxion.units import STEFAN_BOLTZMANN, ZERO_CELSIUS
from fluxion.weather import Weather
from fluxion.weather.moist_air import air_density, air_heat_capacity, humidity_ratio, wet_bulb_c
from fluxion.weather.sun import solar_signals

# The sun moves too far in more than ten minutes to be sampled less often.
_LEAST_SUN_STEPS = 6
# Less rain than this leaves faces dry [mm/h]: the threshold at which EnergyPlus 25.2 reports rain.
_WETTING_RAIN = 0.8


@dataclass(frozen=True, eq=False)
class StepWeather:
    """Weather of one file at one step length, shared by all buildings.

    Attributes:
        temperature: (n,) outdoor air [degC].
        sky: (n,) sky temperature from the file's horizontal infrared [degC].
        heat_capacity: (n,) of a cubic metre of outdoor air [J/(m3 K)].
        wind_089: (n,) station wind speed to the power 0.89.
        wind_0617: (n,) station wind speed to the power 0.617.
        wind_x: (n,) east component of the unit vector from which the wind blows.
        wind_y: (n,) north component.
        raining: (n,) rain wets the faces that it reaches.
        wet_bulb: (n,) temperature to which rain brings a face, the wet bulb of outdoor air [degC]; the dry bulb in
            dry steps.
        pressure: annual mean station pressure [Pa].
        indoor_heat_capacity: of a cubic metre of indoor air at 20 degC [J/(m3 K)].
        sun_steps: sub-steps of the solar arrays per step.
        up: (u,) sub-steps with the sun above the horizon.
        sun: (m, 3) unit vector to the sun, m = n sun_steps.
        elevation: (m,) of the sun [rad].
        azimuth: (m,) of the sun, clockwise from north [rad].
        dni: (m,) direct normal irradiance [W/m2].
        dhi: (m,) diffuse horizontal irradiance [W/m2].
        f1: (m,) circumsolar brightness of Perez [-].
        f2: (m,) horizon brightness of Perez [-].
    """

    temperature: FloatArray
    sky: FloatArray
    heat_capacity: FloatArray
    wind_089: FloatArray
    wind_0617: FloatArray
    wind_x: FloatArray
    wind_y: FloatArray
    raining: np.ndarray
    wet_bulb: FloatArray
    pressure: float
    indoor_heat_capacity: float
    sun_steps: int
    up: IntArray
    sun: FloatArray
    elevation: FloatArray
    azimuth: FloatArray
    dni: FloatArray
    dhi: FloatArray
    f1: FloatArray
    f2: FloatArray


def at_steps(readings: FloatArray, per_hour: int) -> FloatArray:
    """(8760,) readings at the end of each hour to (8760 per_hour,) means of the line between them.

    The year wraps: the hour before the first reading starts at the last one.
    """
    middle = (np.arange(per_hour) + 0.5) / per_hour
    before = np.roll(readings, 1)
    values: FloatArray = (before[:, None] + (readings - before)[:, None] * middle).reshape(-1)
    return values


@lru_cache(maxsize=16)
def step_weather(weather: Weather, per_hour: int) -> StepWeather:
    """Weather at `per_hour` steps an hour; computed once per weather and step length."""
    temperature = at_steps(weather.temperature_c, per_hour)
    pressure = at_steps(weather.pressure_pa, per_hour)
    moisture = humidity_ratio(at_steps(weather.dew_point_c, per_hour), pressure)
    wind = np.maximum(at_steps(weather.wind_speed_m_s, per_hour), 0.0)
    raining = at_steps(weather.rain_mm, per_hour) >= _WETTING_RAIN
    wet_bulb = temperature.copy()
    dew_point = at_steps(weather.dew_point_c, per_hour)
    wet_bulb[raining] = wet_bulb_c(temperature[raining], dew_point[raining], pressure[raining])
    # A direction cannot be interpolated as a number; the reading stands for the hour that it ends.
    direction = np.radians(np.repeat(weather.wind_direction_deg, per_hour))
    mean_pressure = float(weather.pressure_pa.mean())
    indoor = humidity_ratio(np.array([float(weather.dew_point_c.mean())]), np.array([mean_pressure]))
    sun_steps = -(-_LEAST_SUN_STEPS // per_hour)
    signals = solar_signals(weather, per_hour * sun_steps)
    up = np.flatnonzero((signals.direction[:, 2] > 0.0) & (signals.dni_w_m2 + signals.dhi_w_m2 > 0.0))
    return StepWeather(
        temperature=temperature,
        sky=(at_steps(weather.infrared_w_m2, per_hour) / STEFAN_BOLTZMANN) ** 0.25 - ZERO_CELSIUS,
        heat_capacity=air_density(temperature, pressure, moisture) * air_heat_capacity(moisture),
        wind_089=wind**0.89,
        wind_0617=wind**0.617,
        wind_x=np.sin(direction),
        wind_y=np.cos(direction),
        raining=raining,
        wet_bulb=wet_bulb,
        pressure=mean_pressure,
        indoor_heat_capacity=float(
            (air_density(np.array([20.0]), np.array([mean_pressure]), indoor) * air_heat_capacity(indoor))[0]
        ),
        sun_steps=sun_steps,
        up=up,
        sun=signals.direction,
        elevation=np.arcsin(np.clip(signals.direction[:, 2], -1.0, 1.0)),
        azimuth=np.arctan2(signals.direction[:, 0], signals.direction[:, 1]),
        dni=signals.dni_w_m2,
        dhi=signals.dhi_w_m2,
        f1=signals.perez_f1,
        f2=signals.perez_f2,
    )
