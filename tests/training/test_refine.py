from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.training.dataset import load_dataset
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import train_surrogate
from fluxion.training.refine import difficulty, refinement_designs, weighted_rows


def test_designs_are_valid_different_and_follow_the_seed(box, runs, ensemble):
    _, _, X, Y = runs
    first, again, other = (refinement_designs(ensemble, X, Y, 40, seed) for seed in (3, 3, 4))
    box.space.check(first)
    assert first.shape == (40, len(box.space))
    assert len({row.tobytes() for row in first}) == 40
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_they_are_harder_than_plain_ones(box, runs, ensemble):
    _, _, X, Y = runs
    placed = refinement_designs(ensemble, X, Y, 200, 5)
    plain = box.space.sample(200, 6, "sobol")
    hard, easy = (difficulty(ensemble, designs, X, Y).mean() for designs in (placed, plain))
    assert hard > 1.15 * easy
    error, usual = (
        (np.abs(ensemble.predict(designs)[0] - box.outputs(designs)) / ensemble.scale).mean()
        for designs in (placed, plain)
    )
    assert error > usual


def test_where_the_networks_agree_and_are_right_there_is_nothing_to_learn(box, runs, ensemble):
    X = runs[2]
    single = replace(
        ensemble, weights=tuple(w[:1] for w in ensemble.weights), biases=tuple(b[:1] for b in ensemble.biases)
    )
    assert (difficulty(single, X, X, single.predict(X)[0]) == 0.0).all()
    assert len(refinement_designs(single, X, single.predict(X)[0], 10, 0)) == 10


def test_rows_are_drawn_with_chances_in_proportion_and_once():
    weights = np.tile([0.0, 1.0, 3.0], 400)
    drawn = np.concatenate([weighted_rows(weights, 60, seed) for seed in range(20)])
    assert len(drawn) == 1200
    heavy, light, none = (int((weights[drawn] == w).sum()) for w in (3.0, 1.0, 0.0))
    assert none == 0
    assert heavy / light == pytest.approx(3.0, rel=0.2)
    rows = weighted_rows(weights, 1200, 0)
    np.testing.assert_array_equal(rows, np.arange(1200))


def test_bad_requests_are_refused(runs, ensemble):
    _, _, X, Y = runs
    with pytest.raises(InputError, match="at least 1; got 0"):
        refinement_designs(ensemble, X, Y, 0, 0)
    with pytest.raises(InputError, match="seed"):
        refinement_designs(ensemble, X, Y, 5, -1)
    with pytest.raises(InputError, match="at most 3 rows"):
        weighted_rows(np.ones(3), 4, 0)


def test_a_refined_surrogate_keeps_plain_runs_for_everything_but_the_weights(hut_model, hut_problem, golden, tmp_path):
    plain = hut_model[0].split
    data = tmp_path / "runs.npz"
    data.write_bytes(hut_model[1].read_bytes())
    told = []
    model = train_surrogate(
        hut_problem, golden, runs=128, held_out=24, seed=3, steps_per_hour=1, data=data, refine=20,
        options=FitOptions(members=2, hidden=(16,), epochs=20, batch=16, threads=1),
        progress=lambda *news: told.append(news),
    )  # fmt: skip
    split = model.split
    for use in ("validation", "calibration", "held_out"):
        np.testing.assert_array_equal(getattr(split, use).X, getattr(plain, use).X)
    even = len(plain.training)
    np.testing.assert_array_equal(split.training.X[:even], plain.training.X)
    assert len(split.training) - even == split.refined
    assert split.refined + split.dropped - plain.dropped == 20
    assert model.card.runs["training"] == even + split.refined
    assert str(split.refined) in model.card.training["refinement"]
    stages = list(dict.fromkeys(news[0] for news in told))
    assert stages == ["train first", "refine", "train"]
    assert len(load_dataset(data).X) == 128 + 24 + 20
    # The same again finds every run in the file.
    again = []
    repeated = train_surrogate(
        hut_problem, golden, runs=128, held_out=24, seed=3, steps_per_hour=1, data=data, refine=20,
        options=FitOptions(members=2, hidden=(16,), epochs=20, batch=16, threads=1),
        progress=lambda *news: again.append(news),
    )  # fmt: skip
    assert "refine" not in [news[0] for news in again]
    assert repeated.card.outputs == model.card.outputs


def test_runs_may_be_a_latin_hypercube(hut_problem, golden):
    model = train_surrogate(
        hut_problem, golden, runs=100, held_out=20, steps_per_hour=1, sampling="lhs",
        options=FitOptions(members=1, hidden=(8,), epochs=2, threads=1),
    )  # fmt: skip
    np.testing.assert_array_equal(model.dataset.X[:100], hut_problem.space.sample(100, 0, "lhs"))
    assert model.card.training["sampling"].startswith("Latin hypercube, held-out uniform")


def test_other_samplings_and_negative_refinements_are_refused(hut_problem, golden):
    with pytest.raises(InputError, match="did you mean 'sobol'"):
        train_surrogate(hut_problem, golden, sampling="sobel")
    with pytest.raises(InputError, match="refine with must be 0 or more; got -1"):
        train_surrogate(hut_problem, golden, refine=-1)
