"""Hypervolumes of all runs on one scale per case, as JSON, as the merged front, and as the table of the page."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from cases import CASES, Case, Paid, known_runs
from samplers import sampler_table

from fluxion.search.pareto import REFERENCE, Scale, front_of, hypervolume
from fluxion.validation.marked_page import update_page

HERE = Path(__file__).parent
OPTUNA_PAGE = HERE.parent.parent / "docs" / "OPTUNA.md"
BASELINE = "physics_nsga2_20000"

#: Method, budget, name on the page; a method may be looked at after fewer runs than it was given.
ROWS = (
    ("guided_200", 200, "`minimize`, shipped surrogate"),
    ("final_only_200", 200, "surrogate, checked once at the end"),
    ("optuna_gp_200", 200, "Optuna GPSampler"),
    ("qnehvi_200", 200, "BoTorch qNEHVI"),
    ("optuna_tpe_1000", 200, "Optuna TPE"),
    ("optuna_nsga2_1000", 200, "Optuna NSGAII"),
    (BASELINE, 200, "pymoo NSGA-II on physics"),
    ("sampler_shipped_300", 300, "Optuna, `SurrogateSampler` on the shipped surrogate"),
    ("sampler_300", 300, "Optuna, `SurrogateSampler`"),
    ("optuna_tpe_1000", 300, "Optuna TPE"),
    ("optuna_nsga2_1000", 300, "Optuna NSGAII"),
    ("guided_500", 500, "`minimize`, shipped surrogate"),
    ("learned_500", 500, "`minimize`, no surrogate"),
    ("final_only_500", 500, "surrogate, checked once at the end"),
    ("optuna_tpe_1000", 500, "Optuna TPE"),
    ("optuna_nsga2_1000", 500, "Optuna NSGAII"),
    (BASELINE, 500, "pymoo NSGA-II on physics"),
    ("learned_1000", 1000, "`minimize`, no surrogate"),
    ("optuna_tpe_1000", 1000, "Optuna TPE"),
    ("optuna_nsga2_1000", 1000, "Optuna NSGAII"),
    (BASELINE, 1000, "pymoo NSGA-II on physics"),
    ("learned_2000", 2000, "`minimize`, no surrogate"),
    (BASELINE, 2000, "pymoo NSGA-II on physics"),
    ("learned_5000", 5000, "`minimize`, no surrogate"),
    (BASELINE, 5000, "pymoo NSGA-II on physics"),
    (BASELINE, 20_000, "pymoo NSGA-II on physics"),
)


def write_summary(folder: Path) -> None:
    """Write results.json, fronts/*.csv and the table in README.md of what is kept in `folder`."""
    results = {}
    for case in CASES:
        everything = [
            paid for method in dict.fromkeys(row[0] for row in ROWS) for paid in known_runs(folder, method, case)
        ]
        scale, front = _merged(everything)
        pd.DataFrame(front, columns=case.columns).to_csv(_made(HERE / "fronts") / f"{case.name}.csv", index=False)
        base = float(np.median([_volume(paid, 20_000, scale) for paid in known_runs(folder, BASELINE, case)]))
        results[case.name] = {
            "ideal": dict(zip(case.columns, scale.ideal.tolist())),
            "nadir": dict(zip(case.columns, scale.nadir.tolist())),
            "reference_point_scaled": REFERENCE,
            "hypervolume_of_baseline": base,
            "rows": [_row(folder, case, *row, scale, base) for row in ROWS],
        }
        if case.name == "golden-two":
            lines = sampler_table(folder, lambda paid, n, scale=scale, base=base: _volume(paid, n, scale) / base)
            update_page(OPTUNA_PAGE, "samplers", lines)
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    update_page(HERE / "README.md", "quality", _table(results))


def _merged(runs: list[Paid]) -> tuple[Scale, np.ndarray]:
    F = np.concatenate([paid.F[paid.feasible] for paid in runs])
    front = F[front_of(F, np.ones(len(F), dtype=bool))]
    return Scale.of(front), front


def _volume(paid: Paid, runs: int, scale: Scale) -> float:
    return hypervolume(paid.F[:runs][paid.feasible[:runs]], scale)


def _row(folder: Path, case: Case, method: str, budget: int, words: str, scale: Scale, base: float) -> dict:
    shares = [_volume(paid, budget, scale) / base for paid in known_runs(folder, method, case)]
    return {"method": method, "runs": budget, "name": words, "of_baseline": shares}


def _table(results: dict) -> list[str]:
    names = list(results)
    lines = ["| truth runs | search | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    for i, (_, budget, words) in enumerate(ROWS):
        cells = []
        for name in names:
            shares = results[name]["rows"][i]["of_baseline"]
            if not shares:
                cells.append("–")
                continue
            spread = f" ({min(shares):.3f}–{max(shares):.3f})" if len(shares) > 1 else ""
            cells.append(f"{np.median(shares):.3f}{spread}")
        lines.append(f"| {budget} | {words} | " + " | ".join(cells) + " |")
    return lines


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
