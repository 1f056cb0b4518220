import numpy as np
import pytest
from boxes import box

from fluxion.building import Schedule, Ventilation, VentilativeCooling
from fluxion.energyplus.volumes import air_volumes

DAY = Schedule.daily((0.0,) * 8 + (1.0,) * 10 + (0.0,) * 6)
NIGHT = Schedule("night", 1.0 - DAY.values)
ALWAYS = Schedule.constant(1.0)
HOURS = 3650.0


def test_nothing_ventilated():
    assert (air_volumes(box(), np.zeros((8760, 1))) == 0.0).all()


def test_mechanical_air_includes_what_the_exchanger_took_out_of_the_model():
    building = box(ventilation=Ventilation(0.2, DAY, heat_recovery=0.75))
    reported = 0.05 * DAY.values[:, None]
    np.testing.assert_allclose(air_volumes(building, reported), [[0.2 * 3600.0 * HOURS, 0.0]], atol=1e-6)


def test_night_air_is_what_exceeds_the_steady_flow():
    cooling = VentilativeCooling(0.5, NIGHT)
    building = box(
        ventilation=Ventilation(0.2, DAY, heat_recovery=0.5, bypass_above_c=22.0), ventilative_cooling=cooling
    )
    runs = np.zeros(8760)
    runs[:24] = NIGHT.values[:24]
    # The bypass runs all day long and must not count as night air.
    reported = (0.2 * DAY.values + 0.5 * runs)[:, None]
    mechanical, night = air_volumes(building, reported)[0]
    assert mechanical == pytest.approx(0.2 * 3600.0 * HOURS)
    assert night == pytest.approx(0.5 * 3600.0 * 14.0)


def test_bypass_and_night_air_in_one_hour_share_the_excess():
    cooling = VentilativeCooling(0.3, ALWAYS)
    building = box(
        ventilation=Ventilation(0.2, ALWAYS, heat_recovery=0.5, bypass_above_c=22.0), ventilative_cooling=cooling
    )
    reported = np.full((8760, 1), 0.1 + 0.2)
    assert air_volumes(building, reported)[0, 1] == pytest.approx(0.2 * 0.3 / 0.4 * 3600.0 * 8760.0)
