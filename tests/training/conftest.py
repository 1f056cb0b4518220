"""A box in steady state: loads by the degree-day method, a true formula that costs nothing to evaluate.

Heating need Q = 24 h/d * HDD(balance temperature) * UA (ASHRAE Handbook Fundamentals, chapter "Energy Estimating",
variable-base degree days), cooling likewise with cooling degree days; the climate is a sine over the year.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from box_space import BOX_SPACE, WINDOWS

from fluxion.design import DesignSpace
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.pipeline import train_surrogate
from fluxion.training.targets import target
from fluxion.weather import load_weather

from . import hut

NAMES = ("heating_kwh", "cooling_kwh", "heating_peak_kw", "hours_above_26")


@dataclass(frozen=True)
class Box:
    space: DesignSpace
    targets: tuple

    def outputs(self, X):
        """(n, 4) loads [kWh], peak [kW] and warm hours [h] of (n, d) designs."""
        column = self.space.columns(X)
        side, storeys = column["side_m"], column["storeys"]
        glass_u, glass_g = np.array([WINDOWS[name] for name in column["window"]]).T
        facade = 4.0 * side * 3.0 * storeys
        glass = facade * column["wwr"]
        wall_u = 1.0 / (0.5 + column["insulation_m"] / 0.036)
        volume = side**2 * 3.0 * storeys
        ua = (facade - glass) * wall_u + glass * glass_u + 2.0 * side**2 * 0.4 + 0.33 * volume * column["ach"]
        gains = side**2 * storeys * 5.0 + glass * glass_g * 90.0
        day = np.arange(365.0)
        outside = 9.0 - 12.0 * np.cos(2.0 * np.pi * (day - 15.0) / 365.0)
        balance = (column["setpoint"] - gains / ua)[:, None]
        heating = 24.0 * np.maximum(balance - outside, 0.0).sum(axis=1) * ua / 1000.0
        active = column["cooling"] == "active"
        surplus = np.maximum(outside - (25.0 - gains / ua)[:, None], 0.0).sum(axis=1)
        cooling = np.where(active, 24.0 * surplus * ua / 1000.0, 0.0)
        peak = np.maximum(ua * (column["setpoint"] + 10.0) - gains, 0.0) / 1000.0
        inside = outside + (gains / ua)[:, None]
        warm = 24.0 * np.clip((inside - 25.5), 0.0, 1.0).sum(axis=1)
        return np.stack([heating, cooling, peak, np.where(active, 0.0, warm)], axis=1)


@pytest.fixture(scope="session")
def box():
    return Box(BOX_SPACE, tuple(target(name) for name in NAMES))


@pytest.fixture(scope="session")
def runs(box):
    """600 training and 200 validation designs with their outputs."""
    X = box.space.sample(800, 0, "sobol")
    Y = box.outputs(X)
    return X[:600], Y[:600], X[600:], Y[600:]


@pytest.fixture(scope="session")
def ensemble(box, runs):
    """Three small networks trained on the box."""
    options = FitOptions(members=3, hidden=(32, 32), epochs=150, batch=64, threads=1)
    return fit_ensemble(*runs, box.space, box.targets, options)


@pytest.fixture(scope="session")
def hut_problem():
    return hut.problem()


@pytest.fixture(scope="session")
def golden():
    return load_weather("golden")


@pytest.fixture(scope="session")
def hut_model(hut_problem, golden, tmp_path_factory):
    """A surrogate of the hut with the file of its physics runs; one step an hour keeps it quick."""
    data = tmp_path_factory.mktemp("hut") / "runs.npz"
    options = FitOptions(members=2, hidden=(16, 16), epochs=150, batch=16, threads=1)
    told = []
    model = train_surrogate(
        hut_problem,
        golden,
        runs=128,
        held_out=24,
        seed=3,
        steps_per_hour=1,
        data=data,
        options=options,
        progress=lambda *news: told.append(news),
    )
    return model, data, told
