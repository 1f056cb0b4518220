"""Zones: gains, air change and ideal loads.

Mapping of the air change (all flows at outdoor density, none of them latent):

| Fluxion | EnergyPlus |
|---|---|
| infiltration | ZoneInfiltration:DesignFlowRate, constant |
| ventilation with effectiveness e | ZoneVentilation:DesignFlowRate of (1 - e) times the flow |
| bypass of the exchanger | a second one of e times the flow, only above the bypass temperature and if cooler outdoors |
| ventilative cooling | ZoneVentilation:DesignFlowRate with the limits on indoor, outdoor and difference |

An exchanger with the sensible effectiveness e brings supply air to T_out + e (T_zone - T_out), so that the zone
loses rho cp V (1 - e) (T_zone - T_out): the heat of the reduced flow, exactly. The ideal-loads system with outdoor
air would do the same only while it runs.
"""

from typing import Any

from fluxion.building import InternalGain, Schedule, Thermostat, Ventilation, VentilativeCooling, Zone
from fluxion.energyplus.document import Document
from fluxion.energyplus.schedules import ScheduleWriter
from fluxion.units import SECONDS_PER_HOUR

# Control types of ZoneControl:Thermostat.
_SINGLE_HEATING, _SINGLE_COOLING, _DUAL = 1.0, 2.0, 4.0
# EnergyPlus refuses temperature limits beyond these [degC], [K].
_LOWEST_LIMIT = -100.0


