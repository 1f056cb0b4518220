"""Whole years of families: the years of their members one by one, whoever shares a portion or a block with them."""

import dataclasses
import math
import threading

import numpy as np
import pytest
from alike import assert_same_results
from boxes import box, heated_to, pair

from fluxion.building.family import Family
from fluxion.design import DesignSpace, Real
from fluxion.engine import OK, simulate, simulate_population, simulate_row
from fluxion.engine.batch import queue, year
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import registry
from fluxion.weather import Weather

BAND = {"S": (0.5, 0.8, 2.2)}
LOADS = ("heating_kwh_m2", "cooling_kwh_m2")
PEAKS = ("heating_peak_kw", "cooling_peak_kw")


@pytest.fixture(scope="module")
def weather():
    return Weather.bundled("chicago")


def one_by_one(problem):
    return dataclasses.replace(problem, families=None)


def run(problem, X, weather, **keywords):
    return simulate_population(problem.population(X), weather, engine="batch", **{"threads": 1} | keywords)


@pytest.fixture(scope="module")
def offices():
    """A problem and designs of it."""
    problem = registry.load("reference-office")
    return problem, problem.space.sample(40, seed=21)


@pytest.fixture(scope="module")
def rows(offices, weather):
    problem, X = offices
    return run(problem, X, weather)


def assert_close(families, alone):
    assert (families.status == OK).all()
    assert families.residual.max() < 5e-4
    for name in LOADS:
        error = families.outputs[name] - alone.outputs[name]
        size = alone.outputs[name].mean()
        assert math.sqrt((error**2).mean()) < 0.005 * size
        assert np.abs(error).max() < 0.012 * size
    for name in PEAKS:
        np.testing.assert_allclose(families.outputs[name], alone.outputs[name], rtol=0.01, atol=0.05)
    for name in ("floor_area_m2", "ventilation_m3"):
        np.testing.assert_allclose(families.outputs[name], alone.outputs[name], rtol=1e-4)
    for name in (n for n in families.names if n.startswith("hours_above")):
        np.testing.assert_allclose(families.outputs[name], alone.outputs[name], atol=100.0)
    np.testing.assert_array_equal(families.zone_area_m2, alone.zone_area_m2)
    assert families.zone_names == alone.zone_names


def test_years_of_offices_are_those_of_the_buildings_one_by_one(offices, rows, weather):
    problem, X = offices
    some = np.arange(6)
    alone = run(one_by_one(problem), X[some], weather)
    assert_close(run(problem, X[some], weather), alone)
    for name in LOADS:
        np.testing.assert_array_equal(run(problem, X[some], weather).outputs[name], rows.outputs[name][some])


def option(problem, X, row, **values):
    for name, value in values.items():
        X[row, problem.space.index(name)] = problem.space.variable(name).encode(value)


def test_years_of_designs_with_every_group_of_options(weather):
    problem = registry.load("office-design")
    X = problem.space.sample(6, seed=6)
    option(problem, X, 0, cooling_system="none", thermal_mass="light", night_ventilation_ach=0, overhang_m=0.0)
    option(problem, X, 1, cooling_system="none", thermal_mass="heavy", night_ventilation_ach=6)
    option(problem, X, 2, cooling_system="air_cooled_chiller", thermal_mass="light", night_ventilation_ach=3)
    option(problem, X, 3, cooling_system="air_cooled_chiller", thermal_mass="heavy", night_ventilation_ach=0)
    families, alone = run(problem, X, weather), run(one_by_one(problem), X, weather)
    assert_close(families, alone)
    uncooled = [0, 1]
    assert (families.outputs["cooling_kwh_m2"][uncooled] == 0.0).all()
    quiet = X[:, problem.space.index("night_ventilation_ach")] == 0
    assert (families.outputs["night_ventilation_m3"][quiet] == 0.0).all()
    # Night air is switched by the last hour's temperatures.
    np.testing.assert_allclose(
        families.outputs["night_ventilation_m3"], alone.outputs["night_ventilation_m3"], rtol=0.02
    )


