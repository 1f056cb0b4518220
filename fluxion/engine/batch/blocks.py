"""Sixteen buildings of one kind side by side: the arrays of the batch kernels, and their march through the year."""

from typing import NamedTuple

import numpy as np

from fluxion.building.schedule import month_of_hour
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.march import march
from fluxion.engine._kernels.records import TERMS
from fluxion.engine.batch.lane_arrays import aligned, side_by_side
from fluxion.engine.batch.light_record import light_record, shaded_sides
from fluxion.engine.batch.shapes import parts_of_hours
from fluxion.engine.batch.stack import Stack
from fluxion.engine.batch.sun_portrait import sun_rows
from fluxion.engine.climate import StepWeather
from fluxion.engine.warmup import START_C, WARMUP_HOURS
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR

_PANES = {"resistance": "resistance", "capacity": "pane_capacity"}


def weather_record(climate: StepWeather, adaptive: FloatArray) -> records.Weather:
    """Weather of the hours, shared by all blocks; what buildings bring, schedules and occupied hours, is left open.

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
        adaptive=single(adaptive),
        sun_row=sun_rows(climate),
        occupied=np.zeros(0, dtype=np.float32),
        shapes=np.zeros((0, 2, 0), dtype=np.float32),
    )


def block_of(stack: Stack, rows: slice, weather: records.Weather, parts_per_hour: int) -> records.Block:
    """The records of up to sixteen buildings.

    Args:
        stack: buildings of one kind.
        rows: one to sixteen of them.
        weather: from `weather_record`.
        parts_per_hour: steps of an hour that begins with a jump of a schedule.
    """
    lanes = side_by_side(stack.numbers[rows])
    groups = {group: {field: lanes[place] for field, place in own.items()} for group, own in stack.places.items()}
    faces, sides = records.Faces(**groups["Faces"]), records.Sides(**groups["Sides"])
    light = light_record(stack, groups["Light"])
    if stack.light:
        shaded_sides(stack, sides, light)
    panes = [_PANES.get(name, name) for name in records.Panes._fields]
    columns = faces.area.shape[0] + sides.roughness.shape[0] + stack.shared["resistance"].size
    return records.Block(
        layout=records.Layout(**stack.layout, parts=parts_of_hours(stack.shapes, parts_per_hour)),
        layers=records.Layers(**groups["Layers"]),
        faces=faces,
        sides=sides,
        panes=records.Panes(*(np.ascontiguousarray(stack.shared[name], dtype=np.float32) for name in panes)),
        zones=records.Zones(**groups["Zones"]),
        weather=weather._replace(shapes=stack.shapes, occupied=stack.occupied),
        sun=aligned(columns) if stack.light else side_by_side(stack.sun[rows]),
        light=light,
    )


def steady_state(block: records.Block) -> records.State:
    """Everything at one temperature."""
    layout, layers = block.layout, block.layers
    faces, zones = layout.kind.size, layout.first_face.size - 1
    state = records.State(
        surface=aligned(faces),
        modes=aligned(int(layout.first_state[-1])),
        panes=aligned(2 * block.panes.resistance.size),
        shown=aligned(faces),
        far=aligned(faces),
        given_in=aligned(faces),
        given_out=aligned(faces),
        owed=aligned(faces),
        air=aligned(zones),
        star=aligned(zones),
    )
    for values in (state.surface, state.far, state.panes, state.air, state.star):
        values[:] = START_C
    state.shown[:] = START_C * (1.0 - block.faces.spread)
    for f in range(faces):
        c, kept = layout.layers[f], layout.first_state[f]
        slow = slice(layout.first_mode[c], layout.first_mode[c] + layout.slow[c])
        drive = (layers.outer[slow] + layers.inner[slow]) * layers.weight[slow]
        state.modes[kept : kept + layout.slow[c]] = START_C * drive / (1.0 - layers.decay[slow])
        taken = layers.quick_oi[c] - layers.late_oi[c]
        state.given_in[f] = START_C * (layers.quick_ii[c] - layers.late_ii[c] + taken)
        state.given_out[f] = START_C * (layers.quick_oo[c] - layers.late_oo[c] + taken)
    return state


class Scratch(NamedTuple):
    """Arrays that a march writes on its way."""

    shapes: np.ndarray
    step: records.Step
    books: records.Books


def scratch_for(block: records.Block) -> Scratch:
    """Scratch of the right sizes."""
    layout = block.layout
    faces, zones, sides = layout.kind.size, layout.first_face.size - 1, layout.side_imposed.size
    rows = {"base": sides, "follow": sides, "chain": 6 * block.panes.resistance.size, "moved": 2 * zones}
    rows |= dict.fromkeys(("heat", "cool", "mean_air", "mean_operative"), zones)
    booked = {"zone": zones * records.BOOKED, "air": zones}
    return Scratch(
        shapes=np.zeros(block.weather.shapes.shape[0], dtype=np.float32),
        step=records.Step(*(aligned(rows.get(name, faces)) for name in records.Step._fields)),
        books=records.Books(*(aligned(booked.get(name, faces)) for name in records.Books._fields)),
    )


def march_block(block: records.Block, hourly: bool) -> records.Results:
    """March a block through the year.

    Args:
        block: from `block_of`.
        hourly: keep hourly series.
    """
    zones = block.layout.first_face.size - 1
    results = records.Results(
        zone=aligned(zones * records.ZONE_RESULTS),
        peaks=aligned(2),
        balance=aligned(12 * zones * TERMS),
        hourly=aligned(HOURS_PER_YEAR * zones * records.SERIES if hourly else 0),
    )
    scratch = scratch_for(block)
    march(WARMUP_HOURS, scratch.shapes, block, steady_state(block), scratch.step, scratch.books, results)
    return results
