"""A small surrogate, really trained, of a formula with known range."""

from dataclasses import dataclass

import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.surrogate import ModelCard, Surrogate
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import TrainedModel, train_on_runs
from fluxion.training.split import Runs, SplitRuns
from fluxion.training.targets import target


@dataclass(frozen=True)
class Trained:
    space: DesignSpace
    model: TrainedModel
    path: object
    formula: object

    def load(self):
        return Surrogate.load(self.path)


def transmission(X):
    """(n, 2) heat through a wall over a year [kWh] and its peak [kW]; none where the wall faces a heated room."""
    u, area, outside = X[:, 0], X[:, 1], X[:, 2] == 1.0
    peak = np.where(outside, u * area * 32.0 / 1000.0, 0.0)
    return np.stack([peak * 2600.0, peak], axis=1)


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    space = DesignSpace(
        (
            Real("wall_u", 0.1, 1.5, 0.3, "W/(m2 K)", "U-value"),
            Integer("area_m2", 5, 40, 12, "m2", "area"),
            Choice("beyond", ("room", "outside"), "outside", "what lies beyond"),
        )
    )

    def runs(n, seed):
        X = space.sample(n, seed)
        return Runs(X, transmission(X))

    split = SplitRuns(runs(300, 1), runs(60, 2), runs(100, 3), runs(200, 4))
    card = ModelCard(
        title="Heat through a wall",
        problem="wall",
        space_json=space.to_json(),
        settings={"indoor_c": 20.0, "ground_temperature_c": (10.0, 11.0)},
        weather="sine",
        weather_fingerprint="0123456789abcdef",
        engine="formula",
        engine_fingerprint="fedcba9876543210",
        probes={"heating_kwh": (1.0, 2.0), "heating_peak_kw": (0.5, 0.25)},
        outputs=(),
        confidence=0.9,
        runs={},
    )
    targets = [target("heating_kwh"), target("heating_peak_kw")]
    model = train_on_runs(
        split, space, targets, card, FitOptions(members=3, hidden=(16, 16), epochs=60, batch=32, threads=1)
    )
    path = tmp_path_factory.mktemp("models") / "wall.onnx"
    path.write_bytes(model.data)
    return Trained(space, model, path, transmission)
