import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.adaptation import Observations
from fluxion.training.fit import FitOptions
from fluxion.training.refit import refit

OPTIONS = FitOptions(members=2, hidden=(16, 16), epochs=150, batch=16, threads=1)


@pytest.fixture(scope="module")
def runs(hut_model):
    data = hut_model[0].dataset
    return Observations(data.X[data.ok], data.Y[data.ok])


def test_a_refit_learns_from_both_kinds_of_runs(hut_problem, hut_model, runs):
    card = hut_model[0].card
    corner = runs.Y[:, 0] < np.quantile(runs.Y[:, 0], 0.2)
    model = refit(hut_problem, card, runs, runs.part(corner), seed=1, options=OPTIONS)
    assert model.card.training["parent"] == card.network_sha256
    assert model.card.training["observed"] == corner.sum()
    assert model.card.weather_fingerprint == card.weather_fingerprint
    assert model.card.runs["training"] == len(runs) - sum(
        model.card.runs[use] for use in ("validation", "calibration", "held_out")
    ) + int(corner.sum())
    mean = Surrogate.from_bytes(model.data).predict(runs.X).mean["heating_kwh_m2"]
    assert np.sqrt(np.square(mean - runs.Y[:, 0]).mean()) < 0.2 * runs.Y[:, 0].std()


def test_too_few_random_runs_are_refused(hut_problem, hut_model, runs):
    with pytest.raises(InputError, match="at least 100 random runs; got 20"):
        refit(hut_problem, hut_model[0].card, runs.part(np.arange(20)), runs, options=OPTIONS)
    with pytest.raises(InputError, match="the observations"):
        refit(hut_problem, hut_model[0].card, runs, Observations(runs.X, -1.0 - runs.Y), options=OPTIONS)
