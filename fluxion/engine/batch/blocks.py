"""Buildings of one kind side by side: the arrays of the batch kernels, and their march through the year."""

import numpy as np

from fluxion.building.schedule import month_of_hour
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.march import march
from fluxion.engine._kernels.records import TERMS
from fluxion.engine.batch import numbers
from fluxion.engine.batch.lane_arrays import aligned, side_by_side
from fluxion.engine.batch.light_record import light_record, shaded_sides
from fluxion.engine.batch.rows import face_rows, layer_rows, mode_rows, partition_rows, side_rows, things, zone_rows
from fluxion.engine.batch.shapes import parts_of_hours
from fluxion.engine.batch.stack import Stack
from fluxion.engine.batch.sun_portrait import sun_rows
from fluxion.engine.climate import StepWeather
from fluxion.engine.warmup import START_C, WARMUP_HOURS
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR

_PANES = {"resistance": "resistance", "capacity": "pane_capacity"}
# Rows of a wall's outer and of its inner face: flux that is sent, what comes late of it, what modes give, what
# temperatures send back, and the part of it that comes late.
_WALL_FACES = (
    (records.SENT_OUT, records.LATE_OUT, records.GIVE_OUT, records.BACK_OO, records.LATE_OO),
    (records.SENT_IN, records.LATE_IN, records.GIVE_IN, records.BACK_II, records.LATE_II),
)


def weather_record(climate: StepWeather, adaptive: FloatArray) -> records.Weather:
    """Weather of the hours, shared by all blocks; what buildings bring, schedules and occupied hours, is left open.

    Energy is balanced over months; other periods may take their place.

    Args:
        climate: at one step an hour.
        adaptive: (8760,) upper limit of the operative temperature [degC].
    """

    def single(values: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(values, dtype=np.float32)

    return records.Weather(
        temperature=single(climate.temperature),
        sky=single(climate.sky),
        heat_capacity=single(climate.heat_capacity),
        wind_089=single(climate.wind_089),
        wind_0617=single(climate.wind_0617),
        wind_x=single(climate.wind_x),
        wind_y=single(climate.wind_y),
        raining=climate.raining.astype(np.uint8),
        wet_bulb=single(climate.wet_bulb),
        month=month_of_hour().astype(np.int32),
        period=month_of_hour().astype(np.int32),
        adaptive=single(adaptive),
        sun_row=sun_rows(climate),
        occupied=np.zeros(0, dtype=np.float32),
        shapes=np.zeros((0, 2, 0), dtype=np.float32),
    )


def block_of(stack: Stack, rows: slice, weather: records.Weather, parts_per_hour: int) -> records.Block:
    """The records of up to L buildings.

    Args:
        stack: buildings of one kind.
        rows: one to L of them, as many as there are lanes.
        weather: from `weather_record`.
        parts_per_hour: steps of an hour that begins with a jump of a schedule.
    """
    lanes = side_by_side(stack.numbers[rows])
    groups = {group: {field: lanes[place] for field, place in own.items()} for group, own in stack.places.items()}
    faces, sides = numbers.Faces(**groups["Faces"]), numbers.Sides(**groups["Sides"])
    zones, layers = numbers.Zones(**groups["Zones"]), numbers.Layers(**groups["Layers"])
    light = light_record(stack, groups["Light"])
    if stack.light:
        shaded_sides(stack, sides, light)
    layout = records.Layout(**stack.layout, parts=parts_of_hours(stack.shapes, parts_per_hour))
    order, modes = stack.order, mode_rows(layers)
    panes = [np.ascontiguousarray(stack.shared[_PANES.get(name, name)], np.float32) for name in records.Panes._fields]
    return records.Block(
        layout=layout,
        order=order,
        faces=face_rows(layout, faces),
        partitions=partition_rows(layout, faces),
        sides=side_rows(sides),
        zones=zone_rows(zones),
        layers=layer_rows(layout, layers, modes),
        modes=modes,
        stored=aligned(int(layout.first_state[-1])),
        pair_share=faces.pair_share,
        ground=faces.ground,
        convective=zones.convective,
        radiant=zones.radiant,
        panes=records.Panes(*panes),
        pane_faces=aligned(2 * panes[0].size),
        chain=aligned(6 * panes[0].size),
        period_start=aligned(2 * order.walls.size // records.MEMBER),
        airy=((layout.fresh_shape >= 0) | (layout.night_shape >= 0)).astype(np.int32),
        weather=weather._replace(shapes=stack.shapes, occupied=stack.occupied),
        sun=aligned(len(faces.area) + len(sides.hot) + panes[0].size),
        suns=aligned(0) if stack.light else side_by_side(stack.sun[rows]),
        light=light,
    )


def bring_to_start(block: records.Block) -> None:
    """Bring everything to one temperature and clear what an earlier march left behind."""
    layout = block.layout
    faces, zones = things(block.faces, records.FACE_ROWS), things(block.zones, records.ZONE_ROWS)
    partitions = things(block.partitions, records.PARTITION_ROWS)
    faces[:, records.SURFACE : records.ACROSS + 1] = 0.0
    partitions[:, records.OWED :] = 0.0
    zones[:, records.AIR :] = 0.0
    block.sun[:] = 0.0
    block.stored[:] = 0.0
    faces[:, [records.SURFACE, records.FAR]] = START_C
    zones[:, [records.AIR, records.STAR_NODE]] = START_C
    block.pane_faces[:] = START_C
    partitions[:, records.SHOWN] = START_C * (1.0 - partitions[:, records.SPREAD])
    modes, layers = things(block.modes, records.MODE_ROWS), things(block.layers, records.LAYER_ROWS)
    for f in np.flatnonzero(layout.kind != records.GLASS):
        c, kept = layout.layers[f], layout.first_state[f]
        own = modes[layout.first_mode[c] : layout.first_mode[c] + layout.slow[c]]
        held = START_C * (own[:, records.TAKE_OUT] + own[:, records.TAKE_IN]) / (1.0 - own[:, records.DECAY])
        block.stored[kept : kept + len(own)] = held
        for sent, late, give, back, own_late in _WALL_FACES:
            faces[f, late] = START_C * (layers[c, own_late] + layers[c, records.LATE_OI])
            last = START_C * (layers[c, back] + layers[c, records.BACK_OI])
            faces[f, sent] = last - faces[f, late] + (own[:, give] * held).sum(axis=0)


def march_block(block: records.Block, hourly: bool, hours: int = HOURS_PER_YEAR) -> records.Results:
    """March a block through the year.

    Args:
        block: from `block_of`; what it remembers of an earlier march is forgotten.
        hourly: keep hourly series.
        hours: end of the march; what would come later stays zero.
    """
    zones, periods = block.layout.low_shape.size, int(block.weather.period[-1]) + 1
    results = records.Results(
        zone=aligned(zones * records.ZONE_RESULTS),
        peaks=aligned(2),
        balance=aligned(periods * zones * TERMS),
        hourly=aligned(HOURS_PER_YEAR * zones * records.SERIES if hourly else 0),
    )
    bring_to_start(block)
    march(WARMUP_HOURS, hours, np.zeros(len(block.weather.shapes), dtype=np.float32), block, results)
    return results
