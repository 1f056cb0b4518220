from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.onnx_file import parse_model, with_card
from fluxion.training.reduce import DESIGNS, reduce_model


@pytest.fixture(scope="module", params=["fp16", "int8"])
def both(request, hut_model, hut_problem):
    data = hut_model[0].data
    return Surrogate.from_bytes(data), reduce_model(data, "the hut", request.param, hut_problem.scores)


def test_the_new_file_is_a_model_like_any_other(both):
    before, reduced = both
    after = Surrogate.from_bytes(reduced.data)
    assert after.card == reduced.card
    assert after.card.network_sha256 != before.card.network_sha256
    assert "weights" in after.card.training["precision"]
    assert after.card.targets == before.card.targets
    assert reduced.bytes_before > 0
    assert reduced.us_before > 0.0
    assert reduced.us_after > 0.0


def test_nothing_is_said_of_what_nobody_looked_at_again(hut_model):
    data = hut_model[0].data
    told = replace(
        hut_model[0].card,
        monotone={"heating_kwh_m2": {"heating_c": 1}},
        violations={"cooling_kwh_m2": {"heating_c": 0.01}},
    )
    file = parse_model(data, "the hut")
    reduced = reduce_model(with_card(file.data, told.to_json()), "the hut", "int8")
    assert (reduced.card.monotone, reduced.card.violations) == ({}, {})


def test_losses_are_those_of_the_two_files(both):
    before, reduced = both
    X = before.card.space.sample(DESIGNS, 77, "sobol")
    mean, less = before.predict(X).mean, Surrogate.from_bytes(reduced.data).predict(X).mean
    for loss in reduced.losses:
        difference = less[loss.name] - mean[loss.name]
        rms = np.sqrt(np.square(difference).mean())
        assert loss.rmse_sd == pytest.approx(rms / mean[loss.name].std(), rel=1e-6)
        assert loss.largest_sd == pytest.approx(np.abs(difference).max() / mean[loss.name].std())
        assert 0.0 < loss.rmse_sd < loss.largest_sd < 0.2


def test_new_intervals_hold_the_old_ones(both):
    before, reduced = both
    after = Surrogate.from_bytes(reduced.data)
    X = before.card.space.sample(DESIGNS, 77, "sobol")
    old, new = before.predict(X), after.predict(X)
    for one in before.card.outputs:
        slack = 1e-9 * max(1.0, np.abs(old.mean[one.name]).max())
        assert (new.lower[one.name] <= old.lower[one.name] + slack).all()
        assert (new.upper[one.name] >= old.upper[one.name] - slack).all()


def test_figures_are_no_better_than_measured_on_held_out_runs(both, hut_model):
    before, reduced = both
    runs = hut_model[0].split.held_out
    prediction = Surrogate.from_bytes(reduced.data).predict(runs.X)
    for j, (old, new) in enumerate(zip(before.card.outputs, reduced.card.outputs)):
        measured = np.sqrt(np.square(prediction.mean[old.name] - runs.Y[:, j]).mean())
        assert new.rmse >= old.rmse
        assert new.cv_rmse >= old.cv_rmse
        assert new.r2 <= old.r2
        # Other designs than those of the comparison: the bound holds on average, not for two dozen runs exactly.
        assert measured <= 1.1 * new.rmse
    for old, new in zip(before.card.scores, reduced.card.scores):
        assert new.half_width > old.half_width
        assert new.rmse > old.rmse


def test_without_the_problem_the_card_makes_no_statement_on_scores(hut_model):
    assert hut_model[0].card.scores
    assert reduce_model(hut_model[0].data, "the hut", "fp16").card.scores == ()


def test_what_cannot_be_reduced_is_refused(both, hut_model):
    with pytest.raises(SurrogateError, match="was reduced before"):
        reduce_model(both[1].data, "the hut", "int8")
    with pytest.raises(InputError, match="unknown precision"):
        reduce_model(hut_model[0].data, "the hut", "fp32")
    with pytest.raises(SurrogateError, match="the hut is"):
        reduce_model(b"nonsense", "the hut", "fp16")
