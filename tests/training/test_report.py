import re
from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate import Surrogate
from fluxion.training.figures import OutputResult, draw_errors
from fluxion.training.folds import FoldErrors
from fluxion.training.report import judge, report_page, write_report


@pytest.fixture(scope="module")
def judged(hut_model):
    model = hut_model[0]
    return judge(Surrogate.from_bytes(model.data), model.split.held_out)


def table(page, heading):
    """Cells of the rows of the table below a heading."""
    part = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("| ")][1:]


def test_the_folder_holds_a_page_and_a_picture_of_every_output(judged, tmp_path):
    folder = tmp_path / "made" / "report"
    names = write_report(judged, folder)
    assert set(names) == {path.name for path in folder.iterdir()}
    assert names == ("report.md", "heating_kwh_m2.png", "cooling_kwh_m2.png")
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert page.startswith(judged.card.to_markdown())
    assert re.findall(r"\]\((.*)\)", page) == list(names[1:])
    for name in names[1:]:
        assert (folder / name).read_bytes().startswith(b"\x89PNG")


def test_judgements_are_those_of_the_card(judged):
    for result in judged.outputs:
        assert np.sqrt(np.square(result.mean - result.true).mean()) == pytest.approx(result.card.rmse)
        if result.card.judged_on == "all rows":
            assert result.inside.mean() == pytest.approx(result.card.coverage)


def test_deciles_average_to_the_error_of_all(judged):
    # Of 40 times the same runs all tenths are of one size.
    many = replace(
        judged,
        outputs=tuple(
            OutputResult(o.card, *(np.repeat(a, 40) for a in (o.true, o.mean, o.lower, o.upper)))
            for o in judged.outputs
        ),
        runs=judged.runs.part(np.repeat(np.arange(len(judged.runs)), 40)),
    )
    row = table(report_page(many), "Errors by decile")[0]
    assert row[:2] == ["heating_kwh_m2", "kWh/m2"]
    assert np.mean([float(cell) for cell in row[2:]]) == pytest.approx(judged.card.outputs[0].mae, rel=0.02)


def test_the_worst_designs_come_first_with_what_they_are(judged, hut_problem):
    rows = table(report_page(judged), "Worst designs")
    assert len(rows) == 10
    errors = [float(row[4]) for row in rows]
    assert errors == sorted(errors, reverse=True)
    scale = judged.runs.Y.std(axis=0)
    every = np.stack([np.abs(o.mean - o.true) for o in judged.outputs], axis=1) / scale
    assert errors[0] == pytest.approx(every.max(), abs=0.006)
    assert all(name in rows[0][5] for name in hut_problem.space.names)


def test_folds_are_in_the_page_where_there_are_any(judged):
    errors = (FoldErrors("heating_kwh_m2", np.array([0.98, 0.99]), np.array([0.03, 0.02])),)
    assert "## Folds" not in report_page(judged)
    assert table(report_page(judged, errors), "Folds")[0][:3] == ["heating_kwh_m2", "0.98500", "0.00707"]


def test_a_picture_of_few_equal_runs_is_drawn_as_well(judged, tmp_path):
    one = judged.outputs[0]
    flat = OutputResult(one.card, *(np.full(3, 5.0) for _ in range(4)))
    draw_errors(flat, 0.9, tmp_path / "flat.png")
    assert (tmp_path / "flat.png").stat().st_size > 5000


def test_a_file_in_the_place_of_the_folder_is_refused(judged, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        write_report(judged, tmp_path / "file")
