"""Families against the portraits of their members, drawn one by one."""

import dataclasses

import numpy as np
import pytest
from boxes import BARE, FACES, INSULATED, box, changed, heated_to, room, turned

from fluxion.building import (
    Building,
    Gap,
    Ground,
    InternalGain,
    Outdoors,
    Pane,
    PaneGlazing,
    Schedule,
    SimpleGlazing,
    Ventilation,
    VentilativeCooling,
    Window,
)
from fluxion.building.family import Family, VariedLayer
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.batch.light import light_hour
from fluxion.engine._kernels.batch.march import bring_sun
from fluxion.engine.batch.blocks import block_of, march_block, weather_record
from fluxion.engine.batch.family.portrait import family_stack
from fluxion.engine.batch.portrait import portrait_of
from fluxion.engine.batch.stack import stack_of
from fluxion.engine.climate import step_weather
from fluxion.errors import InputError
from fluxion.problems import registry
from fluxion.units import STEFAN_BOLTZMANN
from fluxion.weather import Weather

PARTS = 3
BAND = {"S": (0.5, 0.8, 2.2)}
PROBLEMS = ("reference-office", "office-design")
# What the assembly of a block completes.
COMPLETED = {("Sides", "to_sky"), ("Sides", "to_air")}


def assert_alike(stack, row, one, skip=()):
    """Numbers of a row of a family are those of a portrait, its walls excepted."""
    partitions = stack.layout["kind"] == records.BETWEEN
    for record in ("Faces", "Sides", "Zones"):
        for field, place in stack.places[record].items():
            if (record, field) in skip:
                continue
            got, expected = stack.numbers[row, place], one.numbers[0, one.places[record][field]]
            if field == "repaid":
                # Only partitions pay back; what others have there follows their modes and is not used.
                got, expected = got[partitions], expected[partitions]
            scale = np.abs(expected).max(initial=1e-6)
            np.testing.assert_allclose(got, expected, atol=1e-5 * scale, err_msg=f"{record}.{field}")


@pytest.fixture(scope="module")
def climate():
    return step_weather(Weather.bundled("chicago"), 1)


@pytest.fixture(scope="module", params=PROBLEMS)
def drawn(request, climate):
    """Some designs of each family of a problem: its stack, and one of the portrait of each."""
    problem = registry.load(request.param)
    X = problem.space.sample(8, seed=17)
    names = problem.space.names
    if "night_ventilation_ach" in names:
        # A building without night air has no schedule for it; a family has it and lets no air through.
        column = names.index("night_ventilation_ach")
        X[:, column] = np.maximum(X[:, column], 1.0)
    population = problem.population(X)
    result = []
    for rows, family in population.families():
        own = rows[:2]
        stack = family_stack(family.portion(slice(0, len(own))), climate, PARTS)
        alone = [stack_of([portrait_of(population[int(row)], climate, PARTS)]) for row in own]
        result.append((stack, alone))
    return result


def test_numbers_are_those_of_the_portraits(drawn):
    for stack, alone in drawn:
        for row, one in enumerate(alone):
            assert_alike(stack, row, one, COMPLETED)


def test_static_conductances_are_exact(drawn):
    for stack, alone in drawn:
        for row, one in enumerate(alone):
            got, expected = (s.numbers[i, s.places["Layers"]["through"]] for s, i in ((stack, row), (one, 0)))
            np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_layout_and_schedules_are_those_of_the_portraits(drawn):
    # The orders of walls may differ, and with them where their modes and states lie.
    differing = {"first_mode", "slow", "first_state"}
    for stack, alone in drawn:
        for one in alone:
            assert set(stack.layout) == set(one.layout)
            for name in set(stack.layout) - differing:
                np.testing.assert_array_equal(stack.layout[name], one.layout[name], err_msg=name)
            np.testing.assert_array_equal(stack.shapes, one.shapes)
            np.testing.assert_array_equal(stack.occupied, one.occupied)
            for name in stack.shared:
                np.testing.assert_array_equal(stack.shared[name], one.shared[name])


def test_a_block_completes_what_overhangs_hide_of_the_sky(drawn, climate):
    hours = weather_record(climate, np.zeros(8760))
    for stack, alone in drawn:
        block = block_of(stack, slice(0, stack.size), hours, PARTS)
        sides = block.sides.reshape(-1, records.SIDE_ROWS, LANES) / STEFAN_BOLTZMANN
        for row, one in enumerate(alone):
            for field, place in (("to_sky", records.TO_SKY), ("to_air", records.TO_AIR)):
                expected = one.numbers[0, one.places["Sides"][field]]
                np.testing.assert_allclose(sides[:, place, row], expected, atol=0.012)


def sun_of_the_year(stack, climate):
    """(1 + lit, receivers, LANES) sun of a block of the stack, hour by hour."""
    block = block_of(stack, slice(0, stack.size), weather_record(climate, np.zeros(8760)), PARTS)
    hours = int(block.weather.sun_row.max()) + 1
    sun = np.zeros((hours, len(block.sun), LANES), dtype=np.float32)
    for row in range(1, hours):
        light_hour(row, 0, block.light, block.sun)
        sun[row] = block.sun
    return sun


