"""Many buildings of one plan: a template, and the numbers in which they differ, as arrays.

What an optimiser asks for is thousands of variants of one building. Stated as a family they need not be built one by
one: everything that depends on the numbers is then computed for all of them at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from fluxion.building.material import Material
from fluxion.building.model import Building
from fluxion.building.opening import Window
from fluxion.building.surface import Surface
from fluxion.errors import InputError
from fluxion.typing import FloatArray, IntArray

# Fields of a family that are no arrays over its members.
_NO_ARRAYS = ("template", "size", "layers", "window_height")


@dataclass(frozen=True, eq=False)
class VariedLayer:
    """Thickness of one layer of one construction.

    Attributes:
        construction: name of the construction.
        layer: name of the layer in it.
        thickness: (n,) [m].
        low: least thickness that a design of this kind may have [m].
        high: largest one [m].
    """

    construction: str
    layer: str
    thickness: FloatArray
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Family:
    """n buildings that differ from a template in numbers; what is None is as in the template.

    Attributes:
        template: a building of this plan, without an overhang where the family has one.
        size: n.
        turn_deg: (n,) clockwise turn of the whole building [deg].
        layers: thicknesses of layers.
        window_height: name -> (n,) height of a window, from its sill upwards [m]. Each is the only opening of an
            upright outdoor wall, and wall and window are rectangles.
        overhang_depth: (n,) depth of a horizontal overhang at the head of each of these windows, as wide as its wall
            [m].
        u_value: (n,) rated U-value of all windows [W/(m2 K)].
        shgc: (n,) rated solar heat gain coefficient of all windows [-].
        infiltration_ach: (n,) of all zones [1/h].
        gain_factor: (n,) factor of all internal gains [-].
        ventilation_factor: (n,) factor of all mechanical flows [-].
        heat_recovery: (n,) effectiveness of all exchangers [-].
        night_factor: (n,) factor of all night flows [-].
        heating_shift_k: (n,) added to all heating setpoints at all times [K].
        cooling_shift_k: (n,) added to all cooling setpoints [K].

    Raises:
        InputError: an array of another length or with a number that is not finite, or an unknown construction, layer or
            window.
    """

    template: Building
    size: int
    turn_deg: FloatArray | None = None
    layers: tuple[VariedLayer, ...] = ()
    window_height: Mapping[str, FloatArray] = field(default_factory=dict)
    overhang_depth: FloatArray | None = None
    u_value: FloatArray | None = None
    shgc: FloatArray | None = None
    infiltration_ach: FloatArray | None = None
    gain_factor: FloatArray | None = None
    ventilation_factor: FloatArray | None = None
    heat_recovery: FloatArray | None = None
    night_factor: FloatArray | None = None
    heating_shift_k: FloatArray | None = None
    cooling_shift_k: FloatArray | None = None

    def __post_init__(self) -> None:
        for name, values in self._arrays():
            if np.shape(values) != (self.size,) or not np.isfinite(values).all():
                raise InputError(
                    f"family of '{self.template.name}': {name} must be {self.size} finite numbers with shape "
                    f"({self.size},); got shape {np.shape(values)}."
                )
        for layer in self.layers:
            varied_layer_index(self.template, layer)
        windows = window_hosts(self.template)
        for name in self.window_height:
            if name not in windows:
                raise InputError(
                    f"family of '{self.template.name}': '{name}' is no window of the template; the windows are "
                    f"{sorted(windows)}."
                )

    def portion(self, part: slice) -> "Family":
        """Some of the members, (m,) of (n,)."""
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _NO_ARRAYS}
        arrays: dict[str, Any] = {name: values[part] for name, values in given.items() if values is not None}
        return replace(
            self,
            size=len(range(*part.indices(self.size))),
            layers=tuple(replace(layer, thickness=layer.thickness[part]) for layer in self.layers),
            window_height={name: height[part] for name, height in self.window_height.items()},
            **arrays,
        )

    def _arrays(self) -> Iterator[tuple[str, FloatArray]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name not in _NO_ARRAYS and value is not None:
                yield one.name, value
        for layer in self.layers:
            yield f"thickness of '{layer.layer}' in '{layer.construction}'", layer.thickness
        for name, height in self.window_height.items():
            yield f"height of '{name}'", height


@runtime_checkable
class HasFamilies(Protocol):
    """A sequence of buildings that can state some of them as families; a slice of it is such a sequence too."""

    def __getitem__(self, part: slice, /) -> Any:
        """Some of the buildings."""

    def families(self) -> Sequence[tuple[IntArray, Family]]:
        """Families, each with the positions of its members; buildings in none of them are to be built one by one."""


def window_hosts(building: Building) -> dict[str, tuple[Surface, Window]]:
    """Every window with the surface that carries it, by the name of the window."""
    return {
        window.name: (surface, window)
        for zone in building.zones
        for surface in zone.surfaces
        for window in surface.windows
    }


def varied_layer_index(building: Building, varied: VariedLayer) -> int:
    """Position of a varied layer in its construction, 0 outermost.

    Raises:
        InputError: no such construction or layer of material in the building, or a thickness beyond its span.
    """
    constructions = {
        surface.construction.name: surface.construction for zone in building.zones for surface in zone.surfaces
    }
    construction = constructions.get(varied.construction)
    if construction is None:
        raise InputError(
            f"family of '{building.name}': no surface has the construction '{varied.construction}'; they have "
            f"{sorted(constructions)}."
        )
    for index, layer in enumerate(construction.layers):
        if layer.name == varied.layer and isinstance(layer, Material):
            beyond = (varied.thickness < varied.low) | (varied.thickness > varied.high)
            if beyond.any():
                raise InputError(
                    f"family of '{building.name}': '{varied.layer}' of '{varied.construction}' may be {varied.low:g} "
                    f"to {varied.high:g} m thick, but one is {varied.thickness[beyond][0]:g} m."
                )
            return index
    raise InputError(
        f"family of '{building.name}': the construction '{varied.construction}' has no layer of material called "
        f"'{varied.layer}'; it has {[layer.name for layer in construction.layers]}."
    )