def test_order_does_not_change_a_bit(offices, rows, weather):
    problem, X = offices
    order = np.random.default_rng(5).permutation(len(X))
    assert_same_results(run(problem, X[order], weather), rows, order)


@pytest.mark.parametrize("size", [1, 2, 17])
def test_size_of_the_batch_does_not_change_a_bit(offices, rows, weather, size):
    problem, X = offices
    for first in (0, 23):
        part = slice(first, first + size)
        assert_same_results(run(problem, X[part], weather), rows, part)


def test_threads_do_not_change_a_bit(offices, rows, weather):
    problem, X = offices
    assert_same_results(run(problem, X, weather, threads=2), rows)


def test_portions_do_not_change_a_bit(offices, rows, weather, monkeypatch):
    problem, X = offices
    monkeypatch.setattr(queue, "_PORTION", 5)
    assert_same_results(run(problem, X, weather, threads=2), rows)


def test_progress_counts_members(offices, weather):
    problem, X = offices
    seen, threads = [], set()

    def progress(done):
        seen.append(done)
        threads.add(threading.get_ident())

    run(problem, X, weather, progress=progress)
    assert seen == sorted(seen)
    assert seen[-1] == len(X)
    assert threads == {threading.get_ident()}


def wide(problem, **bounds):
    """The problem with wider bounds of some variables."""
    variables = tuple(
        Real(v.name, *bounds[v.name], v.default, v.unit) if v.name in bounds else v for v in problem.space.variables
    )
    return dataclasses.replace(problem, space=DesignSpace(variables))


def test_rows_that_no_family_covers_are_built_alone_or_say_why_not(offices, rows, weather):
    problem, X = offices
    names = {"wall_insulation_m": (0.005, 0.7), "wwr_east": (0.0, 1.0), "heating_setpoint_c": (10.0, 30.0)}
    open_problem = wide(problem, **names)
    X = X[:8].copy()
    option(open_problem, X, 1, wall_insulation_m=0.6)
    option(open_problem, X, 3, wwr_east=0.9)
    option(open_problem, X, 4, heating_setpoint_c=29.0)
    option(open_problem, X, 6, wwr_east=0.0)
    result = run(open_problem, X, weather)
    assert result.status[1] == OK
    assert result.outputs["heating_kwh"][1] == run(one_by_one(open_problem), X[1:2], weather).outputs["heating_kwh"][0]
    assert "the window band of facade E does not fit: WWR 0.9" in result.status[3]
    assert "the heating setpoint (29 degC) is above the cooling setpoint" in result.status[4]
    assert "facade E does not fit: WWR 0 " in result.status[6]
    refused = [3, 4, 6]
    for name in result.names:
        assert np.isnan(result.outputs[name][refused]).all()
    for row in (0, 2, 5, 7):
        assert result.status[row] == OK
        for name in result.names:
            assert result.outputs[name][row] == rows.outputs[name][row]


def test_a_row_that_is_no_number_has_a_sentence_and_disturbs_nobody(offices, rows, weather):
    problem, X = offices
    X = X[:5].copy()
    X[1, 0] = np.nan
    X[3, problem.space.index("shgc")] = 7.0
    result = PhysicsEvaluator(problem, weather, engine="batch", threads=1).evaluate(X)
    assert "wall_insulation_m" in result.status[1]
    assert "shgc" in result.status[3]
    for name, values in result.columns.items():
        assert np.isnan(values[[1, 3]]).all()
        np.testing.assert_array_equal(values[[0, 2, 4]], rows.outputs[name][[0, 2, 4]])


def test_members_that_come_to_no_temperature_fail_alone(offices, rows, weather, monkeypatch):
    problem, X = offices

    def spoilt(family, climate):
        stack = year.stack_family(family, climate)
        place = stack.places["Zones"]["capacity"]
        stack.numbers[0, place] = np.nan
        return stack

    monkeypatch.setattr(queue, "stack_family", spoilt)
    result = run(problem, X, weather)
    first = [int(rows[0]) for rows, _ in problem.population(X).families()]
    others = np.setdiff1d(np.arange(len(X)), first)
    for row in first:
        assert "a temperature is not finite" in result.status[row]
        assert np.isnan(result.outputs["heating_kwh"][row])
        assert np.isnan(result.zone_outputs["heating_kwh"][row]).all()
    assert (result.status[others] == OK).all()
    np.testing.assert_array_equal(result.outputs["heating_kwh"][others], rows.outputs["heating_kwh"][others])


