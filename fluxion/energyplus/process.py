"""A program as a child process that can be ended from another thread, with everything that it started."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


class Switch:
    """Ends the programs that run under it; may be used from any thread, once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._off = False

    @property
    def off(self) -> bool:
        """Whether `stop` was called."""
        return self._off

    def stop(self) -> None:
        """End all programs at once; those started later are ended as they start."""
        with self._lock:
            self._off = True
            for process in self._running:
                _end(process)

    def add(self, process: "subprocess.Popen[str]") -> None:
        """Put a running program under this switch."""
        with self._lock:
            self._running.add(process)
            if self._off:
                _end(process)

    def remove(self, process: "subprocess.Popen[str]") -> None:
        """Let go of a program that has ended."""
        with self._lock:
            self._running.discard(process)


def run_process(
    command: Sequence[str], folder: Path, timeout_s: float, switch: Switch | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `command` in `folder` and wait for its end.

    Args:
        command: program and arguments.
        folder: working directory.
        timeout_s: the program is ended after this time [s].
        switch: ends the program earlier.

    Raises:
        subprocess.TimeoutExpired: it took longer.
        OSError: it could not be started.
    """
    # A session of its own: Ctrl-C in a terminal reaches the caller alone, who then decides what ends and what is kept.
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=folder,
        start_new_session=True,
    ) as process:
        if switch is not None:
            switch.add(process)
        try:
            output, errors = process.communicate(timeout=timeout_s)
        except BaseException:
            _end(process)
            raise
        finally:
            if switch is not None:
                switch.remove(process)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def _end(process: "subprocess.Popen[str]") -> None:
    # What the program itself has started may hold its pipes open, so the whole group goes.
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
