"""Doors, panes and imposed films whose answers follow from those of plain walls or from pencil and paper."""

import dataclasses

import naive
import numpy as np
import pytest
from boxes import BARE, BOARD, BRICK, FACES, INSULATED, MIRROR, box, changed, heated_to, pair, steady_weather

from fluxion.building import (
    Adiabatic,
    Construction,
    Door,
    Films,
    Finish,
    Gap,
    Material,
    Outdoors,
    Pane,
    PaneGlazing,
    Resistance,
    Window,
)
from fluxion.engine import BALANCE_TERMS, simulate, solar_report

CLOSED = {face: Adiabatic() for face in FACES}
USE = {"thermostat": heated_to(20.0, 25.0), "infiltration_ach": 0.3}


def in_south(y=0.0, x=(1.0, 4.0), z=(0.35, 2.35)):
    """A rectangle in the south wall of `box`, by default level with the wall's middle."""
    return (x[0], y, z[0]), (x[1], y, z[0]), (x[1], y, z[1]), (x[0], y, z[1])


def loads(building, weather, per_hour=1):
    outputs = simulate(building, weather, steps_per_hour=per_hour).outputs
    return np.array([outputs["heating_kwh"], outputs["cooling_kwh"], outputs["heating_peak_kw"]])


def mean_power(result):
    return float((result.hourly.heating_w - result.hourly.cooling_w)[-24:].sum(axis=1).mean())


@pytest.mark.parametrize("construction", [INSULATED, BRICK], ids=["light", "heavy"])
def test_a_door_like_its_wall_changes_nothing(golden, construction):
    plain = box(construction=construction, bands={"N": (0.5, 0.8, 2.2)}, **USE)
    door = Door("door", in_south(), construction)
    with_door = changed(plain, "S", doors=(door,))
    np.testing.assert_allclose(loads(with_door, golden), loads(plain, golden), rtol=1e-9)


def test_a_door_of_another_make_is_not_its_wall(golden):
    plain = box(construction=BRICK, **USE)

    def with_door(absorptance):
        finish = Finish(absorptance, 0.9)
        leaf = Construction("leaf", BOARD.layers, outside=finish)
        return loads(changed(plain, "S", doors=(Door("door", in_south(), leaf),)), golden)

    heating, cooling, _ = with_door(0.3)
    assert heating > loads(plain, golden)[0] * 1.02
    # Black, it takes up more sun.
    assert with_door(0.9)[0] < heating
    assert with_door(0.9)[1] > cooling


@pytest.mark.parametrize("per_hour", [1, 4])
def test_a_massless_pane_that_reflects_all_sun_is_a_plate(golden, per_hour):
    pane = PaneGlazing("pane", (Pane(0.05, 0.0, 1.0, 1.0, 0.7, 0.8, conductivity=0.2, density=0.0),))
    plate = Construction(
        "plate", (Resistance("r", 0.25),), Finish(0.0, 0.7, "very smooth"), Finish(0.0, 0.8, "very smooth")
    )
    plain = box(construction=BRICK, bands={"N": (0.5, 0.8, 2.2)}, **USE)
    films = Films(inside=3.0)
    glazed = changed(plain, "S", windows=(Window("part", in_south(), pane, films),))
    opaque = changed(plain, "S", doors=(Door("part", in_south(), plate, films),))
    np.testing.assert_allclose(loads(glazed, golden, per_hour), loads(opaque, golden, per_hour), rtol=1e-9)


def test_a_pane_keeps_heat_like_a_plate_of_its_glass(golden):
    # Half of a pane's heat sits at each of its faces; within a plate it is spread over the depth.
    pane = PaneGlazing("pane", (Pane(0.03, 0.0, 1.0, 1.0, 0.84, 0.84, density=2500.0, specific_heat=750.0),))
    glass = Material("glass", 0.03, 1.0, 2500.0, 750.0)
    plate, film = (
        Construction("plate", (layer,), Finish(0.0, 0.84, "very smooth"), Finish(0.0, 0.84, "very smooth"))
        for layer in (glass, Resistance("film", 0.03))
    )
    plain = box(construction=INSULATED, **USE)
    polygon = in_south(x=(0.2, 5.8), z=(0.1, 2.6))
    glazed = changed(plain, "S", windows=(Window("part", polygon, pane, Films(inside=3.0)),))
    opaque, massless = (
        changed(plain, "S", doors=(Door("part", polygon, c, Films(inside=3.0)),)) for c in (plate, film)
    )
    heavy, twin, light = (
        simulate(b, golden, steps_per_hour=4).hourly.heating_w[:, 0] for b in (glazed, opaque, massless)
    )
    assert np.sqrt(np.mean((heavy - twin) ** 2)) < 0.05 * np.sqrt(np.mean((light - twin) ** 2))
    assert heavy.sum() == pytest.approx(twin.sum(), rel=2e-4)


U_OF = {"wall": 1.0 / (1.0 / 4.0 + 2.0 + 1.0 / 16.0), "pane": 1.0 / (1.0 / 4.0 + 0.05 + 1.0 / 16.0)}


@pytest.mark.parametrize("face", ["S", "roof"])
@pytest.mark.parametrize("wind", [0.0, 8.0])
def test_imposed_films_give_the_u_value_by_hand(face, wind):
    weather = steady_weather(-5.0, wind=wind, sky=-25.0, rain=5.0)
    building = box(construction=BARE, boundaries={**CLOSED, face: Outdoors()}, thermostat=heated_to(20.0))
    building = changed(building, face, films=Films(4.0, 16.0))
    area = {"S": 16.2, "roof": 48.0}[face]
    power = mean_power(simulate(building, weather, steps_per_hour=1))
    assert power == pytest.approx(area * U_OF["wall"] * 25.0, rel=1e-9)


