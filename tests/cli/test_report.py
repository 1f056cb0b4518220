import json

import pytest


@pytest.fixture(scope="module")
def finished(fluxion, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "run"
    small = ("--objectives", "energy_kwh_m2,cost_eur_m2", "--budget", 12, "--rounds", 1, "--surrogate", "none")
    chosen = ("--set", "budget_eur_m2=1200", "--engine", "batch")
    assert (
        fluxion(
            "optimize", "--problem", "office-design", "--weather", "golden", *small, *chosen, "--out", folder
        ).status
        == 0
    )
    return folder


@pytest.mark.slow
def test_a_report_is_written_and_summed_up(fluxion, finished):
    outcome = fluxion("report", finished, "--no-sensitivities")
    assert outcome.status == 0
    assert (finished / "report.html").is_file()
    assert (finished / "report" / "monthly_balance.png").is_file()
    assert json.loads((finished / "run.json").read_text())["verdict"] in outcome.stdout
    assert "From the baseline to the least on the front" in outcome.stdout


def test_json_and_another_place(fluxion, finished, tmp_path):
    outcome = fluxion("report", finished, "--no-simulate", "--out", tmp_path / "page.html", "--json")
    assert outcome.status == outcome.json["exit"] == 0
    assert outcome.json["files"][0] == str(tmp_path / "page.html")
    assert outcome.json["sensitivity"] is None
    baseline = outcome.json["chosen"]["baseline"]
    assert baseline["row"] == 1
    assert baseline["heating_system"] == "gas_boiler"
    assert "report/monthly_balance.png" not in outcome.json["files"]


def test_folders_that_are_no_runs(fluxion, tmp_path, finished):
    outcome = fluxion("report", tmp_path)
    assert outcome.status == 2
    assert "holds no finished run" in outcome.stderr
    assert list(tmp_path.iterdir()) == []
    outcome = fluxion("report", finished, "--out", tmp_path / "no" / "page.html")
    assert outcome.status == 2
    assert "does not exist" in outcome.stderr
