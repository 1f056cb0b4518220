import numpy as np
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.design.encoding import input_encoding
from fluxion.errors import InputError


def test_numbers_are_scaled_and_options_get_columns(box):
    encoding = input_encoding(box.space)
    assert encoding.width == 6 + 4 + 2
    row = box.space.encode([{"side_m": 20.0, "storeys": 1, "window": "triple", "cooling": "none"}])
    encoded = encoding.apply(row)[0]
    assert encoded[0] == 1.0
    assert encoded[1] == -1.0
    np.testing.assert_array_equal(encoded[6:10], [0, 0, 1, 0])
    np.testing.assert_array_equal(encoded[10:], [1, 0])


def test_every_valid_design_is_scaled_to_the_unit_box(box):
    encoded = input_encoding(box.space).apply(box.space.sample(500, 1))
    assert encoded.min() >= -1.0
    assert encoded.max() <= 1.0
    np.testing.assert_array_equal(encoded[:, 6:].sum(axis=1), 2.0)


def test_spaces_of_one_kind_only():
    numbers = DesignSpace((Real("a", 0.0, 2.0, 1.0), Integer("b", 0, 4, 2)))
    np.testing.assert_allclose(input_encoding(numbers).apply(np.array([[2.0, 1.0]])), [[1.0, -0.5]])
    options = DesignSpace((Choice("a", ("x", "y"), "x"), Choice("b", ("p", "q", "r"), "p")))
    np.testing.assert_array_equal(input_encoding(options).apply(np.array([[1.0, 2.0]])), [[0, 1, 0, 0, 1]])


def test_properties_stand_for_options(box):
    figures = {"double": (2.8, 0.7), "low_e": (1.8, 0.7), "triple": (0.8, 0.4), "solar": (0.8, 0.4)}
    encoding = input_encoding(box.space, {"window": figures})
    assert encoding.width == 6 + 2 + 2
    rows = np.tile(box.space.defaults(), (4, 1))
    rows[:, box.space.index("window")] = [0, 1, 2, 3]
    np.testing.assert_allclose(encoding.apply(rows)[:, 6:8], [[1, 1], [0, 1], [-1, -1], [-1, -1]], atol=1e-12)


def test_a_choice_without_properties_has_no_influence(box):
    encoding = input_encoding(box.space, {"window": {name: () for name in box.space.variable("window").options}})
    rows = np.tile(box.space.defaults(), (4, 1))
    rows[:, box.space.index("window")] = [0, 1, 2, 3]
    encoded = encoding.apply(rows)
    assert encoding.width == 6 + 2
    assert (encoded == encoded[0]).all()


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"windows": {}}, "unknown choice 'windows'; did you mean 'window'?"),
        ({"cooling": {"none": (0.0,)}}, "same count of numbers for every option"),
        ({"cooling": {"none": (0.0,), "active": (1.0, 2.0)}}, "same count of numbers for every option"),
        ({"cooling": {"none": (0.0,), "active": (float("nan"),)}}, "must be finite"),
    ],
)
def test_wrong_properties_are_refused(box, properties, words):
    with pytest.raises(InputError, match=words.replace("?", r"\?")):
        input_encoding(box.space, properties)
