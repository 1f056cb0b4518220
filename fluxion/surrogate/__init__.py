"""Trained surrogates at work, and how they adapt: NumPy and ONNX Runtime only.

| question | file |
|---|---|
| what does a model say about itself | `card` |
| how is a model file read and checked | `onnx_file` |
| how is the network run | `session` |
| how do threads share the rows | `chunks` |
| which operators is it made of, how does NumPy compute them | `graph`, `interpreter`, `wire` |
| on which device | `providers` |
| what does a prediction consist of | `model`, `columns`, `intervals` |
| do its terms of the energy balance add up | `balance` |
| which designs are unlike those that were learned | `domain` |
| how good is it, how wide must an interval be | `accuracy`, `conformal` |
| how do intervals follow an optimisation | `recalibration` |
| how does a surrogate learn from what a search has simulated | `adaptation` |
| how are errors of like designs interpolated | `kernel_ridge` |
| how is something added inside a network | `summand` |
"""

from fluxion.surrogate.adaptation import AdaptationOptions as AdaptationOptions
from fluxion.surrogate.adaptation import AdaptiveSurrogate as AdaptiveSurrogate
from fluxion.surrogate.adaptation import Observations as Observations
from fluxion.surrogate.adaptation import transfer as transfer
from fluxion.surrogate.card import ModelCard as ModelCard
from fluxion.surrogate.card import OutputCard as OutputCard
from fluxion.surrogate.card import ScoreCard as ScoreCard
from fluxion.surrogate.model import Prediction as Prediction
from fluxion.surrogate.model import Surrogate as Surrogate