def sealed(face_parts, **options):
    """A box that loses heat through parts of its south wall; the wall itself lets nothing through."""
    thick = Construction("thick", (Resistance("none", 1000.0),), MIRROR, MIRROR)
    building = box(
        construction=BARE,
        constructions={"S": thick},
        boundaries={**CLOSED, "S": Outdoors()},
        thermostat=heated_to(20.0),
        **options,
    )
    return changed(building, "S", **face_parts)


def through_parts(building, weather, area=6.0):
    """Flux through the opening [W/m2]: the load less what the 1000 m2 K/W of the wall let pass."""
    result = simulate(building, weather, steps_per_hour=1)
    return (mean_power(result) - (16.2 - area) * 25.0 / 1000.0) / area


def test_imposed_films_of_a_pane_and_of_a_door_give_their_u_values():
    weather = steady_weather(-5.0, wind=5.0)
    pane = Pane(0.05, 0.0, 1.0, 1.0, 0.0, 0.0)
    glass = Window("part", in_south(), PaneGlazing("sheet", (pane,)), Films(4.0, 16.0))
    door = Door("part", in_south(), Construction("leaf", (Resistance("r", 0.05),), MIRROR, MIRROR), Films(4.0, 16.0))
    for parts in ({"windows": (glass,)}, {"doors": (door,)}):
        assert through_parts(sealed(parts), weather) == pytest.approx(U_OF["pane"] * 25.0, rel=1e-5)


def test_a_double_unit_in_the_dark_by_hand():
    # Films of 8 and 25 W/(m2 K) with radiation in them, panes of 4 mm, 12 mm of argon behind a coating.
    outer, inner = Pane(0.004, 0.5, 0.2, 0.3, 0.0, 0.05), Pane(0.004, 0.8, 0.08, 0.08, 0.84, 0.0)
    unit = PaneGlazing("unit", (outer, inner), (Gap(0.012, "argon"),))
    window = Window("part", in_south(), unit, Films(8.0, 25.0))
    flux = through_parts(sealed({"windows": (window,)}), steady_weather(-5.0))
    q = 30.0
    for _ in range(100):
        cold, warm = -5.0 + q * (1 / 25 + 0.004), 20.0 - q * (1 / 8 + 0.004)
        gap = naive.gap_conductance(cold, warm, (0.05, 0.84), 0.012, 2.0, 90, "argon")
        q = 25.0 / (1 / 25 + 1 / 8 + 0.008 + 1 / gap)
    assert flux == pytest.approx(q, rel=1e-5)
    # Rated units of this kind have about 1.3 W/(m2 K) with these films.
    assert 1.1 < q / 25.0 < 1.5


def test_a_partition_may_have_imposed_films_on_both_sides():
    layers = Construction("between", (Resistance("r", 0.5),), MIRROR, MIRROR)
    building = pair(
        layers,
        construction=BARE,
        boundaries=CLOSED,
        west={"thermostat": heated_to(20.0)},
        east={"thermostat": heated_to(5.0, 5.0)},
    )
    result = simulate(changed(building, "west E", films=Films(2.0, 5.0)), steady_weather(0.0), steps_per_hour=1)
    flow = 21.6 * 15.0 / (1 / 2 + 0.5 + 1 / 5)
    assert result.hourly.heating_w[-1, 0] == pytest.approx(flow, rel=1e-9)
    assert result.hourly.cooling_w[-1, 1] == pytest.approx(flow, rel=1e-9)


def test_a_film_of_nothing_insulates():
    building = box(construction=BARE, boundaries={**CLOSED, "S": Outdoors()}, thermostat=heated_to(20.0))
    still = changed(building, "S", films=Films(inside=0.0))
    assert mean_power(simulate(still, steady_weather(-5.0), steps_per_hour=1)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("mode", ["floor", "traced"])
def test_all_sun_that_enters_a_black_room_stays(golden, mode):
    black = Construction("black", BRICK.layers, inside=Finish(1.0, 0.9))
    building = box(construction=black, bands={"S": (0.5, 0.8, 2.2)}, **USE)
    building = dataclasses.replace(building, interior_beam=mode)
    result = simulate(building, golden, steps_per_hour=1)
    entered = solar_report(building, golden, 1).transmitted["S window"].sum() * 5.0 * 1.4 / 1000.0
    solar = result.balance.total().kwh()[0, 0, BALANCE_TERMS.index("solar")]
    # Black walls send nothing back to the glass.
    assert solar == pytest.approx(entered, rel=1e-9)


def test_given_shares_say_what_of_the_sun_stays(golden):
    for mode in ("floor", "traced"):
        building = box(bands={"S": (0.5, 0.8, 2.2)}, solar_shares={"floor": 0.6, "N": 0.15}, **USE)
        building = dataclasses.replace(building, interior_beam=mode)
        result = simulate(building, golden, steps_per_hour=1)
        entered = solar_report(building, golden, 1).transmitted["S window"].sum() * 5.0 * 1.4 / 1000.0
        solar = result.balance.total().kwh()[0, 0, BALANCE_TERMS.index("solar")]
        assert solar == pytest.approx(0.75 * entered, rel=1e-9)
