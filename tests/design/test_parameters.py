import copy
import pickle

import pytest

from fluxion.design.parameters import Parameter, Settings
from fluxion.errors import InputError

COOLING = Parameter("cooling", True)
SETBACK = Parameter("setback_k", 4.0, "K", low=0.0, high=15.0)
YEARS = Parameter("years", 30, "a", low=1)
CLASS = Parameter("terrain", "suburbs", options=("country", "suburbs", "city"))
GROUND = Parameter("ground_temperature_c", 18.0, "degC", low=-10, high=30, monthly=True)


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (COOLING, "false", False),
        (COOLING, "Yes", True),
        (SETBACK, "3", 3.0),
        (YEARS, "50", 50),
        (CLASS, "city", "city"),
        (GROUND, "12.5", 12.5),
        (GROUND, "1,2,3,4,5,6,7,8,9,10,11,12", tuple(float(i) for i in range(1, 13))),
    ],
)
def test_texts_are_read_in_the_type_of_the_default(parameter, text, value):
    read = parameter.parse(text)
    assert read == value
    assert type(read) is type(value)
    assert parameter.check(value) == value


@pytest.mark.parametrize(
    ("parameter", "text", "sentence"),
    [
        (COOLING, "maybe", "parameter 'cooling': expected true or false; got 'maybe'"),
        (SETBACK, "warm", "expected a number from 0 to 15 K; got 'warm'"),
        (SETBACK, "nan", "got nan"),
        (SETBACK, "16", "expected a number from 0 to 15 K; got 16.0"),
        (SETBACK, "1,2", "got '1,2'"),
        (YEARS, "1.5", "expected a whole number of at least 1 a; got 1.5"),
        (CLASS, "suburb", "did you mean 'suburbs'"),
        (GROUND, "1,2,3", "or twelve such values, January first; got"),
    ],
)
def test_a_wrong_text_says_what_was_expected(parameter, text, sentence):
    with pytest.raises(InputError) as caught:
        parameter.parse(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [(COOLING, 1), (SETBACK, "3"), (SETBACK, True), (SETBACK, None), (YEARS, [1]), (CLASS, 2), (GROUND, None)],
)
def test_a_value_of_another_type_is_refused(parameter, value):
    with pytest.raises(InputError, match=f"parameter '{parameter.name}'"):
        parameter.check(value)


def test_the_default_must_fit():
    with pytest.raises(InputError):
        Parameter("setback_k", 20.0, high=15.0)
    with pytest.raises(InputError, match="identifier"):
        Parameter("set back", 1.0)


def test_settings_cannot_change_and_travel():
    settings = Settings({"cooling": True, "ground": (1.0, 2.0)})
    with pytest.raises(TypeError):
        settings["cooling"] = False
    assert pickle.loads(pickle.dumps(settings)) == settings == copy.deepcopy(settings)
    assert hash(settings) == hash(Settings({"ground": (1.0, 2.0), "cooling": True}))
    assert "cooling" in repr(settings)
