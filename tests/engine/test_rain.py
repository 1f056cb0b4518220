"""Rain wets outer faces and brings them to the wet bulb, unless they are sheltered or their film is imposed."""

import dataclasses

import numpy as np
import pytest
from boxes import BARE, BRICK, FACES, MIRROR, box, changed, heated_to, steady_weather

from fluxion.building import Adiabatic, Construction, Films, Finish, Outdoors, Resistance
from fluxion.engine import simulate
from fluxion.engine.climate import step_weather

CLOSED = {face: Adiabatic() for face in FACES}
DRY, WET = steady_weather(10.0, wind=3.0), steady_weather(10.0, wind=3.0, rain=2.0)


def exposed(boundary=None, construction=BARE, films=None, face="S"):
    """A box that meets the weather with one face, its inner film imposed; heated to 20 degC."""
    building = box(
        construction=BARE,
        constructions={face: construction},
        boundaries={**CLOSED, face: boundary or Outdoors()},
        thermostat=heated_to(20.0),
    )
    return changed(building, face, films=films or Films(inside=4.0))


def power(building, weather):
    result = simulate(building, weather, steps_per_hour=1)
    return float(result.hourly.heating_w[-24:].sum(axis=1).mean())


@pytest.mark.parametrize(("face", "area"), [("S", 16.2), ("roof", 48.0)])
def test_a_wet_face_is_at_the_wet_bulb(face, area):
    wet_bulb = step_weather(WET, 1).wet_bulb[0]
    assert wet_bulb < 6.0
    # Film of a wet face 1000 W/(m2 K) to the wet bulb, two of resistance, four inside.
    u = 1.0 / (1.0 / 1000.0 + 2.0 + 1.0 / 4.0)
    assert power(exposed(face=face), WET) == pytest.approx(area * u * (20.0 - wet_bulb), rel=1e-9)


def test_a_wet_face_still_sees_the_sky():
    grey = Construction("grey", (Resistance("r", 2.0),), Finish(0.0, 0.9), MIRROR)
    cold = steady_weather(10.0, sky=-20.0, rain=2.0)
    assert power(exposed(construction=grey), cold) > power(exposed(construction=grey), WET) * 1.0005


def test_rain_does_not_reach_sheltered_faces():
    sheltered = exposed(Outdoors(wind_exposed=False))
    assert power(sheltered, WET) == power(sheltered, DRY)
    assert power(exposed(), WET) > 1.2 * power(exposed(), DRY)


def test_imposed_films_take_no_notice_of_rain():
    building = exposed(films=Films(4.0, 16.0))
    assert power(building, WET) == power(building, DRY)


def test_a_drizzle_wets_nothing():
    assert power(exposed(), steady_weather(10.0, wind=3.0, rain=0.7)) == power(exposed(), DRY)


def test_rain_on_glass_and_walls_costs_heat_and_only_while_it_falls(golden):
    building = box(construction=BRICK, bands={"S": (0.5, 0.8, 2.2)}, thermostat=heated_to(20.0), infiltration_ach=0.3)
    rain = np.zeros(8760)
    rain[2000:2024] = 3.0
    dry, wet = (dataclasses.replace(golden, rain_mm=mm) for mm in (np.zeros(8760), rain))
    plain, rained = (simulate(building, w, steps_per_hour=1).hourly.heating_w[:, 0] for w in (dry, wet))
    np.testing.assert_array_equal(rained[:2000], plain[:2000])
    assert rained[2000:2100].sum() > plain[2000:2100].sum() + 100.0
    # Two months later the walls have forgotten it.
    np.testing.assert_allclose(rained[3440:3500], plain[3440:3500], atol=0.5)
