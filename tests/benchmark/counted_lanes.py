"""Operations of the interpreted kernels, counted lane by lane; run as a program, since nothing may be compiled."""

import json
import os
import sys

os.environ["NUMBA_DISABLE_JIT"] = "1"

import numpy as np

from fluxion.benchmark import operations
from fluxion.building import Gap, Pane, PaneGlazing
from fluxion.engine._kernels.batch import films, lanes, march, walls
from fluxion.engine.batch.blocks import block_of, bring_to_start, weather_record
from fluxion.engine.batch.stack import Stack, stack_of
from fluxion.engine.batch.year import PARTS_PER_HOUR, candidate_of, stack_family
from fluxion.engine.climate import step_weather
from fluxion.problems import load
from fluxion.weather import Weather

COUNTED = (np.add, np.subtract, np.multiply, np.divide, np.sqrt)
#: An hour of the night before Monday, dark and without rain.
HOUR = 3
_tally = 0
_deep = 0


class Counted(np.ndarray):
    """Lanes whose sums, differences, products and quotients are tallied."""

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        """One operation for all lanes together."""
        plain = [np.asarray(one) if isinstance(one, Counted) else one for one in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        if ufunc in COUNTED and np.size(result) == lanes.LANES:
            count(1)
        return result.view(Counted) if result.dtype != bool else result


def count(number):
    """Tally operations, unless within one that counts as a whole."""
    global _tally
    _tally += number if not _deep else 0


def lifted(function, cost):
    """A function of lanes that costs so much, whatever it does inside."""

    def run(*args):
        global _deep
        _deep += 1
        result = function(*(np.asarray(one) if isinstance(one, Counted) else one for one in args))
        _deep -= 1
        count(cost)
        return result.view(Counted) if isinstance(result, np.ndarray) and result.dtype != bool else result

    return run


def counting():
    """Put counting functions in place of those of `lanes`, and of roots, in all kernels."""
    free = ("splat", "smaller", "larger", "magnitude", "chosen", "both", "power_guess", "load", "store")
    instead = {getattr(lanes, name): lifted(getattr(lanes, name), 0) for name in free}
    instead |= {getattr(lanes, name): lifted(getattr(lanes, name), 1) for name in ("reciprocal", "root", "add")}
    # Two places, their distance, and the line between their values.
    instead[lanes.interpolated] = lifted(lanes.interpolated, 4)
    instead |= {getattr(films, name): lifted(getattr(films, name), 1) for name in ("cube_root", "fourth_root")}
    for name, module in list(sys.modules.items()):
        if name.startswith("fluxion.engine._kernels.batch.") and module is not lanes:
            for word, value in list(vars(module).items()):
                if callable(value) and value in instead:
                    setattr(module, word, instead[value])


def taken(work):
    """Operations of a call."""
    global _tally
    _tally = 0
    work()
    return _tally


def of_kernels(stack: Stack, weather: Weather):
    """Operations of a whole hour, of a part of one, and of the changes between them."""
    hours = weather_record(step_weather(weather, 1), np.zeros(8760))
    block = block_of(stack, slice(0, 1), hours, PARTS_PER_HOUR)
    bring_to_start(block)
    first_mode = block.layout.first_mode
    to_parts, shapes = walls.rows_to_parts(first_mode), np.zeros(len(hours.shapes) + 8, dtype=np.float32)

    def step(parts):
        march.take_step(march.moment(HOUR, parts, to_parts, first_mode.size - 1, block.weather), shapes, block)

    told = (PARTS_PER_HOUR, to_parts, block.order.walls, block.faces, block.layers, block.modes, block.stored)
    return {
        "hour": taken(lambda: step(1)),
        "divided": taken(lambda: march.divide_hour(*told)),
        "part": taken(lambda: step(PARTS_PER_HOUR)),
        "joined": taken(lambda: march.join_hour(*told)),
    }


def of_the_count(stack: Stack):
    """The same from the layout alone."""

    def year(parts):
        return operations.count_operations(operations.Layout(**stack.layout, parts=np.array(parts, dtype=np.int32)))

    # Differences of years, so that neither the warm-up nor what an hour costs beside its steps counts.
    plain, one, two = (year([1] * 8760), year([1] * 30 + [3] + [1] * 8729), year([1] * 30 + [3, 3] + [1] * 8728))
    zones = stack.layout["low_shape"].size
    hour = (plain.total - 8760 * zones * operations.ZONE_HOUR) / (8760 + operations.WARMUP_HOURS)
    part = (two.total - one.total + hour) / 3.0
    return {"hour": hour, "part": part, "changes": one.total - plain.total + hour - 3.0 * part}


def main():
    """Print both counts of an office and of a room behind glass that follows its panes."""
    sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from boxes import box, heated_to

    counting()
    weather = Weather.bundled("golden")
    problem = load("reference-office")
    ((_, family), *_) = problem.population(problem.baseline[None]).families()
    clear = Pane(0.003, 0.834, 0.075, 0.075)
    glazing = PaneGlazing("double", (clear, clear), (Gap(0.012, "argon"),))
    room = box(thermostat=heated_to(20.0), bands={"S": (0.5, 0.8, 2.2)}, glazing=glazing)
    stacks = {
        "office": stack_family(family, weather),
        "room": stack_of([candidate_of(room, weather).portrait]),
    }
    counts = {name: [of_kernels(stack, weather), of_the_count(stack)] for name, stack in stacks.items()}
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main()
