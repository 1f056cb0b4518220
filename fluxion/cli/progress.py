"""Progress of long work on stderr: bars in a terminal, now and then a line where output is recorded."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

#: Tells how far a stage is: (stage, done, total).
Report = Callable[[str, int, int], None]

# A log should show life without being flooded.
_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BEFORE_ESTIMATE = 5.0


@contextmanager
def watch() -> Iterator[Report]:
    """Function that long work calls with (stage, done, total); stages appear when they are first reported."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def _lines() -> Report:
    started: dict[str, float] = {}
    written: dict[str, float] = {}
    shown: dict[str, int] = {}

    def report(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        started.setdefault(stage, now)
        due = stage not in written or now - written[stage] >= _SECONDS_BETWEEN_LINES or done == total
        if done == 0 or done == shown.get(stage) or not due:
            return
        written[stage], shown[stage] = now, done
        spent = now - started[stage]
        # Extrapolated from the first moments, the time that is left would be anything.
        known = done < total and spent > _SECONDS_BEFORE_ESTIMATE
        left = f", about {spent / done * (total - done):.0f} s left" if known else ""
        typer.echo(f"{stage}: {done} of {total}{left}", err=True)

    return report
