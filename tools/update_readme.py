"""Write the figures of the demo and of the shipped surrogate into README.md.

Run `make demo` first, then `make docs`, from the repository root.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from fluxion.engine import BALANCE_OUTPUTS
from fluxion.evaluation import load_surrogate
from fluxion.problems import load
from fluxion.problems.office_design.energy import appliance_energy
from fluxion.problems.office_design.quantities import FLOOR_AREA
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
    block = "\n".join([BEGIN, *_demo(record, front, runs), "", *_surrogate(record), END])
    page = ROOT / "README.md"
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    page.write_text(head + block + rest.split(END)[1], encoding="utf-8")
    print(f"README.md shows the run of {RUN.relative_to(ROOT)}")


def _demo(record: dict, front: pd.DataFrame, runs: pd.DataFrame) -> list[str]:
    counts, volume = record["counts"], record["hypervolume"]
    claims = record["claims"]
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
        f"{counts['truth_runs']} times ({record['engine']}). {len(front)} designs are on the front; all of their "
        "numbers come from physics. Where the search went, the surrogate claimed "
        + " and ".join(f"{name} {_off(claims[name])}" for name in names)
        + "; as a front, its claims had a hypervolume "
        f"{100 * (volume['claimed'] / volume['true'] - 1):+.1f} % off the true one. An optimiser finds the designs "
        "that a surrogate flatters, which is why every one of them is simulated.",
        "",
        "| design | " + " | ".join(SHOWN.values()) + " |",
        "|---" * (len(SHOWN) + 1) + "|",
    ]
    for name, row in chosen.items():
        lines.append(f"| {name} | " + " | ".join(_cell(row[column]) for column in SHOWN) + " |")
    return lines


def _surrogate(record: dict) -> list[str]:
    problem, weather = load("office-design"), load_weather("golden")
    card = load_surrogate(problem, weather).card
    lines = [
        f"The shipped surrogate, on {card.runs['held_out']} random designs that it never saw and on the designs of the "
        "run above, which an optimiser chose (nominal coverage of its intervals: 90 % of random designs; final energy "
        f"includes {_appliances():.1f} kWh/(m² a) of lights and equipment that no design changes):",
        "",
        "| output | unit | R², random | mean error, random | mean error, chosen | mean, chosen | coverage, random | "
        "coverage, chosen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for output in card.outputs:
        if output.name in BALANCE_OUTPUTS:
            continue
        chosen = record["claims"][output.name]
        lines.append(
            f"| {output.name} | {output.unit} | {output.r2:.4f} | {output.mae:.3g} | {chosen['mae']:.3g} | "
            f"{chosen['mean']:.3g} | {100 * output.coverage:.0f} % | {100 * chosen['coverage']:.0f} % |"
        )
    return lines


def _off(claim: dict) -> str:
    return f"{abs(claim['bias']):.2f} too {'low' if claim['bias'] < 0.0 else 'high'} on average"


def _appliances() -> float:
    gains = load("office-design").settings["internal_gains_w_m2"]
    return appliance_energy(gains) / FLOOR_AREA


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    number = float(value)  # type: ignore[arg-type]
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.3f}"


if __name__ == "__main__":
    main()
