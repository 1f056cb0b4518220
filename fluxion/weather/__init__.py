"""Weather: hourly climate data, the sun's place, moist air and adaptive comfort limits.

| module | concept |
|---|---|
| `model` | `Weather`, one site and year, frozen |
| `load` | `load_weather`, by climate name or file |
| `epw`, `checks`, `columns`, `extraterrestrial` | reading EPW files and refusing bad ones |
| `bundled` | the climates that ship with Fluxion |
| `sun` | `solar_signals`: direction, beam, diffuse and Perez coefficients per sub-step |
| `moist_air` | humidity ratio, density and heat capacity |
| `adaptive` | comfort limits of EN 16798-1 |
"""

from fluxion.weather.adaptive import AdaptiveLimits as AdaptiveLimits
from fluxion.weather.adaptive import adaptive_limits as adaptive_limits
from fluxion.weather.adaptive import running_mean_c as running_mean_c
from fluxion.weather.load import load_weather as load_weather
from fluxion.weather.model import Weather as Weather
from fluxion.weather.moist_air import air_density as air_density
from fluxion.weather.moist_air import air_heat_capacity as air_heat_capacity
from fluxion.weather.moist_air import humidity_ratio as humidity_ratio
from fluxion.weather.sun import SolarSignals as SolarSignals
from fluxion.weather.sun import solar_signals as solar_signals
