"""What the study asks: problems, climates and seeds, and where the runs are kept."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.problems.task import Answer, Task, define_task
from fluxion.weather import load_weather

OBJECTIVES = {
    "two": ("energy_kwh_m2", "cost_eur_m2"),
    "three": ("energy_kwh_m2", "cost_eur_m2", "carbon_kgco2e_m2"),
}
CLIMATES = ("golden", "chicago")
SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Case:
    """One problem: a climate and a number of objectives."""

    climate: str
    objectives: str

    @property
    def name(self) -> str:
        """Short name."""
        return f"{self.climate}-{self.objectives}"

    @property
    def columns(self) -> tuple[str, ...]:
        """What is minimised."""
        return OBJECTIVES[self.objectives]

    def truth(self, threads: int = 1) -> Task:
        """The task as the batch engine answers it."""
        problem = load("office-design")
        evaluator = PhysicsEvaluator(problem, load_weather(self.climate), threads=threads)
        return define_task(problem, evaluator, self.columns)


CASES = tuple(Case(climate, objectives) for objectives in OBJECTIVES for climate in CLIMATES)


@dataclass(frozen=True)
class Paid:
    """Everything that a run paid for, in the order of the truth runs.

    Attributes:
        F: (n, m) objectives by physics, +inf where there is no result.
        feasible: (n,) which designs meet every constraint.
        seconds: wall time of the whole run.
    """

    F: np.ndarray
    feasible: np.ndarray
    seconds: float

    @classmethod
    def of(cls, answers: list[Answer], seconds: float) -> "Paid":
        """What these answers cost."""
        return cls(
            np.concatenate([one.F for one in answers]), np.concatenate([one.feasible for one in answers]), seconds
        )

    def save(self, path: Path) -> None:
        """Write an npz file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, F=self.F, feasible=self.feasible, seconds=self.seconds)

    @classmethod
    def load(cls, path: Path) -> "Paid":
        """Read one."""
        with np.load(path) as content:
            return cls(content["F"], content["feasible"], float(content["seconds"]))


def place(folder: Path, method: str, case: Case, seed: int) -> Path:
    """Where a run is kept."""
    return folder / f"{method}-{case.name}-{seed}.npz"


def known_runs(folder: Path, method: str, case: Case) -> list[Paid]:
    """The runs of a method that are kept, by seed."""
    paths = (place(folder, method, case, seed) for seed in SEEDS)
    return [Paid.load(path) for path in paths if path.is_file()]
