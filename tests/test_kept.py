"""Arrays kept between processes: computed once, again where the file, the key or the code is another."""

from pathlib import Path

import numpy as np
import pytest

from fluxion import _kept
from fluxion._cache import cache_root
from fluxion._kept import kept


class Counted:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> dict[str, np.ndarray]:
        self.calls += 1
        return {"a": np.arange(3.0), "b": np.eye(2)}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "fluxion"


def test_what_was_computed_is_read_back(home):
    compute = Counted()
    first, second = (kept("things", "key", (), compute) for _ in range(2))
    assert compute.calls == 1
    for name in ("a", "b"):
        np.testing.assert_array_equal(first[name], second[name])
    assert [path.suffix for path in (home / "things").iterdir()] == [".npz"]


def test_another_key_kind_or_source_is_computed_anew(home, tmp_path):
    compute, source = Counted(), tmp_path / "source.py"
    source.write_text("one = 1\n")
    kept("things", "key", (str(source),), compute)
    kept("things", "other", (str(source),), compute)
    kept("others", "key", (str(source),), compute)
    assert compute.calls == 3
    source.write_text("one = 2\n")
    kept("things", "key", (str(source),), compute)
    assert compute.calls == 4


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_computed_anew_and_replaced(home, content):
    compute = Counted()
    kept("things", "key", (), compute)
    (path,) = (home / "things").iterdir()
    path.write_bytes(content)
    np.testing.assert_array_equal(kept("things", "key", (), compute)["a"], np.arange(3.0))
    kept("things", "key", (), compute)
    assert compute.calls == 2


def test_where_nothing_can_be_kept_everything_is_computed(home):
    home.write_text("a file where the folder should be")
    compute = Counted()
    for _ in range(2):
        np.testing.assert_array_equal(kept("things", "key", (), compute)["b"], np.eye(2))
    assert compute.calls == 2


def test_without_a_home_everything_is_computed(monkeypatch):
    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(_kept, "cache_root", nowhere)
    compute = Counted()
    kept("things", "key", (), compute)
    assert compute.calls == 1


def test_a_relative_cache_home_is_passed_over(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache_root() == Path.home() / ".cache" / "fluxion"
