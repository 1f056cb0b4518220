import pandas as pd
import pytest

from fluxion.design import read_designs
from fluxion.problems import load


@pytest.mark.parametrize("method", ["uniform", "sobol", "lhs"])
def test_a_sample_is_read_back_as_the_same_designs(fluxion, tmp_path, method):
    out = tmp_path / "designs.csv"
    outcome = fluxion("sample", "--problem", "office-design", "--n", 9, "--seed", 5, "--method", method, "--out", out)
    assert outcome.status == 0
    assert "9 designs of office-design" in outcome.stdout
    space = load("office-design").space
    assert read_designs(out, space).tobytes() == space.sample(9, 5, method).tobytes()
    assert list(pd.read_csv(out).columns) == list(space.names)


def test_json_is_one_object(fluxion, tmp_path):
    out = tmp_path / "designs.csv"
    outcome = fluxion("sample", "--problem", "office-design", "--n", 2, "--out", out, "--json")
    assert outcome.json == {
        "command": "sample",
        "problem": "office-design",
        "rows": 2,
        "seed": 0,
        "method": "uniform",
        "out": str(out),
        "exit": 0,
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--problem": "office-desing"}, "unknown problem 'office-desing'; did you mean 'office-design'?"),
        ({"--method": "random"}, "unknown sampling method 'random'"),
        ({"--n": "0"}, "at least 1; got 0"),
        ({"--seed": "-1"}, "seed must be 0 or a positive"),
        ({"--n": "many"}, "'--n'"),
        ({"--out": "absent/designs.csv"}, "the folder 'absent' of the output 'designs.csv' does not exist"),
    ],
)
def test_bad_requests_write_nothing(fluxion, tmp_path, monkeypatch, change, sentence):
    monkeypatch.chdir(tmp_path)
    options = {"--problem": "office-design", "--n": "2", "--out": "designs.csv", **change}
    outcome = fluxion("sample", *[text for pair in options.items() for text in pair])
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert outcome.stdout == ""
    assert list(tmp_path.iterdir()) == []
