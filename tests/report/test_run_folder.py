import json

import numpy as np
import pandas as pd
import pytest

from fluxion.errors import InputError
from fluxion.report import read_run
from fluxion.search.run_log import log_identity


def edit(folder, change):
    record = json.loads((folder / "run.json").read_text())
    change(record)
    (folder / "run.json").write_text(json.dumps(record))


def test_a_run_is_read_as_it_was_written(valley_folder):
    run = read_run(valley_folder)
    front = pd.read_csv(valley_folder / "pareto.csv")
    assert run.objectives == ("f1", "f2")
    assert run.constraints == ("g_far",)
    assert run.choices == {"rock"}
    assert len(run.checked) == 60
    np.testing.assert_array_equal(run.F[run.front], front[["f1", "f2"]])
    assert run.feasible[run.front].all()
    assert run.searched == ("x0", "x1", "x2", "x3", "x4", "x5", "rock", "terraces")
    assert run.checked["rock"].iloc[0] == "slate"


def test_options_that_look_like_missing_values_stay_texts(office_folder):
    run = read_run(office_folder)
    assert all(isinstance(value, str) for value in run.checked["cooling_system"])
    assert "thermal_mass" not in run.searched


def test_failed_rows_are_nan_and_not_feasible(run_folder, copy_of, valley_folder):
    folder = copy_of(valley_folder)
    frame = pd.read_csv(folder / "checked.csv", dtype=str, keep_default_na=False)
    row = int(np.flatnonzero(frame["on_front"] == "False")[-1])
    frame.loc[row, ["f1", "f2", "g_far"]] = ""
    frame.loc[row, "status"] = "too steep"
    frame.to_csv(folder / "checked.csv", index=False)
    run = read_run(folder)
    assert np.isnan(run.F[row]).all()
    assert not run.feasible[row]
    assert not run.ok[row]


def test_folders_that_are_no_runs(tmp_path, valley_folder, copy_of):
    with pytest.raises(InputError, match="there is no folder"):
        read_run(tmp_path / "nothing")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match=r"holds no finished run: run.json, checked.csv, pareto.csv are missing"):
        read_run(empty)
    (empty / "runs.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match=r"was interrupted: there is only runs.jsonl"):
        read_run(empty)
    folder = copy_of(valley_folder)
    (folder / "pareto.csv").unlink()
    with pytest.raises(InputError, match=r"pareto.csv is missing"):
        read_run(folder)


def test_records_that_cannot_be_read(valley_folder, copy_of):
    folder = copy_of(valley_folder)
    (folder / "run.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_run(folder)
    (folder / "run.json").write_text("[]")
    with pytest.raises(InputError, match="holds no record"):
        read_run(folder)


@pytest.mark.parametrize("name", ["verdict", "steps", "baseline", "hashes", "constraints"])
def test_a_record_of_another_version_says_which(valley_folder, copy_of, name):
    folder = copy_of(valley_folder)

    def older(record):
        record["versions"]["fluxion-bem"] = "0.0.1"
        del record[name]

    edit(folder, older)
    with pytest.raises(InputError, match=f"lacks '{name}'.*written by Fluxion 0.0.1, this is"):
        read_run(folder)


def test_files_of_different_runs(valley_folder, one_folder, copy_of):
    folder = copy_of(valley_folder)
    edit(folder, lambda record: record["counts"].update(truth_runs=59))
    with pytest.raises(InputError, match=r"not of one run: checked.csv has 60 rows"):
        read_run(folder)
    edit(folder, lambda record: record["counts"].update(truth_runs=60))
    (folder / "pareto.csv").write_bytes((one_folder / "pareto.csv").read_bytes())
    with pytest.raises(InputError, match=r"not of one run: the objectives in pareto.csv"):
        read_run(folder)


def test_the_log_of_another_study_beside_the_results(valley_folder, copy_of):
    folder = copy_of(valley_folder)
    (folder / "runs.jsonl").write_text('{"study": "this one"}\n{"runs": 1}\n')
    # Written before runs were logged.
    edit(folder, lambda record: record["hashes"].pop("log"))
    read_run(folder)
    edit(folder, lambda record: record["hashes"].update(log=log_identity(folder)))
    read_run(folder)
    (folder / "runs.jsonl").write_text('{"study": "that one"}\n{"runs": 1}\n')
    with pytest.raises(InputError, match=r"runs.jsonl is the log of another study than run.json"):
        read_run(folder)


def test_cells_that_are_no_numbers(valley_folder, copy_of):
    folder = copy_of(valley_folder)
    frame = pd.read_csv(folder / "checked.csv", dtype=str, keep_default_na=False)
    frame.loc[4, "f2"] = "low"
    frame.to_csv(folder / "checked.csv", index=False)
    with pytest.raises(InputError, match=r"checked.csv', row 5, column 'f2': expected a number; got 'low'"):
        read_run(folder)
    frame.drop(columns="f2").to_csv(folder / "checked.csv", index=False)
    with pytest.raises(InputError, match="has no column 'f2'"):
        read_run(folder)


def test_a_run_without_a_front(nothing_folder, copy_of):
    assert len(read_run(nothing_folder).front) == 0
    folder = copy_of(nothing_folder)
    text = (folder / "pareto.csv").read_text()
    (folder / "pareto.csv").write_text(text + ",".join("1" for _ in text.split(",")) + "\n")
    with pytest.raises(InputError, match=r"pareto.csv has designs, checked.csv marks none"):
        read_run(folder)
