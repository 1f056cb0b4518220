import subprocess
import threading
import time

import pytest
from programs import needs_posix

from fluxion.energyplus.process import Switch, run_process


@pytest.fixture(autouse=True)
def posix():
    needs_posix()


def beats(path):
    """Whether a process still renews the file `path`."""
    before = path.read_text()
    time.sleep(0.5)
    return path.read_text() != before


def test_words_and_status_come_back(tmp_path):
    done = run_process(["sh", "-c", "pwd; echo no >&2; exit 3"], tmp_path, 20.0)
    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (3, str(tmp_path), "no")


def test_a_program_that_cannot_be_started(tmp_path):
    with pytest.raises(OSError):
        run_process([str(tmp_path / "nothing")], tmp_path, 20.0)


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path):
    # The grandchild holds the pipes open; waiting for it would take a minute.
    script = "(i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo $i > beat; sleep 0.1; done) & wait"
    with pytest.raises(subprocess.TimeoutExpired):
        run_process(["sh", "-c", script], tmp_path, 0.5)
    assert int((tmp_path / "beat").read_text()) > 0
    assert not beats(tmp_path / "beat")


def test_a_switch_ends_programs_of_other_threads_and_those_that_come_later(tmp_path):
    switch, codes = Switch(), []

    def work():
        codes.append(run_process(["sh", "-c", "echo $$ > child; exec sleep 60"], tmp_path, 50.0, switch).returncode)

    thread = threading.Thread(target=work)
    thread.start()
    while not (tmp_path / "child").exists():
        time.sleep(0.01)
    assert not switch.off
    switch.stop()
    thread.join(timeout=20.0)
    assert codes == [-9]
    assert switch.off
    assert run_process(["sleep", "60"], tmp_path, 50.0, switch).returncode == -9
