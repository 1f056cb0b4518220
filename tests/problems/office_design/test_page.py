"""The page of figures is made from the data files and kept with them."""

from pathlib import Path

from fluxion.problems.office_design.page import catalogue_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "catalogue.md"


def test_the_committed_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == catalogue_page(), "run tools/make_catalogue_page.py"


def test_every_row_has_a_source():
    rows = [line for line in catalogue_page().splitlines() if line.startswith("| ") and "| what |" not in line]
    assert len(rows) > 200
    for row in rows:
        source, note = (cell.strip() for cell in row.split("|")[5:7])
        assert source.startswith("[") or (source == "assumption" and note), row


def test_a_changed_figure_changes_the_page(folder):
    before = catalogue_page()
    path = folder / "carriers.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("value = 0.20", "value = 0.40", 1), encoding="utf-8")
    assert catalogue_page(str(folder)) != before


def test_the_description_names_every_variable_objective_and_constraint(problem):
    text = PAGE.with_name("office-design.md").read_text(encoding="utf-8")
    names = (*problem.space.names, *problem.objectives, *(constraint.name for constraint in problem.constraints))
    for name in names:
        assert f"`{name}`" in text, name
