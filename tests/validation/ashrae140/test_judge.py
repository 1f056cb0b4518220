import math

import numpy as np
import pandas as pd
import pytest
from invented_pack import accept_weather, write_pack

from fluxion.validation.ashrae140 import read_pack
from fluxion.validation.ashrae140.comparison import OURS, closeness, closest, hourly_distance, ratios
from fluxion.validation.ashrae140.judge import judge
from fluxion.validation.ashrae140.outputs import asked
from fluxion.validation.ashrae140.summary import misses, summarise
from fluxion.validation.ashrae140.verdict import within

from .series import run_of


@pytest.fixture(scope="module")
def pack(tmp_path_factory, golden):
    folder = write_pack(tmp_path_factory.mktemp("pack"), golden)
    with pytest.MonkeyPatch.context() as patch:
        accept_weather(patch, folder)
        yield read_pack(folder)


def judged(runs, pack, catalogue):
    return judge(runs, pack, catalogue, asked(catalogue))


@pytest.mark.parametrize(
    ("value", "good"),
    [(1.0, True), (0.9995, True), (0.9994, False), (2.00005, True), (2.00006, False), (None, False), (math.nan, False)],
)
def test_a_bound_is_known_to_its_rounding_only(value, good):
    assert within(value, 1.0, 2.0, 5e-4, 5e-5 + 1e-12) is good


def test_nothing_is_added_to_a_limit():
    assert not within(2.0000001, 1.0, 2.0)


def test_values_are_judged_by_the_ranges(pack, catalogue):
    # 10 MWh of heating: 1.1416 kW all year; cooling of 100 kW is far above the invented bound of 88.2468.
    runs = {"600": run_of(catalogue, "600", heating_w=1e7 / 8760.0, cooling_w=1e5)}
    values = judged(runs, pack, catalogue).values.set_index("quantity")
    assert list(values.index) == ["annual_heating", "annual_cooling", "peak_heating", "peak_cooling"]
    assert values["inside"].to_dict() == {
        "annual_heating": True,
        "annual_cooling": False,
        "peak_heating": True,
        "peak_cooling": False,
    }
    assert values.loc["annual_heating", "value"] == pytest.approx(10.0)
    assert (values["status"] == "ok").all()
    assert values.loc["peak_heating", ["month", "day", "hour"]].tolist() == [1, 1, 1]
    assert pd.isna(values.loc["annual_heating", "month"])


def test_what_failed_is_missing_and_not_inside(pack, catalogue):
    runs = {"195": "the balance is open.", "200": run_of(catalogue, "200", heating_w=1000.0)}
    judgement = judged(runs, pack, catalogue)
    values = judgement.values.set_index(["case", "quantity"])
    assert not values.loc["195", "inside"].any()
    assert values.loc["195", "value"].isna().all()
    assert (values.loc["195", "status"] == "case 195: the balance is open.").all()
    acceptance = judgement.acceptance
    assert set(acceptance["case"]) == {"195", "200"}
    assert not acceptance["passed"].any()
    assert set(acceptance["status"]) == {"case 195: the balance is open."}
    summary = summarise(judgement, runs, pack, {}, False)
    assert summary["headline"]["missing"] == 4
    assert summary["headline"]["inside"] == 4
    assert summary["acceptance"]["missing"] == summary["acceptance"]["total"] == 27
    assert not summary["acceptance"]["groups"]["low_mass"]["met"]
    assert summary["failed"] == {"195": "the balance is open."}
    # The four loads of the case that was computed.
    assert summary["energyplus"]["all"]["count"] == 4


def test_criteria_and_deltas_are_differences(pack, catalogue):
    runs = {
        "195": run_of(catalogue, "195", heating_w=1e9 / 8760.0),
        "200": run_of(catalogue, "200", heating_w=3e9 / 8760.0),
        "210": run_of(catalogue, "210", heating_w=2.95e9 / 8760.0),
    }
    judgement = judged(runs, pack, catalogue)
    accepted = judgement.acceptance.drop_duplicates(["case", "minus_case"]).set_index("case")
    assert accepted.loc["195", "value"] == pytest.approx(1000.0)
    assert not accepted.loc["195", "passed"]
    assert accepted.loc["200", "value"] == pytest.approx(2000.0)
    deltas = judgement.deltas[judgement.deltas["quantity"] == "annual_heating"]
    by_pair = dict(zip(zip(deltas["case"], deltas["minus_case"]), zip(deltas["value"], deltas["inside"])))
    assert by_pair["200", "210"] == (pytest.approx(50.0), True)
    assert by_pair["195", "200"] == (pytest.approx(-2000.0), False)


