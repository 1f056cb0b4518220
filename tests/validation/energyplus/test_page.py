"""The part of a page that a comparison writes."""

import re

import pytest

from fluxion.errors import InputError
from fluxion.validation.energyplus import part_of, write_comparison
from fluxion.validation.energyplus.output import statistics_of
from fluxion.validation.energyplus.page import lines_of
from fluxion.validation.marked_page import check_page, marks


def test_the_part_is_named_by_what_was_compared(compared):
    plan = compared.plan
    name = part_of(plan)
    assert name.startswith(f"energyplus {plan.problem.name} {plan.weather.name}")
    assert f"steps-per-hour {plan.steps_per_hour}" in name
    assert name.endswith(f"against {plan.against_steps}/h")


def test_the_figures_are_those_of_the_tables(compared):
    statistics = statistics_of(compared)
    lines = lines_of(compared, statistics["building"], statistics["zones"])
    building = statistics["building"]
    row = next(r for r in building.to_dict("records") if r["output"] == "heating_kwh_m2")
    text = next(line for line in lines if line.startswith("| building | heating_kwh_m2 |"))
    assert f"{row['nmbe_percent']:+.2f} %" in text
    assert f"{row['cvrmse_percent']:.2f} %" in text
    assert row["model"] in text
    assert any(line.startswith("| zones | heating_kwh_m2 |") for line in lines)
    # A reader finds the command that repeats it.
    assert re.search(r"--designs \d+ --seed \d+", lines[0])
    assert f"--against-steps {compared.plan.against_steps}" in lines[0]


def test_only_the_own_part_changes(compared, tmp_path):
    page = tmp_path / "page.md"
    begin, end = marks(part_of(compared.plan))
    page.write_text(f"# Page\n\n{begin}\nformer words\n{end}\n\nby hand\n")
    write_comparison(compared, tmp_path / "out", page)
    text = page.read_text()
    assert "former words" not in text
    assert text.startswith(f"# Page\n\n{begin}\n")
    assert text.endswith(f"{end}\n\nby hand\n")
    assert "| building | heating_kwh_m2 |" in text


def test_a_page_without_a_place_is_refused(compared, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n")
    with pytest.raises(InputError, match="no place for the results: expected the line <!-- energyplus"):
        check_page(page, part_of(compared.plan))
    assert page.read_text() == "# Page\n"
