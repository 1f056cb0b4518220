"""EnergyPlus as a second opinion: any building written as epJSON, run, and read back under the engine's names.

| question | module |
|---|---|
| the model file | epjson; settings, zones, surfaces, constructions, schedules, document |
| the weather file | weather_file |
| the program, its errors | program; process |
| one year of one building | run; series, volumes |
| many buildings | population |
| runs that are finished | cache |
"""

from fluxion.energyplus.cache import RunCache as RunCache
from fluxion.energyplus.cache import default_cache_folder as default_cache_folder
from fluxion.energyplus.epjson import DEFAULT_STEPS_PER_HOUR as DEFAULT_STEPS_PER_HOUR
from fluxion.energyplus.epjson import to_epjson as to_epjson
from fluxion.energyplus.population import check_workers as check_workers
from fluxion.energyplus.population import simulate_energyplus_population as simulate_energyplus_population
from fluxion.energyplus.program import DEFAULT_TIMEOUT_S as DEFAULT_TIMEOUT_S
from fluxion.energyplus.program import Program as Program
from fluxion.energyplus.program import find_program as find_program
from fluxion.energyplus.run import EnergyPlusResult as EnergyPlusResult
from fluxion.energyplus.run import check_options as check_options
from fluxion.energyplus.run import run_label as run_label
from fluxion.energyplus.run import simulate_energyplus as simulate_energyplus
