import numpy as np
import pytest

from fluxion.benchmark._kernels.fma import six_accumulators, twelve_accumulators
from fluxion.benchmark.peak import _lanes, measure_peak
from fluxion.benchmark.scope import Scope


@pytest.mark.parametrize(("kernel", "count"), [(six_accumulators, 6), (twelve_accumulators, 12)])
def test_accumulators_compute_what_they_say(kernel, count):
    sums, factor, start, rounds = _lanes(), 0.9, 0.5, 7
    kernel(rounds, factor, start, sums)
    # a -> 1 + (a - 1) factor, rounds times, for starts of 1 to `count` halves.
    starts = start * np.arange(1, count + 1)
    expected = np.sum(1.0 + (starts - 1.0) * factor**rounds)
    np.testing.assert_allclose(sums, np.full((1, 16), expected), rtol=1e-5)


def test_a_core_does_more_than_a_thousand_million():
    told = []
    peak = measure_peak(Scope(repeats=1, report=lambda *words: told.append(words)))
    assert peak.gflops > 1.0
    assert peak.accumulators in (6, 12)
    assert peak.to_dict() == {"gflops": peak.gflops, "accumulators": peak.accumulators}
    assert told
