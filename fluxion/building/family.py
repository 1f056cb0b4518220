"""Many buildings of one plan: a template, and the numbers in which they differ, as arrays.

What an optimiser asks for is thousands of variants of one building. Stated as a family they need not be built one by
one: everything that depends on the numbers is then computed for all of them at once.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from fluxion.building.checks import require_between
from fluxion.building.glazing import SHGC, U_VALUE
from fluxion.building.material import THICKNESS, Material
from fluxion.building.model import Building
from fluxion.building.opening import Window
from fluxion.building.schedule import Schedule
from fluxion.building.surface import Surface
from fluxion.building.zone import FLOW_M3_S, HEAT_RECOVERY, INFILTRATION_ACH, POWER_W, SETPOINT_C
from fluxion.errors import InputError
from fluxion.typing import FloatArray, IntArray

# Fields of a family that are no arrays over its members.
_NO_ARRAYS = ("template", "size", "layers", "window_height")
# Depth of overhangs [m].
_OVERHANG = (0.0, 100.0)
# Setpoints may miss a limit by what is lost where they are stated as shifts [K].
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class VariedLayer:
    """Thickness of one layer of one construction.

    Attributes:
        construction: name of the construction.
        layer: name of the layer in it.
        thickness: (n,) [m].
        low: least thickness that a design of this kind may have; 0 stands for a wall without the layer [m].
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

    Sequences are taken as arrays; members count from 0.

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
        InputError: an array of another length, a member with a number that is not finite or that no building of this
            plan can have, or an unknown construction, layer or window.
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
        spans = _spans(self.template)
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name not in _NO_ARRAYS and value is not None:
                array = self._array(one.name, value)
                object.__setattr__(self, one.name, array)
                if one.name in spans:
                    self._require_within(one.name, array, *spans[one.name])
        self._require_order()
        layers = tuple(
            replace(one, thickness=self._array(f"thickness of '{one.layer}' in '{one.construction}'", one.thickness))
            for one in self.layers
        )
        object.__setattr__(self, "layers", layers)
        for layer in layers:
            varied_layer_index(self.template, layer)
        heights = {name: self._array(f"height of '{name}'", height) for name, height in self.window_height.items()}
        object.__setattr__(self, "window_height", heights)
        windows = window_hosts(self.template)
        for name in heights:
            if name not in windows:
                raise InputError(
                    f"{self._owner}: '{name}' is no window of the template; the windows are {sorted(windows)}."
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

    @property
    def _owner(self) -> str:
        return f"family of '{self.template.name}'"

    def _array(self, name: str, values: ArrayLike) -> FloatArray:
        # (n,) finite numbers.
        expected = f"{self._owner}: {name} must be {self.size} finite numbers with shape ({self.size},)"
        try:
            array = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError(f"{expected}; got {values!r}.") from None
        if array.shape != (self.size,):
            raise InputError(f"{expected}; got shape {array.shape}.")
        lost = np.flatnonzero(~np.isfinite(array))
        if lost.size:
            raise InputError(f"{expected}; got {array[lost[0]]} for member {lost[0]}.")
        return array

    def _require_within(self, name: str, values: FloatArray, low: float, high: float, unit: str) -> None:
        beyond = np.flatnonzero((values < low) | (values > high))
        if beyond.size:
            require_between(self._owner, f"{name} of member {beyond[0]}", float(values[beyond[0]]), low, high, unit)

    def _require_order(self) -> None:
        if self.heating_shift_k is None and self.cooling_shift_k is None:
            return
        none = np.zeros(self.size)
        heating = none if self.heating_shift_k is None else self.heating_shift_k
        cooling = none if self.cooling_shift_k is None else self.cooling_shift_k
        gap = min((zone.thermostat.least_gap_k for zone in self.template.zones if zone.thermostat), default=math.inf)
        crossed = np.flatnonzero(heating - cooling > gap + _ROUNDING)
        if crossed.size:
            member = crossed[0]
            raise InputError(
                f"{self._owner}: heating_shift_k may exceed cooling_shift_k by at most {gap:g} K, which is the least "
                f"distance of the template's setpoints, but of member {member} they are {heating[member]:g} K and "
                f"{cooling[member]:g} K; lower the heating or raise the cooling setpoint."
            )


def _spans(template: Building) -> dict[str, tuple[float, float, str]]:
    # Least and largest value of the arrays of a family and their unit: members are buildings, with the limits of those.
    def factor(largest: float, amounts: Iterable[float]) -> tuple[float, float, str]:
        return 0.0, largest / (max(amounts, default=0.0) or 1.0), ""

    def shift(setpoints: Iterable[Schedule | None]) -> tuple[float, float, str]:
        known = [schedule for schedule in setpoints if schedule is not None]
        low = max((SETPOINT_C[0] - schedule.low for schedule in known), default=-math.inf)
        high = min((SETPOINT_C[1] - schedule.high for schedule in known), default=math.inf)
        return low - _ROUNDING, high + _ROUNDING, "K"

    zones = template.zones
    thermostats = [zone.thermostat for zone in zones if zone.thermostat]
    return {
        "overhang_depth": (*_OVERHANG, "m"),
        "u_value": (*U_VALUE, "W/(m2 K)"),
        "shgc": (*SHGC, ""),
        "infiltration_ach": (*INFILTRATION_ACH, "1/h"),
        "gain_factor": factor(POWER_W[1], (gain.power_w for zone in zones for gain in zone.gains)),
        "ventilation_factor": factor(FLOW_M3_S[1], (z.ventilation.flow_m3_s for z in zones if z.ventilation)),
        "heat_recovery": (*HEAT_RECOVERY, ""),
        "night_factor": factor(FLOW_M3_S[1], (z.ventilative_cooling.flow_m3_s for z in zones if z.ventilative_cooling)),
        "heating_shift_k": shift(thermostat.heating_c for thermostat in thermostats),
        "cooling_shift_k": shift(thermostat.cooling_c for thermostat in thermostats),
    }


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
            _require_thickness(building, varied)
            return index
    raise InputError(
        f"family of '{building.name}': the construction '{varied.construction}' has no layer of material called "
        f"'{varied.layer}'; it has {[layer.name for layer in construction.layers]}."
    )


def _require_thickness(building: Building, varied: VariedLayer) -> None:
    what = f"family of '{building.name}': '{varied.layer}' of '{varied.construction}'"
    if not 0.0 <= varied.low <= varied.high <= THICKNESS[1]:
        raise InputError(
            f"{what} needs a span of thickness with 0 <= low <= high <= {THICKNESS[1]:g} m, but it is {varied.low:g} "
            f"to {varied.high:g} m."
        )
    beyond = np.flatnonzero((varied.thickness < varied.low) | (varied.thickness > varied.high))
    if beyond.size:
        raise InputError(
            f"{what} may be {varied.low:g} to {varied.high:g} m thick, but of member {beyond[0]} it is "
            f"{varied.thickness[beyond[0]]:g} m."
        )
