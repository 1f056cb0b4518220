"""Areas, flows and powers that a design buys."""

from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems.office_design.building import build
from fluxion.problems.office_design.quantities import (
    FACADE_AREA,
    FLOOR_AREA,
    OCCUPIED_HOURS,
    OVERHANG_LENGTH,
    PARTITION_AREA,
    bill_of_quantities,
    hygienic_flow,
    window_area,
    window_head,
)
from fluxion.problems.reference_office import plan


def bought(problem, catalogue, loads, **design):
    X = problem.space.encode([design])
    outputs = loads(1)
    return amounts(bill_of_quantities(problem.space.columns(X), problem.settings, outputs, catalogue)), outputs


def amounts(purchases, row=0):
    """Name of every component that the design in `row` buys, and how much of it."""
    bill = {}
    for purchase in purchases:
        component = purchase.components[0 if purchase.codes is None else purchase.codes[row]]
        if component is not None:
            amount = purchase.quantity
            bill[component.name] = float(amount[row] if isinstance(amount, np.ndarray) else amount)
    return bill


def area(points):
    points = np.array(points)
    return 0.5 * np.linalg.norm(sum(np.cross(points[i], points[i - 1]) for i in range(len(points))))


def test_areas_are_those_of_the_simulated_building(problem):
    design = problem.space.decode(problem.baseline[None])[0]
    building = build(design, problem.settings)
    assert building.floor_area == pytest.approx(FLOOR_AREA) == pytest.approx(1200.0)
    surfaces = [surface for zone in building.zones for surface in zone.surfaces]
    facades = sum(area(s.vertices) for s in surfaces if s.name.endswith("_facade"))
    partitions = sum(area(s.vertices) for s in surfaces if "_to_" in s.name)
    glass = sum(area(window.vertices) for s in surfaces for window in s.windows)
    assert facades == pytest.approx(sum(FACADE_AREA.values())) == pytest.approx(600.0)
    assert partitions == pytest.approx(PARTITION_AREA)
    assert glass == pytest.approx(window_area(problem.space.columns(problem.baseline[None]))[0])
    overhangs = OVERHANG_LENGTH
    assert overhangs == pytest.approx(200.0)


def test_hygienic_air_is_that_of_the_simulated_building(problem):
    building = build(problem.space.decode(problem.baseline[None])[0], problem.settings)
    volume = sum(
        zone.ventilation.flow_m3_s * zone.ventilation.schedule.values.sum() * 3600.0 for zone in building.zones
    )
    assert hygienic_flow(problem.settings) * OCCUPIED_HOURS * 3600.0 == pytest.approx(volume)
    assert OCCUPIED_HOURS == 261 * 10


def test_the_bill_by_hand(problem, catalogue, loads):
    bill, outputs = bought(
        problem,
        catalogue,
        loads,
        window="triple",
        heating_system="ground_source_heat_pump",
        cooling_system="multi_split",
        wall_insulation_m=0.2,
        wwr_south=0.5,
        wwr_east=0.5,
        wwr_north=0.5,
        wwr_west=0.5,
        overhang_m=0.5,
        infiltration_ach=0.1,
        night_ventilation_ach=3,
    )
    assert bill["window"] == pytest.approx(300.0)
    assert bill["facade"] == pytest.approx(300.0)
    assert bill["overhang"] == pytest.approx(100.0)
    assert bill["airtight layer"] == pytest.approx(1200.0 * np.log(5.0))
    assert bill["openings and fans"] == pytest.approx(3 * 3600.0)
    assert bill["air handling unit"] == pytest.approx(1.2e-3 * 1200.0 * 3600.0)
    assert bill["ground loop"] == pytest.approx(1.1 * outputs["heating_peak_kw"][0])
    assert bill["outdoor and indoor units"] == pytest.approx(1.1 * outputs["cooling_peak_kw"][0])


def test_without_cooling_none_is_bought(problem, catalogue, loads):
    with_cooling, _ = bought(problem, catalogue, loads, cooling_system="air_cooled_chiller")
    without, _ = bought(problem, catalogue, loads, cooling_system="none")
    assert set(with_cooling) - set(without) == {"chiller", "foundation, pumps and controls", "fan coils and pipes"}


def test_a_leaky_building_gets_no_money_back(problem, catalogue, loads):
    settings = problem.settings
    X = problem.space.encode([{"infiltration_ach": 0.5}])
    columns = {**problem.space.columns(X), "infiltration_ach": np.array([0.8])}
    bill = amounts(bill_of_quantities(columns, settings, loads(1), catalogue))
    assert bill["airtight layer"] == 0.0


def test_the_window_head_is_where_the_plan_puts_it(problem):
    X = problem.space.encode([{"wwr_south": 0.7, "wwr_east": 0.3}, {"wwr_south": 0.2, "wwr_west": 0.6}])
    heads = window_head(problem.space.columns(X))
    assert heads[0] == pytest.approx(plan.SILL + plan.window_height("S", 0.7))
    assert heads[1] == pytest.approx(plan.SILL + plan.window_height("W", 0.6))


def test_an_option_of_another_catalogue_is_refused(problem, catalogue, loads):
    columns = dict(problem.space.columns(problem.baseline[None]))
    assert tuple(bill_of_quantities(columns, problem.settings, loads(1), catalogue))
    columns["window"] = np.array(["quadruple"], dtype=object)
    with pytest.raises(InputError, match="no option 'quadruple'"):
        tuple(bill_of_quantities(columns, problem.settings, loads(1), catalogue))


def test_an_option_that_nobody_chose_need_not_be_in_the_catalogue(problem, catalogue, loads):
    X = problem.space.encode([{"window": "triple"}, {"window": "double_lowe"}])
    short = replace(catalogue, windows={name: catalogue.windows[name] for name in ("triple", "double_lowe")})
    bills = [
        tuple(bill_of_quantities(problem.space.columns(X), problem.settings, loads(2), c)) for c in (catalogue, short)
    ]
    for row in (0, 1):
        assert amounts(bills[0], row) == amounts(bills[1], row)
    X[1, problem.space.index("window")] = 0
    with pytest.raises(InputError, match="no option 'double_clear'"):
        tuple(bill_of_quantities(problem.space.columns(X), problem.settings, loads(2), short))
