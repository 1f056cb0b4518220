"""The names the first users know: many designs, one design or one building asked with a few words.

No logic of their own: physics and surrogates are those of `fluxion.evaluation`. What is special here is the fall-back:
asked for a surrogate that is not there, these classes compute with physics, warn once and say so. They are thread-safe
and can be pickled.

| question | file |
|---|---|
| what do many designs cost, of any problem or of the reference office | `population` |
| what does one design of the reference office need | `single` |
| how is the reference office asked with two or three numbers | `office` |
| how is any problem asked | `designs` |
| who answers, and what if there is no surrogate | `answers` |
| how was the last call answered | `last` |
| what is a surrogate of zone loads by itself | `manager` |
"""

from fluxion.oracle.answers import Climate as Climate
from fluxion.oracle.last import FallbackWarning as FallbackWarning
from fluxion.oracle.manager import SurrogateManager as SurrogateManager
from fluxion.oracle.population import DEFAULT_WEATHER as DEFAULT_WEATHER
from fluxion.oracle.population import BatchOracle as BatchOracle
from fluxion.oracle.single import Model as Model
from fluxion.oracle.single import ThermalModel as ThermalModel
