"""Families of the design problem: options become numbers, unknown options nobody's."""

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems.office_design import office_design
from fluxion.problems.office_design.building import build, families


def designs(problem, n=30):
    X = problem.space.sample(n, seed=8)
    return X, dict(problem.space.columns(X))


def test_all_designs_are_members_and_have_the_products_of_their_options(problem, catalogue):
    X, columns = designs(problem)
    seen = []
    for rows, family in families(columns, problem.settings):
        seen += rows.tolist()
        for member, row in enumerate(rows):
            window = catalogue.windows[columns["window"][row]]
            assert (family.u_value[member], family.shgc[member]) == (window.u_value, window.shgc)
            recovery = catalogue.ventilation[columns["heat_recovery"][row]].effectiveness
            assert family.heat_recovery[member] == recovery
            cooled = columns["cooling_system"][row] != "none"
            assert (family.template.zones[0].thermostat.cooling_c is not None) == cooled
            assert family.template.zones[0].ventilation.flow_m3_s > 0.0
    assert sorted(seen) == list(range(len(X)))


def test_cooling_and_mass_split_families_and_nothing_else_does(problem):
    _, columns = designs(problem, 60)
    kinds = {(mass, cooling != "none") for mass, cooling in zip(columns["thermal_mass"], columns["cooling_system"])}
    assert len(families(columns, problem.settings)) == len(kinds) == 4


@pytest.fixture
def poorer(folder):
    """The problem with a catalogue that lacks one window and one grade of heat recovery."""
    for name, option in (("windows.toml", "double_solar"), ("ventilation.toml", "plate_73")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(option, f"{option}_old"), encoding="utf-8")
    return office_design().with_settings(catalogue=str(folder))


def test_designs_with_options_that_the_catalogue_lacks_are_left_out(poorer):
    X, columns = designs(poorer)
    lacking = (columns["window"] == "double_solar") | (columns["heat_recovery"] == "plate_73")
    assert 0 < lacking.sum() < len(X)
    found = families(columns, poorer.settings)
    assert sorted(row for rows, _ in found for row in rows.tolist()) == np.flatnonzero(~lacking).tolist()
    row = int(np.flatnonzero(lacking)[0])
    with pytest.raises(InputError, match=r"has no option '(double_solar|plate_73)'"):
        build(poorer.space.decode_row(X[row]), poorer.settings)
    for rows, family in found:
        for member, row in enumerate(rows):
            assert family.overhang_depth[member] == columns["overhang_m"][row]


def test_no_design_at_all_can_be_left(poorer):
    _, columns = designs(poorer)
    columns["window"] = np.full(30, "double_solar", dtype=object)
    assert families(columns, poorer.settings) == []
