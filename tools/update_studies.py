"""Put the results of finished studies into their folders: the front, the record, and the table of the page.

`fluxion optimize studies/NAME/study.toml --out runs/NAME` first, then
``python tools/update_studies.py NAME ...`` from the repository root.
"""

import json
import shutil
import sys
from pathlib import Path

import pandas as pd

from fluxion.report.knee import knee
from fluxion.search.labels import label
from fluxion.validation.marked_page import update_page

#: Columns of a design that a reader wants to see, where the front has them.
DESIGN = ("window", "heating_system", "cooling_system", "heat_recovery", "wall_insulation_m", "wwr_south")


def main() -> None:
    for name in sys.argv[1:]:
        update(Path("runs") / name, Path("studies") / name)


def update(run: Path, study: Path) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    front = pd.read_csv(run / "pareto.csv", keep_default_na=False)
    runs = pd.read_csv(run / "checked.csv", keep_default_na=False)
    front[_told(record, front)].to_csv(study / "pareto.csv", index=False)
    shutil.copyfile(run / "pareto.png", study / "pareto.png")
    kept = {key: value for key, value in record.items() if key not in {"steps", "claims", "expectations"}}
    (study / "run.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    update_page(study / "README.md", "result", [*_table(record, front, runs), "", *_facts(record)])
    print(f"{study}: {record['verdict']}")


def _told(record: dict, front: pd.DataFrame) -> list[str]:
    """Columns that say what a design is, what it is worth, and who said so."""
    variables = [name for name in front.columns if name in record["baseline"]["design"]]
    worth = [*record["objectives"], *record["constraints"]]
    climates = [name for name in front.columns if name.partition("@")[0] in record["objectives"] and "@" in name]
    plain = [name for name in climates if not name.endswith(("_lo", "_hi", "_claimed", "_expected", "_inside"))]
    return [*variables, *worth, *plain, "engine", "fidelity", "status", "origin"]


def _table(record: dict, front: pd.DataFrame, runs: pd.DataFrame) -> list[str]:
    names = record["objectives"]
    middle = knee(front[names].to_numpy(dtype=float))
    chosen = {"baseline": runs.iloc[0]}
    chosen |= {
        f"least {label(name).split(' [')[0]}": front.iloc[int(front[name].astype(float).argmin())] for name in names
    }
    if middle is not None:
        chosen["knee"] = front.iloc[middle]
    design = [name for name in DESIGN if name in front]
    lines = [
        "| design | " + " | ".join([*(label(name) for name in names), *design]) + " |",
        "|---" * (1 + len(names) + len(design)) + "|",
    ]
    for words, row in chosen.items():
        cells = [f"{float(row[name]):.4g}" for name in names]
        cells += [
            f"{float(row[name]):.2f}" if _is_number(row[name]) else str(row[name]).replace("_", " ") for name in design
        ]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return lines


def _facts(record: dict) -> list[str]:
    counts, volume = record["counts"], record["hypervolume"]
    facts = [f"- {record['verdict']} ({record['engine']}); ended: {record['ended']}."]
    if volume["true"] and volume["claimed"]:
        share = volume["claimed"] / volume["true"] - 1.0
        facts.append(
            f"- The surrogate's claims for the designs that were run have a hypervolume {share:+.1%} off the true one."
        )
    held = {
        name: record["expectations"][name]["coverage"]
        for name in record["objectives"]
        if name in record["expectations"]
    }
    if held:
        shown = ", ".join(f"{label(name).split(' [')[0]} {share:.0%}" for name, share in held.items())
        facts.append(f"- 90 % intervals claimed before the runs, after the first round, held the truth: {shown}.")
    facts.append(f"- Models were asked {counts['surrogate_evaluations']:,} times.")
    return facts


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


if __name__ == "__main__":
    main()
