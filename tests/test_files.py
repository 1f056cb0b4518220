"""Output files are replaced whole, and nothing but ordinary files is replaced."""

import os

import pytest

from fluxion._files import check_folder, check_writable, make_folder, write_atomic, write_text_atomic
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


def test_bad_folders_are_refused_before_a_computation(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match="is a file; expected a folder"):
        check_folder(file)
    with pytest.raises(InputError, match="cannot be made"):
        check_folder(file / "below")
    check_folder(tmp_path / "new" / "deeper")
    assert not (tmp_path / "new").exists()
    with pytest.raises(InputError, match="'/proc' cannot be written"):
        check_folder(tmp_path.__class__("/proc/out"))


def test_folders_are_made_with_what_lies_above_them(tmp_path):
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        make_folder(tmp_path / "file" / "below")
