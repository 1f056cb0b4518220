import pytest

from fluxion.errors import InputError, SurrogateError
from fluxion.search import StudyConfig, prepare


def study(**values):
    return StudyConfig(**{"problem": "office-design", "weather": "chicago", "surrogate": "none", **values})


def test_settings_come_as_values_or_texts():
    for value in (700.0, "700"):
        assert prepare(study(settings={"budget_eur_m2": value})).problem.settings["budget_eur_m2"] == 700.0


def test_objectives_and_fixed_variables_reach_the_task():
    setup = prepare(study(objectives=("cost_eur_m2", "heating_kwh_m2"), fixed={"thermal_mass": "heavy"}))
    assert setup.problem.objectives == ("cost_eur_m2", "heating_kwh_m2")
    assert setup.truth.held == ((setup.problem.space.index("thermal_mass"), 1.0),)


def test_physics_alone_is_said():
    assert prepare(study()).surrogate is None
    assert "asks for no surrogate" in prepare(study()).method


def test_a_missing_shipped_surrogate_is_said():
    setup = prepare(
        study(surrogate="shipped", problem="reference-office", objectives=("heating_kwh_m2", "cooling_kwh_m2"))
    )
    assert setup.surrogate is None
    assert "no surrogate ships for the problem 'reference-office' in the weather 'chicago'" in setup.method
    assert "fluxion train" in setup.method


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"problem": "ofice-design"}, "did you mean 'office-design'"),
        ({"weather": "chicagoo"}, "chicago"),
        ({"objectives": ("energy_kwh",)}, "did you mean 'energy_kwh_m2'"),
        ({"settings": {"budget_eur": 3.0}}, "did you mean 'budget_eur_m2'"),
        ({"settings": {"budget_eur_m2": "much"}}, "expected a number"),
        ({"fixed": {"thermal_mas": "heavy"}}, "did you mean 'thermal_mass'"),
        ({"engine": "warp"}, "warp"),
        ({"steps_per_hour": 61}, "61"),
        ({"surrogate": "no/such/model.onnx"}, "model.onnx"),
    ],
)
def test_what_cannot_be_opened_is_named(values, message):
    with pytest.raises(InputError, match=message):
        prepare(study(**values))


def test_a_named_surrogate_that_is_damaged_is_an_error(tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(SurrogateError, match=r"broken\.onnx"):
        prepare(study(surrogate=str(path)))
