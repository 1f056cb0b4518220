import numpy as np
import pytest

from fluxion.validation.energyplus import tables
from fluxion.validation.energyplus.comparison import ENERGYPLUS, ENGINE, FINER
from fluxion.validation.statistics import agreement


def test_designs_stand_with_the_values_of_every_model(compared, shed):
    frame = tables.designs_table(compared)
    assert frame["design_row"].tolist() == list(range(1, 10))
    assert list(frame.columns)[1:4] == list(shed.space.names)
    for key, evaluation in compared.models.items():
        np.testing.assert_array_equal(frame[f"cooling_peak_kw_{key}"], evaluation.columns["cooling_peak_kw"])
        assert frame[f"status_{key}"].tolist() == evaluation.status.tolist()
    assert (frame["status_engine"] != "ok").sum() == len(frame) - compared.usable.sum() > 0


def test_statistics_of_the_building_are_those_of_the_usable_designs(compared):
    frame = tables.building_table(compared)
    assert len(frame) == 3 * len(compared.outputs)
    lines = frame[(frame["output"] == "heating_kwh_m2") & (frame["model"] == "reference 1/h")].to_dict("records")
    assert [line["reference"] for line in lines] == ["EnergyPlus 25.2.0 6/h", "EnergyPlus 25.2.0 30/h"]
    for line, reference in zip(lines, (ENERGYPLUS, FINER), strict=True):
        ours, theirs = (compared.models[key].columns["heating_kwh_m2"] for key in (ENGINE, reference))
        expected = agreement(ours[compared.usable], theirs[compared.usable])
        assert line["n"] == expected.n == compared.usable.sum()
        assert line["cvrmse_percent"] == expected.cvrmse_percent
        assert line["spearman"] == expected.spearman
        assert line["unit"] == "kWh/m2"
        assert line["note"] == ""


def test_what_does_not_exist_is_none_with_a_sentence(compared):
    frame = tables.building_table(compared)
    # The shed has no ventilation, so there is no mean to divide by.
    line = frame[frame["output"] == "night_ventilation_m3"].iloc[0]
    assert line["cvrmse_percent"] is None
    assert line["spearman"] is None
    assert "the mean of the reference is zero" in line["note"]


def test_statistics_of_the_zones(compared):
    frame = tables.zones_table(compared)
    assert set(frame["zone"]) == {tables.ALL_ZONES, "room"}
    pooled = frame[frame["zone"] == tables.ALL_ZONES]
    assert len(pooled) == len(frame) / 2
    line = pooled[pooled["output"] == "heating_kwh_m2"].iloc[0]
    # A single zone is the building.
    building = tables.building_table(compared)
    whole = building[building["output"] == "heating_kwh_m2"].iloc[0]
    for name in ("n", "nmbe_percent", "cvrmse_percent", "mae", "spearman"):
        assert line[name] == pytest.approx(whole[name])
    assert line["worst_zone"] == "room"
    assert line["worst_zone_cvrmse_percent"] == pytest.approx(line["cvrmse_percent"])
    assert line["p90_relative_error_percent"] > 0.0
    assert line["p90_n"] == line["n"]


def test_a_single_design_has_no_rank(make):
    frame = tables.building_table(make(designs=1))
    assert frame["spearman"].isna().all()
    assert frame["note"].str.contains("one pair has no order").all()


def test_differences_of_the_hours(compared):
    frame = tables.hourly_table(compared)
    assert len(frame) == len(compared.hourly) * 3 * 4
    line = frame.iloc[0]
    hours = compared.hourly[0]
    assert (line["series"], line["unit"], line["worst_zone"]) == ("operative_c", "K", "room")
    assert line["rms_worst_zone"] == pytest.approx(hours.rms(ENGINE, ENERGYPLUS, "operative_c")[0])


def test_nothing_to_compare_gives_empty_tables(all_failed):
    assert len(tables.building_table(all_failed)) == 0
    assert len(tables.zones_table(all_failed)) == 0
    assert len(tables.hourly_table(all_failed)) == 0
    assert len(tables.designs_table(all_failed)) == 2
