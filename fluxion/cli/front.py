"""The front as a table in the terminal."""

import numpy as np
from rich.table import Table

from fluxion.design import Choice
from fluxion.search.labels import words_and_unit
from fluxion.search.pareto import Scale, spread_out
from fluxion.search.result import RunResult

_ROWS = 12
_CHOICES = 3
_WIDE = 110


def front_summary(result: RunResult, width: int) -> Table:
    """Some designs of the front, evenly spread, and the baseline below them, for `width` characters.

    Columns: the row in the file of the front, counted from 1; the objectives of the study; the other objectives of
    the problem; and, where there is room for them, the first free choices.
    """
    problem, truth = result.setup.problem, result.truth
    numbers = list(dict.fromkeys([*problem.objectives, *result.setup.truth.evaluator.problem.objectives]))
    free = [problem.space.variables[j] for j in result.setup.truth.free]
    choices = [variable.name for variable in free if isinstance(variable, Choice)][:_CHOICES]
    if width < _WIDE:
        choices = []
    table = Table()
    table.add_column("row", justify="right", no_wrap=True)
    for name in numbers:
        words, unit = words_and_unit(name)
        table.add_column(f"{words}\n{unit}", justify="right", no_wrap=True)
    for name in choices:
        table.add_column(name.replace("_", " "), overflow="fold")
    places = shown_places(result)
    for place in places:
        cells = _cells(result, int(result.front[place]), numbers, choices)
        table.add_row(str(place + 1), *cells, end_section=place == places[-1])
    if truth.ok[0]:
        table.add_row("baseline", *_cells(result, 0, numbers, choices), style="bold")
    return table


def shown_places(result: RunResult) -> list[int]:
    """Places on the front, counted from 0, of the designs that the summary shows."""
    F = result.answer.F[result.front]
    return sorted(int(place) for place in spread_out(Scale.of(F).apply(F), np.empty((0, F.shape[1])), _ROWS))


def _cells(result: RunResult, row: int, numbers: list[str], choices: list[str]) -> list[str]:
    design = result.setup.problem.space.decode_row(result.truth.X[row])
    values = [_shown(float(result.truth.columns[name][row])) for name in numbers]
    return values + [str(design[name]).replace("_", " ") for name in choices]


def _shown(value: float) -> str:
    # Shares next to zero would fill the column with an exponent that tells nothing.
    return f"{value:.4f}" if abs(value) < 1.0 else f"{value:.4g}"
