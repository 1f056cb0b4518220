import numpy as np
import pytest
from valley import VALLEY, Valley

from fluxion.errors import InputError
from fluxion.evaluation import compared_with_baseline
from fluxion.evaluation.baseline import needs_baseline

X = VALLEY.space.sample(20, 1)


def saved(columns):
    return columns["baseline.height"] - columns["height"]


@pytest.mark.parametrize("function", [saved, "baseline.height - height"])
def test_own_columns_compare_with_the_true_baseline(function):
    problem = VALLEY.with_column("saved", function)
    true = compared_with_baseline(problem, Valley())
    height = Valley().evaluate(VALLEY.baseline[None]).columns["height"][0]
    biased = Valley(true, bias=0.3).evaluate(X)
    np.testing.assert_allclose(biased.columns["saved"], height - biased.columns["height"])


def test_another_design_can_be_the_baseline():
    problem = compared_with_baseline(VALLEY.with_column("saved", saved), Valley(), X[3])
    np.testing.assert_allclose(Valley(problem).evaluate(X).columns["saved"][3], 0.0)


def test_nobody_guesses_a_baseline():
    problem = VALLEY.with_column("saved", "baseline.f2 - f2")
    with pytest.raises(InputError, match=r"own column 'saved': 'baseline\.f2' is not known here"):
        Valley(problem).evaluate(X)


def test_a_baseline_without_result_is_an_error():
    steep = VALLEY.baseline.copy()
    steep[1] = 1.0
    with pytest.raises(InputError, match="baseline design, which has no result: the slope is too steep"):
        compared_with_baseline(VALLEY.with_column("saved", saved), Valley(), steep)


def test_only_what_may_ask_for_the_baseline_needs_it():
    assert not needs_baseline(VALLEY)
    assert not needs_baseline(VALLEY.with_column("own", "f1 + f2"))
    assert needs_baseline(VALLEY.with_column("own", "f1 - baseline.f1"))
    assert needs_baseline(VALLEY.with_column("own", saved))
