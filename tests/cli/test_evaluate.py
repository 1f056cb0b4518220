import errno
import os

import numpy as np
import pandas as pd
import pytest

from fluxion.cli.evaluate import ZONE_OUTPUTS
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.weather import load_weather
from fluxion.weather.columns import COLUMNS, calendar

STANDARD = [
    *("heating_kwh_m2", "cooling_kwh_m2", "heating_peak_kw", "cooling_peak_kw"),
    *("hours_above_26", "hours_above_28", "hours_above_26_occ", "hours_above_28_occ"),
]
PROVENANCE = ["residual", "engine", "fidelity", "status"]
HOURLY = ("--steps-per-hour", 1)
# One number is written in an unusual way on purpose.
DESIGNS = "heating_setpoint_c,cooling_setpoint_c,window\n2.1e1,25.0,double_lowe\n20,26,triple\n"


def office(designs, out, *more):
    return ("evaluate", designs, "--problem", "office-design", "--weather", "golden", "--out", out, *more)


@pytest.fixture
def designs(tmp_path):
    path = tmp_path / "designs.csv"
    path.write_text(DESIGNS)
    return path


@pytest.fixture(scope="module")
def finished(fluxion, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluate")
    path = folder / "designs.csv"
    path.write_text(DESIGNS)
    out, zones = folder / "out.csv", folder / "zones.csv"
    return fluxion(*office(path, out, "--per-zone", zones, "--set", "setback_k=2", *HOURLY)), out, zones


def test_columns_stand_in_the_agreed_order(finished):
    outcome, out, _ = finished
    assert outcome.status == 0, outcome.stderr
    problem = load("office-design")
    columns = list(pd.read_csv(out).columns)
    given = ["heating_setpoint_c", "cooling_setpoint_c", "window"]
    assert columns[: len(given) + len(STANDARD)] == given + STANDARD
    assert columns[-len(PROVENANCE) :] == PROVENANCE
    assert set(problem.objectives) | {c.name for c in problem.constraints} <= set(columns)


def test_given_cells_stay_as_they_were_written(finished):
    _, out, _ = finished
    assert out.read_text().splitlines()[1].startswith("2.1e1,25.0,double_lowe,")


def test_numbers_are_those_of_the_evaluator_bit_for_bit(finished):
    _, out, _ = finished
    problem = load("office-design", setback_k=2.0)
    rows = [
        {"heating_setpoint_c": 21.0, "cooling_setpoint_c": 25.0, "window": "double_lowe"},
        {"heating_setpoint_c": 20.0, "cooling_setpoint_c": 26.0, "window": "triple"},
    ]
    evaluator = PhysicsEvaluator(problem, load_weather("golden"), steps_per_hour=1)
    evaluation = evaluator.evaluate(problem.space.encode(rows))
    frame = pd.read_csv(out)
    # pandas before 3 reads the last bit wrongly unless the cells come as text.
    cells = pd.read_csv(out, dtype=str)
    for name, values in evaluation.columns.items():
        np.testing.assert_array_equal([float(cell) for cell in cells[name]], values)
    assert frame["status"].tolist() == ["ok", "ok"]
    assert set(frame["engine"]) == {"reference 1/h"}
    assert set(frame["fidelity"]) == {"physics"}
    assert (frame["residual"] < 1e-5).all()


def test_zones_add_up_to_the_building(finished):
    _, out, zones = finished
    frame = pd.read_csv(zones)
    assert list(frame.columns) == ["design_row", "zone", "area_m2", *ZONE_OUTPUTS]
    building = pd.read_csv(out)
    for row, group in frame.groupby("design_row"):
        area = group["area_m2"].sum()
        whole = building.loc[row - 1]
        assert group["heating_kwh"].sum() / area == pytest.approx(whole["heating_kwh_m2"])
        assert np.average(group["hours_above_26"], weights=group["area_m2"]) == pytest.approx(whole["hours_above_26"])
    assert len(frame) == 20


def test_rows_that_cannot_be_built_give_status_one(fluxion, wide_office, designs, tmp_path):
    designs.write_text("wwr_south,heating_setpoint_c,cooling_setpoint_c\n0.3,20,25\n0.3,26,23\n0.9,20,25\n")
    out, zones = tmp_path / "out.csv", tmp_path / "zones.csv"
    outcome = fluxion(*office(designs, out, "--per-zone", zones, "--json", *HOURLY))
    assert outcome.status == outcome.json["exit"] == 1
    assert (outcome.json["ok"], outcome.json["failed"]) == (1, 2)
    assert [failure["row"] for failure in outcome.json["failures"]] == [2, 3]
    frame = pd.read_csv(out)
    assert frame["status"][0] == "ok"
    assert "heating setpoint (26 degC) is above the cooling setpoint (23 degC)" in frame["status"][1]
    assert "window" in frame["status"][2]
    numbers = [*wide_office.outputs, *wide_office.objectives, *(c.name for c in wide_office.constraints), "residual"]
    assert frame.loc[0, numbers].notna().all()
    assert frame.loc[1:, numbers].isna().all(axis=None)
    assert set(pd.read_csv(zones)["design_row"]) == {1}


def test_no_progress_on_stdout_and_summary_in_json(fluxion, designs, tmp_path):
    out = tmp_path / "out.csv"
    outcome = fluxion(*office(designs, out, "--json", *HOURLY))
    assert outcome.status == 0, outcome.stderr
    payload = outcome.json
    assert (payload["rows"], payload["ok"], payload["failed"], payload["failures"]) == (2, 2, 0, [])
    assert (payload["engine"], payload["fidelity"], payload["weather"]) == ("reference 1/h", "physics", "golden")
    assert payload["out"] == str(out)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("wwr_suoth\n0.3\n", "unknown column 'wwr_suoth'; did you mean 'wwr_south'?"),
        ("wwr_south\nnan\n", "row 1, column 'wwr_south': the value is nan"),
        ("wwr_south,window\n0.3,\n", "row 1, column 'window': the cell is blank"),
        ("wwr_south\n7\n", "row 1, column 'wwr_south': 7 is out of bounds"),
        ("window\nglass\n", "'glass' is no option; expected one of:"),
        ("night_ventilation_ach\n0.5\n", "0.5 is not a whole number"),
        ("", "is empty"),
        ("wwr_south\n", "no rows"),
    ],
)
def test_bad_tables_write_nothing(fluxion, designs, tmp_path, text, sentence):
    designs.write_text(text)
    outcome = fluxion(*office(designs, tmp_path / "out.csv"))
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert outcome.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["designs.csv"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--weather", "goldne"), "id you mean 'golden'"),
        (("--weather", "absent.epw"), "absent.epw"),
        (("--problem", "office"), "unknown problem 'office'"),
        (("--fidelity", "physic"), "unknown fidelity 'physic'; did you mean 'physics'?"),
        (("--engine", "fast"), "engine: expected one of"),
        (("--steps-per-hour", "0"), "steps_per_hour: expected a whole number from 1 to 60"),
        (("--set", "setback"), "--set expects key=value"),
        (("--set", "setbak_k=3"), "did you mean 'setback_k'"),
        (("--set", "setback_k=much"), "parameter 'setback_k': expected a number"),
        (("--set", "setback_k=1", "--set", "setback_k=2"), "gives 'setback_k' twice"),
        (("--surrogate", "model.onnx"), "--surrogate needs --fidelity surrogate"),
        (("--provider", "cpu"), "--provider needs --fidelity surrogate"),
        (("--fidelity", "surrogate", "--provider", "cudaa"), "did you mean 'cuda'?"),
        (("--fidelity", "surrogate", "--per-zone", "zones.csv"), "--per-zone needs --fidelity physics"),
        (("--fidelity", "surrogate", "--steps-per-hour", "2"), "--steps-per-hour needs --fidelity physics"),
        (("--fidelity", "surrogate", "--engine", "reference"), "--engine needs --fidelity physics"),
        (("--fidelity", "surrogate", "--problem", "reference-office"), "'fluxion train --problem reference-office"),
        (("--fidelity", "surrogate", "--surrogate", "absent.onnx"), "absent.onnx"),
        (("--out", "absent/out.csv"), "the folder 'absent' of the output 'out.csv' does not exist"),
        (("--out", "designs.csv"), "--out and DESIGNS.csv are the same file"),
        (("--per-zone", "out.csv"), "--per-zone and --out are the same file"),
        (("--per-zone", "absent/zones.csv"), "does not exist"),
        (("--per-zone", "out.partial.csv"), "the partial result of --out and --per-zone are the same file"),
        (("--per-zone", "out.txt"), "the partial result of --per-zone and the partial result of --out are the same"),
    ],
)
def test_bad_options_write_nothing(fluxion, designs, tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)
    outcome = fluxion(*office("designs.csv", "out.csv", *options))
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["designs.csv"]


