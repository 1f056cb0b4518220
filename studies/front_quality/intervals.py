"""Do the intervals that guided searches expected hold the truth? Shares of 90 % intervals, after the first round."""

import json
from pathlib import Path
from statistics import median

import numpy as np
from cases import CASES, SEEDS, Case
from searches import minimized

from fluxion.validation.marked_page import update_page

HERE = Path(__file__).parent
BUDGETS = (200, 500)
# An interval around what is zero nearly always is no feat.
MOST_ZEROS = 0.5


def write_coverage(folder: Path, seeds: tuple[int, ...] = SEEDS) -> None:
    """Run what is not kept in `folder`, and write coverage.json and the table in README.md."""
    path = folder / "coverage.json"
    known = json.loads(path.read_text()) if path.is_file() else {}
    for case in CASES:
        for budget in BUDGETS:
            for seed in seeds:
                key = f"{case.name} {budget} {seed}"
                if key not in known:
                    result = minimized(case, seed, budget)
                    known[key] = {
                        name: one["coverage"]
                        for name, one in result.expectations().items()
                        if np.mean(result.truth.columns[name] == 0.0) <= MOST_ZEROS
                    }
                    path.write_text(json.dumps(known, indent=0))
                    print(key, known[key], flush=True)
    (HERE / "coverage.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    update_page(HERE / "README.md", "coverage", _table(known))


def _table(known: dict[str, dict[str, float]]) -> list[str]:
    lines = [
        "| truth runs | column | " + " | ".join(case.name for case in CASES) + " |",
        "|---|---|" + "---|" * len(CASES),
    ]
    for budget in BUDGETS:
        for name in sorted({name for shares in known.values() for name in shares}):
            lines.append(
                f"| {budget} | {name} | " + " | ".join(_cell(known, case, budget, name) for case in CASES) + " |"
            )
    return lines


def _cell(known: dict[str, dict[str, float]], case: Case, budget: int, name: str) -> str:
    runs = (known.get(f"{case.name} {budget} {seed}", {}) for seed in SEEDS)
    shares = [shares[name] for shares in runs if name in shares]
    return f"{median(shares):.1%} ({min(shares):.1%}–{max(shares):.1%})" if shares else "–"
