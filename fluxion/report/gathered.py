"""Everything that a report shows, computed once for the page and the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fluxion.errors import FluxionError
from fluxion.report.chosen import BASELINE, CLOSEST, KNEE, Chosen, by_violation, chosen_designs
from fluxion.report.convergence import Course, course
from fluxion.report.opened import Opened, open_study, study_of
from fluxion.report.run_folder import Run, read_run
from fluxion.report.story import Move, moves, variable_range
from fluxion.report.years import Year, simulate_years
from fluxion.search import prepare
from fluxion.sensitivity import Sensitivity, analyse, read_sensitivity, write_sensitivity
from fluxion.sensitivity.analysis import Progress, subject_of
from fluxion.sensitivity.files import JSON_FILE
from fluxion.typing import IntArray

#: Designs that are listed where there is no front: no feasible design, or a single objective.
LISTED = 30


@dataclass(frozen=True)
class Report:
    """A run with what was computed of it.

    Attributes:
        run: the run.
        opened: its problem and climate, where they are here.
        chosen: named designs.
        rows: rows of the truth runs that the page lists: the front; for one objective the best feasible designs; the
            designs closest to feasible where none is.
        moves: what the variables do along the front.
        course: how the front grew.
        years: simulated years of the chosen designs; empty if they were not simulated.
        sensitivity: which variables matter; None if that was not computed.
        notes: sentences on what is missing, and why.
    """

    run: Run
    opened: Opened
    chosen: tuple[Chosen, ...]
    rows: IntArray
    moves: tuple[Move, ...]
    course: Course
    years: tuple[Year, ...]
    sensitivity: Sensitivity | None
    notes: tuple[str, ...]

    def extent(self, name: str) -> float | None:
        """Extent of the range of a variable that is a number; None for other columns."""
        if name not in self.run.variables or name in self.run.choices:
            return None
        low, high = variable_range(self.run, name, self.opened.bounds)
        return high - low or None

    def named(self, key: str) -> Chosen | None:
        """The chosen design with this key, also where it goes by another name first."""
        words = {KNEE: "knee", BASELINE: "baseline", CLOSEST: "closest to feasible"}[key]
        return next((one for one in self.chosen if one.key == key or words in one.name.split(" = ")), None)


def make_report(
    folder: str | Path, *, simulate: bool = True, sensitivities: bool = True, progress: Progress | None = None
) -> Report:
    """Read the run in `folder` and compute what a report shows; nothing but sensitivities is written.

    Args:
        folder: of the run.
        simulate: simulate chosen designs again for their months and hours.
        sensitivities: analyse sensitivities if the run has no file of them; needs simulations.
        progress: called with (stage, done, total).

    Raises:
        InputError: see `read_run`.
    """
    run = read_run(folder)
    opened = open_study(run)
    chosen = chosen_designs(run, opened.units, opened.limits)
    notes: list[str] = []
    years: tuple[Year, ...] = ()
    if simulate and opened.setup is None:
        notes.append(f"Months, hours and sensitivities are missing: {opened.reason}")
    elif simulate and opened.setup is not None:
        if progress is not None:
            progress("years of the chosen designs", 0, len(chosen))
        try:
            years = simulate_years(run, opened.setup, chosen)
        except FluxionError as error:
            notes.append(f"Months and hours are missing: {error}")
        notes += _differences(years)
    found = _kept_sensitivity(run, opened, notes)
    if found is None and simulate and sensitivities and opened.setup is not None:
        found = _new_sensitivity(run, notes, progress)
    return Report(
        run=run,
        opened=opened,
        chosen=chosen,
        rows=_listed(run, opened),
        moves=moves(run, opened.units, opened.bounds),
        course=course(run),
        years=years,
        sensitivity=found,
        notes=tuple(notes),
    )


def _listed(run: Run, opened: Opened) -> IntArray:
    if not len(run.front):
        return by_violation(run, opened.limits)[:LISTED]
    if len(run.objectives) > 1:
        return run.front
    rows = np.flatnonzero(run.feasible)
    return rows[np.argsort(run.F[rows, 0], kind="stable")][:LISTED]


def _differences(years: Sequence[Year]) -> list[str]:
    """A note where a simulated year is not the one of the run, for example by another version of the engine."""
    wrong = [year for year in years if year.difference is not None and year.difference > 0.01]
    return [
        f"The design '{year.name}' needs another amount of heating or cooling now than in the run "
        f"(by {year.difference:.2f} kWh/m²); the engine may have changed since."
        for year in wrong
    ]


def _kept_sensitivity(run: Run, opened: Opened, notes: list[str]) -> Sensitivity | None:
    """The analysis in the folder of the run, if it is of the same study."""
    path = run.folder / JSON_FILE
    if not path.is_file():
        return None
    try:
        result = read_sensitivity(path)
    except FluxionError as error:
        notes.append(f"Sensitivities in the folder are left out: {error}")
        return None
    if opened.setup is not None:
        same = result.subject == subject_of(opened.setup.truth, opened.setup.weather)
    else:
        same = (
            result.problem == run.record["study"]["problem"] and result.quantities == run.objectives + run.constraints
        )
    if not same:
        notes.append(f"'{JSON_FILE}' in the folder of the run is of another study and is not used.")
        return None
    return result


def _new_sensitivity(run: Run, notes: list[str], progress: Progress | None) -> Sensitivity | None:
    try:
        setup = prepare(study_of(run))
        method = "Sobol' indices on the surrogate, Morris' effects in physics."
        if setup.surrogate is None:
            method = "Sobol' indices and Morris' effects in physics, as the study has no surrogate."
        result = analyse(setup.truth, setup.surrogate, method, setup.weather, progress=progress)
        write_sensitivity(result, run.folder)
    except FluxionError as error:
        notes.append(f"Sensitivities are missing: {error}")
        return None
    return result
