"""Many buildings: rows independent of order and threads, failures that stay in their row."""

from collections.abc import Sequence

import numpy as np
import pytest
from alike import assert_same_results
from boxes import box, heated_to, pair

from fluxion.engine import OK, simulate, simulate_population
from fluxion.errors import InputError

BAND = {"S": (0.5, 0.8, 2.2)}


class Lazy(Sequence):
    """Buildings made on access, some of which cannot be made."""

    def __init__(self, setpoints):
        self.setpoints = setpoints

    def __len__(self):
        return len(self.setpoints)

    def __getitem__(self, row):
        if not np.isfinite(self.setpoints[row]):
            raise InputError(f"row {row} has no setpoint.")
        return box(thermostat=heated_to(self.setpoints[row], 26.0), bands=BAND)


@pytest.fixture(scope="module")
def rows(golden_weather):
    return simulate_population(Lazy([18.0, 19.0, 20.0, 21.0, 22.0]), golden_weather, steps_per_hour=1, threads=1)


@pytest.fixture(scope="module")
def golden_weather():
    from fluxion.weather import Weather

    return Weather.bundled("golden")


def test_rows_are_those_of_single_simulations(rows, golden_weather):
    assert (rows.status == OK).all()
    assert rows.engine == "reference 1/h"
    for i, setpoint in enumerate((18.0, 19.0, 20.0, 21.0, 22.0)):
        building = box(thermostat=heated_to(setpoint, 26.0), bands=BAND)
        single = simulate(building, golden_weather, steps_per_hour=1, balance="year")
        assert {name: rows.outputs[name][i] for name in rows.names} == single.outputs
        assert rows.zone_outputs["heating_kwh"][i] == pytest.approx(single.zone_outputs["heating_kwh"], rel=0.0)
        assert rows.residual[i] == single.residual
    assert rows.zone_names == ("room",)
    assert rows.zone_area_m2.shape == (5, 1)


@pytest.mark.parametrize("threads", [2, 5, None])
def test_threads_do_not_change_a_bit(rows, golden_weather, threads):
    again = simulate_population(Lazy([18.0, 19.0, 20.0, 21.0, 22.0]), golden_weather, steps_per_hour=1, threads=threads)
    assert_same_results(rows, again)


def test_order_of_rows_does_not_matter(rows, golden_weather):
    again = simulate_population(Lazy([22.0, 18.0, 21.0, 19.0, 20.0]), golden_weather, steps_per_hour=1)
    assert_same_results(rows, again, order=[1, 3, 4, 2, 0])


def test_a_failing_row_keeps_its_sentence_and_spares_its_neighbours(rows, golden_weather):
    result = simulate_population(Lazy([18.0, np.nan, 20.0, 99.0]), golden_weather, steps_per_hour=1)
    assert result.status.tolist()[:3] == [OK, "row 1 has no setpoint.", OK]
    assert "thermostat" in result.status[3]
    for name in result.names:
        assert np.isnan(result.outputs[name][[1, 3]]).all()
        assert result.outputs[name][0] == rows.outputs[name][0]
        assert result.outputs[name][2] == rows.outputs[name][2]
    assert np.isnan(result.residual[[1, 3]]).all()
    assert np.isnan(result.zone_outputs["cooling_kwh"][1]).all()


def test_a_population_of_failures_and_an_empty_one(golden_weather):
    failed = simulate_population(Lazy([np.nan, np.nan]), golden_weather, steps_per_hour=1)
    assert all("no setpoint" in s for s in failed.status)
    assert np.isnan(failed.outputs["heating_kwh"]).all()
    empty = simulate_population([], golden_weather, steps_per_hour=1)
    assert empty.outputs["heating_kwh"].shape == (0,)
    assert empty.status.shape == (0,)


def test_another_plan_is_a_status(golden_weather):
    result = simulate_population([box(), pair()], golden_weather, steps_per_hour=1)
    assert result.status[0] == OK
    assert "the building has 2 zones, but the population's first one has 1" in result.status[1]


def test_progress_counts_up_to_the_end_from_the_calling_thread(golden_weather):
    import threading

    seen, threads = [], set()

    def progress(done):
        seen.append(done)
        threads.add(threading.get_ident())

    simulate_population(Lazy([18.0, 19.0, np.nan]), golden_weather, steps_per_hour=1, progress=progress)
    assert seen[-1] == 3
    assert seen == sorted(seen)
    assert threads == {threading.get_ident()}


def test_an_interrupt_ends_the_run_at_once(golden_weather):
    def stop(done):
        raise KeyboardInterrupt

    class Counted(Lazy):
        made = 0

        def __getitem__(self, row):
            Counted.made += 1
            return super().__getitem__(row)

    with pytest.raises(KeyboardInterrupt):
        simulate_population(Counted([20.0] * 200), golden_weather, steps_per_hour=1, threads=1, progress=stop)
    assert Counted.made < 20


@pytest.mark.parametrize("threads", [0, -1, 1.5, float("nan"), "2", True])
def test_impossible_threads(golden_weather, threads):
    with pytest.raises(InputError, match="threads: expected a whole number of at least 1"):
        simulate_population([box()], golden_weather, threads=threads)


def test_defects_of_the_request_are_found_before_any_row(golden_weather):
    with pytest.raises(InputError, match="engine: expected one of"):
        simulate_population(Lazy([20.0]), golden_weather, engine="warp")
    with pytest.raises(InputError, match="steps_per_hour"):
        simulate_population(Lazy([20.0]), golden_weather, steps_per_hour=0)


def test_hours_of_chosen_rows_are_kept(rows, golden_weather):
    buildings = Lazy([18.0, 19.0, 20.0])
    got = simulate_population(buildings, golden_weather, steps_per_hour=1, hourly=[2])
    assert list(got.hourly) == [2]
    np.testing.assert_array_equal(
        got.hourly[2].air_c, simulate(buildings[2], golden_weather, steps_per_hour=1).hourly.air_c
    )
    assert rows.hourly == {}


def test_hours_may_be_asked_for_by_any_iterable(golden_weather):
    got = simulate_population(Lazy([18.0, 19.0]), golden_weather, steps_per_hour=1, hourly=(row for row in [1]))
    assert list(got.hourly) == [1]
    with pytest.raises(InputError, match="hourly: expected rows, such as"):
        simulate_population(Lazy([18.0]), golden_weather, hourly=5)
    with pytest.raises(InputError, match="hourly: expected no rows of an empty population, but got 0"):
        simulate_population(Lazy([]), golden_weather, hourly=[0])


@pytest.mark.parametrize("engine", ["batch", "reference"])
def test_what_is_no_weather_is_refused(engine):
    for run in (simulate_population, lambda b, w, engine: simulate(b[0], w, engine=engine)):
        with pytest.raises(InputError, match="weather: expected a Weather, for example"):
            run(Lazy([18.0]), "golden", engine=engine)


@pytest.mark.parametrize("row", [-1, 3, 1.0, True, "0"])
def test_hours_of_rows_that_are_not_there_are_refused(golden_weather, row):
    with pytest.raises(InputError, match="hourly: expected rows from 0 to 2, but got"):
        simulate_population(Lazy([18.0, 19.0, 20.0]), golden_weather, hourly=[row])
