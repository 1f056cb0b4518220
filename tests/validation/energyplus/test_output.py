import json
from dataclasses import replace

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

from fluxion.errors import InputError
from fluxion.validation.energyplus import plot, write_comparison
from fluxion.validation.energyplus.output import statistics_of, summary
from fluxion.validation.energyplus.report import markdown

ALWAYS = {"report.md", "summary.json", "designs.csv", "comparison.csv", "zones.csv"}


def coloured(path, red, green, blue):
    """Pixels close to a colour given as 0-255."""
    image = matplotlib.image.imread(path)[:, :, :3] * 255.0
    return int((np.abs(image - [red, green, blue]).max(axis=2) < 20.0).sum())


def blue(path):
    """Pixels that are clearly blue: the dots are translucent, the rest of a picture of pairs is grey."""
    image = matplotlib.image.imread(path)[:, :, :3]
    return int((image[:, :, 2] - image[:, :, 0] > 0.3).sum())


@pytest.fixture(scope="module")
def written(compared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison") / "new" / "folder"
    return folder, write_comparison(compared, folder)


def test_every_file_is_there_and_named(written, compared):
    folder, names = written
    hours = {f"hourly_{one.design_row}.{ending}" for one in compared.hourly for ending in ("csv", "png")}
    assert hours
    assert {path.name for path in folder.iterdir()} == set(names) == ALWAYS | {"building.png", "zones.png"} | hours


def test_tables_read_back(written, compared):
    folder, _ = written
    frame = pd.read_csv(folder / "comparison.csv")
    assert frame["n"].eq(compared.usable.sum()).all()
    missing = frame[frame["cvrmse_percent"].isna()]
    assert missing["note"].str.contains("mean of the reference is zero").all()
    assert len(pd.read_csv(folder / f"hourly_{compared.hourly[0].design_row}.csv")) == 8760


def test_the_record_is_plain_json(written, compared):
    folder, names = written
    content = json.loads((folder / "summary.json").read_text())
    assert content["models"]["engine"]["label"] == "reference 1/h"
    assert content["models"]["energyplus_finer"]["steps_per_hour"] == 30
    assert content["versions"]["EnergyPlus"] == "25.2.0"
    assert (content["problem"], content["seed"], content["method"]) == ("shed", 2, "uniform")
    assert content["settings"]["cooling_c"] == 26.0
    assert content["compared"] == compared.usable.sum()
    assert len(content["left_out"]) == len(compared.failures)
    assert content["building"][0]["output"] == "heating_kwh_m2"
    assert {line["zone"] for line in content["zones"]} == {"all zones"}
    assert content["files"] == list(names)
    assert "divided by n" in content["definitions"]


def test_the_report_says_what_ran_what_came_out_and_what_was_left_out(written, compared):
    text = (written[0] / "report.md").read_text()
    assert text.startswith("# reference 1/h against EnergyPlus 25.2.0: shed in golden\n")
    assert f"9 random ones (uniform, seed 2), {compared.usable.sum()} finished by every model" in text
    assert "## Building: EnergyPlus 25.2.0 6/h against EnergyPlus 25.2.0 30/h" in text
    assert "| settings | the problem's own |" in text
    assert "night_ventilation_m3: no NMBE and no CV(RMSE), because the mean of the reference is zero" in text
    assert "above the cooling setpoint" in text
    assert "nan" not in text.lower()
    for line in text.splitlines():
        if line.startswith("!["):
            assert (written[0] / line.partition("(")[2].removesuffix(")")).is_file()


def test_changed_settings_are_named(make, shed):
    comparison = make(designs=1, problem=shed.with_settings(cooling_c=27.0))
    assert "| settings | cooling_c=27.0 |" in markdown(comparison, statistics_of(comparison), [])


def test_pictures_show_both_models(written, compared):
    folder, _ = written
    for name in ("building.png", "zones.png"):
        assert blue(folder / name) > 1000
    picture = folder / f"hourly_{compared.hourly[0].design_row}.png"
    assert coloured(picture, 0x0B, 0x53, 0x94) > 500
    assert coloured(picture, 0xE6, 0x91, 0x38) > 500


def test_a_comparison_without_a_result_says_so(all_failed, tmp_path):
    names = write_comparison(all_failed, tmp_path)
    assert set(names) == ALWAYS
    text = (tmp_path / "report.md").read_text()
    assert "No design was finished by every model, so there are no statistics." in text
    assert "Design 1 has no hours here" in text
    assert "2 of 2 enter no statistic" in text
    content = summary(all_failed, statistics_of(all_failed))
    assert (content["compared"], content["building"], content["zones"]) == (0, [], [])


def test_zero_everywhere_can_be_drawn(make, shed, tmp_path):
    comparison = make(designs=2)
    none = {name: np.zeros(2) for name in comparison.models["engine"].columns}
    models = {key: replace(evaluation, columns=none) for key, evaluation in comparison.models.items()}
    plot.draw_building(replace(comparison, models=models), tmp_path / "building.png")
    assert blue(tmp_path / "building.png") == 0


def test_files_of_an_earlier_comparison_go_but_others_stay(written, all_failed, tmp_path):
    for name in ("hourly_7.csv", "building.png", "hourly_mine.csv", "notes.txt"):
        (tmp_path / name).write_text("earlier")
    write_comparison(all_failed, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == ALWAYS | {"hourly_mine.csv", "notes.txt"}


def test_a_folder_that_is_a_file_is_refused(all_failed, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        write_comparison(all_failed, tmp_path / "file")
