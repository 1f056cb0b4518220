from dataclasses import replace

import numpy as np
import onnx
import pytest

from fluxion.errors import InputError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.adaptation import Observations, transfer
from fluxion.surrogate.onnx_file import network_of


@pytest.fixture
def elsewhere(trained):
    """A colder climate with some wind: more heat, and not in proportion to the U-value."""

    def truth(X):
        return 1.6 * trained.formula(X) * (1.0 + 0.1 * (X[:, :1] > 0.8))

    def runs(count, seed):
        X = trained.space.sample(count, seed)
        return Observations(X, truth(X))

    card = replace(trained.model.card, weather="colder", weather_fingerprint="aaaaaaaaaaaaaaaa", outputs=(), scores=())
    return runs, card


def relative(surrogate, runs):
    mean = np.stack(list(surrogate.predict(runs.X).mean.values()), axis=1)
    return float(np.sqrt(np.square((mean - runs.Y) / runs.Y.std(axis=0)).mean()))


def test_thirty_runs_are_enough_to_move(trained, elsewhere):
    runs, card = elsewhere
    moved = Surrogate.from_bytes(transfer(trained.model.data, runs(30, 5), card))
    test = runs(500, 6)
    assert relative(moved, test) < 0.2 * relative(trained.load(), test)
    prediction = moved.predict(test.X)
    inside = [
        (test.Y[:, j] >= prediction.lower[name] - 1e-6) & (test.Y[:, j] <= prediction.upper[name] + 1e-6)
        for j, name in enumerate(card.targets or moved.card.targets)
    ]
    assert np.mean(inside) > 0.8


def test_the_card_is_that_of_the_new_place(trained, elsewhere):
    runs, card = elsewhere
    data = transfer(trained.model.data, runs(30, 5), card)
    onnx.checker.check_model(onnx.load_from_string(network_of(data)), full_check=True)
    new = Surrogate.from_bytes(data).card
    assert (new.weather, new.weather_fingerprint) == ("colder", "aaaaaaaaaaaaaaaa")
    assert new.training["parent"] == trained.model.card.network_sha256
    assert new.runs["observed"] == 30
    # Nobody has measured it on random designs of the new place.
    assert all(one.r2 != one.r2 for one in new.outputs)
    assert all(one.interval_scale > 0.0 for one in new.outputs)


def test_the_same_place_needs_no_change(trained):
    X = trained.space.sample(40, 5)
    surrogate = trained.load()
    Y = np.stack(list(surrogate.predict(X).mean.values()), axis=1)
    moved = Surrogate.from_bytes(transfer(trained.model.data, Observations(X, Y), trained.model.card))
    test = trained.space.sample(300, 6)
    for name, mean in surrogate.predict(test).mean.items():
        apart = moved.predict(test).mean[name] - mean
        assert np.sqrt(np.square(apart).mean()) < 0.01 * mean.std()


def test_too_few_runs_and_other_variables_are_refused(trained, elsewhere):
    runs, card = elsewhere
    with pytest.raises(InputError, match="at least 10 runs of different designs; got 5"):
        transfer(trained.model.data, runs(5, 5), card)
    other = replace(card, outputs=trained.model.card.outputs[:1])
    with pytest.raises(InputError, match="variables and outputs of the old model"):
        transfer(trained.model.data, runs(30, 5), other)


def test_a_design_that_is_there_twice_counts_once(trained, elsewhere):
    runs, card = elsewhere
    few = runs(12, 5)
    twice = Observations(
        np.roll(np.concatenate([few.X, few.X]), 7, axis=0), np.roll(np.concatenate([few.Y] * 2), 7, axis=0)
    )
    once, again = (Surrogate.from_bytes(transfer(trained.model.data, one, card)) for one in (few, twice))
    assert again.card.runs["observed"] == once.card.runs["observed"] == 12
    for first, second in zip(once.card.outputs, again.card.outputs):
        assert second.interval_scale == pytest.approx(first.interval_scale, rel=0.5)
    same = Observations(np.repeat(few.X[:1], 20, axis=0), np.repeat(few.Y[:1], 20, axis=0))
    with pytest.raises(InputError, match="got 1"):
        transfer(trained.model.data, same, card)
