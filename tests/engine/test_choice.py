"""Which engine is meant, and how it calls itself."""

import pytest

from fluxion.engine import DEFAULT_STEPS_PER_HOUR, ENGINES, EngineChoice, choose_engine, engine_of_label
from fluxion.errors import InputError


def test_every_engine_has_a_name_and_its_steps():
    assert [choose_engine(engine).label for engine in ENGINES] == ["reference 4/h", "batch", "batch"]
    assert choose_engine("reference").steps_per_hour == DEFAULT_STEPS_PER_HOUR
    assert choose_engine("reference", default=2).label == "reference 2/h"
    assert choose_engine() == EngineChoice("batch", None)
    assert choose_engine().is_batch


def test_steps_ask_for_the_reference_engine():
    assert choose_engine("auto", 6) == choose_engine("reference", 6, default=2) == EngineChoice("reference", 6)
    assert not choose_engine("auto", 6).is_batch
    with pytest.raises(InputError, match="steps_per_hour: expected none for the batch engine"):
        choose_engine("batch", 4)


@pytest.mark.parametrize("steps", [0, 61, 2.0, "4", True])
@pytest.mark.parametrize("engine", ENGINES)
def test_impossible_steps_are_refused(engine, steps):
    with pytest.raises(InputError, match="steps_per_hour: expected a whole number from 1 to 60, but got"):
        choose_engine(engine, steps)


def test_unknown_engines_are_refused():
    with pytest.raises(InputError, match=r"engine: expected one of \['reference', 'batch', 'auto'\], but got 'warp'"):
        choose_engine("warp")


@pytest.mark.parametrize("choice", [EngineChoice("batch", None), EngineChoice("reference", 12)])
def test_results_name_their_engine_so_that_it_is_found_again(choice):
    assert engine_of_label(choice.label) == choice


@pytest.mark.parametrize(
    "label", ["", "reference", "reference 4", "reference x/h", "reference 0/h", "batch 4/h", "auto"]
)
def test_labels_of_no_engine_are_refused(label):
    with pytest.raises(InputError):
        engine_of_label(label)
