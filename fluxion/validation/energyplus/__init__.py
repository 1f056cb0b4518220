"""The engine against EnergyPlus on the same random designs.

| question | module |
|---|---|
| what is compared, in which units | `quantities` |
| which designs, which models, which rows count | `comparison` |
| the hours of the first designs | `hourly` |
| statistics as tables | `tables` |
| the files | `output`; `report`, `plot` |
"""

from fluxion.validation.energyplus.comparison import Comparison as Comparison
from fluxion.validation.energyplus.comparison import Plan as Plan
from fluxion.validation.energyplus.comparison import compare as compare
from fluxion.validation.energyplus.output import write_comparison as write_comparison
from fluxion.validation.energyplus.page import part_of as part_of
