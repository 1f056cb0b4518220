"""Design problems: what is being optimised, and its adapters for optimisers.

| question | place |
|---|---|
| which problems are there | `registry`; those of users' files: `files` |
| which part of a space is searched | `bounds` |
| what does an optimiser see | `task` |
| how do pymoo and Optuna take it | `pymoo`, `optuna` |
| how does an annealer take it | `qubo` |
| the ten-zone office in raw physical variables | `reference_office` |
| the office as a designer chooses it | `office_design` |
"""

from fluxion.problems.registry import load as load
from fluxion.problems.registry import names as names
