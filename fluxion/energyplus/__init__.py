"""EnergyPlus as a second opinion: any building written as epJSON, run, and read back under the engine's names.

| question | module |
|---|---|
| the model file | epjson; settings, zones, surfaces, constructions, schedules, document |
| the weather file | weather_file |
| the program, its errors | program |
| one year of one building | run; series, volumes |
| runs that are finished | cache |
"""

from fluxion.energyplus.cache import RunCache as RunCache
from fluxion.energyplus.epjson import to_epjson as to_epjson
from fluxion.energyplus.program import Program as Program
from fluxion.energyplus.program import find_program as find_program
from fluxion.energyplus.run import EnergyPlusResult as EnergyPlusResult
from fluxion.energyplus.run import simulate_energyplus as simulate_energyplus
