"""A thermal zone: its faces, its use, its air change and its thermostat."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fluxion.building.checks import require_between, require_name
from fluxion.building.schedule import Schedule
from fluxion.building.surface import Surface
from fluxion.errors import InputError

#: What a zone can have: power of a gain [W], setpoints [degC], a mechanical flow [m3/s], effectiveness of an exchanger
#: [-], air through leaks [1/h].
POWER_W = (0.0, 1e9)
SETPOINT_C = (-60.0, 90.0)
FLOW_M3_S = (0.0, 1e4)
HEAT_RECOVERY = (0.0, 1.0)
INFILTRATION_ACH = (0.0, 100.0)


@dataclass(frozen=True)
class InternalGain:
    """Sensible heat of people, lights or equipment.

    Attributes:
        name: what emits the heat.
        power_w: at schedule value one [W].
        radiant_fraction: share emitted as long-wave radiation [-]; the rest goes to the air.
        schedule: multiplier of the power [-].

    Raises:
        InputError: a negative power or schedule value, a share outside 0..1.
    """

    name: str
    power_w: float
    radiant_fraction: float
    schedule: Schedule

    def __post_init__(self) -> None:
        owner = f"internal gain '{self.name}'"
        require_between(owner, "power_w", self.power_w, *POWER_W, "W")
        require_between(owner, "radiant_fraction", self.radiant_fraction, 0.0, 1.0, "")
        if self.schedule.low < 0.0:
            raise InputError(f"{owner}: its schedule has a value below zero.")


@dataclass(frozen=True)
class Thermostat:
    """Ideal control of the air temperature; a missing schedule means that the service does not exist.

    In hours in which a service is off, its setpoint is one that is never reached, for example 90 degC for cooling.

    Attributes:
        heating_c: air temperature below which heat is added [degC], or None.
        cooling_c: air temperature above which heat is taken away [degC], or None.

    Raises:
        InputError: the heating setpoint is above the cooling setpoint in some hour.
    """

    heating_c: Schedule | None
    cooling_c: Schedule | None

    def __post_init__(self) -> None:
        for word, schedule in (("heating", self.heating_c), ("cooling", self.cooling_c)):
            if schedule is not None:
                for value in (schedule.low, schedule.high):
                    require_between("thermostat", f"{word} setpoint", value, *SETPOINT_C, "degC")
        if self.heating_c is not None and self.cooling_c is not None:
            # Two lines that cross within an hour are in the wrong order at one of its ends: columns begin and end.
            heating, cooling = (
                np.column_stack([schedule.values, schedule.end_values]) for schedule in (self.heating_c, self.cooling_c)
            )
            above = np.argwhere(heating > cooling)
            if above.size:
                hour, end = (int(index) for index in above[0])
                raise InputError(
                    f"thermostat: the heating setpoint ({heating[hour, end]:g} degC) is above the cooling setpoint "
                    f"({cooling[hour, end]:g} degC) in hour {hour} of the year; lower the heating or raise the "
                    "cooling setpoint."
                )

    @cached_property
    def least_gap_k(self) -> float:
        """Least distance from the heating up to the cooling setpoint in the year; infinite without both [K]."""
        if self.heating_c is None or self.cooling_c is None:
            return math.inf
        begin = self.cooling_c.values - self.heating_c.values
        end = self.cooling_c.end_values - self.heating_c.end_values
        return float(min(begin.min(), end.min()))


@dataclass(frozen=True)
class Ventilation:
    """Mechanical supply of outdoor air, balanced by the same exhaust.

    Attributes:
        flow_m3_s: volume flow at outdoor density at schedule value one [m3/s].
        schedule: multiplier of the flow [-].
        heat_recovery: sensible effectiveness of the exchanger between exhaust and supply [-].
        bypass_above_c: zone air temperature above which the exchanger is bypassed while it is cooler outdoors
            [degC]; None: never bypassed.

    Raises:
        InputError: a value out of range.
    """

    flow_m3_s: float
    schedule: Schedule
    heat_recovery: float = 0.0
    bypass_above_c: float | None = None

    def __post_init__(self) -> None:
        require_between("ventilation", "flow_m3_s", self.flow_m3_s, *FLOW_M3_S, "m3/s")
        require_between("ventilation", "heat_recovery", self.heat_recovery, *HEAT_RECOVERY, "")
        if self.bypass_above_c is not None:
            require_between("ventilation", "bypass_above_c", self.bypass_above_c, -50.0, 90.0, "degC")
        if self.schedule.low < 0.0:
            raise InputError("ventilation: its schedule has a value below zero.")


@dataclass(frozen=True)
class VentilativeCooling:
    """Extra outdoor air that cools the zone while it is useful, for example at night.

    It runs in a step when the schedule allows it, the zone air was above `above_indoor_c` and warmer than
    outdoors by at least `delta_k`, and outdoors is not below `above_outdoor_c`.

    Attributes:
        flow_m3_s: volume flow at outdoor density at schedule value one [m3/s].
        schedule: multiplier of the flow [-].
        above_indoor_c: lowest zone air temperature [degC].
        delta_k: smallest excess of the zone over outdoor air [K].
        above_outdoor_c: lowest outdoor air temperature [degC].

    Raises:
        InputError: a value out of range.
    """

    flow_m3_s: float
    schedule: Schedule
    above_indoor_c: float = -100.0
    delta_k: float = -200.0
    above_outdoor_c: float = -100.0

    def __post_init__(self) -> None:
        require_between("ventilative cooling", "flow_m3_s", self.flow_m3_s, *FLOW_M3_S, "m3/s")
        require_between("ventilative cooling", "above_indoor_c", self.above_indoor_c, -100.0, 100.0, "degC")
        require_between("ventilative cooling", "delta_k", self.delta_k, -200.0, 200.0, "K")
        require_between("ventilative cooling", "above_outdoor_c", self.above_outdoor_c, -100.0, 100.0, "degC")
        if self.schedule.low < 0.0:
            raise InputError("ventilative cooling: its schedule has a value below zero.")


@dataclass(frozen=True)
class Zone:
    """A volume of well-mixed air and the faces around it.

    Attributes:
        name: name of the zone.
        floor_area: conditioned floor area [m2].
        volume: air volume [m3].
        surfaces: the faces that this zone owns (those owned by a neighbour are added by the building).
        thermostat: ideal heating and cooling; None: free floating.
        gains: internal gains.
        infiltration_ach: outdoor air through leaks [1/h], a volume flow at outdoor density.
        ventilation: mechanical ventilation, if any.
        ventilative_cooling: extra outdoor air for cooling, if any.
        solar_shares: share of the sun that enters the zone which each of its faces, by name, absorbs [-]; what is
            missing to one leaves through the windows. Empty: computed from geometry and absorptances.

    Raises:
        InputError: a value out of range.
    """

    name: str
    floor_area: float
    volume: float
    surfaces: tuple[Surface, ...]
    thermostat: Thermostat | None = None
    gains: tuple[InternalGain, ...] = ()
    infiltration_ach: float = 0.0
    ventilation: Ventilation | None = None
    ventilative_cooling: VentilativeCooling | None = None
    solar_shares: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        require_name("zone", self.name)
        owner = f"zone '{self.name}'"
        require_between(owner, "floor_area", self.floor_area, 1e-3, 1e7, "m2")
        require_between(owner, "volume", self.volume, 1e-3, 1e8, "m3")
        require_between(owner, "infiltration_ach", self.infiltration_ach, *INFILTRATION_ACH, "1/h")
        for face, share in self.solar_shares.items():
            require_between(owner, f"solar share of '{face}'", share, 0.0, 1.0, "")
        if sum(self.solar_shares.values()) > 1.0 + 1e-9:
            raise InputError(
                f"{owner}: the solar shares must not exceed 1 together, but they add up to "
                f"{sum(self.solar_shares.values()):g}."
            )
