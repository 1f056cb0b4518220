"""What README.md shows works: its Python blocks and its `fluxion` commands run, in the order of the page."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
#: Wall time of one step [s]; a study from the page may take minutes.
PATIENCE_S = 1200.0

_FENCE = re.compile(r"^(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
_SHELLS = ("", "sh", "bash", "shell", "console")


class Step(NamedTuple):
    line: int
    kind: str
    text: str


def read_steps(page):
    """Python blocks, `fluxion` and `make` commands of a page; a backslash joins lines, `$ ` may stand in front."""
    steps = []
    for match in _FENCE.finditer(page):
        line = page.count("\n", 0, match.start("body")) + 1
        language = match["language"].strip()
        if language == "python":
            steps.append(Step(line, "python", match["body"]))
        elif language in _SHELLS:
            for command in match["body"].replace("\\\n", " ").splitlines():
                command = command.strip().removeprefix("$ ")
                kind = command.partition(" ")[0]
                if kind in ("fluxion", "make"):
                    steps.append(Step(line, kind, command))
    return steps


STEPS = read_steps(README.read_text(encoding="utf-8")) if README.is_file() else []
RUN = [step for step in STEPS if step.kind != "make"]
MAKE = [step for step in STEPS if step.kind == "make"]


def name(step):
    return f"line-{step.line}-{step.text.splitlines()[0][:40]}"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder that looks like the checkout to the page's commands, for what they write."""
    folder = tmp_path_factory.mktemp("readme")
    for part in ("assets", "examples", "studies"):
        if (ROOT / part).is_dir():
            (folder / part).symlink_to(ROOT / part, target_is_directory=True)
    return folder


def test_steps_are_found():
    page = (
        "Text with `fluxion nothing`.\n\n```python\nx = 1\nprint(x)\n```\n\n```sh\n$ fluxion sample \\\n  --n 3\n"
        "# fluxion not\nls\n```\n\n```\nmake demo\n```\n```json\nfluxion x\n```\n````\nfluxion bench\n````\n"
    )
    assert read_steps(page) == [
        Step(4, "python", "x = 1\nprint(x)\n"),
        Step(9, "fluxion", "fluxion sample    --n 3"),
        Step(16, "make", "make demo"),
        Step(22, "fluxion", "fluxion bench"),
    ]
    assert read_steps("no code") == []


@pytest.mark.slow
@pytest.mark.parametrize("step", RUN, ids=name)
def test_step_runs(step, workplace):
    if step.kind == "python":
        command = [sys.executable, "-c", step.text]
    else:
        command = [sys.executable, "-m", "fluxion", *shlex.split(step.text, comments=True)[1:]]
    outcome = subprocess.run(
        command,
        cwd=workplace,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert outcome.returncode == 0, f"{step.text}\n{outcome.stdout}\n{outcome.stderr}"
    assert "Warning" not in outcome.stderr
    if "--out" in step.text:
        words = shlex.split(step.text)
        assert (workplace / words[words.index("--out") + 1]).exists()


@pytest.mark.parametrize("step", MAKE, ids=name)
def test_make_target_exists(step):
    targets = re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [word for word in shlex.split(step.text)[1:] if "=" not in word]
    assert wanted
    assert set(wanted) <= set(targets)
