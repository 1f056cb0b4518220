import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KILLS = 20


def start(folder):
    path = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(HERE / "study_to_kill.py"), str(folder)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})


def written(log):
    """Whole lines of the log."""
    return log.read_bytes().count(b"\n") if log.exists() else 0


@pytest.mark.slow
def test_a_study_killed_twenty_times_loses_nothing_and_runs_nothing_twice(tmp_path):
    whole, often = tmp_path / "whole", tmp_path / "often"
    whole.mkdir()
    often.mkdir()
    assert start(whole).wait(timeout=120) == 0

    chance, log, kills = random.Random(5), often / "runs.jsonl", 0
    while kills < KILLS and not (often / "answer.json").exists():
        before = written(log)
        process = start(often)
        # Every start gets a little further, and is killed at a moment that nobody chose.
        wanted, patience = before + chance.randint(1, 2), time.monotonic() + 60.0
        while written(log) < wanted and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        # What was on the disk stays there.
        assert written(log) >= before
    assert kills >= 15
    assert start(often).wait(timeout=120) == 0

    assert (often / "answer.json").read_bytes() == (whole / "answer.json").read_bytes()
    rows = [tuple(row) for line in log.read_text().splitlines()[1:] for row in json.loads(line)["X"]]
    assert len(rows) == len(set(rows)) == 120
