"""How close the loads are to EnergyPlus and to the mean of the six programs.

Definitions, over annual and peak heating and cooling:

* a load takes part if EnergyPlus gives more than 0.3 MWh or kW, and if its case is none of those whose EnergyPlus
  input is known to differ from the standard (`SLIPS`);
* ratio error: ours / theirs - 1; its mean and its standard deviation (n - 1) are reported;
* mean absolute error: mean of |ours / m - 1| over the same loads, m the mean of the six programs.

The hourly loads of the prescribed days (heating positive, cooling negative) are compared by the root of the mean
squared difference from EnergyPlus, for every program alike.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fluxion.validation.ashrae140.outputs import LOADS
from fluxion.validation.ashrae140.pack import ENERGYPLUS, Pack

#: Smallest load of EnergyPlus that a ratio is formed with [MWh, kW].
SMALLEST = 0.3
#: Case -> what its EnergyPlus input has that the standard has not.
SLIPS = {
    "950": "the fan is off in the hour from 18:00 to 19:00",
    "960": "the absorptance inside the sun zone is another",
}
#: Cases whose hourly loads are compared.
HOURLY_CASES = ("600", "900")
#: Key of our own series.
OURS = "fluxion"


@dataclass(frozen=True)
class Closeness:
    """Ratio errors over a set of loads.

    Attributes:
        count: loads that took part.
        mean: of ours / EnergyPlus - 1 [-]; None without loads.
        deviation: standard deviation of the same [-]; None with fewer than two.
        largest: largest magnitude of the same [-].
        to_mean: mean of |ours / mean of the programs - 1| [-].
    """

    count: int
    mean: float | None
    deviation: float | None
    largest: float | None
    to_mean: float | None


def ratios(values: pd.DataFrame, pack: Pack) -> pd.DataFrame:
    """Loads that take part: case, quantity, value, energyplus, mean, ratio_error, mean_error.

    Args:
        values: see `judge.Judgement`.
        pack: the reference results.
    """
    theirs = pack.results[(pack.results["program"] == ENERGYPLUS) & pack.results["quantity"].isin(LOADS)]
    frame = values[["case", "quantity", "value"]].merge(
        theirs[["case", "quantity", "value"]].rename(columns={"value": "energyplus"}), on=["case", "quantity"]
    )
    frame = frame.merge(pack.ranges[["case", "quantity", "mean"]], on=["case", "quantity"])
    frame["value"] = frame["value"].astype(float)
    frame = frame[(frame["energyplus"] > SMALLEST) & ~frame["case"].isin(SLIPS) & frame["value"].notna()]
    frame = frame.reset_index(drop=True)
    frame["ratio_error"] = frame["value"] / frame["energyplus"] - 1.0
    frame["mean_error"] = frame["value"] / frame["mean"] - 1.0
    return frame


def closeness(frame: pd.DataFrame) -> Closeness:
    """Statistics of the rows of `ratios`."""
    errors = frame["ratio_error"].to_numpy(dtype=float)
    if not len(errors):
        return Closeness(0, None, None, None, None)
    return Closeness(
        count=len(errors),
        mean=float(errors.mean()),
        deviation=float(errors.std(ddof=1)) if len(errors) > 1 else None,
        largest=float(np.abs(errors).max()),
        to_mean=float(frame["mean_error"].abs().mean()),
    )


def hourly_distance(hourly: pd.DataFrame, pack: Pack) -> dict[str, dict[str, float]]:
    """Distance of hourly loads to EnergyPlus [kWh], root of the mean square.

    Args:
        hourly: see `judge.Judgement`.
        pack: the reference results.

    Returns:
        ``all``, the case, and the case with a day (``600 02-01``) -> program or ``fluxion`` -> distance; a program
        that lacks an hour is left out, and so is ours.
    """
    if hourly.empty:
        return {}
    loads = hourly[(hourly["quantity"] == "zone_load") & hourly["case"].isin(HOURLY_CASES)]
    groups: dict[str, pd.DataFrame] = {"all": loads}
    for case, rows in loads.groupby("case", sort=True):
        groups[str(case)] = rows
        for (month, day), hours in rows.groupby(["month", "day"], sort=True):
            groups[f"{case} {month:02d}-{day:02d}"] = hours
    return {name: _distances(rows, pack) for name, rows in groups.items()}


def _distances(rows: pd.DataFrame, pack: Pack) -> dict[str, float]:
    found: dict[str, float] = {}
    if rows.empty or ENERGYPLUS not in rows:
        return found
    truth = rows[ENERGYPLUS].to_numpy(dtype=float)
    others = {OURS: "value"} | {name: name for name in pack.programs if name != ENERGYPLUS and name in rows}
    for name, column in others.items():
        series = rows[column].to_numpy(dtype=float)
        if np.isfinite(series).all():
            found[name] = float(np.sqrt(np.mean((series - truth) ** 2)))
    return found


def closest(distances: dict[str, float]) -> bool:
    """Whether our series lies closer to EnergyPlus than any other program's; False without ours or without others."""
    others = [distance for name, distance in distances.items() if name != OURS]
    return OURS in distances and bool(others) and distances[OURS] < min(others)


def summary(values: pd.DataFrame, hourly: pd.DataFrame, pack: Pack) -> dict[str, Any]:
    """Everything above as plain JSON values, over all loads and quantity by quantity."""
    frame = ratios(values, pack)
    groups = {"all": frame} | {quantity: frame[frame["quantity"] == quantity] for quantity in LOADS}
    close = {name: closeness(rows) for name, rows in groups.items()}
    distances = hourly_distance(hourly, pack)
    return {
        "energyplus": {
            "definition": f"ours / theirs - 1 over loads of {ENERGYPLUS} above {SMALLEST:g} MWh or kW",
            "left_out": SLIPS,
            **{
                name: {"count": c.count, "mean": c.mean, "standard_deviation": c.deviation, "largest": c.largest}
                for name, c in close.items()
            },
        },
        "six_program_mean": {
            "definition": "mean of |ours / mean of the programs - 1| over the same loads",
            **{name: c.to_mean for name, c in close.items()},
        },
        "hourly_loads": {
            "definition": f"root mean square difference from {ENERGYPLUS} on the prescribed days [kWh]",
            "rms_kwh": distances,
            "closest": {name: closest(found) for name, found in distances.items()},
        },
    }
