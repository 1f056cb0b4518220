"""The command as a process of its own: start, usage errors, Ctrl-C."""

import json
import signal
import subprocess
import sys
import time
from importlib.metadata import version

import pandas as pd
import pytest

from fluxion import energyplus
from fluxion.engine import DEFAULT_STEPS_PER_HOUR
from fluxion.validation.ashrae140.run import SUITE_STEPS_PER_HOUR

COMMAND = [sys.executable, "-m", "fluxion"]
# A loaded machine may take long to start; the limits below concern what happens after a signal.
PATIENCE = 120


def run(*arguments, cwd=None):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, cwd=cwd)


def test_version_and_help():
    assert run("--version").stdout == f"fluxion {version('fluxion-bem')}\n"
    outcome = run("--help")
    assert outcome.returncode == 0
    for name in ("evaluate", "sample", "simulate"):
        assert name in outcome.stdout


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("simulate",), f"they ask for the reference engine, whose default is {DEFAULT_STEPS_PER_HOUR}."),
        (
            ("validate", "ashrae140"),
            f"they ask for the reference engine, whose default is {SUITE_STEPS_PER_HOUR} here.",
        ),
        (("evaluate",), f"the reference engine takes {DEFAULT_STEPS_PER_HOUR} by default"),
        (("evaluate",), f"EnergyPlus {energyplus.DEFAULT_STEPS_PER_HOUR}, a divisor of 60"),
        (("evaluate",), "the batch engine, which simulates unless the other is asked for, takes none"),
    ],
)
def test_help_tells_which_engine_takes_steps_and_how_many(fluxion, command, sentence):
    # The frame and the breaks of lines depend on the width of the terminal.
    words = fluxion(*command, "--help").stdout.replace("\u2502", " ").split()
    assert sentence in " ".join(words)


def test_help_needs_none_of_the_heavy_packages():
    code = (
        "import sys, fluxion.cli.main\n"
        "print(sorted({'numpy', 'pandas', 'numba', 'scipy', 'pvlib', 'onnxruntime'} & set(sys.modules)))"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    assert outcome.stdout == "[]\n"


@pytest.mark.parametrize(
    "arguments", [("evaluate",), ("sample", "--n", "many"), ("sample", "--colour", "red"), ("evalute",)]
)
def test_usage_errors_have_status_two_also_as_json(arguments):
    plain = run(*arguments)
    assert plain.returncode == 2
    assert plain.stdout == ""
    assert plain.stderr != ""
    as_json = run(*arguments, "--json")
    assert as_json.returncode == 2
    content = json.loads(as_json.stdout)
    assert content["exit"] == 2
    assert content["error"]


def test_ctrl_c_stops_promptly_and_keeps_the_finished_rows(tmp_path):
    rows = 5000
    (tmp_path / "designs.csv").write_text("wwr_south\n" + "0.3\n" * rows)
    options = (
        "designs.csv",
        "--problem",
        "office-design",
        "--weather",
        "golden",
        "--out",
        "out.csv",
        "--steps-per-hour",
        "1",
    )
    process = subprocess.Popen(
        [*COMMAND, "evaluate", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    try:
        # The first line of progress appears when the first rows are finished.
        first = process.stderr.readline()
        assert f"of {rows}" in first, first
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        stdout, stderr = process.communicate(timeout=PATIENCE)
        waited = time.monotonic() - sent
    finally:
        process.kill()
    assert process.returncode == 130
    assert waited < 10.0
    assert stdout == ""
    kept = pd.read_csv(tmp_path / "out.partial.csv")
    assert 1 <= len(kept) < rows
    assert (kept["status"] == "ok").all()
    assert f"{len(kept)} of {rows} rows were finished" in stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["designs.csv", "out.partial.csv"]
