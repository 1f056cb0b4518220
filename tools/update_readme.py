"""Write the figures of the demo and of the shipped surrogate into README.md.

Run `make demo` first, then `make docs`, from the repository root.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from fluxion.evaluation import load_surrogate
from fluxion.problems import load
from fluxion.weather import load_weather

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "runs" / "first_front"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
#: Columns of the front that a reader wants to see first, with their headings.
SHOWN = {
    "energy_kwh_m2": "final energy kWh/(m² a)",
    "cost_eur_m2": "global cost EUR/m²",
    "carbon_kgco2e_m2": "carbon kgCO₂e/m²",
    "overheating_fraction": "overheating",
    "window": "window",
    "heating_system": "heating",
    "cooling_system": "cooling",
    "wall_insulation_m": "wall insulation m",
}


def main() -> None:
    """Replace the block between the markers and the picture beside it."""
    record = json.loads((RUN / "run.json").read_text(encoding="utf-8"))
    front = pd.read_csv(RUN / "pareto.csv", keep_default_na=False)
    runs = pd.read_csv(RUN / "checked.csv", keep_default_na=False)
    shutil.copyfile(RUN / "pareto.png", ROOT / "docs" / "images" / "first_front.png")
    block = "\n".join([BEGIN, *_demo(record, front, runs), "", *_surrogate(), END])
    page = ROOT / "README.md"
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    page.write_text(head + block + rest.split(END)[1], encoding="utf-8")
    print(f"README.md shows the run of {RUN.relative_to(ROOT)}")


def _demo(record: dict, front: pd.DataFrame, runs: pd.DataFrame) -> list[str]:
    counts, volume = record["counts"], record["hypervolume"]
    errors = record["claim_error"]
    names = record["objectives"]
    scaled = (front[names] - front[names].min()) / (front[names].max() - front[names].min())
    knee = int(np.argmin(np.hypot(scaled[names[0]], scaled[names[1]])))
    chosen = {
        "baseline": runs.iloc[0],
        "lowest energy": front.iloc[int(front[names[0]].argmin())],
        "balanced": front.iloc[knee],
        "lowest cost": front.iloc[int(front[names[1]].argmin())],
    }
    lines = [
        "![Front of the demo: physics-checked designs, the surrogate's claims and the baseline]"
        "(docs/images/first_front.png)",
        "",
        f"The run asked the surrogate {counts['surrogate_evaluations']:,} times and physics "
        f"{counts['physics_runs']} times ({record['engine']}). {len(front)} designs are on the front; all of their "
        "numbers come from physics. The surrogate's claims for the designs that physics checked were off by "
        + " and ".join(f"{100 * errors[name]:.2f} % in {name}" for name in names)
        + " on average; as a front they claimed a hypervolume that differs from the true one by "
        f"{100 * (volume['claimed'] / volume['true'] - 1):+.1f} %.",
        "",
        "| design | " + " | ".join(SHOWN.values()) + " |",
        "|---" * (len(SHOWN) + 1) + "|",
    ]
    for name, row in chosen.items():
        lines.append(f"| {name} | " + " | ".join(_cell(row[column]) for column in SHOWN) + " |")
    return lines


def _surrogate() -> list[str]:
    problem, weather = load("office-design"), load_weather("golden")
    card = load_surrogate(problem, weather).card
    lines = [
        f"The shipped surrogate on {card.runs['held_out']} random designs that it never saw "
        "(nominal coverage of its intervals: 90 %):",
        "",
        "| output | R² | mean absolute error | coverage | judged on |",
        "|---|---|---|---|---|",
    ]
    for output in card.outputs:
        lines.append(
            f"| {output.name} | {output.r2:.4f} | {output.mae:.3g} {output.unit} | {100 * output.coverage:.1f} % | "
            f"{output.judged_on} |"
        )
    return lines


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    number = float(value)  # type: ignore[arg-type]
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.3f}"


if __name__ == "__main__":
    main()
