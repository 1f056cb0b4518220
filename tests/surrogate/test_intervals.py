import numpy as np

from fluxion.surrogate import OutputCard
from fluxion.surrogate.intervals import interval_widths


def test_intervals_follow_the_spread_and_stop_at_the_limits():
    cards = (OutputCard("hours_above_26", "h", 0.0, 8760.0, 2.0, 1.0),)
    mean = np.array([[5.0], [100.0], [8759.0]])
    spread = np.array([[4.0], [9.0], [4.0]])
    lower, upper = interval_widths(cards).around(mean, spread)
    np.testing.assert_allclose(lower[:, 0], [0.0, 80.0, 8749.0])
    np.testing.assert_allclose(upper[:, 0], [15.0, 120.0, 8760.0])