def test_sun_of_the_year_is_that_of_the_portraits(drawn, climate):
    for stack, alone in drawn:
        sun = sun_of_the_year(stack, climate)
        assert np.isfinite(sun).all()
        assert sun.min() >= -1e-3
        faces, kind = stack.layout["kind"].size, stack.layout["kind"]
        side = stack.layout["side"]
        opaque = np.zeros(sun.shape[1], dtype=bool)
        opaque[faces + side[(side >= 0) & (kind != records.GLASS)]] = True
        for row, one in enumerate(alone):
            reference = one.sun[0].reshape(len(sun), -1)
            got, expected = sun[:, :, row].sum(axis=0), reference.sum(axis=0, dtype=np.float64)
            # Sunlit tables of walls are cut into strips; those of windows begin at the overhang and fit.
            limit = np.where(opaque, 0.03, 0.005) * expected
            assert (np.abs(got - expected) <= limit + 1.0).all()
            hourly = np.sqrt(((sun[:, :, row] - reference) ** 2).mean(axis=0))
            assert (hourly <= np.where(opaque, 0.08, 0.03) * reference.mean(axis=0) + 0.5).all()


def test_members_do_not_depend_on_each_other(climate):
    for name in PROBLEMS:
        problem = registry.load(name)
        for _, family in problem.population(problem.space.sample(60, seed=5)).families():
            whole = family_stack(family, climate, PARTS)
            for first, last in ((0, 1), (1, 2), (2, 9), (family.size - 1, family.size)):
                part = slice(first, min(last, family.size))
                some = family_stack(family.portion(part), climate, PARTS)
                np.testing.assert_array_equal(some.numbers, whole.numbers[part])


def furnished(**changes):
    """A box in which all that a family can vary is there, and its family of two."""
    day = Schedule.weekdays(8, 18, 1.0, 0.2)
    values = {"turn": 0.0, "foam": 0.10, "head": 2.2, "u": 1.8, "g": 0.45, "leak": 0.3} | {"gain": 1.0, "fresh": 1.0}
    values |= {"recovery": 0.5, "night": 1.0, "low": 20.0, "high": 25.0} | changes
    foam, board = INSULATED.layers
    wall = dataclasses.replace(INSULATED, layers=(dataclasses.replace(foam, thickness=values["foam"]), board))
    return box(
        construction=wall,
        place=turned(values["turn"]),
        bands={"S": (0.5, 0.8, values["head"])},
        glazing=SimpleGlazing("double", values["u"], values["g"]),
        infiltration_ach=values["leak"],
        thermostat=heated_to(values["low"], values["high"]),
        gains=(InternalGain("people", 400.0 * values["gain"], 0.3, day),),
        ventilation=Ventilation(0.02 * values["fresh"], day, values["recovery"], 23.0),
        ventilative_cooling=VentilativeCooling(0.1 * values["night"], day, 22.0, 2.0, 10.0),
    )


VARIED = {
    "turn": ("turn_deg", np.array([30.0, 250.0]), np.array([30.0, 250.0])),
    "u": ("u_value", np.array([0.8, 2.7]), np.array([0.8, 2.7])),
    "g": ("shgc", np.array([0.2, 0.6]), np.array([0.2, 0.6])),
    "leak": ("infiltration_ach", np.array([0.0, 0.9]), np.array([0.0, 0.9])),
    "gain": ("gain_factor", np.array([0.5, 2.0]), np.array([0.5, 2.0])),
    "fresh": ("ventilation_factor", np.array([0.5, 2.0]), np.array([0.5, 2.0])),
    "recovery": ("heat_recovery", np.array([0.0, 0.9]), np.array([0.0, 0.9])),
    "night": ("night_factor", np.array([0.5, 2.0]), np.array([0.5, 2.0])),
    "low": ("heating_shift_k", np.array([-2.0, 1.0]), np.array([18.0, 21.0])),
    "high": ("cooling_shift_k", np.array([-1.0, 2.0]), np.array([24.0, 27.0])),
}


@pytest.mark.parametrize("name", VARIED)
def test_what_varies_alone_is_what_the_buildings_have(name, climate):
    field, given, values = VARIED[name]
    stack = family_stack(Family(furnished(), 2, **{field: given}), climate, PARTS)
    sun = sun_of_the_year(stack, climate)
    for row, value in enumerate(values):
        one = stack_of([portrait_of(furnished(**{name: value}), climate, PARTS)])
        assert_alike(stack, row, one)
        reference = one.sun.reshape(len(sun), -1)
        np.testing.assert_allclose(sun[:, :, row], reference, atol=0.02 * reference.max(axis=0).max())
        np.testing.assert_allclose(sun[:, :, row].sum(axis=0), reference.sum(axis=0), rtol=0.004, atol=1.0)


