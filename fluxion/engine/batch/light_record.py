"""Facades of a block of buildings, and the sky and sun that all blocks share."""

from functools import lru_cache

import numpy as np

from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.light import COLUMNS, INSTANT, INSTANTS, open_sky
from fluxion.engine.batch import numbers
from fluxion.engine.batch.lane_arrays import aligned
from fluxion.engine.batch.stack import Stack
from fluxion.engine.climate import StepWeather
from fluxion.engine.shading import ELEVATIONS, HORIZON, RELATIVE_AZIMUTHS

#: Which share of the sky a side sees: as a wall, as a wall below another overhang, as a window.
WALL_SKY, LOWER_SKY, WINDOW_SKY = range(3)
_SKIES = ("wall_sky", "lower_sky", "window_sky")
_RIMS = ("wall_rim", "lower_rim", "window_rim")
# The circumsolar disc is treated as a point no lower than 85 degrees from the zenith (Perez et al. 1990).
_LOWEST_SINE = 0.0872


def light_record(stack: Stack, lanes: dict[str, np.ndarray]) -> records.Light:
    """Facades of up to L buildings; none where the sun of the stack is given.

    Args:
        stack: the buildings.
        lanes: (rows, L) numbers of these buildings by the names of `records.Light`.
    """
    if not stack.light:
        return _no_light()
    many = stack.light["shaded"].size
    skies = {name: aligned(many) for name in (*_SKIES, *_RIMS)}
    shared = {name: stack.light[name] for name in records.Light._fields if name in stack.light}
    light = records.Light(**lanes, **skies, **shared, columns=aligned(COLUMNS * many))
    open_sky(sky_directions(), light)
    upward = light.normal_z
    for names, view in ((_SKIES, 0.5 * (1.0 + upward)), (_RIMS, np.sqrt(np.maximum(0.0, 1.0 - upward * upward)))):
        for name in names:
            skies[name] *= view
    return light


def _no_light() -> records.Light:
    none, whole = aligned(0), np.zeros(0, dtype=np.int32)
    fields = dict.fromkeys(records.Light._fields, none)
    fields |= {name: whole for name in ("glazed", "shaded", "ray_column")}
    return records.Light(**fields | {"first_ray": np.zeros(1, dtype=np.int32)})


def shaded_sides(stack: Stack, sides: numbers.Sides, light: records.Light) -> None:
    """Take off the long-wave exchange of the sides with the sky what their overhangs hide; they see air instead."""
    facade = stack.light["side_facade"]
    known = np.flatnonzero(facade >= 0)
    facade, sky = facade[known], stack.light["side_sky"][known]
    seen = np.stack([getattr(light, name) for name in _SKIES])[sky, facade]
    hidden = sides.to_sky[known] * (1.0 - seen / (0.5 * (1.0 + light.normal_z[facade])))
    sides.to_sky[known] -= hidden
    sides.to_air[known] += hidden


@lru_cache(maxsize=1)
def sky_directions() -> np.ndarray:
    """(k, 5) directions of the sky in front of an upright wall, see `light.open_sky`; both sides are taken together.

    The grid is that of the sunlit tables, so that sun and sky see the same shades as in the reference engine.
    """
    relative = RELATIVE_AZIMUTHS + 0.0
    quarter = relative[(relative > -1e-9) & (relative < 0.5 * np.pi - 1e-9)]
    elevation, azimuth = np.meshgrid(ELEVATIONS[:-1], quarter, indexing="ij")
    cosine = np.cos(elevation) * np.cos(azimuth)
    both = np.where(azimuth > 0.0, 2.0, 1.0)
    even = both * np.cos(elevation)
    even[0] *= 0.5
    rim = np.zeros_like(cosine)
    place = HORIZON / ELEVATIONS[1]
    row, seen = int(place), both[0] * np.cos(quarter)
    rim[row] = (1.0 - (place - row)) * seen / seen.sum() / cosine[row]
    rim[row + 1] = (place - row) * seen / seen.sum() / cosine[row + 1]
    even /= (even * cosine).sum()
    along = np.cos(elevation) * np.sin(azimuth)
    columns = (cosine, np.sin(elevation), along, even, rim)
    return np.stack([c.reshape(-1) for c in columns], axis=1).astype(np.float32)


@lru_cache(maxsize=16)
def sun_tables(climate: StepWeather) -> dict[str, np.ndarray]:
    """`instants` and `skies` of `records.Light` for a climate at one step an hour; row 0 is dark."""
    n = climate.temperature.size
    up = np.zeros(n * INSTANTS, dtype=bool)
    up[climate.up] = True
    lit = np.flatnonzero(up.reshape(n, INSTANTS).any(axis=1))
    sine = np.maximum(climate.sun[:, 2], 0.0)
    share = up / INSTANTS
    halo = climate.dhi * climate.f1 / np.maximum(_LOWEST_SINE, sine)
    instants = np.column_stack([climate.sun, climate.dni * share, halo * share]).reshape(n, INSTANTS * INSTANT)
    even, rim, ground = climate.dhi * (1.0 - climate.f1), climate.dhi * climate.f2, climate.dni * sine + climate.dhi
    skies = (np.column_stack([even, rim, ground]) * share[:, None]).reshape(n, INSTANTS, 3).sum(axis=1)
    dark = [np.zeros((1, instants.shape[1])), np.zeros((1, 3))]
    return {
        "instants": np.concatenate([dark[0], instants[lit]]).reshape(-1, INSTANT).astype(np.float32),
        "skies": np.concatenate([dark[1], skies[lit]]).astype(np.float32),
    }
