import numpy as np
import pytest

from fluxion.engine import HourlySeries, simulate
from fluxion.validation.energyplus.comparison import ENERGYPLUS, ENGINE, FINER
from fluxion.validation.energyplus.hourly import HourlyComparison


def constant(*values):
    return np.tile(np.array(values), (8760, 1))


@pytest.fixture(scope="module")
def two_zones():
    ours = HourlySeries(constant(100.0, 50.0), constant(0.0, 0.0), constant(20.0, 21.0), constant(22.0, 22.0))
    theirs = HourlySeries(constant(90.0, 80.0), constant(0.0, 0.0), constant(20.0, 21.0), constant(21.0, 24.0))
    return HourlyComparison(4, ("a", "b"), {"engine": ours, "energyplus": theirs})


def test_differences_by_hand(two_zones):
    np.testing.assert_allclose(two_zones.rms("engine", "energyplus", "heating_w"), [10.0, 30.0])
    np.testing.assert_allclose(two_zones.rms("engine", "energyplus", "operative_c"), [1.0, 2.0])
    # Loads are added before they are compared, temperatures are pooled.
    assert two_zones.building_rms("engine", "energyplus", "heating_w") == pytest.approx(20.0)
    assert two_zones.building_rms("engine", "energyplus", "operative_c") == pytest.approx(np.sqrt(2.5))
    assert two_zones.building_rms("engine", "energyplus", "cooling_w") == 0.0


def test_the_table_has_a_line_per_hour_and_zone(two_zones):
    frame = two_zones.to_frame()
    assert list(frame.columns) == [
        *("hour", "zone", "operative_c_engine", "operative_c_energyplus", "air_c_engine", "air_c_energyplus"),
        *("heating_w_engine", "heating_w_energyplus", "cooling_w_engine", "cooling_w_energyplus"),
    ]
    assert len(frame) == 2 * 8760
    assert frame.loc[:2, ["hour", "zone"]].to_numpy().tolist() == [[1, "a"], [1, "b"], [2, "a"]]
    assert frame.loc[1, "heating_w_energyplus"] == 80.0


def test_series_are_those_of_the_models(compared, shed, golden):
    hours = compared.hourly[0]
    assert set(hours.series) == {ENGINE, ENERGYPLUS, FINER}
    building = shed.population(compared.X)[hours.design_row - 1]
    single = simulate(building, golden, steps_per_hour=1)
    np.testing.assert_array_equal(hours.values(ENGINE, "operative_c"), single.hourly.operative_c)
    # The program says 1.006 kW over the thickness of all layers, in the first half of the year.
    level = sum(layer.thickness for layer in building.zones[0].surfaces[0].construction.layers)
    np.testing.assert_allclose(hours.values(ENERGYPLUS, "heating_w")[:4380], 1006.0 / level)
    np.testing.assert_allclose(hours.values(ENERGYPLUS, "heating_w")[4380:], 0.0)
