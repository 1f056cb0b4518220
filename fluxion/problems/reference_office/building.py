"""The reference office as one function of its parameters."""

from functools import cache

from fluxion.building import (
    Building,
    Ground,
    InternalGain,
    Schedule,
    SimpleGlazing,
    Terrain,
    Thermostat,
    Ventilation,
    VentilativeCooling,
    Zone,
)
from fluxion.building.checks import require_between
from fluxion.errors import InputError
from fluxion.problems.reference_office import plan
from fluxion.problems.reference_office.layers import constructions

#: Sensible internal gains: share of the level, radiant fraction, multiplier outside occupied hours.
GAINS = {"people": (0.25, 0.3, 0.0), "lights": (0.35, 0.5, 0.1), "equipment": (0.40, 0.3, 0.3)}
#: Occupied hours on weekdays, and hours in which the thermostat leaves setback [o'clock].
OCCUPIED = (8, 18)
THERMOSTAT_ON = (7, 18)


# A depth that no ruler shows, as the arithmetic of an optimiser leaves it, is none [m].
_LEAST_OVERHANG = 1e-6


@cache
def occupied_schedule() -> Schedule:
    """1 on weekdays from 8 to 18 h, otherwise 0."""
    return Schedule.weekdays(*OCCUPIED, inside=1.0, outside=0.0, name="occupied")


@cache
def gain_schedule(kind: str) -> Schedule:
    """Multiplier of one kind of internal gain, a key of `GAINS`."""
    return Schedule.weekdays(*OCCUPIED, inside=1.0, outside=GAINS[kind][2], name=kind)


@cache
def night_schedule() -> Schedule:
    """1 outside occupied hours, when opening the building to night air disturbs nobody."""
    return Schedule("night", 1.0 - occupied_schedule().values)


