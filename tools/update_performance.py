"""Write the figures of a benchmark into docs/PERFORMANCE.md.

Run from the repository root after `fluxion bench --json > runs/bench.json`; `make performance` does both. Files
that are named hold later runs, of some groups only: `fluxion bench --only search --json > runs/search.json`.
"""

import json
import sys
from pathlib import Path

from fluxion.benchmark.suite import GROUPS
from fluxion.benchmark.summary import markdown_table, summary_lines

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "runs" / "bench.json"
PAGE = ROOT / "docs" / "PERFORMANCE.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> None:
    """Replace the block between the markers."""
    figures = json.loads(RUN.read_text(encoding="utf-8"))
    later = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:]]
    for run in later:
        figures |= {group: run[group] for group in GROUPS if group in run}
    block = "\n".join(
        [BEGIN, conditions(figures) + "".join(map(addition, later)), "", *markdown_table(summary_lines(figures)), END]
    )
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(head + block + rest.split(END)[1], encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} shows {RUN.relative_to(ROOT)}")


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
