import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from fluxion.cli.main import app

dimod = pytest.importorskip("dimod")

STUDY = """
problem = "office-design"
weather = "golden"
objectives = ["cost_eur_m2"]
budget = 12

[qubo]
samples = 4000

[qubo.levels]
wall_insulation_m = 3
wwr_south = [0.2, 0.4]
"""


def call(*words, expected=0):
    done = CliRunner().invoke(app, ["qubo", *map(str, words)])
    assert done.exit_code == expected, done.output
    return done.output


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("qubo") / "study.toml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def exported(study):
    folder = study.parent / "model"
    output = call("export", study, "--out", folder, "--formats", "bqm,qubo")
    assert "R2" in output
    return folder


def test_export_writes_the_formats_and_the_sidecar(exported):
    assert {path.name for path in exported.iterdir()} == {"model.bqm", "model.qubo", "qubo.json"}
    content = json.loads((exported / "qubo.json").read_text())
    assert content["problem"] == "office-design"
    assert content["fitted_to"]["network_sha256"]


def test_samples_of_another_program_are_decoded_and_verified(study, exported, tmp_path):
    with open(exported / "model.bqm", "rb") as stream:
        bqm = dimod.BinaryQuadraticModel.from_file(stream)
    from dwave.samplers import SimulatedAnnealingSampler

    found = SimulatedAnnealingSampler().sample(bqm, num_reads=20, seed=1)
    found.to_pandas_dataframe().to_csv(tmp_path / "samples.csv")
    given = ("--model", exported, "--samples", tmp_path / "samples.csv")
    call("decode", study, *given, "--out", tmp_path / "designs.csv")
    decoded = pd.read_csv(tmp_path / "designs.csv")
    assert len(decoded) >= 100
    assert "cost_eur_m2" not in decoded
    call("verify", study, *given, "--out", tmp_path / "run", "--budget", 10)
    checked = pd.read_csv(tmp_path / "run" / "designs.csv")
    assert set(checked.fidelity) == {"physics"}
    assert len(checked) == 10


def test_solve_reports_truth_only(study, tmp_path):
    output = call("solve", study, "--out", tmp_path / "run", "--rounds", 2, "--json")
    content = json.loads(output.splitlines()[-1])
    assert content["runs"] == 12
    table = pd.read_csv(tmp_path / "run" / "designs.csv")
    assert set(table.fidelity) == {"physics"}


def test_what_was_sampled_is_run_before_its_neighbours(study, exported, tmp_path):
    content = json.loads((exported / "qubo.json").read_text())
    # The last level of every variable is far from the least energy.
    bits = "".join(one["patterns"][-1] for one in content["variables"])
    (tmp_path / "one.csv").write_text(f"{','.join(content['bits'])}\n{','.join(bits)}\n")
    given = ("--model", exported, "--samples", tmp_path / "one.csv")
    call("verify", study, *given, "--out", tmp_path / "run", "--budget", 10)
    checked = pd.read_csv(tmp_path / "run" / "designs.csv")
    last = {one["name"]: one["levels"][-1] for one in content["variables"]}
    assert sum(all(row[name] == level for name, level in last.items()) for _, row in checked.iterrows()) == 1


