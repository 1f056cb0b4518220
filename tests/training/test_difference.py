import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Real
from fluxion.training.difference import add_differences, fit_differences
from fluxion.training.targets import Target

SPACE = DesignSpace(
    (
        *(Real(f"x{i}", 0.0, 1.0, 0.5) for i in range(5)),
        Choice("rock", ("granite", "slate", "chalk"), "slate"),
    )
)
LOAD = Target("load_kwh", "kWh")


def physics(X):
    """(n, 1) loads that are zero for some designs."""
    return np.maximum(20.0 + 60.0 * X[:, :1] - 35.0 * X[:, 1:2] + 15.0 * X[:, 2:3] * X[:, 3:4], 0.0)


def line(X, load):
    return 1.05 * load + 2.0


def curve(X, load):
    return load + 3.0 * np.sin(2.0 * X[:, 3:4]) + 1.5 * (X[:, 5:6] == 2.0)


def rms(values):
    return float(np.sqrt(np.square(values).mean()))


def learned(truth, n=40, seed=1, targets=(LOAD,)):
    X = SPACE.sample(n, seed, "sobol")
    return X, fit_differences(X, physics(X), truth(X, physics(X)), SPACE, targets)


def new():
    X = SPACE.sample(400, 99)
    load = physics(X)
    return X[load[:, 0] > 0.0], load[load[:, 0] > 0.0]


def test_a_line_in_the_physical_output_is_found():
    _, differences = learned(line)
    X, load = new()
    assert differences[0].form.line == 2
    assert rms(add_differences(differences, X, load, SPACE) - line(X, load)) < 0.02 * rms(load - line(X, load))


def test_a_smooth_function_of_the_design_is_found():
    _, differences = learned(curve)
    X, load = new()
    assert differences[0].form.length is not None
    assert rms(add_differences(differences, X, load, SPACE) - curve(X, load)) < 0.4 * rms(load - curve(X, load))


def test_exact_physics_is_left_alone():
    _, differences = learned(lambda X, load: load)
    X, load = new()
    assert differences[0].form is None
    np.testing.assert_array_equal(add_differences(differences, X, load, SPACE), load)
    assert not differences[0].left_out.any()


def test_errors_without_pattern_are_hardly_made_worse():
    X, load = new()
    added = []
    for seed in range(8):
        noise = np.random.default_rng(seed)
        _, differences = learned(lambda X, load, noise=noise: load + noise.normal(0.0, 1.0, load.shape), seed=seed)
        added.append(rms(add_differences(differences, X, load, SPACE) - load))
    assert rms(np.array(added)) < 0.35


def test_loads_at_zero_stay_there_and_none_falls_below():
    _, differences = learned(lambda X, load: np.maximum(load - 8.0, 0.0))
    X = SPACE.sample(400, 99)
    load = physics(X)
    corrected = add_differences(differences, X, load, SPACE)
    assert (load == 0.0).any()
    assert (corrected[load == 0.0] == 0.0).all()
    assert (corrected >= 0.0).all()
    bounded = fit_differences(X, load, load + 5.0, SPACE, [Target("warm", "h", 0.0, float(load.max()))])
    assert add_differences(bounded, X, load, SPACE).max() <= load.max()


@pytest.mark.parametrize("truth", [line, curve])
def test_left_out_errors_are_those_of_a_correction_that_does_not_know_the_run(truth):
    X, differences = learned(truth, n=24)
    load = physics(X)
    true, found = truth(X, load), differences[0].left_out
    again = np.zeros(len(X))
    for i in range(len(X)):
        others = np.arange(len(X)) != i
        without = fit_differences(X[others], load[others], true[others], SPACE, [LOAD])
        again[i] = (true[[i]] - add_differences(without, X[[i]], load[[i]], SPACE))[0, 0]
    # Centre and scale know all runs, which changes little.
    assert rms(found - again) < 0.1 * rms(again) + 1e-3 * rms(true - load)


def test_left_out_errors_tell_the_error_on_new_designs():
    X, load = new()
    ratios = []
    for seed in range(6):
        known, differences = learned(curve, n=40, seed=seed)
        error = rms(add_differences(differences, X, load, SPACE) - curve(X, load))
        # Loads at zero cannot be corrected; their errors are left out as the new designs leave them out.
        ratios.append(rms(differences[0].left_out[physics(known)[:, 0] > 0.0]) / error)
    assert 0.8 < np.mean(ratios) < 1.8


def test_too_few_runs_off_the_limit_teach_nothing():
    X = SPACE.sample(30, 1)
    load = np.zeros((30, 1))
    load[:4] = 1.0
    (difference,) = fit_differences(X, load, load + 1.0, SPACE, [LOAD])
    assert difference.form is None
    np.testing.assert_array_equal(difference.left_out, np.ones(30))
