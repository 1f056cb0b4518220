"""Constructions and glazing.

EnergyPlus keeps the finish of a face with its outermost or innermost layer, Fluxion with the construction; every
construction therefore gets layers of its own, and a single layer with two finishes is cut into two halves.

EnergyPlus knows no heat capacity of glass: density and specific heat of a pane are left out, and its windows are in
balance at every step. The engine lets glass store heat; without it, a light room behind 11.5 m2 of double glazing with
panes of 6 mm needs 1 % more heating and cooling in a year in Golden.
"""

import hashlib
from dataclasses import replace
from typing import Any

from fluxion.building import Construction, Finish, Gap, Material, Pane, PaneGlazing, Resistance
from fluxion.building.glazing import Glazing
from fluxion.building.material import Layer
from fluxion.energyplus.document import Document
from fluxion.errors import InputError

#: Emissivity of both faces of EnergyPlus' simple window (Engineering Reference, "Simple Window Model").
SIMPLE_WINDOW_EMISSIVITY = 0.84
# EnergyPlus takes emissivities above zero and up to this only.
_EMISSIVITY_RANGE = (1e-6, 0.99999)


class ConstructionWriter:
    """Writes each construction once per direction in which it is seen."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[Construction, str], str] = {}
        self._layers: dict[tuple[Layer, Finish], str] = {}
        self._panes: dict[PaneGlazing, str] = {}

    def opaque(self, construction: Construction) -> str:
        """Name of the construction as its owner sees it."""
        return self._write(construction, "", construction.layers, construction.outside, construction.inside)

    def reverse(self, construction: Construction) -> str:
        """Name of the construction as the zone behind it sees it."""
        layers = construction.layers[::-1]
        return self._write(construction, " reversed", layers, construction.inside, construction.outside)

    def adiabatic(self, construction: Construction) -> str:
        """Name of the construction followed outwards by its mirror image.

        EnergyPlus gives the outer face of an adiabatic surface the temperature of its inner face; with a symmetric
        construction no heat crosses the middle, which is where the real outer face lies.
        """
        layers = construction.layers[::-1] + construction.layers
        return self._write(construction, " mirrored", layers, construction.inside, construction.inside)

    def glazing(self, glazing: Glazing) -> str:
        """Name of the window construction.

        Raises:
            InputError: the emissivity of a rated glazing is not the one of EnergyPlus' simple window.
        """
        if isinstance(glazing, PaneGlazing):
            return self._pane_by_pane(glazing)
        if abs(glazing.emissivity - SIMPLE_WINDOW_EMISSIVITY) > 1e-9:
            raise InputError(
                f"glazing '{glazing.name}': EnergyPlus' simple window has an emissivity of "
                f"{SIMPLE_WINDOW_EMISSIVITY}, but this glazing has {glazing.emissivity:g}; describe it by its panes."
            )
        name = self._document.name("construction", f"{glazing.name} U {glazing.u_value:.9g} SHGC {glazing.shgc:.9g}")
        self._document.add(
            "WindowMaterial:SimpleGlazingSystem",
            name,
            {"u_factor": glazing.u_value, "solar_heat_gain_coefficient": glazing.shgc},
        )
        return self._document.add("Construction", name, {"outside_layer": name})

    def _pane_by_pane(self, glazing: PaneGlazing) -> str:
        if glazing not in self._panes:
            layers = [self._pane(glazing.panes[0])]
            for gap, pane in zip(glazing.gaps, glazing.panes[1:]):
                layers += [self._gap(gap), self._pane(pane)]
            fields = {"outside_layer" if i == 0 else f"layer_{i + 1}": layer for i, layer in enumerate(layers)}
            name = self._document.name("construction", f"{glazing.name} #{len(self._panes) + 1} of panes")
            self._panes[glazing] = self._document.add("Construction", name, fields)
        return self._panes[glazing]

    def _pane(self, pane: Pane) -> str:
        low, high = _EMISSIVITY_RANGE
        # Light and sun are kept alike: nothing here reads daylight.
        fields: dict[str, Any] = {
            "optical_data_type": "SpectralAverage",
            "thickness": pane.thickness,
            "infrared_transmittance_at_normal_incidence": 0.0,
            "front_side_infrared_hemispherical_emissivity": min(max(pane.emissivity_front, low), high),
            "back_side_infrared_hemispherical_emissivity": min(max(pane.emissivity_back, low), high),
            "conductivity": pane.conductivity,
        }
        for band in ("solar", "visible"):
            fields[f"{band}_transmittance_at_normal_incidence"] = pane.transmittance
            fields[f"front_side_{band}_reflectance_at_normal_incidence"] = pane.reflectance_front
            fields[f"back_side_{band}_reflectance_at_normal_incidence"] = pane.reflectance_back
        return self._document.add("WindowMaterial:Glazing", f"pane {_digest(pane)}", fields)

    def _gap(self, gap: Gap) -> str:
        name = f"{gap.gas} {gap.thickness:.9g} m"
        return self._document.add("WindowMaterial:Gas", name, {"gas_type": gap.gas.title(), "thickness": gap.thickness})

    def _write(
        self, construction: Construction, suffix: str, layers: tuple[Layer, ...], outside: Finish, inside: Finish
    ) -> str:
        key = (construction, suffix)
        if key in self._known:
            return self._known[key]
        if len(layers) == 1 and outside != inside:
            layers = _halves(layers[0])
        number = len(self._known) + 1
        name = self._document.name("construction", f"{construction.name}{suffix} #{number}")
        last = len(layers) - 1
        fields: dict[str, Any] = {}
        for i, layer in enumerate(layers):
            # The finish of layers between the faces has no effect; one for all lets both directions share them.
            finish = outside if i == 0 else inside if i == last else Finish()
            fields["outside_layer" if i == 0 else f"layer_{i + 1}"] = self._layer(layer, finish)
        self._document.add("Construction", name, fields)
        self._known[key] = name
        return name

    def _layer(self, layer: Layer, finish: Finish) -> str:
        key = (layer, finish)
        if key not in self._layers:
            name = self._document.name("material", f"{layer.name} #{len(self._layers) + 1}")
            self._layers[key] = self._add_layer(name, layer, finish)
        return self._layers[key]

    def _add_layer(self, name: str, layer: Layer, finish: Finish) -> str:
        low, high = _EMISSIVITY_RANGE
        face = {
            "roughness": finish.roughness.title().replace(" ", ""),
            "thermal_absorptance": min(max(finish.emissivity, low), high),
            "solar_absorptance": finish.solar_absorptance,
            "visible_absorptance": finish.solar_absorptance,
        }
        if isinstance(layer, Resistance):
            return self._document.add("Material:NoMass", name, {"thermal_resistance": layer.resistance, **face})
        body = {
            "thickness": layer.thickness,
            "conductivity": layer.conductivity,
            "density": layer.density,
            "specific_heat": layer.specific_heat,
        }
        return self._document.add("Material", name, body | face)


def _digest(pane: Pane) -> str:
    return hashlib.sha256(repr(pane).encode()).hexdigest()[:12]


def _halves(layer: Layer) -> tuple[Layer, Layer]:
    if isinstance(layer, Material):
        half: Layer = replace(layer, thickness=0.5 * layer.thickness)
    else:
        half = replace(layer, resistance=0.5 * layer.resistance)
    return half, half