@pytest.mark.parametrize("option", ["--out", "--per-zone"])
def test_designs_in_place_of_a_partial_result_are_refused_and_kept(fluxion, tmp_path, option):
    designs = tmp_path / "z.partial.csv"
    designs.write_text(DESIGNS)
    outcome = fluxion(*office(designs, tmp_path / "out.csv", option, tmp_path / "z.csv"))
    assert outcome.status == 2
    assert f"the partial result of {option} and DESIGNS.csv are the same file '{designs}'" in outcome.stderr
    assert designs.read_text() == DESIGNS
    assert [path.name for path in tmp_path.iterdir()] == ["z.partial.csv"]


def test_the_climate_is_not_written_over(fluxion, golden, designs, tmp_path):
    site = tmp_path / "site.epw"
    site.write_text(epw_text(golden, 8760))
    before = site.read_bytes()
    outcome = fluxion(*office(designs, site, "--weather", site))
    assert outcome.status == 2
    assert "--out and --weather are the same file" in outcome.stderr
    assert site.read_bytes() == before


def test_the_partial_result_of_an_earlier_run_is_removed(fluxion, designs, tmp_path):
    for name in ("out.partial.csv", "zones.partial.csv"):
        (tmp_path / name).write_text("earlier\n")
    outcome = fluxion(*office(designs, tmp_path / "out.csv", "--per-zone", tmp_path / "zones.csv", *HOURLY))
    assert outcome.status == 0, outcome.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["designs.csv", "out.csv", "zones.csv"]