def test_a_file_of_samples_is_not_written_over(study, exported, tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text("a\n1\n")
    told = call("decode", study, "--model", exported, "--samples", path, "--out", path, expected=2)
    assert "are the same file" in " ".join(told.split())
    assert path.read_text() == "a\n1\n"


def test_nothing_is_thrown_away_or_run_for_a_study_that_cannot_be_solved(study, tmp_path):
    call("solve", study, "--out", tmp_path / "run", "--rounds", 1)
    kept = (tmp_path / "run" / "runs.jsonl").read_bytes()
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(STUDY.replace("wall_insulation_m = 3", "wall_insulation_m = [9.0]"))
    for path, words in ((wrong, ()), (study, ("--sampler", "nowhere.at_all:X")), (study, ("--sweep", 3))):
        call("solve", path, "--out", tmp_path / "run", "--fresh", *words, expected=2)
        assert (tmp_path / "run" / "runs.jsonl").read_bytes() == kept
        call("solve", path, "--out", tmp_path / "new", *words, expected=2)
        assert not (tmp_path / "new" / "runs.jsonl").exists()


@pytest.mark.slow
def test_a_stopped_run_goes_on_to_the_same_answer(study, tmp_path):
    words = ("solve", study, "--rounds", 2, "--out")
    call(*words, tmp_path / "whole")
    lines = (tmp_path / "whole" / "runs.jsonl").read_bytes().splitlines(keepends=True)
    for kept in (1, 2, len(lines) - 1):
        folder = tmp_path / f"cut{kept}"
        folder.mkdir()
        (folder / "runs.jsonl").write_bytes(b"".join(lines[:kept]) + lines[kept][:40])
        call(*words, folder)
        assert (folder / "designs.csv").read_bytes() == (tmp_path / "whole" / "designs.csv").read_bytes()
    told = call("solve", study, "--rounds", 3, "--out", tmp_path / "whole", expected=2)
    assert "another study" in told
    assert "runs are taken from" not in call("solve", study, "--rounds", 3, "--out", tmp_path / "whole", "--fresh")


@pytest.mark.parametrize(
    ("change", "words", "told"),
    [
        ("", ("--formats", "qbo"), "unknown format"),
        ("", ("--encoding", "gray"), "unknown encoding"),
        ("wall_insulation_m = 3", (), "out of bounds"),
    ],
)
def test_bad_input_is_one_error_and_nothing_is_written(study, tmp_path, change, words, told):
    path = tmp_path / "study.toml"
    path.write_text(STUDY.replace(change, "wall_insulation_m = [9.0]") if change else STUDY)
    output = call("export", path, "--out", tmp_path / "model", *words, expected=2)
    assert told in output
    assert output.count("fluxion:") == 1
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('objectives = ["cost_eur_m2"]', 'objectives = ["energy_kwh_m2"]'), "its objectives are not"),
        (("budget = 12", "budget = 12\nfixed = { roof_insulation_m = 0.15 }"), "its levels or fixed variables are not"),
        (("wall_insulation_m = 3", "wall_insulation_m = 4"), "its levels or fixed variables are not"),
        (('weather = "golden"', 'weather = "chicago"'), "its climates are not"),
        (("budget = 12", "budget = 12\nsettings = { orientation_deg = 10.0 }"), "its settings are not"),
    ],
)
def test_a_model_of_another_study_is_refused(study, exported, tmp_path, change, told):
    other = tmp_path / "other.toml"
    other.write_text(STUDY.replace(*change))
    (tmp_path / "samples.csv").write_text("a\n1\n")
    given = ("--model", exported, "--samples", tmp_path / "samples.csv", "--out", tmp_path / "designs.csv")
    assert told in " ".join(call("decode", other, *given, expected=2).split())


def test_energyplus_is_not_run_for_a_fit(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY.replace("budget = 12", 'budget = 12\ntruth = "energyplus"\nsurrogate = "none"'))
    told = " ".join(call("export", path, "--out", tmp_path / "model", expected=2).split())
    assert "too many for EnergyPlus" in told
    assert not (tmp_path / "model").exists()


def test_a_sidecar_of_another_problem_is_refused(study, exported, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(
        'problem = "reference-office"\nweather = "golden"\nobjectives = ["heating_kwh_m2"]\nsurrogate = "none"\n'
    )
    (tmp_path / "samples.csv").write_text("a\n1\n")
    given = ("--model", exported, "--samples", tmp_path / "samples.csv", "--out", tmp_path / "designs.csv")
    assert "another problem" in " ".join(call("decode", other, *given, expected=2).split())
    assert not (tmp_path / "designs.csv").exists()
