"""The office in three numbers is the office: same variables, same building, same loads."""

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems import load
from fluxion.problems.reference_office import genes as office
from fluxion.problems.reference_office.building import reference_office


def test_genes_keep_the_variables_of_the_office():
    whole = load("reference-office").space
    for problem in (office.simulated_genes(2), office.predicted_genes(office.GENES, 2)):
        assert problem.space.names == office.GENES
        assert all(problem.space.variable(name) == whole.variable(name) for name in office.GENES)
    assert office.predicted_genes(office.GENES[:2], 2).space.names == office.GENES[:2]


def test_other_variables_keep_their_defaults():
    problem = office.simulated_genes(storeys=3)
    building = problem.population(np.array([[0.9, 19.0, 26.0]]))[0]
    whole = load("reference-office", n_floors=3)
    defaults = whole.space.decode_row(whole.baseline)
    wanted = {**defaults, "window_u": 0.9, "heating_setpoint_c": 19.0, "cooling_setpoint_c": 26.0}
    assert building.zones[0].surfaces == reference_office(**{**whole.settings, **wanted}).zones[0].surfaces
    assert tuple(zone.name for zone in building.zones) == office.zone_names(3)
    thermostat = building.zones[7].thermostat
    assert (thermostat.heating_c.values.max(), thermostat.cooling_c.values.min()) == (19.0, 26.0)


def test_both_ways_to_the_eui_agree():
    problem = office.predicted_genes(office.GENES, 2)
    X = problem.space.sample(2, 0)
    area = sum(zone.floor_area for zone in problem.population(X)[0].zones)
    loads = {f"{zone}_kwh": np.array([k, 10.0 * k]) for k, zone in enumerate(office.zone_names(2))}
    assert set(problem.predicted) == set(loads)
    by_zones = problem.scores(X, loads)[office.EUI]
    np.testing.assert_allclose(by_zones, np.array([45.0, 450.0]) / area, rtol=1e-12)
    building = {"heating_kwh_m2": np.array([0.25, 1.0]) * by_zones, "cooling_kwh_m2": np.array([0.75, 0.0]) * by_zones}
    np.testing.assert_allclose(office.simulated_genes(2).scores(X, building)[office.EUI], by_zones, rtol=1e-12)


def test_impossible_genes_are_refused():
    with pytest.raises(InputError, match="window_v"):
        office.predicted_genes(("window_v",), 2)
    with pytest.raises(InputError, match="n_floors"):
        office.simulated_genes(0)


def test_defaults_of_one_design():
    np.testing.assert_array_equal(office.read_design(None), [[1.8, 20.0]])
    np.testing.assert_array_equal(office.with_cooling(office.read_design(None)), [[1.8, 20.0, 25.0]])


def test_a_design_does_not_change_with_its_array():
    given = np.array([1.2, 21.0])
    design = office.read_design(given)
    given[:] = 0.0
    np.testing.assert_array_equal(design, [[1.2, 21.0]])


def test_crossed_setpoints_are_named_by_row():
    rows = office.crossed_setpoints(np.array([[1.0, 20.0, 25.0], [1.0, 26.0, 24.0], [1.0, np.nan, 24.0]]))
    assert list(rows) == [1]
    assert "heating setpoint (26 degC)" in rows[1]
    assert not office.crossed_setpoints(np.array([[1.0, 24.0, 24.0]]))
