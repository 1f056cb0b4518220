import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate.conformal import conformal_quantile
from fluxion.training.truth_figures import pair_quantile


def test_an_exact_network_leaves_the_conformal_quantile_of_the_correction():
    unknown = np.random.default_rng(1).normal(size=40)
    quantile = pair_quantile(np.zeros(500), np.full(500, 2.0), unknown, 0.9, "heat")
    assert quantile == pytest.approx(conformal_quantile(np.abs(unknown), 0.9, "heat") / 2.0)


def test_an_exact_correction_leaves_no_less_than_the_quantile_of_the_network():
    errors = np.random.default_rng(2).normal(size=1000)
    quantile = pair_quantile(errors, np.ones(1000), np.zeros(20), 0.9, "heat")
    assert quantile >= conformal_quantile(np.abs(errors), 0.9, "heat")
    assert (np.abs(errors) <= quantile).mean() < 0.97


@pytest.mark.parametrize("few", [20, 40])
def test_sums_of_both_errors_are_covered_on_average(few):
    generator = np.random.default_rng(few)
    covered = []
    for _ in range(120):
        errors, widths = generator.normal(size=400), generator.uniform(0.5, 1.5, 400)
        quantile = pair_quantile(errors * widths, widths + 1.0, generator.normal(size=few), 0.9, "heat")
        width = generator.uniform(0.5, 1.5, 2000)
        total = generator.normal(size=2000) * width - generator.normal(size=2000)
        covered.append((np.abs(total) <= quantile * (width + 1.0)).mean())
    assert 0.885 < np.mean(covered) < 0.96


def test_too_few_runs_of_the_truth_give_no_interval():
    with pytest.raises(InputError, match="output 'heat': 8 runs of the truth give no 90% interval"):
        pair_quantile(np.zeros(10), np.ones(10), np.zeros(8), 0.9, "heat")
