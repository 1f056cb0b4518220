"""Output files are replaced whole, and nothing but ordinary files is replaced."""

import os

import pytest

from fluxion._files import check_writable, write_atomic, write_text_atomic
from fluxion.errors import InputError


def test_text_replaces_a_file_whole(tmp_path):
    path = tmp_path / "out.csv"
    write_text_atomic(path, "first")
    write_text_atomic(path, "second")
    assert path.read_text() == "second"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.csv"
    write_text_atomic(path, "old")

    def fail(temporary):
        temporary.write_text("half")
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError, match="disk"):
        write_atomic(path, fail)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_link_is_followed(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    write_text_atomic(link, "text")
    assert link.is_symlink()
    assert real.read_text() == "text"


def test_a_pipe_is_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is a device or a pipe; expected the path of a file"):
        check_writable(pipe)
    assert not pipe.is_file()


def test_a_device_is_not_replaced(tmp_path):
    link = tmp_path / "null"
    link.symlink_to(os.devnull)
    with pytest.raises(InputError, match="is a device or a pipe"):
        check_writable(link)


def test_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="is a folder; expected the path of a file"):
        check_writable(tmp_path)
    with pytest.raises(InputError, match="does not exist; create it first"):
        check_writable(tmp_path / "missing" / "out.csv")
