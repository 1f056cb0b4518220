import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.training.checkpoint import CheckpointPlace
from fluxion.training.fit import FitOptions
from fluxion.training.folds import FoldErrors, check_folds, cross_validate, fold_errors, fold_table

QUICK = FitOptions(members=2, hidden=(24,), epochs=60, batch=64, threads=1)


def test_every_fold_is_judged_by_networks_that_did_not_see_it(box, runs, tmp_path):
    X, Y, _, _ = runs
    told = []
    place = CheckpointPlace(tmp_path / "model.partial.pt")
    errors = cross_validate(
        X, Y, 3, box.space, box.targets, QUICK, progress=lambda *news: told.append(news), checkpoint=place
    )
    assert [one.name for one in errors] == [one.name for one in box.targets]
    assert all(one.r2.shape == one.cv_rmse.shape == (3,) for one in errors)
    assert errors[0].r2.mean() > 0.95
    assert errors[0].r2.std() > 0.0
    assert told[-1] == (180, 180)
    assert len(place.kept()) == 3
    # Values that have nothing to do with the designs cannot be known of a fold that was not learned.
    noise = np.random.default_rng(0).permutation(Y)
    blind = cross_validate(X, noise, 3, box.space, box.targets, QUICK)
    assert max(one.r2.max() for one in blind) < 0.1


def test_extra_runs_are_learned_and_not_judged(box, runs):
    X, Y, more, outputs = runs
    quick = FitOptions(members=1, hidden=(16,), epochs=15, batch=64, threads=1)
    few = cross_validate(X[:80], Y[:80], 2, box.space, box.targets, quick)
    many = cross_validate(X[:80], Y[:80], 2, box.space, box.targets, quick, extra=(more, outputs))
    assert many[0].r2.mean() > few[0].r2.mean()


def test_a_model_repeats_its_own_training(hut_model):
    model = hut_model[0]
    errors = fold_errors(model, 2)
    assert [one.name for one in errors] == list(model.card.targets)
    assert errors[0].r2.min() > 0.8


def test_the_table_holds_mean_spread_and_worst():
    errors = (FoldErrors("heating_kwh_m2", np.array([0.98, 0.99]), np.array([0.03, 0.02])),)
    assert fold_table(errors)[-1] == ("| heating_kwh_m2 | 0.98500 | 0.00707 | 0.98000 | 2.50% | 0.71% | 3.00% |")


@pytest.mark.parametrize(
    ("folds", "rows", "sentence"),
    [(1, 1000, "2 to 20 folds; got 1"), (21, 1000, "got 21"), (10, 150, "10 folds of 15; expected at least 20")],
)
def test_impossible_folds_are_refused(folds, rows, sentence):
    with pytest.raises(InputError, match=sentence):
        check_folds(folds, rows)
