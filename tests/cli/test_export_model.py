import re

import numpy as np
import onnx
import pytest

from fluxion.assets import asset_root
from fluxion.surrogate import Surrogate

MODEL = asset_root() / "surrogates" / "office-design-golden.onnx"

BEHIND_FIRST = r"^m\d+_l[1-9]_weight$"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((MODEL, "--precision", "fp8"), "unknown precision 'fp8'; expected one of: fp16, int8"),
        (("absent.onnx", "--precision", "fp16"), "'absent.onnx' does not exist"),
    ],
)
def test_bad_requests_are_refused(fluxion, tmp_path, arguments, sentence):
    out = tmp_path / "small.onnx"
    outcome = fluxion("export-model", *arguments, "--out", out)
    assert outcome.status == 2
    assert sentence in outcome.stderr
    assert not out.exists()


def test_the_original_is_not_replaced(fluxion, tmp_path):
    copy = tmp_path / "model.onnx"
    copy.write_bytes(MODEL.read_bytes())
    outcome = fluxion("export-model", copy, "--precision", "fp16", "--out", copy)
    assert outcome.status == 2
    assert "are the same file" in outcome.stderr
    assert copy.read_bytes() == MODEL.read_bytes()


def test_loss_and_gain_are_told(fluxion, tmp_path):
    out = tmp_path / "small.onnx"
    outcome = fluxion("export-model", MODEL, "--precision", "fp16", "--out", out, "--json")
    assert outcome.status == 0, outcome.stdout
    told = outcome.json
    assert told["bytes"]["after"] == out.stat().st_size
    # Two bytes of every weight behind the first layers go; what turns the others back takes a few of them.
    behind = sum(np.prod(one.dims) for one in onnx.load(MODEL).graph.initializer if re.search(BEHIND_FIRST, one.name))
    assert told["bytes"]["before"] - told["bytes"]["after"] > 0.9 * 2 * behind
    assert max(one["largest_sd"] for one in told["loss"].values()) < 0.01
    before, after = Surrogate.load(MODEL).card, Surrogate.load(out).card
    assert set(told["loss"]) == set(before.targets)
    assert [one.name for one in after.scores] == [one.name for one in before.scores]
    again = fluxion("export-model", out, "--precision", "int8", "--out", tmp_path / "smaller.onnx")
    assert again.status == 2
    assert "was reduced before" in again.stderr
