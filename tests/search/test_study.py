from pathlib import Path

import pytest

from fluxion.errors import InputError
from fluxion.search import StudyConfig, read_study

GOOD = """
problem = "office-design"
weather = "golden"
objectives = ["energy_kwh_m2", "cost_eur_m2"]
budget = 50
rounds = 2
[settings]
budget_eur_m2 = 800.0
[fixed]
thermal_mass = "heavy"
"""


def write(folder, text):
    path = folder / "study.toml"
    path.write_text(text)
    return path


def test_a_study_is_read(tmp_path):
    study = read_study(write(tmp_path, GOOD))
    assert study == StudyConfig(
        "office-design",
        "golden",
        objectives=("energy_kwh_m2", "cost_eur_m2"),
        settings={"budget_eur_m2": 800.0},
        fixed={"thermal_mass": "heavy"},
        budget=50,
        rounds=2,
    )
    assert (study.truth, study.seed, study.surrogate) == ("physics", 0, "shipped")


def test_files_beside_the_study_are_found(tmp_path):
    (tmp_path / "mine.epw").write_text("")
    text = 'problem = "office-design"\nweather = "mine.epw"\nsurrogate = "none"\n'
    assert Path(read_study(write(tmp_path, text)).weather) == tmp_path / "mine.epw"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("budgt = 3", "unknown key 'budgt'; did you mean 'budget'"),
        ('budget = "many"', "'budget': expected a whole number from 10 to 10,000,000; got 'many'"),
        ("budget = 3", "'budget': expected a whole number from 10 to 10,000,000; got 3"),
        ("budget = inf", "'budget': expected a whole number"),
        ("budget = 10\nrounds = 10", "a budget of 10 runs is the baseline and 9 checks"),
        ("budget = true", "'budget': expected a whole number"),
        ("seed = -1", "'seed': expected a whole number of at least 0"),
        ("risk = -1", "'risk': expected a number of half widths of at least 0, such as 1.0; got -1"),
        ('risk = "much"', "'risk': expected a number of half widths"),
        ("seed = 1.5", "'seed': expected a whole number"),
        ('objectives = "energy_kwh_m2"', "'objectives': expected a list of names"),
        ("objectives = [1, 2]", "'objectives': expected a text in quotes; got 1"),
        ('truth = "energyminus"', "unknown truth 'energyminus'; did you mean 'energyplus'"),
        ("settings = 3", r"'settings': expected a table \[settings\]"),
        ("surrogate = 3", "'surrogate': expected a text in quotes"),
        ('surrogate = " "', "'surrogate': expected a name"),
        ("population = 2", "'population': expected a whole number from 4"),
        ("budget = ", "not valid TOML"),
    ],
)
def test_bad_lines_are_refused(tmp_path, line, message):
    path = write(tmp_path, f'problem = "office-design"\nweather = "golden"\n{line}\n')
    with pytest.raises(InputError, match=message) as caught:
        read_study(path)
    assert "study.toml" in str(caught.value)


def test_missing_keys_and_files_are_named(tmp_path):
    with pytest.raises(InputError, match="lacks the key 'weather'"):
        read_study(write(tmp_path, 'problem = "office-design"\n'))
    with pytest.raises(InputError, match="there is no file"):
        read_study(tmp_path / "none.toml")
    with pytest.raises(InputError, match="cannot be read"):
        read_study(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'problem = "\xff"\n')
    with pytest.raises(InputError, match="not valid TOML"):
        read_study(tmp_path / "latin.toml")


def test_the_shipped_study_is_valid():
    study = read_study(Path(__file__).parents[2] / "studies" / "first_front" / "study.toml")
    assert study.objectives == ("energy_kwh_m2", "cost_eur_m2")
    assert 100 <= study.budget <= 400


def test_policy_and_stall_are_checked(tmp_path):
    for line, message in (
        ('policy = "gided"', "unknown policy 'gided'; did you mean 'guided'"),
        ("stall = 2", "'stall': expected a share from 0 to below 1"),
        ("workers = 0", "'workers': expected a whole number of at least 1"),
    ):
        path = write(tmp_path, f'problem = "office-design"\nweather = "golden"\n{line}\n')
        with pytest.raises(InputError, match=message):
            read_study(path)


def test_rounds_follow_the_budget_unless_they_are_asked_for():
    for budget, rounds in ((10, 8), (240, 8), (1000, 10), (2000, 20), (5000, 25)):
        assert StudyConfig("office-design", "golden", budget=budget).planned_rounds == rounds
    assert StudyConfig("office-design", "golden", budget=5000, rounds=3).planned_rounds == 3


def test_folders_beside_a_study_take_no_name_and_no_expression(tmp_path):
    for name in ("golden", "office-design"):
        (tmp_path / name).mkdir()
    long = " + ".join(["heating_kwh_m2"] * 20)
    path = write(tmp_path, f'problem = "office-design"\nweather = "golden"\n[columns]\nmine = "{long}"\n')
    study = read_study(path)
    assert (study.problem, study.weather, study.columns["mine"]) == ("office-design", "golden", long)