def test_a_folder_in_place_of_a_partial_result_is_refused(fluxion, designs, tmp_path):
    (tmp_path / "out.partial.csv").mkdir()
    outcome = fluxion(*office(designs, tmp_path / "out.csv"))
    assert outcome.status == 2
    assert "out.partial.csv' is a folder; expected the path of a file to write" in outcome.stderr
    assert not (tmp_path / "out.csv").exists()


def epw_text(weather, rows):
    written = {column.field: getattr(weather, column.name) for column in COLUMNS}
    lines = ["LOCATION,Test Town,CO,USA,TMY3,724666,39.74,-105.18,-7.0,1829.0", *["COMMENTS 1,test"] * 6]
    lines.append("DATA PERIODS,1,1,Data,Sunday,1/1,12/31")
    for index, (month, day, hour) in enumerate(calendar()[:rows]):
        cells = ["1999", str(month), str(day), str(hour), "0", "?9?9?9", *["0"] * 29]
        for field, values in written.items():
            cells[field] = f"{values[index]:.4f}"
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def test_an_epw_file_gives_what_the_same_bundled_climate_gives(fluxion, golden, designs, finished, tmp_path):
    (tmp_path / "site.epw").write_text(epw_text(golden, 8760))
    out = tmp_path / "out.csv"
    outcome = fluxion(*office(designs, out, "--weather", tmp_path / "site.epw", "--set", "setback_k=2", *HOURLY))
    assert outcome.status == 0, outcome.stderr
    bundled = pd.read_csv(finished[1])
    np.testing.assert_allclose(pd.read_csv(out)[STANDARD[:4]], bundled[STANDARD[:4]], rtol=1e-3)


