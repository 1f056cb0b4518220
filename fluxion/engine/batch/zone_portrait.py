"""Use and air of the zones as numbers and shapes of schedules."""

import numpy as np

from fluxion.building import Schedule, Ventilation, VentilativeCooling
from fluxion.engine.batch.parts import Integers, Numbers, Parts
from fluxion.engine.batch.shapes import ALWAYS, NEVER, ShapeCollection

# A setpoint that is never reached [degC].
_NEVER_REACHED = 1e9


def zones_portrait(parts: Parts, shapes: ShapeCollection) -> tuple[Integers, Numbers]:
    """Thermostats, gains and air flows; new shapes are added to `shapes`."""
    zones, air = parts.building.zones, parts.network.zones
    heating = [zone.thermostat.heating_c if zone.thermostat else None for zone in zones]
    cooling = [zone.thermostat.cooling_c if zone.thermostat else None for zone in zones]
    low = [_setpoint(schedule, -_NEVER_REACHED, shapes) for schedule in heating]
    high = [_setpoint(schedule, _NEVER_REACHED, shapes) for schedule in cooling]
    gains: list[tuple[int, float, float]] = []
    first = [0]
    for zone in zones:
        sums: dict[int, list[float]] = {}
        for gain in zone.gains:
            base, span, shape = shapes.line(gain.schedule)
            for number, value in ((ALWAYS, base), (shape, span)):
                power = sums.setdefault(number, [0.0, 0.0])
                power[0] += gain.power_w * value * (1.0 - gain.radiant_fraction)
                power[1] += gain.power_w * value * gain.radiant_fraction
        gains.extend((shape, power[0], power[1]) for shape, power in sorted(sums.items()) if shape != NEVER)
        first.append(len(gains))
    fresh = [_flow(zone.ventilation, shapes) for zone in zones]
    night = [_flow(zone.ventilative_cooling, shapes) for zone in zones]
    integers = {
        "first_gain": first,
        "gain_shape": [gain[0] for gain in gains],
        "low_shape": [line[2] for line in low],
        "high_shape": [line[2] for line in high],
        "fresh_shape": [flow[1] for flow in fresh],
        "night_shape": [flow[1] for flow in night],
    }
    numbers = {
        "capacity": air.capacity,
        "leak": air.infiltration,
        "fresh": air.ventilation * np.array([flow[0] for flow in fresh]),
        "recovery": air.recovery,
        "bypass": np.minimum(air.bypass, _NEVER_REACHED),
        "night": air.night * np.array([flow[0] for flow in night]),
        "night_indoor": air.night_indoor,
        "night_delta": air.night_delta,
        "night_outdoor": air.night_outdoor,
        "low_base": np.array([line[0] for line in low]),
        "low_span": np.array([line[1] for line in low]),
        "high_base": np.array([line[0] for line in high]),
        "high_span": np.array([line[1] for line in high]),
        "convective": np.array([gain[1] for gain in gains]),
        "radiant_gain": np.array([gain[2] for gain in gains]),
    }
    return integers, numbers


def _setpoint(schedule: Schedule | None, never: float, shapes: ShapeCollection) -> tuple[float, float, int]:
    return (never, 0.0, NEVER) if schedule is None else shapes.line(schedule)


def _flow(part: Ventilation | VentilativeCooling | None, shapes: ShapeCollection) -> tuple[float, int]:
    # Largest value of the schedule and the number of its shape; -1 where there is no flow.
    if part is None or part.flow_m3_s == 0.0 or part.schedule.high == 0.0:
        return 0.0, -1
    return part.schedule.high, shapes.share(part.schedule)
