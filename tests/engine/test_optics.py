"""Means over the hemisphere."""

import numpy as np
import pytest

from fluxion.building import Gap, Pane, PaneGlazing, SimpleGlazing
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.optics import COSINES, hemispherical
from fluxion.engine.pane_window import pane_glazing
from fluxion.engine.simple_window import simple_glazing


@pytest.mark.parametrize(("values", "mean"), [(np.ones(101), 1.0), (COSINES, 2.0 / 3.0), (1.0 - COSINES**2, 0.5)])
def test_hemispherical_means_weigh_by_the_cosine(values, mean):
    assert hemispherical(values) == pytest.approx(mean, abs=1e-4)


def test_one_door_to_every_kind_of_glazing():
    rated = SimpleGlazing("rated", 1.8, 0.45)
    pane = Pane(0.004, 0.8, 0.08, 0.08)
    unit = PaneGlazing("unit", (pane, pane), (Gap(0.012),))
    assert glazing_optics(rated) is simple_glazing(rated)
    assert glazing_optics(unit) is pane_glazing(unit)
