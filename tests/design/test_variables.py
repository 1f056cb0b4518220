import math

import numpy as np
import pytest

from fluxion.design.variables import Choice, Integer, Real
from fluxion.errors import InputError

DEPTH = Real("overhang_m", 0.0, 1.5, 0.5, "m")
PANES = Integer("panes", 1, 3, 2)
MASS = Choice("mass", ("light", "heavy"), "light")


@pytest.mark.parametrize("value", [0.25, np.float32(0.25), "0.25", " 0.25 "])
def test_real_reads_numbers_and_text(value):
    assert DEPTH.encode(value) == 0.25


@pytest.mark.parametrize("variable", [DEPTH, PANES, MASS])
def test_every_bound_decodes_and_encodes_to_itself(variable):
    for code in (variable.lower, variable.upper):
        assert variable.encode(variable.decode(code)) == code


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (DEPTH, 1.6, "1.6 m is out of bounds; expected a number from 0 to 1.5 m"),
        (DEPTH, "deep", "'deep' is not a number"),
        (DEPTH, "1_0", "'1_0' is not a number"),
        (DEPTH, "", "blank"),
        (DEPTH, None, "missing"),
        (DEPTH, True, "True is not a number"),
        (DEPTH, math.nan, "the value is nan"),
        (DEPTH, "inf", "the value is inf"),
        (PANES, 1.5, "1.5 is not a whole number; expected a whole number from 1 to 3"),
        (PANES, 4, "4 is out of bounds"),
        (MASS, "Heavy", "'Heavy' is no option; expected one of: light, heavy"),
        (MASS, "", "blank"),
        (MASS, math.nan, "missing"),
    ],
)
def test_a_wrong_value_says_what_was_expected(variable, value, sentence):
    with pytest.raises(InputError) as caught:
        variable.encode(value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Real("depth", 1.0, 1.0, 1.0),
        lambda: Real("depth", 0.0, 1.0, 2.0),
        lambda: Real("depth", 0.0, math.inf, 1.0),
        lambda: Real("depth", 0.0, True, 1.0),
        lambda: Real("wall depth", 0.0, 1.0, 0.5),
        lambda: Integer("panes", 1, 2.5, 1),
        lambda: Integer("panes", 3, 1, 2),
        lambda: Choice("mass", ("light",), "light"),
        lambda: Choice("mass", ("light", "light"), "light"),
        lambda: Choice("mass", ("light", " heavy"), "light"),
        lambda: Choice("mass", ("light", "heavy"), "medium"),
    ],
)
def test_an_inconsistent_variable_is_refused(make):
    with pytest.raises(InputError):
        make()
