import os

import pytest

from fluxion.benchmark.cases import BOX
from fluxion.benchmark.child import peak_mib, resident_mib
from fluxion.benchmark.children import Job, live
from fluxion.benchmark.scope import Unmeasured

HOLDS = hasattr(os, "sched_getaffinity")
#: Systems count the pages of a process core by core and add them up now and then.
COUNTED_LATE_MIB = 2.0


def test_a_child_tells_of_its_life():
    cores = (min(os.sched_getaffinity(0)),) if HOLDS else ()
    life = live(Job(BOX, "golden", rows=2, rounds=2, cores=cores))
    assert life.package_import_s > 0.0
    assert life.engine_import_s > 0.0
    assert life.first_s > 0.0
    assert len(life.wall_s) == len(life.cpu_s) == 2
    assert all(value > 0.0 for value in (*life.wall_s, *life.cpu_s))
    if os.path.exists("/proc/self/status"):
        # The memory of the child, not that of this process, of which it began as a copy.
        assert 50.0 < life.resident_mib[-1] <= life.peak_mib + COUNTED_LATE_MIB


@pytest.mark.skipif(not HOLDS, reason="the system does not hold processes to cores")
def test_a_failed_child_gives_its_last_words():
    with pytest.raises(Unmeasured, match="exit code 1: OSError"):
        live(Job(BOX, "golden", cores=(100_000,)))


def test_the_environment_reaches_the_child():
    with pytest.raises(Unmeasured, match="exit code"):
        live(Job(BOX, "golden"), {"PYTHONHOME": "/nowhere"})


def test_memory_of_this_process():
    now, most = resident_mib(), peak_mib()
    if now is not None:
        assert 10.0 < now <= most + COUNTED_LATE_MIB
