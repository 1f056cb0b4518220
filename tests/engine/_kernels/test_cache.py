"""Compiled kernels find a place on the disk wherever they are installed, and a changed kernel finds no old code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
PROGRAM = (
    "import numba, fluxion.engine._kernels as k, pathlib;"
    "from fluxion.engine._kernels import films;"
    "print(numba.config.CACHE_DIR)"
)


def place_of(tmp_path, **environment):
    """Cache folder of kernels in a process of its own; the package is copied where nothing can be written."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.fixture
def sealed(tmp_path):
    """A copy of the package whose caches cannot be made: a file lies where each folder would be."""
    site = tmp_path / "site"
    source = PACKAGE / "fluxion"
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            target = site / "fluxion" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    for folder in {path.parent for path in (site / "fluxion" / "engine" / "_kernels").rglob("*.py")}:
        (folder / "__pycache__").write_text("no folder")
    return tmp_path


def test_beside_the_kernels_if_that_can_be_written(tmp_path):
    assert place_of(tmp_path, PYTHONPATH=str(PACKAGE), NUMBA_CACHE_DIR="") == ""


def test_else_in_the_cache_of_the_user(sealed):
    home = sealed / "cache"
    place = Path(place_of(sealed, XDG_CACHE_HOME=str(home), NUMBA_CACHE_DIR=""))
    assert place.parent == home / "fluxion"
    assert place.name.startswith("kernels-")
    assert place.is_dir()


def test_else_in_a_folder_of_this_process(sealed):
    blocked = sealed / "blocked"
    blocked.write_text("no folder")
    place = Path(place_of(sealed, XDG_CACHE_HOME=str(blocked), NUMBA_CACHE_DIR=""))
    assert place.name.startswith("fluxion-kernels-")


def test_other_code_has_another_folder(sealed):
    named = sealed / "named"
    first = Path(place_of(sealed, NUMBA_CACHE_DIR=str(named)))
    assert first.parent == named
    kernel = sealed / "site" / "fluxion" / "engine" / "_kernels" / "films.py"
    kernel.write_text(kernel.read_text(encoding="utf-8") + "\n# Changed.\n", encoding="utf-8")
    assert Path(place_of(sealed, NUMBA_CACHE_DIR=str(named))) != first
