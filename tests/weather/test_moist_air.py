import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from fluxion.errors import InputError
from fluxion.weather import Weather, air_density, air_heat_capacity, humidity_ratio
from fluxion.weather.moist_air import saturation_pressure_pa, wet_bulb_c


@pytest.mark.parametrize(
    # ASHRAE Handbook of Fundamentals, chapter 1, table 3: saturation pressure [kPa].
    ("celsius", "kilopascal"),
    [(-40.0, 0.01285), (-20.0, 0.10324), (0.0, 0.6112), (20.0, 2.3388), (40.0, 7.3838), (60.0, 19.944)],
)
def test_saturation_pressure_of_the_published_table(celsius, kilopascal):
    assert saturation_pressure_pa(celsius) == pytest.approx(1e3 * kilopascal, rel=2e-3)


def test_saturation_pressure_is_continuous_at_freezing():
    assert saturation_pressure_pa(-1e-9) == pytest.approx(float(saturation_pressure_pa(0.0)), rel=1e-4)


def test_humidity_ratio_of_saturated_air():
    # Table 2 of the same chapter: 14.758 g/kg at 20 degC, with an enhancement factor of 1.004 that is left out here.
    assert humidity_ratio(20.0, 101325.0) == pytest.approx(0.014758, rel=5e-3)
    assert humidity_ratio(20.0, 80000.0) > humidity_ratio(20.0, 101325.0)


def test_density_of_dry_and_moist_air():
    assert air_density(20.0, 101325.0, 0.0) == pytest.approx(101325.0 / (287.0 * 293.15))
    assert air_density(20.0, 101325.0, 0.01) == pytest.approx(1.2043 / 1.016078, rel=1e-4)
    # At Golden (1829 m, 82 kPa) air is a fifth lighter than at sea level.
    assert air_density(20.0, 82000.0, 0.0) == pytest.approx(0.975, abs=0.001)


def test_heat_capacity():
    assert air_heat_capacity(0.0) == 1004.84
    assert air_heat_capacity(0.01) == pytest.approx(1023.4295)


def test_arrays_keep_their_shape(golden):
    moisture = humidity_ratio(golden.dew_point_c, golden.pressure_pa)
    assert moisture.shape == (8760,)
    assert 0.0 < moisture.min() < moisture.max() < 0.02
    density = air_density(golden.temperature_c, golden.pressure_pa, moisture)
    assert 0.85 < density.min() < density.max() < 1.2
    one = humidity_ratio(float(golden.dew_point_c[7]), float(golden.pressure_pa[7]))
    assert moisture[7] == pytest.approx(float(one), rel=1e-14)
    assert np.isfinite(air_heat_capacity(moisture)).all()


def test_boiling_air_is_refused():
    with pytest.raises(InputError, match="check the units"):
        humidity_ratio(20.0, 101.325)


def wet_bulb(dry_c, dew_c, pressure_pa=101325.0):
    return float(wet_bulb_c(np.array([dry_c]), np.array([dew_c]), np.array([pressure_pa]))[0])


def dew_point(moisture, pressure_pa):
    return brentq(lambda celsius: float(humidity_ratio(celsius, pressure_pa)) - moisture, -60.0, 60.0, xtol=1e-9)


def adiabatic_moisture(dry_c, wet_c, pressure_pa):
    """Humidity ratio of air that a saturating water or ice of `wet_c` leaves with the enthalpy that it has."""
    saturated = float(humidity_ratio(wet_c, pressure_pa))
    if wet_c >= 0.0:
        return ((2501.0 - 2.326 * wet_c) * saturated - 1.006 * (dry_c - wet_c)) / (
            2501.0 + 1.86 * dry_c - 4.186 * wet_c
        )
    return ((2830.0 - 0.24 * wet_c) * saturated - 1.006 * (dry_c - wet_c)) / (2830.0 + 1.86 * dry_c - 2.1 * wet_c)


@pytest.mark.parametrize(
    ("dry_c", "moisture", "pressure_pa", "expected", "tolerance"),
    [
        # ASHRAE Handbook of Fundamentals 2017, chapter 1, example 1: read from the chart, 6.5 g/kg.
        (40.0, 0.0065, 101325.0, 20.0, 0.1),
        # Above and below freezing, PsychroLib 2.5: GetHumRatioFromTWetBulb(30, 25, 95461) and (-1, -5, 95461).
        (30.0, 0.0192281274241096, 95461.0, 25.0, 0.005),
        (-1.0, 0.00120399819933844, 95461.0, -5.0, 0.005),
    ],
)
def test_wet_bulb_of_published_states(dry_c, moisture, pressure_pa, expected, tolerance):
    assert wet_bulb(dry_c, dew_point(moisture, pressure_pa), pressure_pa) == pytest.approx(expected, abs=tolerance)


def test_wet_bulb_of_a_rated_room():
    # Return air of a standard cooling rating: 80 degF dry and 67 degF wet bulb, dew point 60.4 degF.
    assert wet_bulb(26.67, 15.78) == pytest.approx(19.44, abs=0.06)


@pytest.mark.parametrize("celsius", [-40.0, -1e-9, 0.0, 1e-9, 25.0, 45.0])
def test_saturated_air_has_one_temperature(celsius):
    assert wet_bulb(celsius, celsius) == celsius
    # Rounding and two sensors may put the dew point above the dry bulb.
    assert wet_bulb(celsius, celsius + 0.9) == celsius


@given(st.floats(-50.0, 50.0), st.floats(0.0, 60.0), st.floats(50_000.0, 108_000.0))
def test_wet_bulb_lies_between_dew_point_and_dry_bulb_and_closes_the_balance(dry_c, depression, pressure_pa):
    dew_c = dry_c - depression
    wet_c = wet_bulb(dry_c, dew_c, pressure_pa)
    assert dew_c <= wet_c <= dry_c
    # Water and ice disagree at freezing, where the balance has a step.
    if abs(wet_c) > 1e-5:
        actual = float(humidity_ratio(dew_c, pressure_pa))
        assert adiabatic_moisture(dry_c, wet_c, pressure_pa) == pytest.approx(actual, abs=1e-9)


@given(st.floats(-30.0, 45.0), st.floats(1.0, 30.0))
def test_moister_air_has_a_higher_wet_bulb(dry_c, depression):
    assert wet_bulb(dry_c, dry_c - 0.5 * depression) > wet_bulb(dry_c, dry_c - depression)


@pytest.mark.parametrize("name", Weather.names())
def test_wet_bulbs_of_a_year(name):
    weather = Weather.bundled(name)
    wet = wet_bulb_c(weather.temperature_c, weather.dew_point_c, weather.pressure_pa)
    assert wet.shape == (8760,)
    assert (wet <= weather.temperature_c).all()
    assert (wet >= np.minimum(weather.dew_point_c, weather.temperature_c)).all()
    one = wet_bulb_c(*(getattr(weather, part)[7:8] for part in ("temperature_c", "dew_point_c", "pressure_pa")))
    assert one[0] == wet[7]


def test_wet_bulb_of_boiling_air_is_refused():
    with pytest.raises(InputError, match="check the units"):
        wet_bulb(30.0, 20.0, 1013.25)
