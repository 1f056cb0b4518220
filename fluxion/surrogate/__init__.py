"""Inference with trained surrogates: NumPy and ONNX Runtime only.

| question | file |
|---|---|
| what does a model say about itself | `card` |
| how is a model file read and checked | `onnx_file` |
| how is the network run | `session` |
| how do threads share the rows | `chunks` |
| what does a prediction consist of | `model` |
"""

from fluxion.surrogate.card import ModelCard as ModelCard
from fluxion.surrogate.card import OutputCard as OutputCard
from fluxion.surrogate.card import ScoreCard as ScoreCard
from fluxion.surrogate.model import Prediction as Prediction
from fluxion.surrogate.model import Surrogate as Surrogate