def reference_office(
    *,
    wall_insulation_m: float = 0.10,
    roof_insulation_m: float = 0.15,
    floor_insulation_m: float = 0.10,
    window_u: float = 1.8,
    shgc: float = 0.45,
    wwr_south: float = 0.4,
    wwr_east: float = 0.4,
    wwr_north: float = 0.4,
    wwr_west: float = 0.4,
    overhang_m: float = 0.0,
    infiltration_ach: float = 0.3,
    internal_gains_w_m2: float = 12.0,
    heating_setpoint_c: float = 20.0,
    cooling_setpoint_c: float = 25.0,
    setback_k: float = 4.0,
    setup_k: float = 4.0,
    orientation_deg: float = 0.0,
    thermal_mass: str = "light",
    heating: bool = True,
    cooling: bool = True,
    ground_temperature_c: float | tuple[float, ...] = 18.0,
    n_floors: int = 2,
    ventilation_m3_s_m2: float = 0.0,
    heat_recovery: float = 0.0,
    bypass_above_c: float | None = None,
    night_ventilation_ach: float = 0.0,
    night_above_indoor_c: float = 22.0,
    night_delta_k: float = 2.0,
    night_above_outdoor_c: float = 10.0,
) -> Building:
    """Build the office: 30 m x 20 m, five zones a storey (four facades and a core), two storeys by default.

    Args:
        wall_insulation_m: facade insulation [m].
        roof_insulation_m: roof insulation [m].
        floor_insulation_m: ground-floor insulation [m].
        window_u: rated U-value of the windows [W/(m2 K)].
        shgc: rated solar heat gain coefficient [-].
        wwr_south: window-to-wall ratio of facade S [-]; likewise `wwr_east`, `wwr_north`, `wwr_west`.
        wwr_east: see `wwr_south`.
        wwr_north: see `wwr_south`.
        wwr_west: see `wwr_south`.
        overhang_m: depth of the overhangs at the window heads of all facades [m].
        infiltration_ach: outdoor air through leaks [1/h].
        internal_gains_w_m2: sensible gains at full schedule per floor area [W/m2].
        heating_setpoint_c: weekdays 7-18 h [degC].
        cooling_setpoint_c: weekdays 7-18 h [degC].
        setback_k: taken off the heating setpoint at other times [K].
        setup_k: added to the cooling setpoint at other times [K].
        orientation_deg: clockwise turn; at 90 facade S looks west [deg].
        thermal_mass: ``light`` or ``heavy``.
        heating: False leaves the heating out.
        cooling: False leaves the cooling out.
        ground_temperature_c: outer face of the ground-floor insulation [degC], one value or twelve monthly ones.
        n_floors: number of storeys.
        ventilation_m3_s_m2: mechanical outdoor air in occupied hours per floor area [m3/(s m2)].
        heat_recovery: sensible effectiveness of its exchanger [-].
        bypass_above_c: zone air temperature above which the exchanger is bypassed [degC].
        night_ventilation_ach: extra outdoor air for cooling outside occupied hours [1/h].
        night_above_indoor_c: it runs only while the zone air is above this temperature [degC],
        night_delta_k: warmer than outdoors by this much [K],
        night_above_outdoor_c: and outdoors is not colder than this [degC].

    Raises:
        InputError: a value is impossible, for example a window band that does not fit.
    """
    require_between("reference office", "internal_gains_w_m2", internal_gains_w_m2, 0.0, 500.0, "W/m2")
    require_between("reference office", "heating_setpoint_c", heating_setpoint_c, -30.0, 60.0, "degC")
    require_between("reference office", "cooling_setpoint_c", cooling_setpoint_c, -30.0, 60.0, "degC")
    require_between("reference office", "setback_k", setback_k, 0.0, 60.0, "K")
    require_between("reference office", "setup_k", setup_k, 0.0, 60.0, "K")
    require_between("reference office", "overhang_m", overhang_m, 0.0, 10.0, "m")
    require_between("reference office", "orientation_deg", orientation_deg, -360.0, 720.0, "deg")
    require_between("reference office", "n_floors", n_floors, 1, 200, "storeys")
    require_between("reference office", "night_ventilation_ach", night_ventilation_ach, 0.0, 50.0, "1/h")
    if int(n_floors) != n_floors:
        raise InputError(f"reference office: n_floors must be a whole number, but it is {n_floors!r}.")
    place = plan.Placement(orientation_deg)
    parts = constructions(thermal_mass, wall_insulation_m, roof_insulation_m, floor_insulation_m)
    glazing = SimpleGlazing("window", window_u, shgc)
    wwr = {"S": wwr_south, "E": wwr_east, "N": wwr_north, "W": wwr_west, "C": 0.0}
    ground = Ground(ground_temperature_c)
    heating_c = Schedule.weekdays(*THERMOSTAT_ON, heating_setpoint_c, heating_setpoint_c - setback_k, "heating")
    cooling_c = Schedule.weekdays(*THERMOSTAT_ON, cooling_setpoint_c, cooling_setpoint_c + setup_k, "cooling")
    thermostat = Thermostat(heating_c if heating else None, cooling_c if cooling else None)

    def zone(floor: int, unit: str) -> Zone:
        area = plan.unit_area(unit)
        volume = area * plan.FLOOR_HEIGHT
        fresh = Ventilation(ventilation_m3_s_m2 * area, occupied_schedule(), heat_recovery, bypass_above_c)
        night = VentilativeCooling(
            night_ventilation_ach * volume / 3600.0,
            night_schedule(),
            night_above_indoor_c,
            night_delta_k,
            night_above_outdoor_c,
        )
        return Zone(
            name=plan.storey_name(floor, unit),
            floor_area=area,
            volume=volume,
            surfaces=plan.unit_surfaces(floor, n_floors, unit, place, parts, glazing, wwr[unit], ground),
            thermostat=thermostat,
            gains=tuple(
                InternalGain(kind, internal_gains_w_m2 * share * area, radiant, gain_schedule(kind))
                for kind, (share, radiant, _) in GAINS.items()
            ),
            infiltration_ach=infiltration_ach,
            ventilation=fresh if fresh.flow_m3_s > 0.0 else None,
            ventilative_cooling=night if night.flow_m3_s > 0.0 else None,
        )

    floors = range(int(n_floors))
    return Building(
        name="reference office",
        zones=tuple(zone(floor, unit) for floor in floors for unit in plan.UNITS),
        occupied=occupied_schedule(),
        shades=tuple(plan.overhang(floor, unit, overhang_m, wwr[unit], place) for floor in floors for unit in "SENW")
        if overhang_m > _LEAST_OVERHANG
        else (),
        ground_reflectance=0.2,
        terrain=Terrain.named("suburbs"),
    )
