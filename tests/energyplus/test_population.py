import _thread
import signal
import threading
import time

import numpy as np
import pytest
from boxes import INSULATED, box, heated_to, pair
from programs import answering, uninstall

from fluxion.building import Construction, Material
from fluxion.energyplus import RunCache, simulate_energyplus_population
from fluxion.engine import BALANCE_OUTPUTS, BUILDING_OUTPUTS, OK, ZONE_OUTPUTS
from fluxion.errors import InputError, MissingDependencyError

FOAM, BOARD = INSULATED.layers
# The thickest wall takes the program longest, so that rows finish in another order than they were started in.
SLOW = "time.sleep(2.0 * level)"


def hut(thickness):
    shell = Construction("shell", (Material("foam", thickness, 0.04, 30.0, 1400.0), BOARD))
    return box(construction=shell, thermostat=heated_to(20.0, 26.0))


def huts(*thicknesses):
    return [hut(thickness) for thickness in thicknesses]


class Lazy(list):
    """Rows are made on access, and some cannot be made."""

    def __getitem__(self, index):
        if index == 1:
            raise InputError("the window does not fit.")
        return super().__getitem__(index)


def test_rows_stand_in_their_order_whatever_the_number_of_workers(golden, tmp_path):
    program, buildings = answering(tmp_path, SLOW), huts(0.4, 0.05, 0.2)
    many = simulate_energyplus_population(buildings, golden, program=program, workers=3)
    one = simulate_energyplus_population(buildings, golden, program=program, workers=1)
    assert many.status.tolist() == [OK] * 3
    assert many.engine == "EnergyPlus 25.2.0 6/h"
    assert set(many.outputs) == set(BUILDING_OUTPUTS)
    assert set(many.zone_outputs) == set(ZONE_OUTPUTS)
    assert many.zone_names == ("room",)
    for name in BUILDING_OUTPUTS:
        np.testing.assert_array_equal(many.outputs[name], one.outputs[name])
    # kWh of half a year: the program's answer is (1 + 0.006) kW over the thickness of all layers.
    levels = np.array([0.4, 0.05, 0.2]) + BOARD.thickness
    np.testing.assert_allclose(many.outputs["heating_kwh"], 4380 * 1.006 / levels)
    np.testing.assert_allclose(many.zone_outputs["cooling_kwh"][:, 0], 4380 * 1.006 * levels)
    np.testing.assert_allclose(many.zone_area_m2, 48.0)
    assert np.isnan(many.residual).all()


def test_every_kind_of_failure_is_a_sentence_of_its_own_row(golden, tmp_path):
    program = answering(
        tmp_path,
        "if level > 0.9: refuse('walls are too thick')\n"
        "if level > 0.7: os.kill(os.getpid(), 9)\n"
        "if level > 0.5: time.sleep(60)",
    )
    buildings = Lazy([*huts(0.1, 0.1, 1.0, 0.8, 0.6), pair(), hut(0.2)])
    result = simulate_energyplus_population(buildings, golden, program=program, timeout_s=3.0, workers=2)
    expected = [
        "ok",
        "the window does not fit.",
        "walls are too thick",
        "killed by signal 9",
        "did not finish within 3 s",
        "2 zones, but the population's first one has 1",
        "ok",
    ]
    for status, words in zip(result.status, expected, strict=True):
        assert words in status
    known = [values for name, values in result.outputs.items() if name not in BALANCE_OUTPUTS]
    for values in (*known, *(zone[:, 0] for zone in result.zone_outputs.values())):
        assert np.isfinite(values[[0, 6]]).all()
        assert np.isnan(values[1:6]).all()


def test_finished_runs_are_taken_from_the_cache(golden, tmp_path):
    cache, log = RunCache(tmp_path / "cache"), tmp_path / "log"
    # Appending one line is atomic, so two programs may write at a time.
    program = answering(tmp_path, f"open({str(log)!r}, 'a').write('x'); refuse('no') if level > 0.3 else None")
    first = simulate_energyplus_population(huts(0.1, 0.5, 0.2), golden, program=program, cache=cache)
    assert len(log.read_text()) == 3
    again = simulate_energyplus_population(huts(0.1, 0.5, 0.2), golden, program=program, cache=cache)
    # Only the row that failed is tried again.
    assert len(log.read_text()) == 4
    assert again.status.tolist() == first.status.tolist()
    np.testing.assert_array_equal(again.outputs["heating_kwh"], first.outputs["heating_kwh"])


def test_a_run_that_cannot_be_kept_still_counts(golden, tmp_path, monkeypatch):
    def full(self, *arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RunCache, "store", full)
    cache = RunCache(tmp_path / "cache")
    result = simulate_energyplus_population(huts(0.1), golden, program=answering(tmp_path), cache=cache)
    assert result.status.tolist() == [OK]


def test_progress_counts_rows(golden, tmp_path):
    seen = []
    simulate_energyplus_population(huts(0.1, 0.2), golden, program=answering(tmp_path), progress=seen.append)
    assert seen[-1] == 2
    assert seen == sorted(seen)


@pytest.fixture
def interruptible():
    """Shells start background jobs with SIGINT ignored; then an interrupt would be none."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_the_programs_and_keeps_finished_runs(golden, tmp_path):
    started = tmp_path / "started"
    program = answering(tmp_path, f"if level > 0.3: open({str(started)!r}, 'w').close(); time.sleep(60)")
    cache = RunCache(tmp_path / "cache")

    def interrupt():
        while not started.exists():
            time.sleep(0.01)
        _thread.interrupt_main()

    threading.Thread(target=interrupt).start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        simulate_energyplus_population(huts(0.1, 0.5, 0.5, 0.6), golden, program=program, cache=cache, workers=1)
    assert time.monotonic() - begun < 30.0
    assert len(list(cache.folder.glob("*.npz"))) == 1


def test_an_empty_population(golden, tmp_path):
    result = simulate_energyplus_population([], golden, program=answering(tmp_path))
    assert result.status.shape == (0,)
    assert result.zone_names == ()


def test_missing_energyplus_is_said_before_anything_is_built(golden, monkeypatch):
    uninstall(monkeypatch)
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[energyplus\]"):
        simulate_energyplus_population(Lazy([hut(0.1), hut(0.1)]), golden)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"steps_per_hour": 7}, "divisor of 60"),
        ({"steps_per_hour": 0}, "from 1 to 60"),
        ({"steps_per_hour": 120}, "from 1 to 60"),
        ({"steps_per_hour": 6.0}, "whole number"),
        ({"steps_per_hour": True}, "whole number"),
        ({"timeout_s": 0.0}, "timeout_s"),
        ({"timeout_s": float("inf")}, "timeout_s"),
        ({"workers": 0}, "workers"),
    ],
)
def test_impossible_options(golden, tmp_path, options, sentence):
    with pytest.raises(InputError, match=sentence):
        simulate_energyplus_population([hut(0.1)], golden, program=answering(tmp_path), **options)


def test_a_cache_that_cannot_be_made_is_refused_before_a_run(golden, tmp_path):
    started = tmp_path / "started"
    program = answering(tmp_path, f"open({str(started)!r}, 'w').close()")
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file" / "below", tmp_path.__class__("/proc/fluxion")):
        with pytest.raises(InputError, match="cache folder"):
            simulate_energyplus_population([hut(0.1)], golden, program=program, cache=RunCache(folder))
    assert not started.exists()