class Stated(list):
    """Buildings, some of them stated as families."""

    def __init__(self, buildings, families):
        super().__init__(buildings)
        self._families = families

    def families(self):
        if isinstance(self._families, Exception):
            raise self._families
        return self._families


def boxes(*setpoints):
    return [box(thermostat=heated_to(low, 26.0), bands=BAND) for low in setpoints]


def shifted(template, *shifts):
    return Family(template, len(shifts), heating_shift_k=np.array(shifts))


def test_families_and_single_buildings_may_be_mixed(weather):
    buildings = boxes(18.0, 19.0, 20.0, 21.0)
    (template,) = boxes(20.0)
    mixed = Stated(buildings, [(np.array([3, 0]), shifted(template, 1.0, -2.0))])
    got = simulate_population(mixed, weather, engine="batch", threads=1)
    alone = simulate_population(buildings, weather, engine="batch", threads=1)
    assert (got.status == OK).all()
    np.testing.assert_allclose(got.outputs["heating_kwh"], alone.outputs["heating_kwh"], rtol=1e-3)
    np.testing.assert_array_equal(got.outputs["heating_kwh"][1:3], alone.outputs["heating_kwh"][1:3])


def test_members_of_a_family_are_not_built(weather):
    class Untouched(Stated):
        def __getitem__(self, row):
            raise AssertionError("a member was built")

    (template,) = boxes(20.0)
    members = Untouched([None, None], [(np.array([0, 1]), shifted(template, 0.0, 1.0))])
    assert (simulate_population(members, weather, engine="batch", threads=1).status == OK).all()


def test_a_family_that_cannot_be_prepared_is_built_one_by_one(weather):
    lid = (((0.0, -1.0, 2.2), (6.0, -1.0, 2.2), (6.0, 0.0, 2.2), (0.0, 0.0, 2.2)),)
    shaded = box(thermostat=heated_to(20.0, 26.0), bands=BAND, shades=lid)
    (template,) = boxes(20.0)
    families = [(np.array([0, 2]), shifted(shaded, 0.0, 1.0)), (np.array([1]), shifted(template, 0.0))]
    buildings = [shaded, template, box(thermostat=heated_to(21.0, 27.0), bands=BAND, shades=lid)]
    got = simulate_population(Stated(buildings, families), weather, engine="batch", threads=1)
    assert (got.status == OK).all()
    alone = simulate_population(buildings, weather, engine="batch", threads=1)
    for name in got.names:
        np.testing.assert_array_equal(got.outputs[name][[0, 2]], alone.outputs[name][[0, 2]])


def test_one_bad_member_leaves_the_others_alone(weather, monkeypatch):
    class Half(Stated):
        def __getitem__(self, row):
            if row == 3:
                raise InputError("this one has no roof.")
            return super().__getitem__(row)

    def refused(family, climate):
        raise InputError("member 3 has no roof.")

    buildings = boxes(18.0, 19.0, 20.0, 21.0, 22.0)
    family = shifted(boxes(20.0)[0], -2.0, -1.0, 0.0, 1.0, 2.0)
    monkeypatch.setattr(queue, "stack_family", refused)
    got = simulate_population(Half(buildings, [(np.arange(5), family)]), weather, engine="batch", threads=2)
    assert got.status.tolist() == [OK, OK, OK, "this one has no roof.", OK]


