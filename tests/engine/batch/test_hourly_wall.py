"""Walls as the march steps them, against the exact wall at fine steps."""

import math

import numpy as np
import pytest
from boxes import BOARD, BRICK, INSULATED

from fluxion.building import Construction, Material
from fluxion.engine.batch.hourly_wall import stepped_wall
from fluxion.engine.batch.reduction import discrete, reduced_wall

HEAVY = Construction("block", (Material("block", 0.1, 0.51, 1400.0, 1000.0),))
WALLS = {"board": BOARD, "insulated": INSULATED, "brick": BRICK, "block": HEAVY}


class March:
    """One wall in whole hours, as `_kernels.batch.walls` says it."""

    def __init__(self, wall, start):
        self.wall = wall
        drive = (wall.outer + wall.inner)[0, : wall.slow] * start
        self.modes = wall.weight[0, : wall.slow] * drive / (1.0 - wall.decay[0, : wall.slow])
        self.given = start * (wall.quick - wall.late)[[0, 1]] + start * (wall.quick - wall.late)[2]
        self.last = np.array([start, start])

    def step(self, outer, inner):
        w, s = self.wall, self.wall.slow
        (oo, ii, oi), (k_oo, k_ii, k_oi) = w.direct[0], w.last
        late = np.array([[w.late[0], w.late[2]], [w.late[2], w.late[1]]]) @ self.last
        given = self.given + late
        to, ti = self.last
        flux_in = ii * inner - oi * outer - k_ii * ti - k_oi * to - w.inner[0, :s] @ self.modes - given[1]
        flux_out = oo * outer - oi * inner - k_oo * to - k_oi * ti - w.outer[0, :s] @ self.modes - given[0]
        quick = np.array([[w.quick[0], w.quick[2]], [w.quick[2], w.quick[1]]]) @ np.array([outer, inner])
        self.given = quick - late
        drive = w.outer[0, :s] * outer + w.inner[0, :s] * inner
        self.modes = w.decay[0, :s] * self.modes + w.weight[0, :s] * drive
        self.last = np.array([outer, inner])
        return flux_out, flux_in


@pytest.mark.parametrize("name", WALLS)
def test_steady_flux_is_that_of_the_u_value(name):
    wall = stepped_wall(reduced_wall(WALLS[name]), 3)
    march = March(wall, 20.0)
    assert march.step(20.0, 20.0) == pytest.approx((0.0, 0.0), abs=1e-9)
    for _ in range(2000):
        flux_out, flux_in = march.step(0.0, 20.0)
    assert flux_in == pytest.approx(20.0 / WALLS[name].resistance, rel=1e-9)
    assert flux_out == pytest.approx(-flux_in, rel=1e-9)


def fine_waves(name, period):
    """Complex hourly mean flux per kelvin of a wave of the inner face, both faces, by steps of a minute."""
    wall = reduced_wall(WALLS[name], 40)
    shift = np.exp(2j * math.pi / (60.0 * period))
    step = discrete(wall, 60.0)
    inner = step.d_ii - np.sum(step.inner**2 / (shift - step.decay))
    cross = -step.d_oi - np.sum(step.outer * step.inner / (shift - step.decay))
    return inner, cross


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("period", [24, 12, 8])
def test_daily_waves_pass_as_through_the_exact_wall(name, period):
    wall = stepped_wall(reduced_wall(WALLS[name]), 3)
    march = March(wall, 0.0)
    fluxes = []
    for hour in range(period * 60):
        fluxes.append(march.step(0.0, math.cos(2.0 * math.pi * hour / period)))
    last = np.array(fluxes[-period:])
    wave = np.exp(-2j * math.pi * np.arange(period) / period) * 2.0 / period
    # The first hour of the last period is a multiple of the period: phases need no shift.
    got_cross, got_inner = wave @ last[:, 0], wave @ last[:, 1]
    inner, cross = fine_waves(name, period)
    tolerance = {24: 0.025, 12: 0.08, 8: 0.16}[period]
    assert abs(got_inner - inner) < tolerance * abs(inner)
    assert abs(got_cross - cross) < tolerance * abs(inner)


def test_without_heat_capacity_nothing_is_kept():
    from boxes import BARE

    wall = stepped_wall(reduced_wall(BARE), 3)
    assert wall.slow == 0
    assert wall.decay.shape == (2, 0)
    assert wall.direct == pytest.approx(np.full((2, 3), 0.5))
    assert not wall.quick.any()
