"""Files of a run: tables, summary, report, pictures, and the page that may be published."""

import json
import re

import pandas as pd
import pytest
from invented_pack import HIGH, LIMITS, LOW, accept_weather, write_pack

from fluxion.engine import choose_engine
from fluxion.errors import InputError
from fluxion.validation.ashrae140 import Outcome, load_catalogue, read_pack, write
from fluxion.validation.ashrae140.causes import parse_causes
from fluxion.validation.ashrae140.judge import judge
from fluxion.validation.ashrae140.output import write_tables
from fluxion.validation.ashrae140.outputs import asked
from fluxion.validation.ashrae140.page import page, part_of
from fluxion.validation.ashrae140.report import report
from fluxion.validation.ashrae140.summary import summarise
from fluxion.validation.marked_page import check_page, marks, update_page

from .series import run_of, sun_of

SETTINGS = {"engine": "by hand", "steps_per_hour": 1, "version": "0"}

CHOICE = choose_engine()
PART = part_of(CHOICE)
BEGIN, END = marks(PART)


@pytest.fixture(scope="module")
def made(tmp_path_factory, golden):
    """Outcome of cases with invented series: cooling of one is far outside, one case failed."""
    catalogue = load_catalogue()
    folder = write_pack(tmp_path_factory.mktemp("pack"), golden)
    with pytest.MonkeyPatch.context() as patch:
        accept_weather(patch, folder)
        pack = read_pack(folder)

    def outcome(names):
        sun = {"600": sun_of()}
        runs = {n: run_of(catalogue, n, heating_w=1000.0, cooling_w=500.0, sun=sun.get(n)) for n in names}
        runs["670"] = run_of(catalogue, "670", heating_w=1000.0, cooling_w=1e5)
        runs["995"] = "the energy balance is open."
        judgement = judge(runs, pack, catalogue, asked(catalogue))
        return Outcome(judgement, summarise(judgement, runs, pack, SETTINGS, True), pack, CHOICE)

    return outcome


@pytest.fixture(scope="module")
def outcome(made):
    return made(load_catalogue().cases)


@pytest.fixture(scope="module")
def tables(outcome, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "deep" / "run"
    write_tables(outcome.judgement, outcome.summary, outcome.pack, folder)
    return folder


def test_every_file_that_is_named_is_there(made, tmp_path):
    folder, docs = tmp_path / "deep" / "run", tmp_path / "RESULTS.md"
    names = write(made(["600", "640", "900FF", "960"]), folder, docs)
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    assert {"ashrae140.csv", "acceptance.csv", "deltas.csv", "hourly.csv", "monthly.csv", "bins.csv"} <= set(names)
    pictures = {name for name in names if name.endswith(".png")}
    assert {"annual_heating.png", "free_float.png", "hourly_loads.png", "monthly.png", "bins.png"} <= pictures
    assert all((folder / name).read_bytes()[:4] == b"\x89PNG" for name in pictures)
    assert "not explained" in (folder / "report.md").read_text(encoding="utf-8")
    assert docs.read_text(encoding="utf-8").count(BEGIN) == 1


def test_tables_have_the_columns_that_are_promised(tables):
    values = pd.read_csv(tables / "ashrae140.csv")
    assert list(values.columns[:7]) == ["case", "quantity", "unit", "value", "low", "high", "inside"]
    accepted = pd.read_csv(tables / "acceptance.csv")
    assert len(accepted) == 40
    assert {"value", "low", "high", "passed"} <= set(accepted.columns)
    assert len(pd.read_csv(tables / "deltas.csv")) == 218
    against = pd.read_csv(tables / "energyplus.csv")
    # All loads but those of the case that failed and of the two whose input differs.
    assert len(against) == 4 * (46 - 3)
    assert against["ratio_error"].iloc[0] == pytest.approx(8.76 / 2.0 - 1.0)
    missing = values[values["case"] == "995"]
    assert missing["value"].isna().all()
    assert not missing["inside"].any()


def test_the_summary_counts(tables):
    summary = json.loads((tables / "summary.json").read_text(encoding="utf-8"))
    assert summary["engine"] == "by hand"
    head = summary["headline"]
    assert (head["inside"], head["outside"], head["missing"], head["total"]) == (199, 2, 4, 205)
    assert {(miss["case"], miss["quantity"]) for miss in head["misses"]} == {
        ("670", "annual_cooling"),
        ("670", "peak_cooling"),
    }
    assert summary["acceptance"]["total"] == 40
    assert summary["acceptance"]["groups"]["low_mass"]["required"] == 18
    assert summary["complete"] is True


def test_the_report_shows_ranges_and_causes(outcome):
    causes = parse_causes('["670"]\npeak_cooling = "The pane is warm."')
    text = report(outcome.summary, causes, ["annual_heating.png"])
    assert "| 670 | peak cooling |" in text
    assert f"{HIGH:.5g}" in text
    assert "The pane is warm." in text
    assert "not explained" in text
    assert "995 | the energy balance is open." in text
    assert "![annual heating](annual_heating.png)" in text


def test_the_page_shows_values_and_verdicts_only(outcome):
    text = "\n".join(page(outcome.judgement, outcome.summary, load_catalogue(), {}))
    for number in (LOW, HIGH, *LIMITS):
        for shown in (f"{number:.4f}", f"{number:.3f}", f"{number:.2f}", f"{number:.1f}", f"{abs(number):.2f}"):
            assert shown not in text
    assert "8.760 inside" in text
    assert "876.000 **outside**" in text
    assert "| 670 | peak cooling | 100.000 | not explained |" in text
    assert re.search(r"\| 995 \| [^|]+ \| \*\*missing\*\* \|", text)
    assert "199 of 205" in text


def test_every_value_is_on_the_page(outcome):
    lines = page(outcome.judgement, outcome.summary, load_catalogue(), {})
    tables = "\n".join(lines[lines.index("### Annual loads and peaks") :])
    cells = len(re.findall(r"(?:\d inside|\*\*outside\*\*|\*\*missing\*\*) \|", tables))
    pairs = outcome.judgement.deltas.drop_duplicates(["case", "minus_case", "quantity"])
    assert cells == len(outcome.judgement.values) + len(outcome.judgement.monthly) + len(pairs)
    assert tables.count(" passed |") == 40 - len(outcome.summary["acceptance"]["misses"])
    assert tables.count("**failed** |") == len(outcome.summary["acceptance"]["misses"])


def test_the_page_is_replaced_between_its_marks(tmp_path):
    path = tmp_path / "page.md"
    update_page(path, PART, ["first"])
    assert path.read_text() == f"# Validation results\n\n{BEGIN}\nfirst\n{END}\n"
    path.write_text(path.read_text().replace("# Validation results", "# By hand") + "\nfindings\n")
    update_page(path, PART, ["second", "third"])
    assert path.read_text() == f"# By hand\n\n{BEGIN}\nsecond\nthird\n{END}\n\nfindings\n"


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{END}\n{BEGIN}\n{END}"])
def test_a_page_without_its_marks_is_left_alone(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_text(text)
    with pytest.raises(InputError, match="has no place for the results"):
        check_page(path, PART)
    with pytest.raises(InputError):
        update_page(path, PART, ["lost"])
    assert path.read_text() == text


def test_a_page_in_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist; create it first"):
        check_page(tmp_path / "nowhere" / "page.md", PART)
