import numpy as np
import pytest

from fluxion.benchmark.box import SIZE
from fluxion.benchmark.cases import BOX, CASES, OFFICE, case, climate
from fluxion.engine import simulate, simulate_population
from fluxion.errors import InputError


def test_every_second_office_is_heavy():
    office = case(OFFICE)
    X = office.designs(10, seed=3)
    assert (office.problem.space.row_status(X) == "ok").all()
    assert office.problem.space.columns(X)["thermal_mass"].tolist() == ["light", "heavy"] * 5


@pytest.mark.parametrize("name", CASES)
def test_other_seeds_give_other_designs(name):
    one = case(name)
    np.testing.assert_array_equal(one.designs(6, seed=1), one.designs(6, seed=1))
    assert (one.designs(6, seed=1)[:, 0] != one.designs(6, seed=2)[:, 0]).all()


def test_the_box_has_one_zone_of_48_m2():
    building = case(BOX).default_building()
    (zone,) = building.zones
    assert zone.floor_area == pytest.approx(48.0)
    assert zone.volume == pytest.approx(np.prod(SIZE))
    assert sum(window.area for surface in zone.surfaces for window in surface.openings) == pytest.approx(12.0)


def test_the_box_is_warmed_and_cooled_by_both_engines_alike(golden):
    building = case(BOX).default_building()
    fast, exact = (simulate(building, golden, engine=engine) for engine in ("batch", "reference"))
    for name in ("heating_kwh", "cooling_kwh"):
        assert exact.outputs[name] > 500.0
        assert fast.outputs[name] == pytest.approx(exact.outputs[name], rel=0.04)


def test_boxes_are_one_family_with_the_results_of_single_boxes(golden):
    box = case(BOX)
    population = box.problem.population(box.designs(5, seed=4))
    ((rows, family),) = population.families()
    assert rows.tolist() == list(range(5))
    assert family.size == 5
    together = simulate_population(population, golden, engine="batch")
    alone = simulate_population([population[i] for i in range(5)], golden, engine="batch")
    assert (together.status == "ok").all()
    for name in ("heating_kwh", "cooling_kwh"):
        # Half a kilowatt hour a square metre, where little is needed.
        np.testing.assert_allclose(together.outputs[name], alone.outputs[name], rtol=0.02, atol=5.0)


def test_unknown_cases_and_climates_are_refused():
    with pytest.raises(InputError, match="one_zone_box"):
        case("castle")
    with pytest.raises(InputError, match="golden"):
        climate("goldn")
