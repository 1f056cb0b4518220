import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.weather import air_density, air_heat_capacity, humidity_ratio
from fluxion.weather.moist_air import saturation_pressure_pa


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
