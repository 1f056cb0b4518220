import pytest

from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.problems import load, names


@pytest.mark.parametrize("name", names())
def test_every_problem_loads_under_its_name_and_builds_its_baseline(name):
    problem = load(name)
    assert isinstance(problem, DesignProblem)
    assert problem.name == name
    assert problem.population(problem.baseline[None, :])[0].floor_area == pytest.approx(1200.0)


def test_settings_are_passed_on():
    assert load("office-design", setback_k=1.0).settings["setback_k"] == 1.0
    with pytest.raises(InputError, match="did you mean 'setback_k'"):
        load("office-design", setbck_k=1.0)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="unknown problem 'office-desing'; did you mean 'office-design'"):
        load("office-desing")
