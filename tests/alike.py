"""Populations that must be the same to the last bit."""

import numpy as np


def assert_same_results(a, b, order=slice(None)):
    """Every number, status and name of `a` is that of the rows `order` of `b`."""
    assert a.names
    assert (a.engine, a.zone_names, a.names) == (b.engine, b.zone_names, b.names)
    assert a.status.tolist() == b.status[order].tolist()
    for name in a.names:
        np.testing.assert_array_equal(a.outputs[name], b.outputs[name][order])
    assert a.zone_outputs.keys() == b.zone_outputs.keys()
    for name, values in a.zone_outputs.items():
        np.testing.assert_array_equal(values, b.zone_outputs[name][order])
    np.testing.assert_array_equal(a.zone_area_m2, b.zone_area_m2[order])
    np.testing.assert_array_equal(a.residual, b.residual[order])
