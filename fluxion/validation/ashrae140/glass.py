"""Glazing of a case, pane by pane."""

from dataclasses import replace

from fluxion.building import Gap, Pane, PaneGlazing
from fluxion.validation.ashrae140.case import Catalogue


def pane_glazing(catalogue: Catalogue, name: str, outside_imposed: bool, inside_imposed: bool) -> PaneGlazing:
    """A glazing of the catalogue.

    Args:
        catalogue: where the panes are looked up.
        name: entry of ``glazing``.
        outside_imposed: the outdoor face takes part in no radiation, because its film holds it.
        inside_imposed: likewise the room face.

    Raises:
        AssetError: a part is missing.
    """
    recipe = catalogue.part("glazing", name)
    panes = [Pane(**catalogue.part("panes", pane)) for pane in recipe["panes"]]
    if outside_imposed:
        panes[0] = replace(panes[0], emissivity_front=0.0)
    if inside_imposed:
        panes[-1] = replace(panes[-1], emissivity_back=0.0)
    return PaneGlazing(name, tuple(panes), tuple(Gap(**gap) for gap in recipe["gaps"]))
