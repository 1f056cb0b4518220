"""From a request to a judgement, and its files."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fluxion._checks import check_known
from fluxion._files import write_text_atomic
from fluxion.engine import EngineChoice, choose_engine
from fluxion.errors import InputError
from fluxion.validation.ashrae140.case import load_catalogue
from fluxion.validation.ashrae140.causes import load_causes
from fluxion.validation.ashrae140.judge import Judgement, judge
from fluxion.validation.ashrae140.outputs import asked
from fluxion.validation.ashrae140.pack import Pack
from fluxion.validation.ashrae140.page import page, part_of
from fluxion.validation.ashrae140.report import report
from fluxion.validation.ashrae140.run import SUITE_STEPS_PER_HOUR, run_cases
from fluxion.validation.ashrae140.summary import summarise
from fluxion.validation.marked_page import update_page
from fluxion.validation.versions import package_versions

REPORT = "report.md"


@dataclass(frozen=True)
class Request:
    """What to run; one setting for all cases.

    Attributes:
        engine: one of `fluxion.engine.ENGINES`.
        steps_per_hour: of the reference engine; None: `SUITE_STEPS_PER_HOUR`.
        cases: names of the cases; None: all.

    Raises:
        InputError: unknown engine or case, impossible number of steps.
    """

    engine: str
    steps_per_hour: int | None = None
    cases: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        choose_engine(self.engine, self.steps_per_hour)
        known = load_catalogue().cases
        for name in self.cases or ():
            check_known(name, known, "case")

    @property
    def choice(self) -> EngineChoice:
        """The engine that runs the cases."""
        return choose_engine(self.engine, self.steps_per_hour, SUITE_STEPS_PER_HOUR)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the cases, in the order of the suite."""
        every = tuple(load_catalogue().cases)
        return every if self.cases is None else tuple(name for name in every if name in self.cases)

    def require_complete(self, option: str) -> None:
        """Refuse a part of the suite.

        Raises:
            InputError: not all cases are asked for.
        """
        if self.cases is not None and len(self.names) < len(load_catalogue().cases):
            raise InputError(f"{option} needs all cases; leave --case out.")


@dataclass(frozen=True)
class Outcome:
    """What came of a request.

    Attributes:
        judgement: the tables.
        summary: plain JSON values, see `summary.summarise`.
        pack: the reference results that it was judged by.
        choice: the engine that ran.
    """

    judgement: Judgement
    summary: dict[str, Any]
    pack: Pack
    choice: EngineChoice


def validate(request: Request, pack: Pack, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Run the cases and judge them.

    Args:
        request: what to run.
        pack: the reference results.
        progress: called with (done, total) cases from the calling thread.
    """
    catalogue = load_catalogue()
    wanted = asked(catalogue)
    runs = run_cases(
        request.names,
        pack.weather,
        choice=request.choice,
        catalogue=catalogue,
        progress=progress,
    )
    judgement = judge(runs, pack, catalogue, wanted)
    settings = {
        "engine": request.choice.label,
        "steps_per_hour": request.choice.steps_per_hour,
        "version": version("fluxion-bem"),
        "versions": package_versions(),
    }
    complete = len(runs) == len(catalogue.cases)
    return Outcome(judgement, summarise(judgement, runs, pack, settings, complete), pack, request.choice)


def write(outcome: Outcome, folder: Path, docs: Path | None = None) -> tuple[str, ...]:
    """Write tables, summary, report and pictures, and the generated part of a page; names of the files in `folder`.

    Raises:
        InputError: a place cannot be written.
    """
    from fluxion.validation.ashrae140.output import write_tables
    from fluxion.validation.ashrae140.pictures import draw_all

    causes = load_causes(outcome.choice.name)
    names = write_tables(outcome.judgement, outcome.summary, outcome.pack, folder)
    pictures = draw_all(outcome.judgement, outcome.pack.programs, folder)
    write_text_atomic(folder / REPORT, report(outcome.summary, causes, pictures))
    if docs is not None:
        update_page(docs, part_of(outcome.choice), page(outcome.judgement, outcome.summary, load_catalogue(), causes))
    return *names, REPORT, *pictures
