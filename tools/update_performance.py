"""Write the figures of a benchmark into docs/PERFORMANCE.md.

Run from the repository root after `fluxion bench --json > runs/bench.json`; `make performance` does both. Files
that are named hold later runs, of some groups only: `fluxion bench --only search --json > runs/search.json`.
`--other FILE` writes the table of another machine instead.
"""

import argparse
import json
from pathlib import Path

from fluxion.benchmark.suite import GROUPS
from fluxion.benchmark.summary import markdown_table, summary_lines
from fluxion.validation.marked_page import update_page

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "runs" / "bench.json"
PAGE = ROOT / "docs" / "PERFORMANCE.md"


def main() -> None:
    """Replace the block between the markers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("later", nargs="*", type=Path, help="later runs of some groups")
    parser.add_argument("--other", type=Path, help="a run on another machine")
    given = parser.parse_args()
    name, run = ("figures", RUN) if given.other is None else ("other machine", given.other)
    figures = json.loads(run.read_text(encoding="utf-8"))
    later = [json.loads(path.read_text(encoding="utf-8")) for path in given.later]
    for one in later:
        figures |= {group: one[group] for group in GROUPS if group in one}
    lines = [conditions(figures) + "".join(map(addition, later)), "", *markdown_table(summary_lines(figures))]
    update_page(PAGE, name, lines)
    print(f"{PAGE.relative_to(ROOT)} shows {run}")


def addition(figures: dict) -> str:
    """One sentence on a later run."""
    groups = ", ".join(group for group in GROUPS if group in figures)
    machine = figures["machine"]
    return f" Measured later: {groups}, on {machine['processor']} with a load of {machine['load']} before the run."


def conditions(figures: dict) -> str:
    """One sentence: where, how often, how much."""
    machine, scope = figures["machine"], figures["scope"]
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "numpy", "numba", "llvmlite"))
    repeats = "measured once" if scope["repeats"] == 1 else f"medians of {scope['repeats']} repeats"
    return (
        f"{machine['processor']} (compiled for {machine['compiled_for']}), {machine['cores']} cores with a load of "
        f"{machine['load']} before the run, {machine['system']}, {versions}; climate {figures['weather']}; {repeats}, "
        f"at most {scope['rows']:,} designs and about {scope['patience_s']:g} s a measurement."
    )


if __name__ == "__main__":
    main()
