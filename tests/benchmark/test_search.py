import pytest

from fluxion.benchmark.scope import Scope, Unmeasured
from fluxion.benchmark.search import measure_search
from fluxion.benchmark.search_engines import ARRAYS, MIXED, NSGA2_OF_PYMOO
from fluxion.benchmark.summary import summary_lines

SMALL = Scope(repeats=1, rows=40)


@pytest.mark.slow
def test_engines_and_a_whole_search():
    cost = measure_search("office-design", "golden", SMALL, energyplus_s=8.0)
    cells = [(one.engine, one.population) for one in cost.engines]
    assert cells == [
        (ARRAYS, 100),
        (NSGA2_OF_PYMOO, 100),
        (ARRAYS, 200),
        (NSGA2_OF_PYMOO, 200),
        (MIXED, 200),
        (ARRAYS, 1000),
        (NSGA2_OF_PYMOO, 1000),
    ]
    own = {one.population: one.us for one in cost.engines if one.engine == ARRAYS}
    assert all(one.us > 0.0 and one.ratio == pytest.approx(one.us / own[one.population]) for one in cost.engines)
    whole = cost.whole
    assert (whole.evaluations, whole.population, whole.simulated) == (400, 100, 40)
    assert 0.0 < whole.cpu_s < whole.physics_s
    lines = summary_lines({"search": {"office": cost.to_dict()}})
    assert len(lines) == 7 + 3
    assert lines[0].value.endswith("µs")
    assert lines[1].value.endswith("x that of arrays")
    assert lines[-1].value == f"{whole.cpu_s / 8.0:.3f}"


def test_one_objective_is_not_measured():
    with pytest.raises(Unmeasured, match="fewer than two objectives"):
        measure_search("reference-office", "golden", SMALL)
