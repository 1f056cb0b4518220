import json
from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.search import run_study
from fluxion.search.rounds import new_archive
from fluxion.search.run_log import RunLog

STUDY = {"problem": "valley", "budget": 60}


@pytest.fixture
def setup(valley_setup):
    return valley_setup(budget=60, rounds=3, population=20, generations=15)


def run_with(setup, path):
    return run_study(setup, new_archive(setup, log=RunLog(path, STUDY)))


def test_a_study_that_goes_on_runs_nothing_twice_and_ends_the_same(setup, true_valley, tmp_path, monkeypatch):
    path = tmp_path / "new" / "runs.jsonl"
    whole = run_with(setup, path)
    content = path.read_bytes()

    asked = []
    evaluate = type(true_valley).evaluate

    def counted(self, X):
        # The other valley is the surrogate.
        if self.offset == 0.0:
            asked.append(len(X))
        return evaluate(self, X)

    monkeypatch.setattr(type(true_valley), "evaluate", counted)
    # Stopped anywhere, also in the middle of a line.
    generator = np.random.default_rng(1)
    for end in (0, 10, *generator.integers(1, len(content), 12), len(content)):
        path.write_bytes(content[:end])
        known = RunLog(path, STUDY).found
        asked.clear()
        again = run_with(setup, path)
        # The baseline is confirmed where it was known.
        assert sum(asked) == 60 - known + (known > 0)
        np.testing.assert_array_equal(again.truth.X, whole.truth.X)
        for name, values in whole.truth.columns.items():
            np.testing.assert_array_equal(again.truth.columns[name], values)
        assert again.origin.tolist() == whole.origin.tolist()
        assert again.truth.status.tolist() == whole.truth.status.tolist()
        assert path.read_bytes() == content
        assert RunLog(path, STUDY).found == 60


def test_failed_rows_come_back_with_their_sentence(setup, valley, tmp_path):
    archive = new_archive(setup, log=RunLog(tmp_path / "runs.jsonl", STUDY))
    X = valley.space.sample(3, 1)
    X[1, 1] = 1.0
    archive.run(X, "first")
    back = RunLog(tmp_path / "runs.jsonl", STUDY).answers(X)
    assert "too steep" in back.status[1]
    assert np.isnan(back.columns["f2"]).tolist() == [False, True, False]
    assert RunLog(tmp_path / "runs.jsonl", STUDY).answers(valley.space.sample(2, 9)) is None


def test_the_log_of_another_study_is_refused(setup, tmp_path):
    path = tmp_path / "runs.jsonl"
    run_with(setup, path)
    with pytest.raises(InputError, match=r"another study \(budget: 60 there, 80 here\).*--fresh"):
        RunLog(path, {**STUDY, "budget": 80})
    path.write_text("x,y\n1,2\n")
    with pytest.raises(InputError, match=r"line 1 .* is damaged"):
        RunLog(path, STUDY)
    path.write_text(json.dumps({"format": "something"}) + "\n")
    with pytest.raises(InputError, match="no log of a study"):
        RunLog(path, STUDY)


def test_a_damaged_line_is_named(setup, tmp_path):
    path = tmp_path / "runs.jsonl"
    run_with(setup, path)
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2][:-20]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError, match="line 3 of the log"):
        RunLog(path, STUDY)


def test_decisions_are_kept(tmp_path):
    log = RunLog(tmp_path / "runs.jsonl", STUDY)
    assert log.decide("plain", True) is True
    assert log.decide("plain", False) is True
    assert RunLog(tmp_path / "runs.jsonl", STUDY).decide("plain", False) is True


def test_a_log_that_cannot_be_written_is_one_error(setup, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        run_with(setup, tmp_path / "file" / "runs.jsonl")


def test_a_truth_that_has_changed_is_noticed(setup, tmp_path):
    path = tmp_path / "runs.jsonl"
    run_with(setup, path)
    changed = replace(setup, truth=replace(setup.truth, evaluator=replace(setup.truth.evaluator, offset=0.1)))
    with pytest.raises(InputError, match=r"says height = .* the model has changed since"):
        run_with(changed, path)


def test_a_file_of_somebody_else_is_left_alone(setup, tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text("my notes")
    with pytest.raises(InputError, match="is no log of a study"):
        RunLog(path, STUDY)
    assert path.read_text() == "my notes"


def test_two_starts_do_not_write_to_one_log(setup, valley, tmp_path):
    path = tmp_path / "runs.jsonl"
    first, second = (new_archive(setup, log=RunLog(path, STUDY)) for _ in range(2))
    first.run(valley.space.sample(3, 1), "first")
    kept = path.read_bytes()
    with pytest.raises(InputError, match="was changed by somebody else"):
        second.run(valley.space.sample(3, 2), "first")
    assert path.read_bytes() == kept
    path.unlink()
    with pytest.raises(InputError, match="was changed by somebody else"):
        first.run(valley.space.sample(3, 3), "second")


@pytest.mark.parametrize("change", [{"status": []}, {"X": [[1.0]]}, {"engine": 3}, {"residual": "much"}])
def test_runs_that_do_not_fit_together_are_damage(setup, valley, tmp_path, change):
    path = tmp_path / "runs.jsonl"
    new_archive(setup, log=RunLog(path, STUDY)).run(valley.space.sample(3, 1), "first")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], json.dumps({**json.loads(lines[1]), **change})]) + "\n")
    with pytest.raises(InputError, match=r"line 2 of the log .* is damaged"):
        RunLog(path, STUDY)


def test_numbers_of_numpy_are_numbers(tmp_path):
    log = RunLog(tmp_path / "runs.jsonl", {"fixed": {"ach": np.int64(2), "wwr": np.float32(0.25)}})
    assert log.decide("plain", False) is False
    assert RunLog(tmp_path / "runs.jsonl", {"fixed": {"ach": 2, "wwr": 0.25}}).decide("plain", True) is False
