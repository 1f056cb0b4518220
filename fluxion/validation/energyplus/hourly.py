"""Hourly series of one design by every model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fluxion.building import Building
from fluxion.energyplus import simulate_energyplus
from fluxion.engine import HourlySeries, simulate
from fluxion.evaluation import EnergyPlusEvaluator, PhysicsEvaluator
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR
from fluxion.validation.energyplus.quantities import HOURLY
from fluxion.validation.statistics import rms_difference

# A tenth of a millikelvin and of a milliwatt: finer than any model is right, and a quarter of the file's size.
_DECIMALS = 4


@dataclass(frozen=True)
class HourlyComparison:
    """The hours of one design.

    Attributes:
        design_row: counted from 1.
        zones: (z,) names.
        series: model -> its (8760, z) series.
    """

    design_row: int
    zones: tuple[str, ...]
    series: Mapping[str, HourlySeries]

    def values(self, model: str, name: str) -> FloatArray:
        """(8760, z) series of one of `quantities.HOURLY`."""
        values: FloatArray = getattr(self.series[model], name)
        return values

    def rms(self, model: str, reference: str, name: str) -> FloatArray:
        """(z,) root mean square difference over the year, in the unit of the series."""
        return rms_difference(self.values(model, name), self.values(reference, name))

    def building_rms(self, model: str, reference: str, name: str) -> float:
        """Root mean square difference: of loads summed over the zones [W], of temperatures over all zones [K]."""
        ours, theirs = self.values(model, name), self.values(reference, name)
        if name.endswith("_w"):
            ours, theirs = ours.sum(axis=1), theirs.sum(axis=1)
        return float(np.sqrt(np.mean((ours - theirs) ** 2)))

    def to_frame(self) -> pd.DataFrame:
        """One line per hour (1 to 8760, the hour that ends then) and zone: each series of each model.

        Columns are named ``<series>_<model>``: temperatures [degC] and ideal loads [W], rounded to four decimals.
        """
        columns: dict[str, object] = {
            "hour": np.repeat(np.arange(1, HOURS_PER_YEAR + 1), len(self.zones)),
            "zone": list(self.zones) * HOURS_PER_YEAR,
        }
        for name in HOURLY:
            for model in self.series:
                columns[f"{name}_{model}"] = np.round(self.values(model, name).ravel(), _DECIMALS)
        return pd.DataFrame(columns)


def hourly_series(building: Building, evaluator: PhysicsEvaluator | EnergyPlusEvaluator) -> HourlySeries:
    """Hours of one building by the model of `evaluator`; those of EnergyPlus come from its cache.

    Raises:
        PhysicsError: the run fails that went well before.
    """
    if isinstance(evaluator, PhysicsEvaluator):
        result = simulate(
            building,
            evaluator.weather,
            engine=evaluator.engine,
            steps_per_hour=evaluator.steps_per_hour,
            balance="year",
        )
        return result.hourly
    return simulate_energyplus(
        building,
        evaluator.weather,
        steps_per_hour=evaluator.steps_per_hour,
        timeout_s=evaluator.timeout_s,
        program=evaluator.program,
        cache=evaluator.cache,
    ).hourly
