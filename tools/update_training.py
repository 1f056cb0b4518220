"""Write the accuracy of the shipped surrogates into docs/TRAINING.md, from the cards in their files.

Run `make assets` first, then `make docs`, from the repository root.
"""

from pathlib import Path

import numpy as np

from fluxion.assets import asset_root
from fluxion.surrogate import ModelCard, OutputCard, ScoreCard, Surrogate
from fluxion.weather import Weather

PAGE = Path(__file__).resolve().parent.parent / "docs" / "TRAINING.md"
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
PROBLEM = "office-design"


def main() -> None:
    """Replace the block between the markers."""
    cards = {climate: _card(climate) for climate in Weather.names()}
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(head + "\n".join([BEGIN, *_lines(cards), END]) + rest.split(END)[1], encoding="utf-8")
    print(f"{PAGE.name} shows {len(cards)} surrogates of {PROBLEM}")


def _card(climate: str) -> ModelCard:
    return Surrogate.load(asset_root() / "surrogates" / f"{PROBLEM}-{climate}.onnx").card


def _lines(cards: dict[str, ModelCard]) -> list[str]:
    first = next(iter(cards.values()))
    runs = first.runs
    lines = [
        f"The surrogates of {PROBLEM} that ship, each trained on {runs['training']:,} runs of the engine "
        f"`{first.engine}`, its intervals calibrated on {runs['calibration']:,} others, measured on "
        f"{runs['held_out']:,} more; R2, CV(RMSE), and the share of runs inside the intervals of nominally 90 %:",
        "",
        f"| output | {' | '.join(cards)} |",
        f"|---|{'---|' * len(cards)}",
    ]
    for j, output in enumerate(first.outputs):
        cells = [card.outputs[j] for card in cards.values()]
        lines.append(f"| {output.name} | {' | '.join(_output(c) for c in cells)} |")
    for score in first.scores:
        found = [next((s for s in card.scores if s.name == score.name), None) for card in cards.values()]
        lines.append(f"| {score.name} | {' | '.join(_output(s) if s else 'exact' for s in found)} |")
    return [*lines, "", "A star marks an output that is zero in over half of the runs and judged on the others."]


def _output(one: OutputCard | ScoreCard) -> str:
    if np.isnan(one.r2):
        return "the same in every design"
    star = " *" if isinstance(one, OutputCard) and one.judged_on != "all rows" else ""
    return f"{one.r2:.5f}, {100 * one.cv_rmse:.2f} %, {100 * one.coverage:.1f} %{star}"


if __name__ == "__main__":
    main()