def test_an_epw_file_of_8759_rows_is_refused(fluxion, golden, designs, tmp_path):
    (tmp_path / "short.epw").write_text(epw_text(golden, 8759))
    outcome = fluxion(*office(designs, tmp_path / "out.csv", "--weather", tmp_path / "short.epw"))
    assert outcome.status == 2
    assert "8759" in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_an_unwritable_folder_is_refused(fluxion, designs):
    # Even the superuser cannot create files here.
    outcome = fluxion(*office(designs, "/proc/out.csv"))
    assert outcome.status == 2
    assert "'/proc'" in outcome.stderr


def test_a_damaged_model_is_refused(fluxion, designs, tmp_path):
    model = tmp_path / "model.onnx"
    model.write_bytes(b"no model at all")
    outcome = fluxion(*office(designs, tmp_path / "out.csv", "--fidelity", "surrogate", "--surrogate", model))
    assert outcome.status == 2
    assert "model.onnx" in outcome.stderr
    assert not (tmp_path / "out.csv").exists()


def test_errors_are_json_on_request(fluxion, designs, tmp_path):
    outcome = fluxion(*office(designs, tmp_path / "out.csv", "--weather", "goldne", "--json"))
    assert outcome.status == 2
    assert outcome.json["exit"] == 2
    assert "id you mean 'golden'" in outcome.json["error"]
    assert outcome.stderr == ""


def test_an_interrupt_keeps_exactly_the_finished_rows(fluxion, designs, tmp_path, monkeypatch):
    designs.write_text("heating_setpoint_c\n" + "20\n" * 3)
    real = PhysicsEvaluator.evaluate

    def one_by_one(evaluator, X):
        yield real(evaluator, X[:1])
        yield real(evaluator, X[1:2])
        raise KeyboardInterrupt

    monkeypatch.setattr("fluxion.evaluation.evaluate_in_batches", one_by_one)
    out = tmp_path / "out.csv"
    outcome = fluxion(*office(designs, out, "--per-zone", tmp_path / "zones.csv", "--json", *HOURLY))
    assert outcome.status == 130
    assert outcome.json["rows"] == 2
    assert not out.exists()
    frame = pd.read_csv(tmp_path / "out.partial.csv")
    assert frame["status"].tolist() == ["ok", "ok"]
    assert set(pd.read_csv(tmp_path / "zones.partial.csv")["design_row"]) == {1, 2}


def test_an_interrupt_before_the_first_row_writes_nothing(fluxion, designs, tmp_path, monkeypatch):
    def stopped(evaluator, X):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("fluxion.evaluation.evaluate_in_batches", stopped)
    outcome = fluxion(*office(designs, tmp_path / "out.csv"))
    assert outcome.status == 130
    assert "before a row was finished" in outcome.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["designs.csv"]


def test_an_existing_result_survives_a_refused_run(fluxion, designs, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier\n")
    designs.write_text("wwr_south\nnan\n")
    assert fluxion(*office(designs, out)).status == 2
    assert out.read_text() == "earlier\n"


def test_a_full_disk_is_one_line(fluxion, designs, tmp_path, monkeypatch):
    def full(frame, path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("fluxion.design.write_csv", full)
    outcome = fluxion(*office(designs, tmp_path / "out.csv", *HOURLY))
    assert outcome.status == 2
    assert outcome.stderr.strip().splitlines()[-1].endswith("No space left on device.")
    assert [path.name for path in tmp_path.iterdir()] == ["designs.csv"]


def test_a_result_can_be_evaluated_again(fluxion, finished, tmp_path):
    _, out, _ = finished
    again = tmp_path / "again.csv"
    assert fluxion(*office(out, again, "--set", "setback_k=2", *HOURLY)).status == 0
    assert again.read_text() == out.read_text()
