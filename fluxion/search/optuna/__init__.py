"""Optuna studies that know what the search knows: a sampler, and the ways in and out of a study.

| question | file |
|---|---|
| which design does the next trial get | `sampler` |
| what do the trials of a study teach | `trials` |
| how do finished runs, or a surrogate's favourites, get into a study | `exchange` |
"""

from fluxion.search.optuna.exchange import prescreen as prescreen
from fluxion.search.optuna.exchange import record as record
from fluxion.search.optuna.sampler import SurrogateSampler as SurrogateSampler
