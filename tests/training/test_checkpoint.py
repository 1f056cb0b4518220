import os
import pickle
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch

from fluxion.errors import InputError
from fluxion.training import checkpoint
from fluxion.training.checkpoint import CheckpointPlace, fit_key
from fluxion.training.fit import FitOptions, fit_ensemble

OPTIONS = FitOptions(members=2, hidden=(16,), epochs=12, batch=64, threads=1)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A place where every epoch is kept."""
    monkeypatch.setattr(checkpoint, "_SAVE_EVERY_S", -1.0)
    return CheckpointPlace(tmp_path / "model.partial.pt")


def interrupted(box, runs, place, after, options=OPTIONS):
    """Epochs that were told before Ctrl-C behind epoch `after`."""
    told = []

    def stop(epoch, _, loss):
        told.append((epoch, loss))
        if epoch == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_ensemble(*runs, box.space, box.targets, options, stop, checkpoint=place)
    return told


def same(first, second):
    pairs = zip((*first.weights, *first.biases), (*second.weights, *second.biases))
    return all(np.array_equal(a, b) for a, b in pairs)


def test_an_interrupted_fit_ends_with_the_same_weights(box, runs, place):
    whole = fit_ensemble(*runs, box.space, box.targets, OPTIONS)
    interrupted(box, runs, place, 5)
    interrupted(box, runs, place, 9)
    told = []
    resumed = fit_ensemble(*runs, box.space, box.targets, OPTIONS, lambda *news: told.append(news[0]), checkpoint=place)
    # The epoch in which Ctrl-C came is not yet kept, so it comes again.
    assert told == [9, 10, 11, 12]
    assert same(whole, resumed)


def test_early_stopping_counts_on(box, runs, place):
    X, Y, X_validation, _ = runs
    noise = np.random.default_rng(0).permutation(Y)
    options = FitOptions(members=2, hidden=(64,), epochs=60, batch=32, patience=5, threads=1)
    hard = (X, noise, X_validation, noise[:200][::-1])
    told = []
    whole = fit_ensemble(*hard, box.space, box.targets, options, lambda *news: told.append(news[0]))
    interrupted(box, hard, place, len(told) - 1, options)
    again = []
    resumed = fit_ensemble(
        *hard, box.space, box.targets, options, lambda *news: again.append(news[0]), checkpoint=place
    )
    assert again == told[-2:]
    assert same(whole, resumed)


def test_a_finished_fit_is_not_repeated_until_it_is_cleared(box, runs, place):
    whole = fit_ensemble(*runs, box.space, box.targets, OPTIONS, checkpoint=place)
    told = []
    again = fit_ensemble(*runs, box.space, box.targets, OPTIONS, lambda *news: told.append(news), checkpoint=place)
    assert told == []
    assert same(whole, again)
    place.clear()
    assert list(place.path.parent.iterdir()) == []


def test_kill_9_loses_some_seconds_only(place):
    code = (
        "import os, signal, sys\nimport numpy as np\nfrom pathlib import Path\n"
        "from fluxion.design import DesignSpace, Real\n"
        "from fluxion.training import checkpoint\nfrom fluxion.training.fit import FitOptions, fit_ensemble\n"
        "from fluxion.training.targets import target\n"
        "checkpoint._SAVE_EVERY_S = -1.0\n"
        "def tell(epoch, *_):\n"
        "    print(epoch, flush=True)\n"
        "    if epoch == int(sys.argv[2]):\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "X = np.linspace(0.0, 1.0, 64)[:, None]\n"
        "model = fit_ensemble(X, 1.0 + X**2, X, 1.0 + X**2, DesignSpace((Real('a', 0, 1, 0.5),)),\n"
        "    [target('heating_kwh')], FitOptions(members=2, hidden=(8,), epochs=8, batch=16, threads=1), tell,\n"
        "    checkpoint=checkpoint.CheckpointPlace(Path(sys.argv[1])))\n"
        "print(np.concatenate([w.ravel() for w in model.weights]).tobytes().hex())\n"
    )

    def run(path, stop):
        return subprocess.run([sys.executable, "-c", code, str(path), str(stop)], capture_output=True, text=True)

    whole = run(place.path.with_name("other.pt"), 0)
    assert whole.returncode == 0, whole.stderr
    killed = run(place.path, 6)
    assert killed.returncode == -signal.SIGKILL
    assert killed.stdout.split() == [str(epoch) for epoch in range(1, 7)]
    resumed = run(place.path, 0)
    assert resumed.stdout.split() == ["6", "7", "8", whole.stdout.split()[-1]]


def test_other_data_or_options_start_anew(box, runs, place):
    X, Y, X_validation, Y_validation = runs
    for change, options in ((1.0, FitOptions(**{**vars(OPTIONS), "seed": 1})), (0.99, OPTIONS)):
        place.clear()
        interrupted(box, runs, place, 6)
        told = []
        fit_ensemble(
            X, change * Y, X_validation, Y_validation, box.space, box.targets, options,
            lambda *news, told=told: told.append(news[0]), checkpoint=place,
        )  # fmt: skip
        assert told == list(range(1, 13))


class Evil:
    def __reduce__(self):
        return os.mkdir, ("executed",)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", pickle.dumps(Evil()), pickle.dumps({"format": "other"})])
def test_a_damaged_file_starts_anew_and_is_not_executed(box, runs, place, content, monkeypatch):
    monkeypatch.chdir(place.path.parent)
    place.path.write_bytes(content)
    told = []
    fit_ensemble(*runs, box.space, box.targets, OPTIONS, lambda *news: told.append(news[0]), checkpoint=place)
    assert told == list(range(1, 13))
    assert [path.name for path in place.path.parent.iterdir()] == [place.path.name]


def test_a_truncated_file_starts_anew(box, runs, place):
    interrupted(box, runs, place, 6)
    place.path.write_bytes(place.path.read_bytes()[:-200])
    told = []
    fit_ensemble(*runs, box.space, box.targets, OPTIONS, lambda *news: told.append(news[0]), checkpoint=place)
    assert told == list(range(1, 13))


def test_nothing_is_written_before_some_seconds_have_passed(box, runs, tmp_path):
    place = CheckpointPlace(tmp_path / "model.partial.pt")
    interrupted(box, runs, place, 6)
    assert not place.path.exists()


def test_parts_have_files_of_their_own_and_go_with_the_whole(tmp_path):
    place = CheckpointPlace(tmp_path / "model.partial.pt")
    part = place.part("fold-2")
    assert part.path.name == "model.partial-fold-2.pt"
    stranger = tmp_path / "model.onnx"
    for path in (place.path, part.path, stranger):
        path.write_bytes(b"x")
    place.clear()
    assert list(tmp_path.iterdir()) == [stranger]


def test_the_key_knows_shapes_values_and_facts():
    tensor = torch.arange(6.0)
    keys = {
        fit_key([tensor], "a"),
        fit_key([tensor.reshape(2, 3)], "a"),
        fit_key([tensor + 1e-7 * tensor], "a"),
        fit_key([tensor], "b"),
    }
    assert len(keys) == 4
    assert fit_key([tensor.clone()], "a") in keys


def test_a_missing_folder_is_refused_before_the_first_epoch(box, runs, tmp_path):
    with pytest.raises(InputError, match="create it first"):
        fit_ensemble(
            *runs, box.space, box.targets, OPTIONS, checkpoint=CheckpointPlace(tmp_path / "no" / "model.partial.pt")
        )
