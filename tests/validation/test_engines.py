"""Comparison of the two engines: statistics of the numbers it is given, its page, its refusals."""

import dataclasses

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems import load
from fluxion.validation import engines
from fluxion.validation.engines import OUTPUTS, compare_engines, lines_of, part_of, write_engines_page


@pytest.fixture(scope="module")
def found(request):
    return compare_engines(load("reference-office"), request.getfixturevalue("golden"), 3, seed=5)


def test_both_engines_agree_on_small_samples(found):
    assert found.compared == 3
    assert found.failures == ()
    assert tuple(line.output for line in found.lines) == OUTPUTS
    by_name = {line.output: line for line in found.lines}
    for name in ("heating_kwh_m2", "cooling_kwh_m2"):
        assert by_name[name].agreement.cvrmse_percent < 2.0
        assert by_name[name].agreement.cvrmse_percent > 0.0
        assert by_name[name].beyond is not None
    assert by_name["hours_above_26"].beyond is None
    assert 0.0 < found.residual < 1e-3


def test_loads_beyond_both_limits_are_counted():
    line = engines._line("heating_kwh_m2", np.array([10.3, 10.1, 1.1, 100.3]), np.array([10.0, 10.0, 1.0, 100.0]))
    assert line.beyond == 1
    assert line.worst == pytest.approx(0.3)


def test_the_page_tells_the_command_and_every_output(found, tmp_path):
    page = tmp_path / "page.md"
    write_engines_page(page, found)
    text = page.read_text(encoding="utf-8")
    assert f"<!-- {part_of('reference-office', 'golden')}: begin -->" in text
    assert "fluxion validate engines --problem reference-office --weather golden --designs 3 --seed 5" in text
    for name in OUTPUTS:
        assert f"| {name} |" in text
    assert len(lines_of(found)) == 4 + len(OUTPUTS)


def test_one_design_is_too_few(golden):
    with pytest.raises(InputError, match="designs: expected at least 2"):
        compare_engines(load("reference-office"), golden, 1)


def test_designs_that_cannot_be_built_are_named(golden):
    problem = load("reference-office")

    def refuse(design, settings):
        raise InputError("nothing can be built.")

    hollow = dataclasses.replace(problem, build=refuse, families=None)
    with pytest.raises(InputError, match="no design was finished by both engines; the first: nothing can be built"):
        compare_engines(hollow, golden, 2)
