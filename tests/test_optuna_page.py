"""What docs/OPTUNA.md shows first works."""

import re
from pathlib import Path

import optuna
import pytest

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "OPTUNA.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_study_of_the_page_runs():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    names = {}
    exec(compile(BLOCKS[0], "OPTUNA.md", "exec"), names)
    study = names["study"]
    assert len(study.trials) == 12
    assert study.best_trials
    assert all(trial.user_attrs["fidelity"] == "physics" for trial in study.trials)
    assert sum("claimed" in trial.user_attrs for trial in study.trials) == 8