def test_months_days_and_bins_stand_beside_the_programs(pack, catalogue):
    runs = {
        "600": run_of(catalogue, "600", heating_w=1500.0),
        "900FF": run_of(catalogue, "900FF", air_c=np.where(np.arange(8760) < 100, 20.5, 30.5)),
    }
    judgement = judged(runs, pack, catalogue)
    january = judgement.monthly[(judgement.monthly["month"] == 1)].set_index("quantity")
    assert january.loc["monthly_heating", ["value", "Alpha", "low", "high"]].tolist() == [1116.0, 10.0, 10.0, 10.0]
    hours = judgement.hourly[(judgement.hourly["quantity"] == "zone_load") & (judgement.hourly["month"] == 2)]
    assert hours[["value", "EnergyPlus", "Alpha", "Beta"]].iloc[4].tolist() == pytest.approx([1.5, 0.5, 1.5, 2.5])
    assert hours["inside"].iloc[4]
    assert not hours["inside"].iloc[23]
    bins = judgement.bins.set_index("bin_low_degC")
    assert bins["hours"].to_dict() == {20: 100, 21: 0, 30: 8660}
    assert bins["inside"].to_dict() == {20: True, 21: False, 30: False}


def test_ratios_leave_small_loads_and_known_slips_out(pack, catalogue):
    values = pd.DataFrame(
        [
            ("600", "annual_heating", 2.1),
            ("600", "annual_cooling", 1.9),
            ("610", "peak_heating", 2.4),
            ("610", "peak_cooling", math.nan),
            ("960", "annual_heating", 9.0),
            ("600FF", "zone_temp_mean", 2.0),
        ],
        columns=["case", "quantity", "value"],
    )
    frame = ratios(values, pack)
    assert frame["case"].tolist() == ["600", "600", "610"]
    # EnergyPlus and the mean of the programs are both 2: +5 %, -5 %, +20 %.
    close = closeness(frame)
    assert close.count == 3
    assert close.mean == pytest.approx(0.2 / 3)
    errors = np.array([0.05, -0.05, 0.2])
    assert close.deviation == pytest.approx(math.sqrt(((errors - errors.mean()) ** 2).sum() / 2))
    assert close.largest == pytest.approx(0.2)
    assert close.to_mean == pytest.approx(0.1)
    small = pack.results.assign(value=pack.results["value"].where(pack.results["case"] != "600", 0.3))
    assert ratios(values, type(pack)(**{**vars(pack), "results": small}))["case"].tolist() == ["610"]


def test_no_loads_give_no_statistics(pack):
    empty = pd.DataFrame({"case": [], "quantity": [], "value": []})
    assert closeness(ratios(empty, pack)).mean is None


def test_distance_of_hourly_loads(pack, catalogue):
    # EnergyPlus is 0.1 h at hour h, Alpha one and Beta two above; ours is 2 all day in one case and misses the other.
    hourly = judged({"600": run_of(catalogue, "600", heating_w=2000.0)}, pack, catalogue).hourly
    distances = hourly_distance(hourly, pack)
    assert set(distances) == {"all", "600", "600 02-01", "600 07-14"}
    expected = math.sqrt(sum((2.0 - 0.1 * hour) ** 2 for hour in range(1, 25)) / 24)
    assert distances["600 02-01"] == pytest.approx({OURS: expected, "Alpha": 1.0, "Beta": 2.0})
    assert closest(distances["all"]) is (expected < 1.0)


def test_the_closest_is_strictly_closer():
    assert closest({OURS: 0.9, "Alpha": 1.0})
    assert not closest({OURS: 1.0, "Alpha": 1.0})
    assert not closest({"Alpha": 1.0})
    assert not closest({OURS: 1.0})


def test_hours_that_failed_have_no_distance(pack, catalogue):
    distances = hourly_distance(judged({"600": "failed."}, pack, catalogue).hourly, pack)
    assert OURS not in distances["all"]
    assert not closest(distances["all"])


def test_misses_tell_how_far():
    frame = pd.DataFrame(
        {
            "case": ["600", "610", "620", "630"],
            "quantity": "peak_heating",
            "unit": "kW",
            "value": [1.1, 2.0, -0.5, None],
            "low": [2.0, 1.0, 0.0, 0.0],
            "high": [3.0, 3.0, 1.0, 1.0],
            "inside": [False, True, False, False],
            "status": ["ok", "ok", "ok", "missing."],
        }
    )
    first, second = misses(frame)
    assert first["outside_by"] == pytest.approx(-0.9)
    assert first["outside_percent"] == pytest.approx(-45.0)
    assert (second["case"], second["outside_by"], second["outside_percent"]) == ("620", -0.5, None)
