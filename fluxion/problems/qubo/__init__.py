"""Design problems as quadratic models for annealers; the third exit beside `fluxion.problems.pymoo` and `optuna`.

Example::

    problem = load("office-design")
    evaluator = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))
    export = to_qubo(problem, evaluator, ["cost_eur_m2"])
    export.save("runs/qubo")

| question | place |
|---|---|
| what can be chosen | `options` |
| several objectives and limits as one number | `scalar` |
| which designs are fitted | `teaching` |
| models of objectives and limits; bits of their sum | `fit`, `assembly` |
| the whole way | `export` |
"""

from fluxion.problems.qubo.export import QuboExport, to_qubo
from fluxion.problems.qubo.options import QuboOptions, qubo_options

__all__ = ["QuboExport", "QuboOptions", "qubo_options", "to_qubo"]
