"""Surrogates that learn on the job: closed-form updates of last layers and of kernels, with versions; NumPy only.

| question | file |
|---|---|
| what is a surrogate shown | `observations` |
| which layers change, what do they see | `last_layers` |
| how are they fitted | `ridge`, `update` |
| what is added near observed designs | `near_field` |
| what must not be forgotten | `replay` |
| which runs are believed | `gate` |
| how does a surrogate go from version to version | `adaptive`, `versions`, `options` |
| what does the card say afterwards | `adapted_card` |
| how does a surrogate move to another climate or building | `transfer` |
"""

from fluxion.surrogate.adaptation.adaptive import AdaptiveSurrogate as AdaptiveSurrogate
from fluxion.surrogate.adaptation.observations import Observations as Observations
from fluxion.surrogate.adaptation.options import AdaptationOptions as AdaptationOptions
from fluxion.surrogate.adaptation.transfer import transfer as transfer
from fluxion.surrogate.adaptation.versions import Update as Update
from fluxion.surrogate.adaptation.versions import Version as Version
