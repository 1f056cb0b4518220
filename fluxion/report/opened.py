"""The problem and the climates behind a run, opened again where this machine has them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from fluxion.design import Choice, DesignProblem
from fluxion.errors import FluxionError, InputError
from fluxion.report.run_folder import Run
from fluxion.search import Setup, StudyConfig, prepare
from fluxion.search.output import weather_fingerprints
from fluxion.search.study import NONE


@dataclass(frozen=True)
class Opened:
    """What is known beside the files.

    Attributes:
        setup: the study as physics answers it; None if it cannot be opened.
        reason: why it cannot, empty if it can.
    """

    setup: Setup | None
    reason: str

    @property
    def problem(self) -> DesignProblem | None:
        """The problem with the settings of the run."""
        return self.setup.problem if self.setup is not None else None

    @property
    def units(self) -> Mapping[str, str]:
        """Units of the variables by name; empty without the problem."""
        return {v.name: v.unit for v in self.problem.space.variables} if self.problem is not None else {}

    @property
    def bounds(self) -> Mapping[str, tuple[float, float]]:
        """Bounds of the variables that are numbers; empty without the problem."""
        if self.problem is None:
            return {}
        return {v.name: (v.lower, v.upper) for v in self.problem.space.variables if not isinstance(v, Choice)}

    @property
    def limits(self) -> Mapping[str, float]:
        """Sizes of the limits of the constraints; empty without the problem."""
        if self.problem is None:
            return {}
        return {c.name: c.size(self.problem.settings) for c in self.problem.constraints}


def open_study(run: Run) -> Opened:
    """The study of a run without its surrogate; a reason if problem or climate are not here or have changed."""
    try:
        setup = prepare(replace(study_of(run), surrogate=NONE))
    except FluxionError as error:
        return Opened(None, f"the study cannot be opened here: {error}")
    hashes = run.record["hashes"]
    if setup.problem.space.fingerprint() != hashes.get("space"):
        return Opened(None, "the problem has other variables or bounds here than when the study ran.")
    if hashes.get("weather") not in (None, weather_fingerprints(setup)):
        names = ", ".join(f"'{weather.name}'" for weather in setup.weathers)
        return Opened(None, f"the weather {names} is another here than when the study ran.")
    return Opened(setup, "")


def study_of(run: Run) -> StudyConfig:
    """The study that a run records.

    Raises:
        InputError: it has values that this version does not know.
    """
    known = {field.name for field in fields(StudyConfig)}
    study = run.record["study"]
    unknown = [name for name in study if name not in known]
    if unknown:
        raise InputError(f"the record of the run has the unknown key '{unknown[0]}' of a study.")
    return StudyConfig(**study)
