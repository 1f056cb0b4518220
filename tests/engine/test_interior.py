"""Faces of a zone by the planes they lie in, and which way reflected sun goes."""

import dataclasses

import numpy as np
import pytest
from boxes import BOARD, box, changed

from fluxion.building import Door
from fluxion.engine.enclosure import spread_reflections, traced_reflections, view_factors
from fluxion.engine.faces import elements_of, faces_of
from fluxion.engine.interior import interior_of, planes_of


def faces(building):
    return faces_of(building, elements_of(building), 101325.0)


@pytest.fixture
def building():
    plain = box(bands={"S": (0.5, 0.8, 2.2)})
    south = next(s for s in plain.zones[0].surfaces if s.name == "S")
    door = Door("door", ((0.1, 0.0, 0.0), (0.4, 0.0, 0.0), (0.4, 0.0, 2.0), (0.1, 0.0, 2.0)), BOARD)
    return changed(plain, "S", windows=south.windows, doors=(door,))


def test_a_wall_and_its_openings_lie_in_one_plane(building):
    assert planes_of(faces(building)).tolist() == [0, 0, 0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("mode", ["floor", "traced"])
def test_reflections_are_traced_where_the_beam_is(building, mode):
    own = faces(building)
    view, ends = interior_of(dataclasses.replace(building, interior_beam=mode), own)
    area, alpha, tau = (np.array([getattr(f, n) for f in own]) for n in ("area", "absorptance", "transmittance"))
    np.testing.assert_array_equal(view, view_factors(area, planes_of(own)))
    kinds = {"floor": spread_reflections(area, alpha, tau), "traced": traced_reflections(view, alpha, tau)}
    np.testing.assert_array_equal(ends, kinds[mode])
    assert np.abs(kinds["floor"] - kinds["traced"]).max() > 0.01
    assert tau[1] > 0.0
    assert tau[[0, 2, 3]].tolist() == [0.0] * 3
