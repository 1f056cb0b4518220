"""One door to the optics of every kind of glazing."""

from fluxion.building import PaneGlazing
from fluxion.building.glazing import Glazing
from fluxion.engine.optics import GlazingOptics
from fluxion.engine.pane_window import pane_glazing
from fluxion.engine.simple_window import simple_glazing


def glazing_optics(glazing: Glazing) -> GlazingOptics:
    """Optics of a rated or a pane-by-pane glazing; equal glazings are computed once."""
    return pane_glazing(glazing) if isinstance(glazing, PaneGlazing) else simple_glazing(glazing)