def test_what_does_not_vary_is_as_in_the_template(climate):
    stack = family_stack(Family(furnished(), 3), climate, PARTS)
    one = stack_of([portrait_of(furnished(), climate, PARTS)])
    for record in ("Layers", "Faces", "Sides", "Zones"):
        for entry, place in stack.places[record].items():
            for row in range(3):
                np.testing.assert_allclose(
                    stack.numbers[row, place], one.numbers[0, one.places[record][entry]], rtol=1e-5, atol=1e-6
                )


def test_heights_and_thicknesses_of_a_box(climate):
    head, foam = np.array([1.4, 2.4]), np.array([0.05, 0.20])
    family = Family(
        furnished(),
        2,
        window_height={"S window": head - 0.8},
        layers=(VariedLayer("insulated", "foam", foam, 0.05, 0.20),),
    )
    stack = family_stack(family, climate, PARTS)
    for row in range(2):
        one = stack_of([portrait_of(furnished(head=head[row], foam=foam[row]), climate, PARTS)])
        assert_alike(stack, row, one)


def test_a_building_without_windows_is_a_family_too(climate):
    stack = family_stack(Family(box(thermostat=heated_to(20.0)), 2, turn_deg=np.array([0.0, 90.0])), climate, PARTS)
    assert stack.size == 2
    assert np.isfinite(stack.numbers).all()


def in_the_dark(**keywords):
    """A box on which no sun shines: a basement, or sheltered on all sides."""
    sheltered = dict.fromkeys(("S", "E", "N", "W", "roof"), Outdoors(sun_exposed=False))
    return box(boundaries=sheltered, **keywords)


def cellar(**keywords):
    """A box without any outer side."""
    return box(boundaries=dict.fromkeys(("S", "E", "N", "W", "roof", "floor"), Ground(10.0)), **keywords)


DARK = {
    "sheltered": in_the_dark,
    "cellar": cellar,
    # Facades in the sun, of which none takes any.
    "mirrors": lambda **keywords: box(constructions=dict.fromkeys(FACES, BARE), **keywords),
}


@pytest.mark.parametrize("name", DARK)
def test_a_building_that_no_sun_warms_is_a_family_too(name, climate):
    def build(low):
        return DARK[name](thermostat=heated_to(low))

    hours = weather_record(climate, np.zeros(8760))
    stack = family_stack(Family(build(20.0), 2, heating_shift_k=np.array([0.0, -2.0])), climate, PARTS)
    block = block_of(stack, slice(0, 2), hours, PARTS)
    block.sun[:] = 1.0
    bring_sun(1, 0, block.light, block.suns, block.sun)
    assert not block.sun.any()
    zone = march_block(block, hourly=False).zone
    for row, low in enumerate((20.0, 18.0)):
        one = stack_of([portrait_of(build(low), climate, PARTS)])
        assert_alike(stack, row, one)
        alone = march_block(block_of(one, slice(0, 1), hours, PARTS), hourly=False).zone
        np.testing.assert_allclose(zone[:, row], alone[:, 0], rtol=1e-4, atol=1.0)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("end", ["lower", "upper"])
def test_ends_of_the_problems_are_members_of_families(name, end):
    problem = registry.load(name)
    designs = problem.space.sample(16, seed=3)
    for column, variable in enumerate(problem.space.variables):
        if hasattr(variable, end):
            designs[:, column] = getattr(variable, end)
    families = problem.population(designs).families()
    assert sorted(int(row) for rows, _ in families for row in rows) == list(range(16))


def with_stated_shares():
    building = box(bands=BAND)
    room = building.zones[0]
    shares = dict.fromkeys(("floor",), 0.6)
    return dataclasses.replace(building, zones=(dataclasses.replace(room, solar_shares=shares),))


OVERHANG = (((0.0, -1.0, 2.2), (6.0, -1.0, 2.2), (6.0, 0.0, 2.2), (0.0, 0.0, 2.2)),)


def courtyard():
    """Two rooms that stand eye to eye."""
    sides = (room(bands=BAND), room("other", origin=(0.0, -10.0, 0.0), prefix="other "))
    return Building("box", sides)


CLEAR = Pane(0.003, 0.837, 0.075, 0.075)
UNCOVERED = {
    "shades": box(bands=BAND, shades=OVERHANG),
    "windows described by their panes": box(bands=BAND, glazing=PaneGlazing("unit", (CLEAR, CLEAR), (Gap(0.012),))),
    "several rated windows": changed(
        box(bands={**BAND, "N": BAND["S"]}),
        "N",
        windows=(
            Window(
                "N window",
                ((5.5, 8.0, 0.8), (0.5, 8.0, 0.8), (0.5, 8.0, 2.2), (5.5, 8.0, 2.2)),
                SimpleGlazing("other", 1.1, 0.5),
            ),
        ),
    ),
    "faces that shade each other": courtyard(),
    "traced beams": dataclasses.replace(box(bands=BAND), interior_beam="traced"),
    "stated solar shares": with_stated_shares(),
}


@pytest.mark.parametrize("what", UNCOVERED)
def test_templates_that_families_do_not_cover_are_refused(what, climate):
    with pytest.raises(InputError, match=f"'box': the template has .*{what}.*, which families do not cover; simulate"):
        family_stack(Family(UNCOVERED[what], 2), climate, PARTS)
