"""Names of the columns that results have beside the variables."""

from fluxion.design import DesignProblem
from fluxion.evaluation.result import OUT_OF_DOMAIN

#: Parts the name of a column from that of the climate, as in ``energy_kwh_m2@golden``.
AT = "@"
#: What is written beside the numbers of a row.
BOOKKEEPING = ("residual", "engine", "fidelity", "status", "origin", "on_front", OUT_OF_DOMAIN)
# What may follow the name of a number: its interval, what a surrogate claimed of it, what a search expected of it
# before its simulation, and whether the truth lay inside that.
_ENDINGS = ("_lo", "_hi", "_claimed", "_expected", "_inside")


def is_result_column(problem: DesignProblem, name: str) -> bool:
    """True for a column that a result file of `problem` has and a table of designs does not need."""
    if name in problem.space.names:
        return False
    ending = next((one for one in _ENDINGS if name.endswith(one)), "")
    if ending:
        return is_result_column(problem, name.removesuffix(ending))
    plain = without_climate(name)
    if plain != name:
        return is_result_column(problem, plain)
    limits = (constraint.name for constraint in problem.constraints)
    return name in {*problem.outputs, *problem.predicted, *problem.score_names, *limits, *BOOKKEEPING}


def without_climate(name: str) -> str:
    """Name of a column without that of the climate behind it."""
    return name.partition(AT)[0]
