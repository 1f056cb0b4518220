import pytest


def test_one_group_as_json(fluxion):
    outcome = fluxion("bench", "--only", "peak", "--quick", "--json")
    assert outcome.status == 0
    assert outcome.json["command"] == "bench"
    assert outcome.json["peak"]["gflops"] > 1.0
    assert outcome.json["scope"] == {"repeats": 1, "rows": 64, "patience_s": 20.0}
    assert "batch" not in outcome.json
    assert outcome.json["reasons"] == {}


def test_one_group_as_a_table(fluxion):
    outcome = fluxion("bench", "--only", "peak", "--repeats", 2)
    assert outcome.status == 0
    assert "golden" in outcome.stdout.splitlines()[0]
    assert "GFLOP/s" in outcome.stdout.splitlines()[1]


def test_options_overrule_a_quick_run(fluxion):
    outcome = fluxion("bench", "--only", "peak", "--quick", "--rows", 7, "--patience", 2.5, "--json")
    assert outcome.json["scope"] == {"repeats": 1, "rows": 7, "patience_s": 2.5}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("--only", "peek"), "peak"), (("--weather", "goldn"), "golden"), (("--patience", "0"), "above zero")],
)
def test_mistakes_are_refused_before_anything_is_measured(fluxion, arguments, word):
    outcome = fluxion("bench", *arguments, "--json")
    assert outcome.status == 2
    assert word in outcome.json["error"]
