"""Imposed convective coefficients."""

import math

import pytest

from fluxion.building import Films
from fluxion.building.films import COMPUTED
from fluxion.errors import InputError


@pytest.mark.parametrize("side", ["inside", "outside"])
@pytest.mark.parametrize("value", [-0.1, 1000.1, math.nan, math.inf, "8.29", True])
def test_impossible_coefficients_are_refused(side, value):
    with pytest.raises(InputError, match=rf"films: {side} must be a number between 0 and 1000 W/\(m2 K\), but it is"):
        Films(**{side: value})


def test_films_are_computed_unless_stated():
    assert Films() == COMPUTED == Films(None, None)
    assert Films(inside=0.0).inside == 0.0
    assert Films(8.29, 29.3) == Films(inside=8.29, outside=29.3) != COMPUTED
