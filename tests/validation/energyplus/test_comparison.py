from dataclasses import replace

import numpy as np
import pytest
from programs import answering, uninstall

from fluxion.energyplus import RunCache
from fluxion.engine import simulate
from fluxion.errors import InputError, MissingDependencyError
from fluxion.validation.energyplus import Plan, compare
from fluxion.validation.energyplus.comparison import ENERGYPLUS, ENGINE, FINER


def test_every_model_sees_the_same_designs(compared, shed, golden):
    assert list(compared.models) == [ENGINE, ENERGYPLUS, FINER]
    assert [compared.label(key) for key in compared.models] == [
        "reference 1/h",
        "EnergyPlus 25.2.0 6/h",
        "EnergyPlus 25.2.0 30/h",
    ]
    for evaluation in compared.models.values():
        np.testing.assert_array_equal(evaluation.X, shed.space.sample(9, 2, "uniform"))
    row = int(np.flatnonzero(compared.usable)[0])
    single = simulate(shed.population(compared.X)[row], golden, steps_per_hour=1)
    for name in ("heating_kwh_m2", "hours_above_adaptive_occ"):
        assert compared.models[ENGINE].columns[name][row] == single.outputs[name]
    # The program's answer grows by a thousandth of a kilowatt for each step per hour.
    coarse, fine = (compared.models[key].columns["heating_kwh_m2"][row] for key in (ENERGYPLUS, FINER))
    assert fine / coarse == pytest.approx(1.030 / 1.006)


def test_pairs_are_judged_by_the_finer_program_too(compared, make):
    assert compared.pairs == ((ENGINE, ENERGYPLUS), (ENGINE, FINER), (ENERGYPLUS, FINER))
    assert make(designs=1).pairs == ((ENGINE, ENERGYPLUS),)


def test_objectives_of_the_problem_are_compared_too(compared, shed):
    assert compared.outputs[-2:] == ("energy_kwh_m2", "cost_eur")
    assert "night_ventilation_m3" in compared.outputs
    for evaluation in compared.models.values():
        good = evaluation.ok
        expected = evaluation.columns["heating_kwh_m2"] / 0.9 + evaluation.columns["cooling_kwh_m2"] / 3.0
        np.testing.assert_allclose(evaluation.columns["energy_kwh_m2"][good], expected[good])


def test_a_design_that_one_model_did_not_finish_is_named_and_left_out(make):
    comparison = make("if level < 0.15: refuse('walls are too thin')", hourly=9)
    engine, program = comparison.models[ENGINE].ok, comparison.models[ENERGYPLUS].ok
    assert 0 < program.sum() < engine.sum() < 9
    np.testing.assert_array_equal(comparison.usable, engine & program)
    refused = [one for one in comparison.failures if one.model == ENERGYPLUS and "too thin" in one.status]
    assert [one.design_row - 1 for one in refused] == np.flatnonzero(engine & ~program).tolist()
    unbuilt = {one.design_row for one in comparison.failures if "above the cooling setpoint" in one.status}
    assert unbuilt == set((np.flatnonzero(~engine) + 1).tolist())
    assert [hours.design_row - 1 for hours in comparison.hourly] == np.flatnonzero(comparison.usable).tolist()


def test_without_a_cache_finished_runs_are_kept_until_the_end(shed, golden, tmp_path):
    log = tmp_path / "log"
    program = answering(tmp_path, f"open({str(log)!r}, 'a').write('x')")
    plan = Plan(shed, golden, designs=2, seed=2, steps_per_hour=1, hourly=2)
    comparison = compare(plan, program=program)
    assert len(comparison.hourly) == 2
    assert len(log.read_text()) == 2


def test_progress_has_a_stage_for_every_model(shed, golden, tmp_path):
    told = []
    plan = Plan(shed, golden, designs=2, seed=2, steps_per_hour=1, hourly=0)
    compare(plan, program=answering(tmp_path), report=lambda *words: told.append(words))
    assert told[0] == ("engine reference 1/h", 0, 2)
    assert ("engine reference 1/h", 2, 2) in told
    assert told[-1] == ("EnergyPlus 25.2.0 6/h", 2, 2)


def test_the_same_seed_gives_the_same_comparison(make):
    first, again = make(designs=3), make(designs=3)
    for key, evaluation in first.models.items():
        np.testing.assert_array_equal(again.models[key].columns["cooling_kwh_m2"], evaluation.columns["cooling_kwh_m2"])


def test_missing_energyplus_is_said_before_anything_is_computed(shed, golden, monkeypatch):
    uninstall(monkeypatch)
    told = []
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[energyplus\]"):
        compare(Plan(shed, golden, designs=2), report=lambda *words: told.append(words))
    assert told == []


def test_a_cache_that_cannot_be_written_is_refused(shed, golden, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cache folder"):
        compare(
            Plan(shed, golden, designs=1, steps_per_hour=1),
            program=answering(tmp_path),
            cache=RunCache(tmp_path / "file" / "below"),
        )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"designs": 0}, "designs: expected a whole number of at least 1, but got 0"),
        ({"designs": -3}, "designs"),
        ({"designs": 2.5}, "designs"),
        ({"seed": -1}, "seed"),
        ({"hourly": -1}, "hourly"),
        ({"engine": "fast"}, "engine"),
        ({"steps_per_hour": 0}, "steps_per_hour"),
        ({"energyplus_steps": 7}, "divisor of 60"),
        ({"against_steps": 7}, "divisor of 60"),
        ({"against_steps": 6}, "against_steps: expected more than the 6 steps"),
        ({"timeout_s": 0.0}, "timeout_s"),
    ],
)
def test_plans_that_make_no_comparison(shed, golden, options, sentence):
    with pytest.raises(InputError, match=sentence):
        Plan(shed, golden, **({"designs": 2} | options))
    assert replace(Plan(shed, golden, designs=2), designs=3).designs == 3
