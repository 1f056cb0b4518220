"""Quadratic models in a search: samples propose, the truth decides.

| question | place |
|---|---|
| which designs a model proposes | `candidates` |
| rounds of fit, samples and truth runs | `solving` |
| the files | `output` |
"""

from fluxion.search.qubo.output import write_solution
from fluxion.search.qubo.solving import QuboResult, SolveOptions, check_solvable, solve, verify

__all__ = ["QuboResult", "SolveOptions", "check_solvable", "solve", "verify", "write_solution"]
