import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.training.dataset import Dataset, load_dataset, simulate_dataset


@pytest.fixture(scope="module")
def evaluator(hut_problem, golden):
    return PhysicsEvaluator(hut_problem, golden, steps_per_hour=1, threads=4)


def test_rows_are_those_of_the_evaluator_and_failures_keep_their_sentence(evaluator):
    space = evaluator.problem.space
    X = np.array([[0.1, 20.0, 0.0], [0.1, 26.2, 1.0], [0.2, 21.0, 1.0]])
    data = simulate_dataset(evaluator, X, "finger")
    expected = evaluator.evaluate(X)
    assert data.outputs == ("heating_kwh_m2", "cooling_kwh_m2")
    assert data.ok.tolist() == [True, False, True]
    assert "reaches the cooling setpoint" in data.status[1]
    for j, name in enumerate(data.outputs):
        np.testing.assert_array_equal(data.Y[:, j], expected.columns[name])
    assert data.origin["space"] == space.fingerprint()
    assert data.origin["engine"] == expected.engine


def test_an_interrupted_run_goes_on_where_it_stopped(evaluator, tmp_path):
    path = tmp_path / "runs.npz"
    X = evaluator.problem.space.sample(48, 7, "sobol")
    first = []

    def interrupt(done, total):
        first.append(done)
        if done >= 32:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_dataset(evaluator, X, "finger", path, interrupt)
    assert len(load_dataset(path).X) == 32
    second = []
    data = simulate_dataset(evaluator, X, "finger", path, lambda done, total: second.append((done, total)))
    assert first == [16, 32]
    assert second == [(48, 48)]
    np.testing.assert_array_equal(data.X, X)
    np.testing.assert_array_equal(data.Y, simulate_dataset(evaluator, X, "finger").Y)
    third = []
    simulate_dataset(evaluator, X, "finger", path, lambda done, total: third.append(done))
    assert third == []


def test_a_file_keeps_everything(tmp_path):
    path = tmp_path / "runs.npz"
    status = np.array(["ok", "no: it cannot be built"], dtype=object)
    data = Dataset(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [np.nan]]), status, ("heating_kwh",), {"a": 1})
    data.save(path)
    again = load_dataset(path)
    np.testing.assert_array_equal(again.X, data.X)
    np.testing.assert_array_equal(again.Y, data.Y)
    assert again.status.tolist() == status.tolist()
    assert (again.outputs, again.origin) == (data.outputs, data.origin)


def test_runs_of_another_study_are_not_mixed_in(evaluator, hut_problem, golden, tmp_path):
    path = tmp_path / "runs.npz"
    X = hut_problem.space.sample(2, 0)
    simulate_dataset(evaluator, X, "finger", path)
    others = {
        "settings": (PhysicsEvaluator(hut_problem.with_settings(cooling_c=24.0), golden, steps_per_hour=1), "finger"),
        "engine": (PhysicsEvaluator(hut_problem, golden, steps_per_hour=2), "finger"),
        "engine_fingerprint": (evaluator, "other"),
    }
    for name, (other, fingerprint) in others.items():
        with pytest.raises(InputError, match=f"were made with {name} "):
            simulate_dataset(other, X, fingerprint, path)
    priced = PhysicsEvaluator(hut_problem.with_settings(price=5.0), golden, steps_per_hour=1)
    assert len(simulate_dataset(priced, X, "finger", path).X) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"words"])
def test_damaged_files_are_refused(tmp_path, content):
    path = tmp_path / "runs.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        load_dataset(path)


def test_missing_and_foreign_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="do not exist"):
        load_dataset(tmp_path / "no.npz")
    path = tmp_path / "other.npz"
    np.savez(path, X=np.zeros(3))
    with pytest.raises(InputError, match="name another file, or delete it"):
        load_dataset(path)


def test_an_unwritable_place_is_refused_before_any_run(evaluator, tmp_path):
    told = []
    with pytest.raises(InputError, match="does not exist"):
        simulate_dataset(
            evaluator,
            evaluator.problem.space.sample(2, 0),
            "f",
            tmp_path / "no" / "runs.npz",
            lambda *n: told.append(n),
        )
    assert told == []


def test_a_file_loses_no_run_to_another_set_of_designs(evaluator, tmp_path):
    path, space = tmp_path / "runs.npz", evaluator.problem.space
    first, second = space.sample(20, 7, "sobol"), space.sample(12, 8, "sobol")
    simulate_dataset(evaluator, first, "finger", path)
    data = simulate_dataset(evaluator, second, "finger", path)
    np.testing.assert_array_equal(data.X, second)
    kept = load_dataset(path)
    assert {row.tobytes() for row in kept.X} == {row.tobytes() for row in np.concatenate([first, second])}
    asked = []
    simulate_dataset(evaluator, first, "finger", path, lambda done, total: asked.append(done))
    assert asked == []


def test_nothing_is_written_before_a_run_is_finished(evaluator, tmp_path, monkeypatch):
    def interrupt(self, X):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(evaluator), "compute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        simulate_dataset(evaluator, evaluator.problem.space.sample(4, 7), "finger", tmp_path / "runs.npz")
    assert list(tmp_path.iterdir()) == []
