"""The same random designs through the batch engine and through the reference engine."""

import shlex
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import Evaluation, PhysicsEvaluator
from fluxion.validation.marked_page import check_page, update_page
from fluxion.validation.statistics import Agreement, agreement
from fluxion.weather import Weather

#: Outputs that are compared.
OUTPUTS = (
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
)
#: Engines in the order model, judge.
ENGINES = ("batch", "reference")
_LOADS = OUTPUTS[:2]


@dataclass(frozen=True)
class EngineLine:
    """How well one output of the batch engine agrees with that of the reference engine.

    Attributes:
        output: its name.
        agreement: over all designs.
        worst: largest difference, in the unit of the output.
        beyond: designs whose load differs by more than 2.5 % and 0.2 kWh/m2; None for other outputs.
    """

    output: str
    agreement: Agreement
    worst: float
    beyond: int | None


@dataclass(frozen=True)
class EngineComparison:
    """Both engines on the same designs.

    Attributes:
        problem: name of the problem.
        weather: name of the climate.
        designs: number of designs drawn.
        seed: of the sample.
        compared: designs that both engines finished.
        failures: sentences of the others, with their row counted from 1 and the engine.
        residual: largest residual of the energy balance of the batch engine.
        lines: one for each output.
    """

    problem: str
    weather: str
    designs: int
    seed: int
    compared: int
    failures: tuple[str, ...]
    residual: float
    lines: tuple[EngineLine, ...]

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return asdict(self)


def compare_engines(
    problem: DesignProblem,
    weather: Weather,
    designs: int,
    seed: int = 0,
    report: Callable[[str, int, int], None] | None = None,
) -> EngineComparison:
    """Simulate random designs with both engines.

    Args:
        problem: the problem with its settings.
        weather: the climate.
        designs: how many, at least 2.
        seed: the same seed gives the same designs.
        report: called with (stage, done, total).

    Raises:
        InputError: too few designs, or no design that both engines finished.
    """
    if designs < 2:
        raise InputError(f"designs: expected at least 2, so that their ranks can be compared; got {designs}.")
    X = problem.space.sample(designs, seed, "uniform")
    wide = replace(problem, outputs=tuple(dict.fromkeys([*OUTPUTS, *problem.outputs])))
    results: dict[str, Evaluation] = {}
    for engine in ENGINES:
        tell = None if report is None else (lambda done, engine=engine: report(f"engine {engine}", done, designs))
        results[engine] = PhysicsEvaluator(wide, weather, engine, progress=tell).evaluate(X)
    model, judge = (results[engine] for engine in ENGINES)
    good = np.asarray(model.ok & judge.ok)
    if not good.any():
        raise InputError(f"no design was finished by both engines; the first: {model.status[0]}")
    failures = [
        f"design {row + 1}, {engine}: {results[engine].status[row]}"
        for row in range(designs)
        for engine in ENGINES
        if not results[engine].ok[row]
    ]
    return EngineComparison(
        problem=problem.name,
        weather=weather.name,
        designs=designs,
        seed=seed,
        compared=int(good.sum()),
        failures=tuple(failures),
        residual=float(np.max(model.residual[good])),
        lines=tuple(_line(name, model.columns[name][good], judge.columns[name][good]) for name in OUTPUTS),
    )


def _line(name: str, model: np.ndarray, judge: np.ndarray) -> EngineLine:
    error = np.abs(model - judge)
    beyond = int(np.sum((error > 0.025 * np.abs(judge)) & (error > 0.2))) if name in _LOADS else None
    return EngineLine(name, agreement(model, judge), float(error.max()), beyond)


def part_of(problem: str, weather: str) -> str:
    """Name of the part of a page that tells of a comparison."""
    return f"engines {problem} {weather}"


def check_engines_page(path: Path, problem: str, weather: str) -> None:
    """Refuse a page that has no place for a comparison.

    Raises:
        InputError: see `marked_page.check_page`.
    """
    check_page(path, part_of(problem, weather))


def write_engines_page(path: Path, found: EngineComparison) -> None:
    """Write the part of a page that tells of a comparison."""
    update_page(path, part_of(found.problem, found.weather), lines_of(found, path))


def lines_of(found: EngineComparison, page: Path | None = None) -> list[str]:
    """Lines of that part: the command and a table.

    Args:
        found: both engines on the same designs.
        page: the page that the command writes, as its option names it; None: it writes none.
    """
    docs = "" if page is None else f" --docs {shlex.quote(str(page))}"
    command = (
        f"fluxion validate engines --problem {found.problem} --weather {found.weather} --designs {found.designs} "
        f"--seed {found.seed}{docs}"
    )
    return [
        f"{found.compared} of {found.designs} random designs, batch engine against reference engine, by `{command}`; "
        f"largest residual of the batch engine's energy balance {found.residual:.1e}:",
        "",
        "| output | mean | NMBE | CV(RMSE) | worst | beyond 2.5 % and 0.2 kWh/m2 | Spearman |",
        "|---|---|---|---|---|---|---|",
        *(_row(line) for line in found.lines),
    ]


def _row(line: EngineLine) -> str:
    got = line.agreement
    cells = [line.output, f"{got.reference_mean:.4g}"]
    cells += [
        "none" if v is None else f"{v:{form}} %"
        for v, form in ((got.nmbe_percent, "+.2f"), (got.cvrmse_percent, ".2f"))
    ]
    cells += [f"{line.worst:.3g}", "" if line.beyond is None else str(line.beyond)]
    cells.append("none" if got.spearman is None else f"{got.spearman:.5f}")
    return f"| {' | '.join(cells)} |"
