"""All models behind one door: designs go in, columns of numbers with a status per row come out.

| question | file |
|---|---|
| what does an evaluation hold | `result` |
| what happens to a bad row | `base` |
| how is a design simulated | `physics` |
| how does EnergyPlus simulate it | `energyplus` |
| when may a surrogate answer | `surrogate` |
| how uncertain is what is computed of predictions | `propagation` |
| what does the baseline give for comparison | `baseline` |
| how does a design do in several climates | `climates`, by the rules of `robust` |
| does a surrogate still imitate the engine | `probes` |
| how is long work stopped without loss | `batches` |
| which columns of a file are results | `names` |
"""

from fluxion.evaluation.base import AbstractEvaluator as AbstractEvaluator
from fluxion.evaluation.baseline import compared_with_baseline as compared_with_baseline
from fluxion.evaluation.batches import designs_of_piece as designs_of_piece
from fluxion.evaluation.batches import evaluate_in_batches as evaluate_in_batches
from fluxion.evaluation.climates import ClimatesEvaluator as ClimatesEvaluator
from fluxion.evaluation.climates import in_climates as in_climates
from fluxion.evaluation.energyplus import EnergyPlusEvaluator as EnergyPlusEvaluator
from fluxion.evaluation.names import is_result_column as is_result_column
from fluxion.evaluation.physics import PhysicsEvaluator as PhysicsEvaluator
from fluxion.evaluation.result import OK as OK
from fluxion.evaluation.result import Evaluation as Evaluation
from fluxion.evaluation.result import ZoneTable as ZoneTable
from fluxion.evaluation.result import concatenate as concatenate
from fluxion.evaluation.surrogate import SurrogateEvaluator as SurrogateEvaluator
from fluxion.evaluation.surrogate import load_surrogate as load_surrogate
from fluxion.evaluation.surrogate import shipped_model as shipped_model
