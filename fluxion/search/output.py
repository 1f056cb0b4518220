"""The files of a run: the front and all truth runs as tables, the record of the run as JSON."""

import json
import math
import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion.design import DesignProblem, to_frame, write_csv
from fluxion.evaluation import Evaluation
from fluxion.problems.task import Answer
from fluxion.search.pareto import REFERENCE
from fluxion.search.recheck import take
from fluxion.search.result import RunResult, inside_interval
from fluxion.search.run_log import log_identity
from fluxion.search.setup import TRUTH_NAMES, Setup
from fluxion.surrogate.card import probe_fingerprint
from fluxion.typing import IntArray

PARETO, CHECKED, RECORD, PICTURE = "pareto.csv", "checked.csv", "run.json", "pareto.png"
_PACKAGES = ("fluxion-bem", "numpy", "scipy", "pandas", "numba", "pvlib", "pymoo", "moocore", "onnxruntime")


def write_run(result: RunResult, folder: Path) -> tuple[str, ...]:
    """Write tables, record and picture of a finished run into `folder`; names of the files.

    Raises:
        InputError: the folder cannot be made or written.
    """
    from fluxion.search.plot import draw

    make_folder(folder)
    front = front_table(result)
    write_atomic(folder / PARETO, lambda path: write_csv(front, path))
    everything = table(result.setup.problem, result.answer, result.claimed, result.origin, result.expected)
    everything["on_front"] = np.isin(np.arange(len(everything)), result.front)
    write_atomic(folder / CHECKED, lambda path: write_csv(everything, path))
    write_atomic(folder / PICTURE, lambda path: draw(result, path))
    content = record(result)
    content["hashes"]["log"] = log_identity(folder)
    write_text_atomic(folder / RECORD, json.dumps(content, indent=2, allow_nan=False) + "\n")
    return PARETO, CHECKED, PICTURE, RECORD


def front_table(result: RunResult) -> pd.DataFrame:
    """The front, one design per row, as `table` lays it out."""
    rows = result.front
    claimed = _some(result, result.claimed, rows)
    truth = _some(result, result.answer, rows)
    assert truth is not None
    expected = None if result.expected is None else take(result.expected, rows)
    return table(result.setup.problem, truth, claimed, result.origin[rows], expected)


def table(
    problem: DesignProblem, truth: Answer, claimed: Answer | None, origin: Any, expected: Evaluation | None = None
) -> pd.DataFrame:
    """Truth runs as a table.

    Columns: variables; objectives; constraints (met where <= 0); other scores and outputs; what the surrogate
    claimed, as ``<name>_claimed`` with ``<name>_claimed_lo`` and ``_hi`` (90 % interval) where it gives one;
    what the search expected before the run, as ``<name>_expected``, ``_expected_lo`` and ``_expected_hi``, and as
    ``<name>_inside`` whether the truth lies between, for objectives and constraints; residual, engine, fidelity,
    status, origin.
    """
    evaluation = truth.evaluation
    limits = {constraint.name: values for constraint, values in zip(problem.constraints, _limits(problem, truth))}
    ordered: dict[str, Any] = {name: evaluation.columns[name] for name in problem.objectives}
    ordered |= limits
    ordered |= {name: values for name, values in evaluation.columns.items() if name not in ordered}
    if claimed is not None:
        ordered |= _claims(problem, claimed)
    if expected is not None:
        ordered |= _expectations(problem, expected, evaluation)
    ordered |= {"residual": evaluation.residual, "engine": evaluation.engine, "fidelity": evaluation.fidelity}
    ordered |= {"status": evaluation.status, "origin": origin}
    designs = to_frame(evaluation.X, problem.space)
    return pd.concat([designs, pd.DataFrame(ordered, index=designs.index)], axis=1)


def _limits(problem: DesignProblem, answer: Answer) -> list[Any]:
    """One (n,) column per constraint; NaN in failed rows, where an optimiser would see +1."""
    return list(answer.evaluation.constraints(problem).T)


