import pandas as pd
import pytest

OFFICE = (
    "sensitivity",
    "--problem",
    "office-design",
    "--weather",
    "golden",
    "--objectives",
    "energy_kwh_m2,cost_eur_m2",
)


def test_surrogate_and_physics_agree_on_what_matters(fluxion, tmp_path):
    few = ("--samples", 64, "--trajectories", 4)
    outcome = fluxion(*OFFICE, *few, "--out", tmp_path / "out", "--json")
    assert outcome.status == outcome.json["exit"] == 0
    assert outcome.json["files"] == ["sensitivity.json", "sensitivity.csv", "sensitivity.png"]
    assert outcome.json["simulated"] == 4 * 18 + 64
    assert min(outcome.json["agreement"]["r2"][:2]) > 0.99
    frame = pd.read_csv(tmp_path / "out" / "sensitivity.csv")
    assert set(frame["quantity"]) == {
        "energy_kwh_m2",
        "cost_eur_m2",
        "g_overheating",
        "g_investment",
        "g_window_head",
        "g_daylight",
    }


def test_without_a_surrogate_physics_answers_and_says_so(fluxion, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        'problem = "office-design"\nweather = "golden"\nobjectives = ["energy_kwh_m2"]\nsurrogate = "none"\n'
        '[fixed]\nthermal_mass = "heavy"\n'
    )
    outcome = fluxion("sensitivity", study, "--samples", 0, "--trajectories", 2, "--out", tmp_path / "out")
    assert outcome.status == 0
    assert "All indices on physics, as the study asks for no surrogate." in outcome.stdout
    assert "All indices are by physics (34 simulations)." in outcome.stdout
    assert "thermal_mass" not in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sensitivity",), "expected a study file, or both --problem and --weather"),
        (("sensitivity", "none.toml"), "there is no file 'none.toml'"),
        ((*OFFICE, "--samples", 100), "samples: expected a power of two"),
        ((*OFFICE, "--trajectories", 1), "trajectories: expected at least 2"),
        (
            ("sensitivity", "--problem", "office-design", "--weather", "golden", "--objectives", "energy_kwh"),
            "did you mean",
        ),
    ],
)
def test_bad_input_is_refused_and_nothing_written(fluxion, tmp_path, arguments, message):
    outcome = fluxion(*arguments, "--out", tmp_path / "out")
    assert outcome.status == 2
    assert message in outcome.stderr
    assert not (tmp_path / "out").exists()
