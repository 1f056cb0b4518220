"""Fluxion: building energy optimisation on a checked oracle.

The public shelf. Names are imported when they are first used, so that ``import fluxion`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluxion.building import Building as Building
    from fluxion.engine import simulate as simulate
    from fluxion.engine import simulate_population as simulate_population
    from fluxion.oracle import BatchOracle as BatchOracle
    from fluxion.oracle import Model as Model
    from fluxion.oracle import SurrogateManager as SurrogateManager
    from fluxion.oracle import ThermalModel as ThermalModel
    from fluxion.search.minimizing import minimize as minimize
    from fluxion.weather import Weather as Weather

__version__ = "0.1.0"

#: Public name and the module that defines it.
_SHELF = {
    "BatchOracle": "fluxion.oracle",
    "Building": "fluxion.building",
    "Model": "fluxion.oracle",
    "SurrogateManager": "fluxion.oracle",
    "ThermalModel": "fluxion.oracle",
    "Weather": "fluxion.weather",
    "minimize": "fluxion.search.minimizing",
    "simulate": "fluxion.engine",
    "simulate_population": "fluxion.engine",
}


def __getattr__(name: str) -> Any:
    if name in _SHELF:
        return getattr(import_module(_SHELF[name]), name)
    raise AttributeError(f"module 'fluxion' has no attribute {name!r}; it offers {', '.join(sorted(_SHELF))}.")


def __dir__() -> list[str]:
    return sorted({*globals(), *_SHELF})
