"""Weather: hourly climate data, the sun's place, moist air and adaptive comfort limits.

| module | concept |
|---|---|
| `model` | `Weather`, one site and year, frozen |
| `load` | `load_weather`, by climate name or file |
| `epw`, `checks`, `columns` | reading EPW files and refusing bad ones |
| `bundled` | the climates that ship with Fluxion |
"""

from fluxion.weather.load import load_weather as load_weather
from fluxion.weather.model import Weather as Weather