def test_what_is_no_building_and_what_breaks_is_named(weather):
    got = simulate_population([*boxes(20.0), None, "house"], weather, engine="batch")
    assert got.status[0] == OK
    assert got.status[1] == "expected a Building, but got None; give a building for every row."
    assert "expected a Building, but got 'house'" in got.status[2]

    class Broken(list):
        def __getitem__(self, row):
            raise ZeroDivisionError

    for engine in ("batch", "reference"):
        with pytest.raises(ZeroDivisionError) as caught:
            simulate_population(Broken([0, 0]), weather, engine=engine)
        assert caught.value.__notes__ == ["This came from number 0 of 2 buildings, counted from 0."]


@pytest.mark.parametrize("row", [-1, 4, 1.0, True, "1", None])
def test_rows_that_are_not_there_are_refused(weather, row):
    with pytest.raises(InputError, match="row: expected one of the 4 rows"):
        simulate_row(boxes(18.0, 19.0, 20.0, 21.0), row, weather)


def test_where_families_cannot_be_stated_buildings_are_built_one_by_one(weather):
    buildings = boxes(19.0, 20.0)
    got = simulate_population(Stated(buildings, InputError("no families today.")), weather, engine="batch", threads=1)
    assert_same_results(got, simulate_population(buildings, weather, engine="batch", threads=1))


def test_families_of_another_plan_are_a_status(weather):
    (template,) = boxes(20.0)
    two = pair(thermostat=heated_to(20.0, 26.0), bands=BAND)
    families = [(np.array([1, 2]), shifted(two, 0.0, 1.0)), (np.array([0]), shifted(template, 0.0))]
    got = simulate_population(Stated([template, two, two], families), weather, engine="batch", threads=1)
    assert got.zone_names == ("room",)
    assert got.status[0] == OK
    assert all("the building has 2 zones, but the population's first one has 1" in s for s in got.status[1:])


def test_an_interrupt_ends_a_family_at_once(offices, weather, monkeypatch):
    problem, X = offices
    begun = []

    def counted(family, climate):
        begun.append(family.size)
        return year.stack_family(family, climate)

    def stop(done):
        raise KeyboardInterrupt

    monkeypatch.setattr(queue, "_PORTION", 1)
    monkeypatch.setattr(queue, "stack_family", counted)
    with pytest.raises(KeyboardInterrupt):
        run(problem, X, weather, progress=stop)
    assert sum(begun) < 10


def test_hours_of_chosen_rows_are_kept(weather):
    buildings = boxes(18.0, 19.0, 20.0, 21.0)
    (template,) = boxes(20.0)
    mixed = Stated(buildings, [(np.array([3, 0]), shifted(template, 1.0, -2.0))])
    got = simulate_population(mixed, weather, engine="batch", threads=1, hourly=[1, 3])
    plain = simulate_population(mixed, weather, engine="batch", threads=1)
    assert sorted(got.hourly) == [1, 3]
    assert plain.hourly == {}
    for row, series in got.hourly.items():
        assert series.operative_c.shape == (8760, 1)
        assert series.heating_w.sum() / 1e3 == pytest.approx(plain.outputs["heating_kwh"][row], rel=1e-4)
    for name in got.names:
        np.testing.assert_array_equal(got.outputs[name], plain.outputs[name])


def test_one_row_by_itself_is_the_row_of_its_population(offices, rows, weather):
    problem, X = offices
    buildings = problem.population(X)
    for row in (0, 7):
        result = simulate_row(buildings, row, weather)
        assert result.outputs == {name: values[row] for name, values in rows.outputs.items()}
        assert result.building == buildings[row].name
        assert result.balance.kwh()[:, :, 0].sum() == pytest.approx(result.outputs["heating_kwh"])
    months, year = (simulate_row(buildings, 7, weather, balance=period).balance.kwh() for period in ("month", "year"))
    np.testing.assert_allclose(year[0], months.sum(axis=0))
    listed = boxes(20.0, 21.0)
    assert simulate_row(listed, 1, weather).outputs == simulate(listed[1], weather, engine="batch").outputs
    exact = simulate_row(listed, 1, weather, steps_per_hour=1)
    assert exact.engine == "reference 1/h"
    assert exact.outputs == simulate(listed[1], weather, steps_per_hour=1).outputs
