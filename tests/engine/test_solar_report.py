"""Sun and sky of a building as reports show them, against what the simulation uses."""

import dataclasses

import numpy as np
import pytest
from boxes import BOARD, box, changed, steady_weather

from fluxion.building import Door, Outdoors
from fluxion.engine import solar_report
from fluxion.engine._kernels.exposure import incident
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.network import build_network
from fluxion.errors import InputError

BAND = {"S": (0.5, 0.8, 2.2), "W": (1.0, 1.0, 2.0)}
OVERHANG = ((-1.0, -1.0, 2.4), (7.0, -1.0, 2.4), (7.0, 0.0, 2.4), (-1.0, 0.0, 2.4))


def building(shades=()):
    plain = box(bands=BAND, shades=shades, boundaries={"E": Outdoors(sun_exposed=False)})
    door = Door("door", ((5.0, 8.0, 0.0), (4.0, 8.0, 0.0), (4.0, 8.0, 2.0), (5.0, 8.0, 2.0)), BOARD)
    return changed(plain, "N", doors=(door,))


@pytest.mark.parametrize("per_hour", [1, 4])
@pytest.mark.parametrize("shades", [(), (OVERHANG,)], ids=["open", "shaded"])
def test_sums_are_those_of_the_signals_that_the_network_uses(golden, per_hour, shades):
    shown = building(shades)
    report = solar_report(shown, golden, per_hour)
    climate = step_weather(golden, per_hour)
    signals = solar_columns(shown, climate)
    net = build_network(shown, climate, signals, 3600.0 / per_hour)
    el = net.elements
    names = [f.name for s in shown.zones[0].surfaces for f in (s, *s.openings)]
    assert set(report.incident) == {names[e] for e in range(el.area.size) if el.solar_column[e] >= 0}
    assert set(report.transmitted) == {"S window", "W window"}
    for e in range(el.area.size):
        column = el.solar_column[e]
        if column < 0:
            continue
        if el.is_window[e]:
            values, shown_sum = signals.values[:, column : column + 2].sum(axis=1), report.transmitted[names[e]]
        else:
            values, shown_sum = signals.values[:, column], report.incident[names[e]]
        assert shown_sum.shape == (8760,)
        assert shown_sum.sum() * per_hour == pytest.approx(values.sum(), rel=1e-12)
        np.testing.assert_allclose(shown_sum, values.reshape(8760, per_hour).mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(report.sky_temperature_c, climate.sky.reshape(8760, per_hour).mean(axis=1), rtol=1e-12)


def test_every_face_of_an_open_wall_receives_the_same(golden):
    report = solar_report(building(), golden)
    np.testing.assert_array_equal(report.incident["S window"], report.incident["S"])
    np.testing.assert_array_equal(report.incident["door"], report.incident["N"])
    assert "E" not in report.incident
    assert "floor" not in report.incident
    for name, passed in report.transmitted.items():
        assert (passed <= report.incident[name]).all()
        # The glass passes 0.37 of sun that comes head on.
        assert 0.25 < passed.sum() / report.incident[name].sum() < 0.37


def test_incident_sun_is_beam_sky_and_ground(golden):
    climate = step_weather(golden, 4)
    beam, _, diffuse = incident(
        np.array([0.0, -1.0, 0.0]), np.pi, np.empty((0, 0)), 1.0, 1.0, 0.2, climate.up, climate.sun, climate.elevation,
        climate.azimuth, climate.dni, climate.dhi, climate.f1, climate.f2,
    )  # fmt: skip
    whole = np.zeros(8760 * 4 * climate.sun_steps)
    whole[climate.up] = beam + diffuse
    expected = whole.reshape(8760, -1).mean(axis=1)
    np.testing.assert_allclose(solar_report(building(), golden).incident["S"], expected, atol=1e-9)


def test_shade_is_seen(golden):
    free, shaded = (solar_report(building(shades), golden, 1) for shades in ((), (OVERHANG,)))
    assert shaded.incident["S window"].sum() < 0.8 * free.incident["S window"].sum()
    np.testing.assert_allclose(shaded.incident["N"].sum(), free.incident["N"].sum(), rtol=0.05)
    # The lower part of the wall keeps more of its sun than the window under the overhang.
    kept = [shaded.incident[name].sum() / free.incident[name].sum() for name in ("S", "S window")]
    assert kept[0] > kept[1]


def test_nothing_shines_in_the_dark_and_the_sky_is_that_of_the_weather():
    report = solar_report(building(), steady_weather(5.0, sky=-12.0), 1)
    assert all(values.max() == 0.0 for values in (*report.incident.values(), *report.transmitted.values()))
    np.testing.assert_allclose(report.sky_temperature_c, -12.0, atol=1e-9)


def test_the_way_the_beam_falls_inside_does_not_matter(golden):
    floor, traced = (
        solar_report(dataclasses.replace(building(), interior_beam=mode), golden, 1) for mode in ("floor", "traced")
    )
    np.testing.assert_array_equal(floor.transmitted["S window"], traced.transmitted["S window"])


@pytest.mark.parametrize("steps", [0, 2.5, "four"])
def test_impossible_steps_are_refused(golden, steps):
    with pytest.raises(InputError, match="steps_per_hour: expected a whole number from 1 to 60, but got"):
        solar_report(building(), golden, steps)
