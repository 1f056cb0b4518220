"""What docs/extending.md shows works: its Python is run as one program, its studies are opened."""

import re
import sys
import types
from pathlib import Path

import pytest

from fluxion.problems.registry import names
from fluxion.search import prepare, read_study

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "extending.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_python_runs(monkeypatch):
    module = types.ModuleType("of_the_page")
    monkeypatch.setitem(sys.modules, "of_the_page", module)
    exec(compile("\n".join(blocks("python")), "extending.md", "exec"), vars(module))
    problem = module.problem
    assert [c.name for c in problem.constraints] == [
        "g_overheating",
        "g_window_head",
        "g_hot",
        "g_band",
        "g_social",
        "g_investment",
    ]
    answer = module.narrow.task.evaluate(module.narrow.task.sample(64, 1))
    assert answer.F.shape == (64, 6)
    assert answer.evaluation.ok.all()
    assert module.search.n_obj == 2
    assert "social_cost_eur_m2@chicago" in module.everywhere.problem.score_names


@pytest.mark.parametrize("text", blocks("toml"), ids=lambda text: text.split("\n")[2][:20])
def test_the_studies_open(text, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(text)
    setup = prepare(read_study(path))
    assert setup.surrogate is not None
    found = setup.surrogate.evaluate(setup.surrogate.sample(16, 1))
    assert found.evaluation.ok.all()


def test_links_lead_somewhere():
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", PAGE, re.M)
    }
    assert set(re.findall(r"\(#([\w-]+)\)", PAGE)) <= anchors
    assert "office-design" in names()
