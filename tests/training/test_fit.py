import subprocess
import sys

import numpy as np
import pytest
import torch

from fluxion.errors import InputError
from fluxion.surrogate.accuracy import determination
from fluxion.training.fit import FitOptions, fit_ensemble

QUICK = FitOptions(members=2, hidden=(8,), epochs=3, batch=64, threads=1)


def test_it_learns_the_box(box, ensemble):
    X = box.space.sample(1000, 21)
    true, (mean, _) = box.outputs(X), ensemble.predict(X)
    for j, least in enumerate((0.99, 0.97, 0.99, 0.94)):
        assert determination(true[:, j], mean[:, j]) > least


def test_designs_without_a_cooling_system_are_predicted_to_need_none(box, ensemble):
    X = box.space.sample(500, 22)
    X[:, box.space.index("cooling")] = 0.0
    mean, _ = ensemble.predict(X)
    assert np.mean(mean[:, 1] == 0.0) > 0.9


def test_the_same_seed_gives_the_same_network(box, runs):
    first, second = (fit_ensemble(*runs, box.space, box.targets, QUICK) for _ in range(2))
    other = fit_ensemble(*runs, box.space, box.targets, FitOptions(members=2, hidden=(8,), epochs=3, seed=1))
    for a, b, c in zip(first.weights, second.weights, other.weights):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)


def test_members_differ(box, runs):
    trained = fit_ensemble(*runs, box.space, box.targets, QUICK)
    assert not np.allclose(trained.weights[0][0], trained.weights[0][1])


def test_progress_is_told_of_every_epoch_and_the_loss_falls(box, runs):
    told = []
    options = FitOptions(members=2, hidden=(16,), epochs=12, batch=64, threads=1)
    fit_ensemble(*runs, box.space, box.targets, options, lambda *news: told.append(news))
    assert [epoch for epoch, _, _ in told] == list(range(1, 13))
    assert told[-1][2] < 0.5 * told[0][2]


def test_training_stops_when_nothing_improves(box, runs):
    X, Y, X_validation, _ = runs
    noise = np.random.default_rng(0).permutation(Y)
    told = []
    options = FitOptions(members=2, hidden=(64,), epochs=60, batch=32, patience=5)
    fit_ensemble(X, noise, X_validation, noise[:200][::-1], box.space, box.targets, options, lambda *n: told.append(n))
    assert len(told) < 60


def test_a_constant_output_is_known(box, runs):
    X, Y, X_validation, Y_validation = (array.copy() for array in runs)
    Y[:, 0], Y_validation[:, 0] = 5000.0, 5000.0
    trained = fit_ensemble(X, Y, X_validation, Y_validation, box.space, box.targets, FitOptions(epochs=30, members=2))
    np.testing.assert_array_equal(trained.predict(X)[0][:, 0], 5000.0)


def test_the_user_keeps_their_number_of_threads(box, runs):
    before = torch.get_num_threads()
    fit_ensemble(*runs, box.space, box.targets, QUICK)
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("change", [{"members": 0}, {"epochs": 0}, {"batch": -1}, {"hidden": ()}, {"hidden": (0,)}])
def test_wrong_options_are_refused(change):
    with pytest.raises(InputError, match=next(iter(change))):
        FitOptions(**change)


def test_wrong_arrays_are_refused(box, runs):
    X, Y, X_validation, Y_validation = runs
    with pytest.raises(InputError, match="as many designs as outputs"):
        fit_ensemble(X[:-1], Y, X_validation, Y_validation, box.space, box.targets, QUICK)
    with pytest.raises(InputError, match="row 1, column 'side_m'"):
        fit_ensemble(X + 100.0, Y, X_validation, Y_validation, box.space, box.targets, QUICK)
    broken = Y.copy()
    broken[5, 2] = np.nan
    with pytest.raises(InputError, match="row 6, output 'heating_peak_kw'"):
        fit_ensemble(X, broken, X_validation, Y_validation, box.space, box.targets, QUICK)


def test_importing_the_package_loads_neither_torch_nor_onnx():
    code = "import sys, fluxion.training.pipeline; print({'onnx', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_without_torch_the_extra_is_named(box, runs):
    code = (
        "import sys\nimport numpy as np\nfrom fluxion.design import DesignSpace, Real\n"
        "from fluxion.errors import MissingDependencyError\n"
        "from fluxion.training.fit import fit_ensemble\nfrom fluxion.training.targets import target\n"
        "sys.modules['torch'] = None\n"
        "X = np.array([[0.1], [0.9]])\n"
        "try:\n"
        "    fit_ensemble(X, X, X, X, DesignSpace((Real('a', 0, 1, 0.5),)), [target('heating_kwh')])\n"
        "except MissingDependencyError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "fluxion-bem[train]"' in done.stdout


def test_few_rows_are_seen_more_often():
    options = FitOptions(batch=256)
    assert options.passes(15155) == 339
    assert options.passes(1000) == 600
    assert options.passes(1_000_000) == 80
    assert FitOptions(epochs=7).passes(1000) == 7
