import json
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image

from fluxion._optional import require
from fluxion.errors import InputError, MissingDependencyError
from fluxion.report import make_report, write_report
from fluxion.report.page import figures, render
from fluxion.report.write import check_place
from fluxion.sensitivity import analyse
from fluxion.sensitivity.files import write_sensitivity

LARGEST_PAGE = 6_000_000


def data_of(page):
    return json.loads(re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)[1])


def text_of(page):
    return re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)


@pytest.fixture(scope="module")
def office_report(office_folder):
    return make_report(office_folder, sensitivities=False)


@pytest.mark.parametrize("name", ["valley_folder", "three_folder", "one_folder", "nothing_folder"])
def test_every_kind_of_run_gives_a_page_with_valid_charts(name, request):
    report = make_report(request.getfixturevalue(name), simulate=False)
    charts = figures(report)
    for chart in charts.values():
        go.Figure(chart)
    page = render(report)
    assert len(page.encode()) < LARGEST_PAGE
    found = data_of(page)
    assert set(found["figures"]) == set(charts)
    assert len(re.findall(r"<tr data-row=", page)) == found["axes"]["rows"] == len(report.rows) > 0
    for place in charts:
        assert f'id="{place}"' in page
    assert report.run.record["verdict"][1:] in page
    assert "nan" not in text_of(page).lower().replace("finance", "")


def test_the_page_needs_no_network(office_report):
    page = text_of(render(office_report))
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert "@import" not in render(office_report).split("</style>")[0]


def test_names_from_the_run_are_escaped(office_report):
    page = render(office_report)
    assert "An office in &lt;Golden&gt; &amp; elsewhere" in page
    assert "<Golden>" not in text_of(page)


def test_the_chosen_years_are_those_of_the_run(office_report):
    run, years = office_report.run, office_report.years
    assert [year.name for year in years] == [one.name for one in office_report.chosen]
    for year, one in zip(years, office_report.chosen):
        assert year.difference == pytest.approx(0.0, abs=1e-6)
        assert year.monthly[:, 0].sum() == pytest.approx(run.column("heating_kwh_m2")[one.row], abs=1e-3)
        assert -year.monthly[:, 1].sum() == pytest.approx(run.column("cooling_kwh_m2")[one.row], abs=1e-3)
        np.testing.assert_allclose(year.monthly.sum(axis=1), 0.0, atol=0.01)
        assert (np.diff(year.heating_kw) <= 0.0).all()
        assert year.heating_kw[0] == pytest.approx(run.column("heating_peak_kw")[one.row], rel=1e-6)
    assert office_report.notes == ()


@pytest.mark.slow
def test_page_and_pictures_are_written(office_report, tmp_path):
    names = write_report(office_report)
    folder = office_report.run.folder
    assert names[0] == "report.html"
    for name in names:
        assert (folder / name).is_file()
    pictures = [name for name in names if name.endswith(".png")]
    expected = {"convergence", "front", "load_duration", "monthly_balance", "parallel", "variables"}
    assert {name.split("/")[1].removesuffix(".png") for name in pictures} == expected
    for name in pictures:
        pixels = np.asarray(Image.open(folder / name).convert("L"))
        assert pixels.std() > 5.0
    assert write_report(office_report, tmp_path / "other.html")[0] == str(tmp_path / "other.html")


def test_places_that_cannot_be_written(office_folder, tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        check_place(office_folder, tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        check_place(office_folder, tmp_path / "no" / "page.html")


def test_an_unknown_problem_gives_a_report_that_says_what_is_missing(valley_folder):
    report = make_report(valley_folder)
    assert report.years == ()
    assert len(report.notes) == 1
    assert "Months, hours and sensitivities are missing: the study cannot be opened here" in report.notes[0]
    assert "unknown problem" in report.notes[0]


def test_a_run_of_other_variables_is_not_simulated(office_folder, copy_of):
    folder = copy_of(office_folder)
    record = json.loads((folder / "run.json").read_text())
    record["hashes"]["space"] = "0" * 16
    (folder / "run.json").write_text(json.dumps(record))
    report = make_report(folder)
    assert report.years == ()
    assert "other variables or bounds" in report.notes[0]


def test_a_changed_engine_is_noted(office_folder, copy_of):
    folder = copy_of(office_folder)
    frame = pd.read_csv(folder / "checked.csv", dtype=str, keep_default_na=False)
    frame.loc[0, "heating_kwh_m2"] = str(float(frame.loc[0, "heating_kwh_m2"]) + 3.0)
    frame.to_csv(folder / "checked.csv", index=False)
    notes = make_report(folder, sensitivities=False).notes
    assert len(notes) == 1
    assert "'baseline' needs another amount of heating or cooling now than in the run (by 3.00 kWh/m²)" in notes[0]


def test_sensitivities_of_the_same_study_are_shown_and_others_are_not(office_folder, office_report, copy_of):
    setup = office_report.opened.setup
    folder = copy_of(office_folder)
    write_sensitivity(analyse(setup.truth, None, "by physics.", setup.weather, samples=0, trajectories=2), folder)
    report = make_report(folder)
    assert report.sensitivity is not None
    assert "sensitivity-chart" in data_of(render(report))["figures"]
    path = folder / "sensitivity.json"
    path.write_text(path.read_text().replace(report.sensitivity.subject, "0" * 16))
    report = make_report(folder, sensitivities=False)
    assert report.sensitivity is None
    assert "is of another study" in report.notes[0]


def test_claims_and_intervals_are_those_of_the_files(valley_folder):
    page = text_of(render(make_report(valley_folder, simulate=False)))
    frame = pd.read_csv(valley_folder / "pareto.csv")
    table = re.search(r'<table id="claims">(.*?)</table>', page, re.DOTALL)[1]
    assert table.count("<tr>") == len(frame) + 1
    inside = 0
    for name in ("f1", "f2"):
        low, high = frame[f"{name}_expected_lo"], frame[f"{name}_expected_hi"]
        inside += int(((low <= frame[name]) & (frame[name] <= high)).sum())
    assert table.count(">yes<") == inside
    # The baseline's claim of f1 has no interval: no run had taught anything yet.
    known = int(frame["f1_expected_lo"].notna().sum() + frame["f2_expected_lo"].notna().sum())
    assert table.count(">no<") == known - inside


def test_several_climates_stand_in_a_table(valley_folder, copy_of):
    folder = copy_of(valley_folder)
    frame = pd.read_csv(folder / "checked.csv", dtype=str, keep_default_na=False)
    frame["f2@golden"], frame["f2@hot"] = "1.5", "2.5"
    frame.to_csv(folder / "checked.csv", index=False)
    page = text_of(render(make_report(folder, simulate=False)))
    table = re.search(r'<table id="climates">(.*?)</table>', page, re.DOTALL)[1]
    assert "f2 in golden" in table
    assert "<td>2.5</td>" in table


def test_a_missing_package_is_named_with_its_extra(valley_folder, monkeypatch):
    monkeypatch.setattr("fluxion.report.page.require", lambda name, extra: require("not_" + name, extra))
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[report\]"):
        check_place(valley_folder, None)