def record(result: RunResult) -> dict[str, Any]:
    """Everything about a run that its tables do not say; plain JSON values, None for what is not known."""
    setup, study = result.setup, result.setup.study
    base = {name: float(values[0]) for name, values in result.truth.columns.items()}
    content = {
        "verdict": result.verdict,
        "ended": result.ended or "the budget was spent",
        "method": setup.method,
        "study": asdict(study) | {"settings": dict(setup.problem.settings)},
        "objectives": list(setup.problem.objectives),
        "constraints": [constraint.name for constraint in setup.problem.constraints],
        "seed": study.seed,
        "engine": result.truth.engine,
        "engine_of_surrogate": result.claimed.evaluation.engine if result.claimed is not None else None,
        "counts": {
            "surrogate_evaluations": result.costs.surrogate_evaluations,
            "truth_runs": len(result.origin),
            "simulations": len(result.origin) * len(setup.weathers),
            "budget": study.budget,
            "front": len(result.front),
            "dropped": dict(result.dropped()),
        },
        "hypervolume": _quality(result),
        "claim_error": result.claim_errors(),
        "claims": result.claims(),
        "expectations": result.expectations(),
        "steps": [asdict(step) for step in result.steps],
        "baseline": {
            "design": setup.problem.space.decode(result.truth.X[:1])[0],
            "columns": base,
            "feasible": bool(result.answer.feasible[0]),
            "status": result.truth.status[0],
            "on_front": 0 in result.front,
        },
        "timings_s": {
            "search": result.costs.search_s,
            "truth": result.costs.truth_s,
            "total": result.costs.total_s,
        },
        "hashes": _hashes(result),
        "versions": _versions(),
    }
    plain: dict[str, Any] = _plain(content)
    return plain


def _quality(result: RunResult) -> dict[str, Any]:
    names = result.setup.problem.objectives
    scale = result.scale
    return {
        "true": result.true_hypervolume,
        "claimed": result.claimed_hypervolume,
        "of": f"the designs that {TRUTH_NAMES[result.truth.fidelity]} checked: by its values, and by the surrogate's "
        "claims for them",
        "ideal": dict(zip(names, scale.ideal.tolist())) if scale is not None else None,
        "nadir": dict(zip(names, scale.nadir.tolist())) if scale is not None else None,
        "reference_point_scaled": [REFERENCE] * len(names),
    }


def _hashes(result: RunResult) -> dict[str, Any]:
    """Fingerprints; of the engine two: as the surrogate knew it, and as it answers for the baseline now."""
    setup = result.setup
    now = {name: (float(values[0]),) for name, values in result.truth.columns.items()}
    hashes: dict[str, Any] = {
        "space": setup.problem.space.fingerprint(),
        "weather": weather_fingerprints(setup),
        "engine_at_baseline": probe_fingerprint(now),
        "engine_of_surrogate": None,
        "surrogate": None,
    }
    cards = setup.cards
    if cards:
        networks, engines = [card.network_sha256 for card in cards], [card.engine_fingerprint for card in cards]
        single = len(cards) == 1
        hashes |= {"surrogate": networks[0] if single else networks}
        hashes |= {"engine_of_surrogate": engines[0] if single else engines}
    return hashes


def weather_fingerprints(setup: Setup) -> str | list[str]:
    """Fingerprint of the climate of a study; of several a list."""
    found = [weather.fingerprint() for weather in setup.weathers]
    return found if setup.further_weathers else found[0]


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _claims(problem: DesignProblem, claimed: Answer) -> dict[str, Any]:
    evaluation = claimed.evaluation
    constraints = zip(problem.constraints, _limits(problem, claimed))
    names = dict.fromkeys([*problem.objectives, *evaluation.lower])
    columns = {f"{name}_claimed": evaluation.columns[name] for name in names}
    columns |= {f"{constraint.name}_claimed": values for constraint, values in constraints}
    for name in evaluation.lower:
        columns[f"{name}_claimed_lo"] = evaluation.lower[name]
        columns[f"{name}_claimed_hi"] = evaluation.upper[name]
    return columns


def _expectations(problem: DesignProblem, expected: Evaluation, truth: Evaluation) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in dict.fromkeys([*problem.objectives, *(constraint.column for constraint in problem.constraints)]):
        if name in expected.lower:
            columns[f"{name}_expected"] = expected.columns[name]
            columns[f"{name}_expected_lo"] = expected.lower[name]
            columns[f"{name}_expected_hi"] = expected.upper[name]
            columns[f"{name}_inside"] = inside_interval(expected, truth, name)
    return columns


def _some(result: RunResult, answer: Answer | None, rows: IntArray) -> Answer | None:
    if answer is None:
        return None
    part: Evaluation = take(answer.evaluation, rows)
    return result.setup.truth.answer(part)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
