import numpy as np
import pytest

from fluxion.design import Factor, Feature, quantity, thermal_transmittance
from fluxion.design.encoding import input_encoding
from fluxion.errors import InputError

FIGURES = {"window": {"double": (2.8, 0.7), "low_e": (1.6, 0.7), "triple": (0.8, 0.7), "solar": (1.3, 0.7)}}
U_WINDOW = np.array([2.8, 1.6, 0.8, 1.3])


def unscaled(values):
    """What is left of a column when its scale is taken away."""
    return (values - values.mean()) / values.std()


def features_of(box, features, X):
    encoding = input_encoding(box.space, FIGURES, features)
    return encoding.apply(X)[:, encoding.plain_width :]


def test_products_are_those_of_the_raw_quantities(box):
    X = box.space.sample(300, 4)
    column = {name: X[:, j] for j, name in enumerate(box.space.names)}
    wall = thermal_transmittance("insulation_m", 0.036, 0.5)
    opaque = Factor({"wwr": -1.0}, 1.0)
    features = (
        Feature("wall", (wall,)),
        Feature("wall loss", (wall, opaque)),
        Feature("window loss", (quantity("wwr"), quantity("window.0"))),
        Feature("three", (quantity("wwr"), quantity("window.0"), quantity("ach"))),
    )
    u_wall = 1.0 / (0.5 + column["insulation_m"] / 0.036)
    u_window = U_WINDOW[column["window"].astype(int)]
    expected = (
        u_wall,
        u_wall * (1.0 - column["wwr"]),
        column["wwr"] * u_window,
        column["wwr"] * u_window * column["ach"],
    )
    found = features_of(box, features, X)
    for j, values in enumerate(expected):
        np.testing.assert_allclose(unscaled(found[:, j]), unscaled(values), atol=1e-9)


def test_products_are_scaled_like_other_columns(box):
    features = (Feature("loss", (quantity("wwr"), quantity("window.0"))),)
    found = features_of(box, features, box.space.sample(2000, 5))
    assert -1.02 < found.min() < -0.8
    assert 0.8 < found.max() < 1.02


def test_a_property_that_all_options_share_is_a_number(box):
    features = (Feature("aperture", (quantity("wwr"), quantity("window.1"))),)
    X = box.space.sample(100, 6)
    found = features_of(box, features, X)[:, 0]
    np.testing.assert_allclose(unscaled(found), unscaled(X[:, box.space.index("wwr")]), atol=1e-9)


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ((Feature("x", (quantity("wrr"),)),), "unknown quantity in a feature 'wrr'; did you mean 'wwr'?"),
        ((Feature("x", (quantity("window"),)),), "unknown quantity in a feature 'window'"),
        ((Feature("x", (Factor({"wwr": 1.0}, -0.5, reciprocal=True),)),), "divides by -0.5 + 1 * wwr, which vanishes"),
        ((Feature("flat", (Factor({}, 2.0),)),), "feature 'flat' is 2 for every design"),
    ],
)
def test_features_that_cannot_be_are_refused(box, features, words):
    with pytest.raises(InputError) as caught:
        input_encoding(box.space, FIGURES, features)
    assert words in str(caught.value)


def test_a_feature_needs_a_factor():
    with pytest.raises(InputError, match="at least one factor"):
        Feature("empty", ())
