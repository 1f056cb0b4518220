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


@pytest.mark.slow
def test_a_study_killed_twenty_times_loses_nothing_and_runs_nothing_twice(tmp_path):
    whole, often = tmp_path / "whole", tmp_path / "often"
    whole.mkdir()
    often.mkdir()
    begun = time.monotonic()
    assert start(whole).wait(timeout=120) == 0
    seconds = time.monotonic() - begun

    chance, log, kills, known = random.Random(5), often / "runs.jsonl", 0, 0
    while kills < KILLS and not (often / "answer.json").exists():
        process = start(often)
        time.sleep(chance.uniform(0.3, 0.9) * seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        # What was on the disk stays there.
        lines = len(log.read_bytes().split(b"\n")) - 1 if log.exists() else 0
        assert lines >= known
        known = lines
    assert kills >= 3
    assert start(often).wait(timeout=120) == 0

    assert (often / "answer.json").read_bytes() == (whole / "answer.json").read_bytes()
    rows = [tuple(row) for line in log.read_text().splitlines()[1:] for row in json.loads(line)["X"]]
    assert len(rows) == len(set(rows)) == 120