class ZoneWriter:
    """Writes a zone's volume, use and equipment; its faces are written elsewhere."""

    def __init__(self, document: Document, schedules: ScheduleWriter) -> None:
        self._document = document
        self._schedules = schedules

    def write(self, zone: Zone) -> str:
        """Add `zone` and return its name in EnergyPlus."""
        name = self._document.name("zone", zone.name)
        self._document.add("Zone", name, {"volume": zone.volume, "floor_area": zone.floor_area})
        for gain in zone.gains:
            self._gain(name, gain)
        if zone.infiltration_ach > 0.0:
            flow = zone.infiltration_ach * zone.volume / SECONDS_PER_HOUR
            self._flow("ZoneInfiltration:DesignFlowRate", f"{name} infiltration", name, flow, None)
        if zone.ventilation is not None:
            self._ventilation(name, zone.ventilation)
        if zone.ventilative_cooling is not None:
            self._ventilative_cooling(name, zone.ventilative_cooling)
        if zone.thermostat is not None and (zone.thermostat.heating_c or zone.thermostat.cooling_c):
            self._thermostat(name, zone.thermostat)
            self._ideal_loads(name, zone.thermostat)
        return name

    def _gain(self, zone: str, gain: InternalGain) -> None:
        self._document.add(
            "OtherEquipment",
            self._document.name("gain", f"{zone} {gain.name} {len(self._document.objects.get('OtherEquipment', {}))}"),
            {
                "zone_or_zonelist_or_space_or_spacelist_name": zone,
                "fuel_type": "None",
                "schedule_name": self._schedules.write(gain.schedule),
                "design_level_calculation_method": "EquipmentLevel",
                "design_level": gain.power_w,
                "fraction_latent": 0.0,
                "fraction_radiant": gain.radiant_fraction,
                "fraction_lost": 0.0,
            },
        )

    def _ventilation(self, zone: str, ventilation: Ventilation) -> None:
        recovered = ventilation.heat_recovery
        self._ventilation_flow(
            f"{zone} ventilation", zone, (1.0 - recovered) * ventilation.flow_m3_s, ventilation.schedule, {}
        )
        if ventilation.bypass_above_c is not None:
            self._ventilation_flow(
                f"{zone} bypass",
                zone,
                recovered * ventilation.flow_m3_s,
                ventilation.schedule,
                {"minimum_indoor_temperature": ventilation.bypass_above_c, "delta_temperature": 0.0},
            )

    def _ventilative_cooling(self, zone: str, cooling: VentilativeCooling) -> None:
        limits = {
            "minimum_indoor_temperature": max(cooling.above_indoor_c, _LOWEST_LIMIT),
            "delta_temperature": max(cooling.delta_k, _LOWEST_LIMIT),
            "minimum_outdoor_temperature": max(cooling.above_outdoor_c, _LOWEST_LIMIT),
        }
        self._ventilation_flow(f"{zone} ventilative cooling", zone, cooling.flow_m3_s, cooling.schedule, limits)

    def _ventilation_flow(
        self, text: str, zone: str, flow: float, schedule: Schedule, limits: dict[str, float]
    ) -> None:
        if flow > 0.0:
            self._flow(
                "ZoneVentilation:DesignFlowRate", text, zone, flow, schedule, {"ventilation_type": "Natural"} | limits
            )

    def _flow(
        self,
        kind: str,
        text: str,
        zone: str,
        flow_m3_s: float,
        schedule: Schedule | None,
        more: dict[str, Any] | None = None,
    ) -> None:
        # Without a schedule the flow is constant; the other three coefficients, of wind and temperature, stay zero.
        on = self._schedules.constant(1.0) if schedule is None else self._schedules.write(schedule)
        self._document.add(
            kind,
            self._document.name("flow", text),
            {
                "zone_or_zonelist_or_space_or_spacelist_name": zone,
                "schedule_name": on,
                "design_flow_rate_calculation_method": "Flow/Zone",
                "design_flow_rate": flow_m3_s,
                "constant_term_coefficient": 1.0,
                "density_basis": "Outdoor",
                **(more or {}),
            },
        )

    def _thermostat(self, zone: str, thermostat: Thermostat) -> None:
        fields: dict[str, Any] = {}
        if thermostat.heating_c is not None and thermostat.cooling_c is not None:
            control, kind = _DUAL, "ThermostatSetpoint:DualSetpoint"
            fields["heating_setpoint_temperature_schedule_name"] = self._schedules.write(thermostat.heating_c)
            fields["cooling_setpoint_temperature_schedule_name"] = self._schedules.write(thermostat.cooling_c)
        elif thermostat.heating_c is not None:
            control, kind = _SINGLE_HEATING, "ThermostatSetpoint:SingleHeating"
            fields["setpoint_temperature_schedule_name"] = self._schedules.write(thermostat.heating_c)
        else:
            assert thermostat.cooling_c is not None
            control, kind = _SINGLE_COOLING, "ThermostatSetpoint:SingleCooling"
            fields["setpoint_temperature_schedule_name"] = self._schedules.write(thermostat.cooling_c)
        setpoints = self._document.add(kind, f"{zone} setpoints", fields)
        self._document.add(
            "ZoneControl:Thermostat",
            f"{zone} thermostat",
            {
                "zone_or_zonelist_name": zone,
                "control_type_schedule_name": self._schedules.constant(control),
                "control_1_object_type": kind,
                "control_1_name": setpoints,
            },
        )

    def _ideal_loads(self, zone: str, thermostat: Thermostat) -> None:
        # Supply temperatures on both sides of every setpoint; the flow is unlimited, so they do not limit the load.
        hottest = thermostat.heating_c.high if thermostat.heating_c is not None else 20.0
        coldest = thermostat.cooling_c.low if thermostat.cooling_c is not None else 25.0
        system, equipment, inlet = f"{zone} ideal loads", f"{zone} equipment", f"{zone} supply"
        self._document.add(
            "ZoneHVAC:IdealLoadsAirSystem",
            system,
            {
                "zone_supply_air_node_name": inlet,
                "maximum_heating_supply_air_temperature": min(max(50.0, hottest + 20.0), 99.9),
                "minimum_cooling_supply_air_temperature": min(13.0, coldest - 10.0),
                "heating_limit": "NoLimit",
                "cooling_limit": "NoLimit",
                "dehumidification_control_type": "None",
                "humidification_control_type": "None",
            },
        )
        self._document.add(
            "ZoneHVAC:EquipmentList",
            equipment,
            {
                "load_distribution_scheme": "SequentialLoad",
                "equipment": [
                    {
                        "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                        "zone_equipment_name": system,
                        "zone_equipment_cooling_sequence": 1,
                        "zone_equipment_heating_or_no_load_sequence": 1,
                    }
                ],
            },
        )
        self._document.add(
            "ZoneHVAC:EquipmentConnections",
            f"{zone} connections",
            {
                "zone_name": zone,
                "zone_conditioning_equipment_list_name": equipment,
                "zone_air_inlet_node_or_nodelist_name": inlet,
                "zone_air_node_name": f"{zone} air",
                "zone_return_air_node_or_nodelist_name": f"{zone} return",
            },
        )
