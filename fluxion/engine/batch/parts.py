"""What the portrait of a building is drawn from: its reference network and the composites of its faces."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fluxion.building import Building
from fluxion.engine._kernels.batch import records
from fluxion.engine.batch.composites import Composite, composites_of
from fluxion.engine.climate import StepWeather
from fluxion.engine.exposure import SolarSignals, solar_columns
from fluxion.engine.faces import Element, elements_of, faces_of
from fluxion.engine.network import Network, build_network
from fluxion.typing import FloatArray, IntArray
from fluxion.units import SECONDS_PER_HOUR

#: Arrays of integers by the name of their field in `records.Layout`.
Integers = dict[str, list[int]]
#: Arrays of numbers by name.
Numbers = dict[str, FloatArray]


@dataclass(frozen=True)
class Parts:
    """A building, its network at hourly steps and its composite faces.

    Attributes:
        building: the building.
        elements: its walls, doors and windows.
        network: records of the reference engine.
        signals: solar columns of the hours.
        composites: composite faces, zone by zone.
        member_of: (f,) composite of each face of the network.
    """

    building: Building
    elements: list[Element]
    network: Network
    signals: SolarSignals
    composites: list[Composite]
    member_of: IntArray

    @cached_property
    def element_of(self) -> IntArray:
        """(f,) element of each face."""
        found = np.empty(self.member_of.size, dtype=np.int64)
        found[self.network.elements.inner_face] = np.arange(len(self.elements))
        far = np.flatnonzero(self.network.elements.outer_face >= 0)
        found[self.network.elements.outer_face[far]] = far
        return found

    @cached_property
    def area(self) -> FloatArray:
        """(c,) areas of the composites [m2]."""
        return self.total(self.network.faces.area)

    @cached_property
    def sided(self) -> IntArray:
        """Composites whose far side has a temperature of its own."""
        kinds = np.array([c.kind for c in self.composites])
        return np.flatnonzero(np.isin(kinds, (records.OUTSIDE, records.GLASS, records.SEALED)))

    @cached_property
    def followed(self) -> IntArray:
        """Panes, by their number in the network, of windows that follow them; a rated window without storage does not.

        They come in the order of the composites.
        """
        return np.concatenate([np.empty(0, dtype=np.int64), *(self.panes_of(c) for c in self.composites)])

    def panes_of(self, composite: Composite) -> IntArray:
        """Panes of a composite window if it follows them."""
        panes = self.network.panes
        if composite.kind != records.GLASS:
            return np.empty(0, dtype=np.int64)
        element = self.element_of[composite.members[0]]
        own = np.arange(panes.first[element], panes.first[element + 1])
        simple = own.size == 1 and panes.capacity[own[0]] == 0.0
        return own[:0] if simple else own

    def total(self, values: FloatArray) -> FloatArray:
        """(c,) sums over the faces of each composite."""
        sums: FloatArray = np.zeros(len(self.composites))
        np.add.at(sums, self.member_of, values)
        return sums

    def mean(self, values: FloatArray) -> FloatArray:
        """(c,) means by area."""
        average: FloatArray = self.total(values * self.network.faces.area) / self.area
        return average

    def first(self, values: FloatArray) -> FloatArray:
        """(c,) values of the first face of each composite."""
        return np.asarray(values)[[c.members[0] for c in self.composites]].astype(np.float64)


def parts_of(building: Building, climate: StepWeather) -> Parts:
    """Take a building apart.

    Args:
        building: any building.
        climate: its weather at one step an hour.
    """
    signals = solar_columns(building, climate)
    network = build_network(building, climate, signals, SECONDS_PER_HOUR)
    elements = elements_of(building)
    faces = faces_of(building, elements, climate.pressure)
    return Parts(building, elements, network, signals, *composites_of(elements, faces))
