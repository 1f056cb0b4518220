import os
from pathlib import Path

import pytest

from fluxion.validation.ashrae140 import VARIABLE, build, load_catalogue, read_pack

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "ashrae140"


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="session")
def buildings(catalogue):
    return {name: build(case) for name, case in catalogue.cases.items()}


@pytest.fixture(scope="session")
def pack_folder():
    """The user's copy of the reference results."""
    folder = Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else BESIDE
    if not folder.is_dir():
        pytest.skip(f"needs the reference results of Standard 140, which do not ship with Fluxion; set {VARIABLE}")
    return folder


@pytest.fixture(scope="session")
def pack(pack_folder):
    return read_pack(pack_folder)
