"""The statistics of a comparison as a part of a page of results."""

import pandas as pd

from fluxion.energyplus import DEFAULT_STEPS_PER_HOUR as ENERGYPLUS_STEPS
from fluxion.engine import DEFAULT_STEPS_PER_HOUR, choose_engine
from fluxion.validation.energyplus.comparison import Comparison, Plan
from fluxion.validation.energyplus.tables import ALL_ZONES

_BUILDING = {
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
    "night_ventilation_m3",
}
_ZONES = {"heating_kwh_m2", "cooling_kwh_m2", "heating_peak_kw", "cooling_peak_kw"}


def part_of(plan: Plan) -> str:
    """Name of the part of a page that tells of this comparison."""
    changed = [f"{name}={_text(value)}" for name, value in _changed(plan).items()]
    finer = [] if plan.against_steps is None else [f"against {plan.against_steps}/h"]
    steps = [option.removeprefix("--") for option in _steps(plan)]
    return " ".join(["energyplus", plan.problem.name, plan.weather.name, *changed, *steps, *finer])


def lines_of(comparison: Comparison, building: pd.DataFrame, zones: pd.DataFrame) -> list[str]:
    """Lines of that part: the command, and a table of the building and of all zones together.

    Args:
        comparison: what was computed.
        building: table of module `tables`.
        zones: likewise.
    """
    plan = comparison.plan
    settings = "".join(f" --set {name}={_text(value)}" for name, value in _changed(plan).items())
    finer = "" if plan.against_steps is None else f" --against-steps {plan.against_steps}"
    steps = "".join(f" {option}" for option in _steps(plan))
    command = (
        f"fluxion validate energyplus --problem {plan.problem.name} --weather {plan.weather.name} "
        f"--designs {plan.designs} --seed {plan.seed}{settings}{steps}{finer} --out DIR "
        "--docs docs/VALIDATION_RESULTS.md"
    )
    pooled = zones[zones["zone"] == ALL_ZONES]
    rows = [_row("building", line) for line in _chosen(building, _BUILDING)]
    rows += [_row("zones", line) for line in _chosen(pooled, _ZONES)]
    compared = int(comparison.usable.sum())
    return [
        f"{compared} of {plan.designs} random designs, compared by `{command}`:",
        "",
        "| of | output | unit | model | reference | its mean | NMBE | CV(RMSE) | mean abs. error | RMSE | Spearman |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *rows,
    ]


def _steps(plan: Plan) -> list[str]:
    # Options that are not at their default.
    options = []
    choice = choose_engine(plan.engine, plan.steps_per_hour)
    if not choice.is_batch:
        options.append(f"--engine {choice.name}")
    if choice.steps_per_hour not in (None, DEFAULT_STEPS_PER_HOUR):
        options.append(f"--steps-per-hour {choice.steps_per_hour}")
    if plan.energyplus_steps != ENERGYPLUS_STEPS:
        options.append(f"--energyplus-steps {plan.energyplus_steps}")
    return options


def _changed(plan: Plan) -> dict[str, object]:
    problem = plan.problem
    defaults = {parameter.name: parameter.default for parameter in problem.parameters}
    return {name: value for name, value in problem.settings.items() if value != defaults[name]}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _chosen(frame: pd.DataFrame, names: set[str]) -> list[dict[str, object]]:
    # An output that is zero in every design tells nothing.
    lines = frame[frame["output"].isin(names)].to_dict("records")
    return [{str(k): v for k, v in line.items()} for line in lines if line["reference_mean"] or line["mean"]]


def _row(subject: str, line: dict[str, object]) -> str:
    cells = [subject, line["output"], line["unit"], line["model"], line["reference"]]
    cells += [_digits(line["reference_mean"], ".4g"), _digits(line["nmbe_percent"], "+.2f", " %")]
    cells += [_digits(line["cvrmse_percent"], ".2f", " %"), _digits(line["mae"], ".3g"), _digits(line["rmse"], ".3g")]
    cells.append(_digits(line["spearman"], ".5f"))
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _digits(value: object, form: str, unit: str = "") -> str:
    return "none" if value is None else f"{value:{form}}{unit}"
