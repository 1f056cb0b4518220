"""The suite with the user's copy of the reference results."""

import pandas as pd
import pytest

from fluxion.engine import DEFAULT_STEPS_PER_HOUR
from fluxion.validation.ashrae140 import SUITE_STEPS_PER_HOUR, Request, load_catalogue, validate
from fluxion.validation.ashrae140.judge import judge_criteria, judge_deltas, judge_values
from fluxion.validation.ashrae140.outputs import asked
from fluxion.validation.ashrae140.quantities import Value

from .series import run_of


@pytest.fixture(scope="module")
def as_program(pack, catalogue):
    """The published results of one program in place of the engine's."""

    def judged(program):
        rows = pack.results[pack.results["program"] == program]
        values = {
            (case, quantity): Value(v) for case, quantity, v in zip(rows["case"], rows["quantity"], rows["value"])
        }
        runs = {name: run_of(catalogue, name) for name in catalogue.cases}
        return (
            judge_values(values, runs, pack, catalogue, asked(catalogue)),
            judge_criteria(values, runs, pack),
            judge_deltas(values, runs, pack),
        )

    return judged


@pytest.mark.parametrize("program", ["EnergyPlus", "ESP-r", "TRNSYS", "CSE", "DeST", "BSIMAC"])
def test_a_program_lies_in_its_own_range(as_program, program):
    values, _, deltas = as_program(program)
    for frame in (values, deltas):
        computed = frame[frame["value"].notna()]
        assert len(computed) > 0.8 * len(frame)
        # Published values are rounded to 1e-6 each, so their differences may miss the published one by that.
        assert (computed["value"] >= computed["low"] - 2e-6).all()
        assert (computed["value"] <= computed["high"] + 2e-6).all()
        assert computed["inside"].mean() > 0.98
        assert not frame[frame["value"].isna()]["inside"].any()


@pytest.mark.parametrize("program", ["EnergyPlus", "ESP-r"])
def test_programs_that_meet_all_criteria_pass_them(as_program, program):
    _, accepted, _ = as_program(program)
    assert len(accepted) == 40
    assert accepted["passed"].all()


def test_some_programs_do_not_meet_all_criteria(as_program):
    assert not all(as_program(program)[1]["passed"].all() for program in ("BSIMAC", "DeST", "CSE", "TRNSYS"))


def test_a_few_cases(pack):
    outcome = validate(Request("auto", 1, ("600", "600FF", "900", "220")), pack)
    values = outcome.judgement.values
    assert values["status"].eq("ok").all()
    assert outcome.summary["headline"]["total"] == 15
    assert outcome.summary["headline"]["inside"] >= 14
    assert set(zip(outcome.judgement.deltas["case"], outcome.judgement.deltas["minus_case"])) == {("900", "600")}
    assert outcome.summary["hourly_loads"]["closest"]["all"]
    assert outcome.summary["acceptance"]["passed"] == outcome.summary["acceptance"]["total"] == 4
    assert not outcome.summary["complete"]


@pytest.mark.slow
def test_the_whole_suite(pack):
    """What the project promises of the engine at the suite's setting, all cases alike."""
    summary = validate(Request("auto", SUITE_STEPS_PER_HOUR), pack).summary
    assert summary["complete"]
    assert summary["failed"] == {}
    assert summary["headline"]["total"] == 205
    assert summary["headline"]["missing"] == summary["other_values"]["missing"] == 0
    assert summary["headline"]["inside"] >= 201
    assert summary["acceptance"]["passed"] == summary["acceptance"]["total"] == 40
    close = summary["energyplus"]["all"]
    assert abs(close["mean"]) <= 0.005
    assert close["standard_deviation"] <= 0.02
    assert summary["six_program_mean"]["all"] < 0.05
    assert summary["hourly_loads"]["closest"]["600"]
    assert summary["hourly_loads"]["closest"]["900"]


def test_a_shaded_window_alone_has_no_coefficient(pack):
    outcome = validate(Request("auto", 1, ("610",)), pack)
    quantities = outcome.judgement.values["quantity"].tolist()
    assert "transmitted_solar_south" in quantities
    assert "shading_coefficient_south" not in quantities
    assert outcome.judgement.values["status"].eq("ok").all()


def test_ranges_cover_the_suite(pack):
    assert pd.Series(pack.ranges["case"]).isin(load_catalogue().cases).all()


@pytest.mark.slow
def test_finer_steps_leave_few_ranges_and_no_criterion(pack):
    """EnergyPlus' own step bounds some ranges; the engine's default step is closer to the exact solution."""
    summary = validate(Request("auto", DEFAULT_STEPS_PER_HOUR), pack).summary
    assert summary["headline"]["inside"] >= 197
    assert summary["acceptance"]["passed"] == summary["acceptance"]["total"] == 40
    assert abs(summary["energyplus"]["all"]["mean"]) < 0.005


@pytest.mark.slow
def test_the_batch_engine_passes_too(pack):
    summary = validate(Request("batch"), pack).summary
    assert summary["engine"] == "batch"
    assert summary["headline"]["inside"] >= 199
    assert summary["acceptance"]["passed"] == summary["acceptance"]["total"] == 40
    assert abs(summary["energyplus"]["all"]["mean"]) < 0.005
