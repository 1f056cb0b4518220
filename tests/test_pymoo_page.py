"""What docs/PYMOO.md shows works: its Python is run as one program, with smaller budgets."""

import re
from pathlib import Path

import numpy as np
import pytest

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "PYMOO.md").read_text(encoding="utf-8")
SMALLER = {
    '("n_gen", 100)': '("n_gen", 3)',
    '("n_evals", 500)': '("n_evals", 11)',
    "batch=25)": "batch=5)",
    "TrustNSGA2(surrogate)": "TrustNSGA2(surrogate, batch=5)",
    "seed=1), 1000, 100": "seed=1), 60, 4",
}


@pytest.mark.slow
def test_the_python_runs(monkeypatch, tmp_path):
    text = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
    for large, small in SMALLER.items():
        assert large in text
        text = text.replace(large, small)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(text, "PYMOO.md", "exec"), names)
    assert names["algorithm"].evaluator.n_eval == 11
    true = names["truth"].evaluate(names["algorithm"].pop.get("X"))[0]
    np.testing.assert_array_equal(true, names["algorithm"].pop.get("F"))
    assert names["found"].F.shape == (60, 2)
    # Every algorithm and every name of the tables exists.
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE)) <= set(
        names["fast"].evaluate(names["fast"].task.baseline[None], return_as_dictionary=True)
    )
