import pytest

from fluxion.errors import AssetError
from fluxion.validation.ashrae140.causes import UNEXPLAINED, cause_of, load_causes, parse_causes

TEXT = """
["600"]
peak_heating = "The film is smaller."
["610-600"]
annual_cooling = "The overhang meets no diffuse sun."
"""


def test_a_cause_is_found_by_case_or_difference_and_quantity():
    causes = parse_causes(TEXT)
    assert cause_of(causes, "600", "peak_heating") == "The film is smaller."
    assert cause_of(causes, "610", "annual_cooling", "600") == "The overhang meets no diffuse sun."
    assert cause_of(causes, "610", "annual_cooling") == UNEXPLAINED == "not explained"
    assert cause_of(causes, "600", "peak_cooling") == UNEXPLAINED


@pytest.mark.parametrize("engine", ["batch", "reference"])
def test_the_shipped_causes_are_sentences_of_known_cases(engine):
    for entries in load_causes(engine).values():
        assert all(sentence.rstrip().endswith(".") for sentence in entries.values())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[600", "causes: not TOML"),
        ('["601"]\npeak_heating = "a."', "causes: unknown case '601'"),
        ('["610-601"]\npeak_heating = "a."', "causes: unknown case '601'"),
        ('["600"]\npeak_heat = "a."', "causes: unknown quantity 'peak_heat' of case '600'"),
        ('["600"]\npeak_heating = 1', "expected a sentence for case '600', 'peak_heating', got 1"),
        ('["600"]\npeak_heating = " "', "expected a sentence"),
        ('600 = "a."', "expected a table of quantities for case '600'"),
    ],
)
def test_a_defect_is_named(text, sentence):
    with pytest.raises(AssetError) as error:
        parse_causes(text)
    assert sentence in str(error.value)
