import numpy as np
import pytest

from fluxion.surrogate.adaptation.last_layers import LastLayers
from fluxion.surrogate.adaptation.replay import replay_of
from fluxion.surrogate.adaptation.update import best_correction, correct_apart, corrected_raw, overall


@pytest.fixture
def layers(trained):
    return LastLayers.of(trained.model.data, 2, "the model")


def test_known_runs_are_kept_and_held_out_runs_judge(trained, corner, layers):
    held_out = corner.random(90, 2)
    replay = replay_of(layers, trained.model.card, corner.random(300, 1), held_out, 200, 0)
    assert replay.kept.raw.shape == (3, 200, 2)
    assert replay.missing.shape == (3, 200, 2)
    assert len(replay.true) == 90
    assert overall(replay.errors(replay.true)) == 0.0
    np.testing.assert_allclose(replay.errors(replay.true + replay.scale), 1.0)


def test_without_runs_nothing_is_missing_and_every_move_is_an_error(trained, layers):
    replay = replay_of(layers, trained.model.card, None, None, 200, 0)
    assert not replay.missing.any()
    assert len(replay.judged.designs) == 100
    known = np.array([one.rmse for one in trained.model.card.outputs])
    np.testing.assert_allclose(replay.errors(replay.own), known / replay.scale)
    moved = replay.errors(replay.own + 3.0 * known)
    np.testing.assert_allclose(moved, np.sqrt(10.0) * known / replay.scale)


def test_corrections_take_the_lack_away_and_name_what_was_left_out(trained, corner, layers):
    replay = replay_of(layers, trained.model.card, corner.random(300, 1), corner.random(90, 2), 200, 0)
    runs = corner.runs(60, 3)
    seen = layers.activations(runs.X)
    missing = runs.Y - seen.raw
    before = np.square(layers.predict(seen.designs, seen.raw)[0] - runs.Y).mean(axis=0)
    fit = correct_apart(layers, replay, seen, missing, 0.5)
    after = np.square(layers.predict(seen.designs, corrected_raw(seen, fit.change))[0] - runs.Y).mean(axis=0)
    unseen = np.square(layers.predict(seen.designs, fit.left_out)[0] - runs.Y).mean(axis=0)
    assert (after < 0.2 * before).all()
    assert (unseen < before).all()
    assert (unseen > after).all()


def test_every_output_takes_what_helps_it_and_harms_nothing(trained, corner, layers):
    replay = replay_of(layers, trained.model.card, corner.random(300, 1), corner.random(90, 2), 200, 0)
    runs = corner.runs(60, 3)
    seen = layers.activations(runs.X)
    missing = runs.Y - seen.raw
    arguments = (layers, replay, seen, missing, (0.2, 0.5, 0.8))
    free = best_correction(*arguments, 1e9)
    trials = [correct_apart(layers, replay, seen, missing, share) for share in (0.2, 0.5, 0.8)]
    for j in range(2):
        errors = [np.square((trial.left_out - runs.Y).mean(axis=0)[:, j]).mean() for trial in trials]
        np.testing.assert_array_equal(free.change[:, :, j], trials[int(np.argmin(errors))].change[:, :, j])
    careful = best_correction(*arguments, 0.04)
    assert (careful.errors <= 1.04 * replay.errors(replay.own) + 1e-9).all()
    nothing = best_correction(*arguments, -1e9)
    assert not nothing.change.any()
    assert nothing.share == 0.0
