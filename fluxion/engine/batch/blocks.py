"""Sixteen portraits of one kind side by side: the arrays of the batch kernels, and their march through the year."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from fluxion.building.schedule import month_of_hour
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.batch.march import march
from fluxion.engine._kernels.records import TERMS
from fluxion.engine.batch.hourly_wall import SIDES
from fluxion.engine.batch.portrait import Portrait
from fluxion.engine.batch.shapes import parts_of_hours
from fluxion.engine.batch.sun_portrait import sun_rows
from fluxion.engine.climate import StepWeather
from fluxion.engine.warmup import START_C, WARMUP_HOURS
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR

# A vector that begins on a cache line never straddles two of them [bytes].
_ALIGNMENT = 64
# Where a record's name differs from that of the portrait's value.
_RENAMED = {
    records.Sides: {"hot": "side_hot", "cold": "side_cold"},
    records.Zones: {"radiant": "radiant_gain"},
    records.Panes: {"capacity": "pane_capacity"},
}
_Record = TypeVar("_Record", bound=tuple[np.ndarray, ...])


def aligned(rows: int) -> np.ndarray:
    """(rows, 16) zeros of single precision that begin on a cache line."""
    raw = np.zeros(rows * LANES * 4 + _ALIGNMENT, dtype=np.uint8)
    offset = -raw.ctypes.data % _ALIGNMENT
    return raw[offset : offset + rows * LANES * 4].view(np.float32).reshape(rows, LANES)


def side_by_side(columns: Sequence[np.ndarray]) -> np.ndarray:
    """(rows, 16) of one to sixteen (rows,) arrays; free lanes repeat the last one."""
    block = aligned(columns[0].size)
    for lane in range(LANES):
        block[:, lane] = columns[min(lane, len(columns) - 1)]
    return block


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


def layers_record(portraits: Sequence[Portrait]) -> records.Layers:
    """Conduction of the layers of up to sixteen buildings."""

    def rows(name: str, kind: int | None = None, side: int | None = None) -> np.ndarray:
        parts = []
        for portrait in portraits:
            values = [getattr(wall, name) for wall in portrait.walls]
            picked = [v if kind is None else v[kind] for v in values]
            parts.append(np.concatenate([np.atleast_1d(v if side is None else v[side]) for v in picked]))
        return side_by_side(parts)

    def both(name: str, side: int | None = None) -> np.ndarray:
        halves = [rows(name, kind, side) for kind in (records.HOUR, records.PART)]
        joined = aligned(sum(len(half) for half in halves))
        joined[:] = np.concatenate(halves)
        return joined

    return records.Layers(
        **{name: both(name) for name in ("decay", "weight", "outer", "inner", "shift")},
        **{f"d_{side}": both("direct", i) for i, side in enumerate(SIDES)},
        **{
            f"{word}_{side}": rows(name, side=i)
            for word, name in (("k", "last"), ("quick", "quick"), ("late", "late"))
            for i, side in enumerate(SIDES)
        },
        through=rows("through"),
    )


def block_of(portraits: Sequence[Portrait], weather: records.Weather, parts_per_hour: int) -> records.Block:
    """The records of up to sixteen buildings with equal keys.

    Args:
        portraits: one to sixteen.
        weather: from `weather_record`.
        parts_per_hour: steps of an hour that begins with a jump of a schedule.
    """
    first = portraits[0]

    def numbers(record: type[_Record]) -> _Record:
        renamed = _RENAMED.get(record, {})
        fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]
        return record(
            *(side_by_side([p.values[renamed.get(name, name)] for p in portraits]) for name in fields)  # type: ignore[arg-type]
        )

    panes = [_RENAMED[records.Panes].get(name, name) for name in records.Panes._fields]
    return records.Block(
        layout=records.Layout(**first.layout, parts=parts_of_hours(first.shapes, parts_per_hour)),
        layers=layers_record(portraits),
        faces=numbers(records.Faces),
        sides=numbers(records.Sides),
        panes=records.Panes(*(np.ascontiguousarray(first.values[name], dtype=np.float32) for name in panes)),
        zones=numbers(records.Zones),
        weather=weather._replace(shapes=first.shapes, occupied=first.occupied),
        sun=side_by_side([p.sun.reshape(-1) for p in portraits]),
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
