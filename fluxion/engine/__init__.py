"""The physics engine: heat balance of coupled zones through a year.

It knows buildings and weather and nothing else: no test case, no optimiser, no surrogate.

| question | module |
|---|---|
| sun and sky on a face, through a window | exposure, shading, solar_report |
| glazing from its rating or its panes | glazing, simple_window, pane_window, optics |
| conduction through layers | conduction |
| films inside and outside | films |
| radiation inside a zone, where the sun falls | enclosure, tracing |
| the arrays of one building | faces, network, panes, zones, schedules, climate |
| the time step | _kernels.march, walls, glazing, rooms, air, thermostat |
| which engine, with which steps | choice |
| one year of one building | annual, result, metrics |
| many buildings; on more machines | population, access, gathering; distributed, parcel |
| buildings side by side, in single precision | batch, _kernels.batch |
"""

from fluxion.engine.annual import simulate as simulate
from fluxion.engine.annual import simulate_row as simulate_row
from fluxion.engine.choice import DEFAULT_STEPS_PER_HOUR as DEFAULT_STEPS_PER_HOUR
from fluxion.engine.choice import ENGINES as ENGINES
from fluxion.engine.choice import EngineChoice as EngineChoice
from fluxion.engine.choice import choose_engine as choose_engine
from fluxion.engine.choice import engine_of_label as engine_of_label
from fluxion.engine.distributed import simulate_population_distributed as simulate_population_distributed
from fluxion.engine.distributed import threads_of as threads_of
from fluxion.engine.gathering import OK as OK
from fluxion.engine.gathering import PopulationResult as PopulationResult
from fluxion.engine.population import check_threads as check_threads
from fluxion.engine.population import simulate_population as simulate_population
from fluxion.engine.result import ANNUAL_BALANCE as ANNUAL_BALANCE
from fluxion.engine.result import BALANCE_OUTPUTS as BALANCE_OUTPUTS
from fluxion.engine.result import BALANCE_TERMS as BALANCE_TERMS
from fluxion.engine.result import BUILDING_OUTPUTS as BUILDING_OUTPUTS
from fluxion.engine.result import ZONE_OUTPUTS as ZONE_OUTPUTS
from fluxion.engine.result import Balance as Balance
from fluxion.engine.result import HourlySeries as HourlySeries
from fluxion.engine.result import SimulationResult as SimulationResult
from fluxion.engine.solar_report import SolarReport as SolarReport
from fluxion.engine.solar_report import solar_report as solar_report
